"""The refusal of what has no exact form in SQL."""

from __future__ import annotations

from rulebook.errors import RulebookError


class UnpushableError(RulebookError):
    """An expression whose meaning SQL cannot keep; the caller evaluates it in Python.

    ``reason`` is a Chinese sentence that says which construct and why; never a guess is made.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
