"""What went wrong while deciding, collected for the thread's running evaluation."""

from __future__ import annotations

import threading


class Messages(threading.local):
    """The list that the outermost evaluation will hand out."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self) -> None:
        """An evaluation begins."""
        self.found = []

    def note(self, message: str) -> None:
        """Add a message, once."""
        if message not in self.found:
            self.found.append(message)


MESSAGES = Messages()
