"""What is wrong or doubtful in a text, and where."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rulebook.errors import FeelError
from rulebook.feel.source import place, width


class Severity(enum.StrEnum):
    """How bad: an error cannot be saved, a warning is nearly always a slip, info may be meant."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """错误, 警告 or 提示."""
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the characters ``start`` to ``end`` (offsets in the text).

    ``line`` and ``column`` count from 1, ``length`` characters; ``display_column`` and
    ``display_length`` the columns of a terminal, where a Chinese character takes two.
    ``suggestions`` are texts that could stand in place of the characters.
    """

    severity: Severity
    message: str
    start: int
    end: int
    line: int
    column: int
    length: int
    display_column: int
    display_length: int
    suggestions: tuple[str, ...] = ()

    @property
    def caret(self) -> str:
        """A line of ``^`` to stand below the source line."""
        return " " * (self.display_column - 1) + "^" * max(1, self.display_length)


def problem(
    text: str,
    start: int,
    end: int,
    message: str,
    severity: Severity = Severity.WARNING,
    suggestions: tuple[str, ...] = (),
) -> Problem:
    """A problem of some characters of a text."""
    line, column, _ = place(text, start)
    before = text[start - column + 1 : start]
    return Problem(
        severity,
        message,
        start,
        end,
        line,
        column,
        end - start,
        width(before) + 1,
        width(text[start:end]),
        suggestions,
    )


def of_error(text: str, error: FeelError) -> Problem:
    """What the parser refuses, as a problem; without a position it concerns the whole text."""
    if not error.line:
        return problem(text, 0, len(text), error.message, Severity.ERROR)
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
    end = min(len(text), start + error.length)
    return problem(text, start, end, error.message, Severity.ERROR, error.fixes)
