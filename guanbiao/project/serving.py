"""Serving the platform: database, migrations, standards, sample, web server, worker.

The parent only supervises: what needs Django runs in child processes, so that the owner's and
the running role's connections never meet in one process. SIGINT and SIGTERM end all of it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer

from guanbiao.project import prepared, unfinished
from guanbiao.project.children import Child
from guanbiao.project.cli import BEHIND, UNSOUND
from guanbiao.project.lease import door, lent
from guanbiao.project.postgres import DatabaseUnavailable, Server

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT = 60.0
THREADS = "2"
"""Of each web process: more wait for one another rather than answer (``bench/README.md``)."""
AT_ONCE = "3"
"""Jobs of the worker: one that people asked for, one of the clocks, one that looks after both."""


def home() -> Path:
    """Where this installation keeps its data."""
    return Path(os.environ.get("GUANBIAO_HOME", ROOT / "var")).resolve()


@contextmanager
def database_ready() -> Iterator[Server | None]:
    """The database for the time of a command; none of ours when `DATABASE_URL` names another."""
    from guanbiao.project import external, roles

    if os.environ.get("DATABASE_URL"):
        external.prepare(home())
        yield None
        return
    try:
        with lent(Server(home()), roles.prepare) as server:
            yield server
    except DatabaseUnavailable as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem


@dataclass
class Site:
    """One running platform."""

    host: str
    port: int
    workers: int
    sample: str
    open_browser: bool
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start all parts in order and stay until told to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        self._claim_port()
        began = time.monotonic()
        with database_ready() as server:
            self._prepare(server)
            try:
                self._start()
                self._say(f"贯标已就绪，用时 {time.monotonic() - began:.1f} 秒：{self.address}")
                self._accounts()
                if self.open_browser and os.environ.get("DISPLAY"):
                    webbrowser.open(self.address)
                self._stay(server)
            except KeyboardInterrupt:
                self._say("正在停止")
            finally:
                self._stop()

    def _claim_port(self) -> None:
        """Say so at once when the port is taken, before anything is started."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as failure:
                typer.echo(f"{self._taken()}（{failure.strerror}）", err=True)
                raise typer.Exit(1) from failure

    def _taken(self) -> str:
        return (
            f"端口 {self.port} 不能使用，可能已有一个贯标或别的程序在用。"
            f"请先停掉它，或另选端口：guanbiao serve --port {self.port + 1}"
        )

    def _prepare(self, server: Server | None) -> None:
        (home() / "static").mkdir(exist_ok=True)
        self._say("数据库就绪")
        if server is not None and unfinished.start_again(server):
            self._say("上次装入样例时中断，未完成的样例已清除，重新装入")
        if server is not None and prepared.as_before(server, self.sample):
            return
        status = _own("prepare", "--sample", self.sample)
        if status == BEHIND:
            _needed("migrate")
            self._say("数据表就绪")
            status = _own("prepare", "--sample", self.sample)
        if server is not None and not status:
            prepared.remember(server, self.sample)

    @property
    def address(self) -> str:
        """Where a browser finds the platform."""
        return f"http://{self.host}:{self.port}/"

    def _start(self) -> None:
        granian = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self.host,
            "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", THREADS,
            "--no-ws", "--log-level", "error", "guanbiao.project.wsgi:application",
        ]  # fmt: skip
        worker = [
            sys.executable, "-m", "guanbiao", "manage", "procrastinate", "worker",
            "--concurrency", AT_ONCE,
        ]  # fmt: skip
        self._begin(granian)
        self._await_page()
        self._begin(worker)

    def _begin(self, command: list[str]) -> None:
        self.children.append(Child(command))
        self.children[-1].start()

    def _await_page(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if not self.children[0].running:
                break
            try:
                urllib.request.urlopen(f"{self.address}login/", timeout=5).close()
            except urllib.error.HTTPError:
                return  # it answers, though not under this name: see GUANBIAO_HOSTS
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        typer.echo("网页服务没有启动，原因见上面的日志。", err=True)
        raise typer.Exit(1)

    def _stay(self, server: Server | None) -> None:
        """Watch over the database and the processes, and bring back what falls."""
        while True:
            time.sleep(0.5)
            if server is not None and not server.running:
                self._say("数据库意外停止，正在恢复")
                with door(server.home):
                    server.start()
                self._say("数据库已恢复")
            for child in self.children:
                if not child.keep_up():
                    typer.echo("有一个服务进程反复停止，平台已全部停下。日志见上。", err=True)
                    raise typer.Exit(1)

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.end()

    def _accounts(self) -> None:
        listed = home() / "sample-accounts.txt"
        if listed.exists():
            typer.echo(listed.read_text(encoding="utf-8"))

    def _say(self, words: str) -> None:
        typer.echo(words)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _own(*arguments: str) -> int:
    """Run one of our own commands to its end; its exit status."""
    command = [sys.executable, "-m", "guanbiao", *arguments]
    status = subprocess.run(command, check=False).returncode
    if status not in (0, BEHIND, UNSOUND):
        raise typer.Exit(1)
    return status


def _needed(*arguments: str) -> None:
    """Run one of our own commands that nothing can do without."""
    if _own(*arguments):
        raise typer.Exit(1)
