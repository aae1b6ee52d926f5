"""The processes of a running platform: web server and worker, restarted when they fall."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

STEADY = 20.0
"""Seconds after which a process counts as having started well."""
ATTEMPTS = 3
"""So many starts in a row may fail before the platform gives up."""
PATIENCE = 15.0
"""Seconds a process has to end by itself."""
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the platform."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = field(default=0, init=False)

    def start(self) -> None:
        """Start it, bound to our own life."""
        self._sweep()
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has one thread
        )

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self.process is not None and self.process.poll() is None

    def keep_up(self) -> bool:
        """Start it again if it fell; False when it keeps falling."""
        if self.running:
            return True
        steady = time.monotonic() - self.began > STEADY
        self.failures = 1 if steady else self.failures + 1
        if self.failures > ATTEMPTS:
            return False
        time.sleep(self.failures - 1)
        self.start()
        return True

    def ask_to_end(self) -> None:
        """Tell it to finish what it has in hand."""
        if self.process is not None and self.running:
            self.process.terminate()

    def end(self) -> None:
        """Wait for it, not for ever."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._sweep()

    def _sweep(self) -> None:
        """End what a process that fell left behind: workers without their server answer on."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def end_with_parent() -> None:
    """In the child: the kernel sends SIGTERM when the parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
