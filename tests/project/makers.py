"""Homes and platforms of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from guanbiao.project.postgres import Server
from tests import template

ROOT = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def new_home() -> Iterator[Path]:
    """A folder the server's own user may pass through."""
    with tempfile.TemporaryDirectory(prefix="guanbiao-home-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def furnish(home: Path) -> None:
    """The platform's tables, as migrations make them: few tests are about a first start's own."""
    with Server(home, fast=True) as server:
        template.make(server, "guanbiao", extra="")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a platform on ``home``, free of this run's own settings."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("GUANBIAO_", "DJANGO_", "DATABASE_"))
    }
    return {**kept, "GUANBIAO_HOME": str(home), **more}


def command(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``guanbiao`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "guanbiao", *arguments],
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextlib.contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A running platform without a sample, answering on ``port``; what it says is in a log."""
    command = [sys.executable, "-u", "-m", "guanbiao", "serve", "--port", str(port)]
    log = home / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--workers", "1", "--sample", "none"],
            cwd=ROOT, env=environment(home), stdout=out, stderr=out,
        )  # fmt: skip
    try:
        ready = eventually(
            lambda: process.poll() is not None or "已就绪" in log.read_text(encoding="utf-8"), 90
        )
        assert ready and process.poll() is None, log.read_text(encoding="utf-8")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def parts(process: subprocess.Popen[bytes]) -> list[int]:
    """The platform's own processes: database, web server, worker."""
    return below(process.pid)


def below(pid: int) -> list[int]:
    """The processes a process started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in listed.read_text(encoding="utf-8").split()]


def eventually(true: Callable[[], bool], seconds: float = 40) -> bool:
    """Whether something becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, psycopg.OperationalError):
            if true():
                return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
