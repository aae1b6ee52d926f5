"""Who uses the embedded server: everybody holds a shared lock, the last one out stops it.

The kernel gives up the lock of a process that is killed, so a server left behind by a killed
platform is taken over by the next command and stopped with it. A second lock, the door, lets
one process at a time start, prepare or stop the server.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from guanbiao.project.postgres import DatabaseUnavailable, Server


@contextmanager
def lent(server: Server, prepare: Callable[[Server], None]) -> Iterator[Server]:
    """The running server for the time of a block; ``prepare`` is called once it answers.

    Raises `DatabaseUnavailable` with advice when it cannot be had.
    """
    with _opened(server.home / "database.users") as using:
        with door(server.home):
            fcntl.flock(using, fcntl.LOCK_SH)
        try:
            with door(server.home):
                server.start()
                prepare(server)
            yield server
        finally:
            with door(server.home):
                if _alone(using):
                    server.stop()


@contextmanager
def door(home: Path) -> Iterator[None]:
    """One process at a time starts, prepares or stops the server."""
    with _opened(home / "database.door") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except PermissionError as failure:
        raise DatabaseUnavailable(
            f"无权使用数据目录 {path.parent}：它属于另一个系统用户。"
            "请以原来的用户运行，或用 GUANBIAO_HOME 指定另一个目录。"
        ) from failure


def _alone(using: IO[bytes]) -> bool:
    try:
        fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
