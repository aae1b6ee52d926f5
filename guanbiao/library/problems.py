"""What is wrong with a pack: every fault, where it is, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: file within the pack, line (0: the whole file), and words in Chinese."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.message}"


class PackError(ValueError):
    """A pack that cannot be taken; ``problems`` lists all faults, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def line_of(text: str, wanted: str, nth: int = 0) -> int:
    """Line (from 1) of the ``nth`` line that starts with ``wanted``; 0 when there is none."""
    found = -1
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith(wanted):
            found += 1
            if found == nth:
                return number
    return 0
