"""The only errors this package lets out; in Chinese, since drafters of standards read them."""

from __future__ import annotations


class RulebookError(Exception):
    """Common ancestor: ``except RulebookError`` catches whatever bad input may cause."""


class FeelError(RulebookError):
    """An expression that cannot be read, does not fit its names, or asks for too much.

    ``line`` and ``column`` start at 1 and count characters; ``caret`` holds the source line and,
    below it, a ``^`` placed by display width (a Chinese character is two columns wide).
    ``length`` counts the characters concerned, ``fixes`` are texts that could stand there instead.
    ``line`` is 0 when the error arose while running, where no position is known.
    """

    def __init__(
        self,
        message: str,
        line: int = 0,
        column: int = 0,
        caret: str = "",
        suggestion: str = "",
        length: int = 0,
        fixes: tuple[str, ...] = (),
    ) -> None:
        self.message = message
        self.line = line
        self.column = column
        self.caret = caret
        self.suggestion = suggestion
        self.length = length
        self.fixes = fixes
        super().__init__(self._text())

    def _text(self) -> str:
        place = f"第{self.line}行第{self.column}列：" if self.line else ""
        hint = f"\n{self.suggestion}" if self.suggestion else ""
        caret = f"\n{self.caret}" if self.caret else ""
        return f"{place}{self.message}{caret}{hint}"


class TableError(RulebookError):
    """A decision table that cannot be read, or that breaks its own hit policy on some facts.

    ``line`` is the line of the file (1-based, 0 if unknown), ``rows`` the 1-based numbers of the
    rows concerned.
    """

    def __init__(self, message: str, line: int = 0, rows: tuple[int, ...] = ()) -> None:
        self.message = message
        self.line = line
        self.rows = rows
        super().__init__(f"第{line}行：{message}" if line else message)


class DmnError(RulebookError):
    """A DMN model that cannot be read, or a decision that cannot be invoked as asked."""
