"""Serving the platform: database, migrations, standards, sample, web server, worker.

The parent only supervises: what needs Django runs in child processes, so that the owner's and
the running role's connections never meet in one process. SIGINT and SIGTERM end all of it.
"""

from __future__ import annotations

import os
import signal
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

from guanbiao.project.postgres import DatabaseUnavailable, Server, running_pid

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT = 60.0


def home() -> Path:
    """Where this installation keeps its data."""
    return Path(os.environ.get("GUANBIAO_HOME", ROOT / "var")).resolve()


@contextmanager
def database_ready() -> Iterator[None]:
    """The database for the time of a command: started if it does not run, left if it does."""
    if os.environ.get("DATABASE_URL"):
        from guanbiao.project import external

        external.prepare(home())
        yield
        return
    server = Server(home())
    ours = not running_pid(server.data)
    try:
        server.start()
    except DatabaseUnavailable as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    from guanbiao.project import roles

    try:
        roles.prepare(server)
        yield
    finally:
        if ours:
            server.stop()


@dataclass
class Site:
    """One running platform."""

    host: str
    port: int
    workers: int
    sample: str
    open_browser: bool
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self) -> None:
        """Start all parts in order and stay until told to stop."""
        signal.signal(signal.SIGTERM, _interrupt)
        began = time.monotonic()
        with database_ready():
            self._say("数据库就绪")
            _child("migrate")
            self._say("数据表就绪")
            _child("publish")
            if self.sample != "none":
                _child("sample", "--size", self.sample)
            self._start()
            try:
                self._await_page()
                self._say(f"贯标已就绪，用时 {time.monotonic() - began:.1f} 秒：{self.address}")
                self._accounts()
                if self.open_browser and os.environ.get("DISPLAY"):
                    webbrowser.open(self.address)
                self._stay()
            except KeyboardInterrupt:
                self._say("正在停止")
            finally:
                self._stop()

    @property
    def address(self) -> str:
        """Where a browser finds the platform."""
        return f"http://{self.host}:{self.port}/"

    def _start(self) -> None:
        granian = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self.host,
            "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", "8",
            "--no-ws", "--log-level", "warning", "guanbiao.project.wsgi:application",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "guanbiao", "manage", "procrastinate", "worker"]
        for command in (granian, worker):
            self.children.append(subprocess.Popen(command, start_new_session=True))

    def _await_page(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if self.children[0].poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}login/", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        typer.echo(
            f"网页服务没有启动。请检查端口 {self.port} 是否被占用，可用 --port 另选。", err=True
        )
        raise typer.Exit(1)

    def _stay(self) -> None:
        while all(child.poll() is None for child in self.children):
            time.sleep(0.5)
        typer.echo("有一个服务进程意外结束，正在全部停止。日志见上。", err=True)

    def _stop(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    def _accounts(self) -> None:
        listed = home() / "sample-accounts.txt"
        if listed.exists():
            typer.echo(listed.read_text(encoding="utf-8"))

    def _say(self, words: str) -> None:
        typer.echo(words)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _child(*arguments: str) -> None:
    """Run one of our own commands to its end."""
    done = subprocess.run([sys.executable, "-m", "guanbiao", *arguments], check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
