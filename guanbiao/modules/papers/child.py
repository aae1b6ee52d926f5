"""A script of ours that reads a stranger's file, in a process of its own, ended when slow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SECONDS = 20


def asked(script: Path, content: bytes, *words: str) -> bytes | None:
    """What the script answers; none where the file made it fail or take for ever."""
    command = [sys.executable, "-P", str(script), *words]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
