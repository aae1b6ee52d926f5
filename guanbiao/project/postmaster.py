"""PostgreSQL's lock file, ``postmaster.pid``: who runs on a data directory, and where.

First line the process id, fourth line the port.
"""

from __future__ import annotations

import os
import time
from pathlib import Path


def pid_of(data: Path) -> int:
    """Process id of the PostgreSQL that holds this data directory; 0 when there is none."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return 0
    zombie = status.rpartition(")")[2].split()[0] == "Z"
    return pid if str(data).encode() in command and not zombie else 0


def readdress(data: Path) -> None:
    """Let PostgreSQL see a stale lock as stale, though its process id is alive again.

    After a crash the id may have been given to something else, and PostgreSQL would refuse to
    start. Our own id, its parent's, counts as stale. The file itself stays, because its further
    lines let PostgreSQL notice backends that outlived the crash.
    """
    lock = data / "postmaster.pid"
    if not lock.exists() or pid_of(data):
        return
    _, _, rest = lock.read_text(encoding="utf-8").partition("\n")
    with lock.open("r+", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n{rest}")
        file.truncate()


def port_of(data: Path, patience: float) -> int:
    """The fourth line of the lock file, there a moment after the first; 0 if it never comes."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        if len(lines) > 3 and lines[3].isdigit():
            return int(lines[3])
        time.sleep(0.05)
    return 0


def await_end(data: Path, pid: int, patience: float) -> bool:
    """Wait until a server that is not our child has left its data; whether it did."""
    deadline = time.monotonic() + patience
    while pid_of(data) == pid:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
