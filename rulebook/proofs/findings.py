"""What proofs find; `str` of each is a Chinese sentence: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rulebook.proofs.words import Region, facts_said
from rulebook.rules import Verdict


def row_list(rows: tuple[int, ...]) -> str:
    """``第2、5行``."""
    return f"第{'、'.join(map(str, rows))}行"


@dataclass(frozen=True)
class Gap:
    """A region of inputs that no row answers, with one example."""

    table: str
    region: Region
    example: Mapping[str, Any]

    def __str__(self) -> str:
        example = "" if not self.example else f"（例如 {facts_said(self.example)}）"
        return f"决策表“{self.table}”没有一行适用于：{self.region}{example}。请补一行或写默认值"


@dataclass(frozen=True)
class Overlap:
    """Two rows (from 1) that both apply to the example though only one may, or may differ."""

    table: str
    rows: tuple[int, int]
    region: Region
    example: Mapping[str, Any]
    differing: bool = False

    def __str__(self) -> str:
        first, second = self.rows
        differing = "而结果不同" if self.differing else ""
        what = f"第{first}行与第{second}行都适用于：{facts_said(self.example)}{differing}"
        return f"决策表“{self.table}”{what}。请缩小其中一行的条件"


@dataclass(frozen=True)
class Unreachable:
    """A row (from 1) that never decides: ``shadows`` are the rows that decide instead, if any."""

    table: str
    row: int
    shadows: tuple[int, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        why = self.reason or f"它的全部情形已由{row_list(self.shadows)}决定"
        return f"决策表“{self.table}”第{self.row}行永远不会生效：{why}。请删去或调整次序"


@dataclass(frozen=True)
class Undecided:
    """A question without answer, and why; nothing may be concluded from it."""

    subject: str
    reason: str

    def __str__(self) -> str:
        return f"{self.subject}：未能判定，{self.reason}"


@dataclass(frozen=True)
class Proved:
    """A clause of the upper standard that the lower one never falls short of.

    ``by``: the lower clauses on the same matter; none: the lower standard is silent, so that the
    upper clause goes on to judge by itself.
    """

    upper: str
    by: tuple[str, ...] = ()
    assumed: str = ""

    def __str__(self) -> str:
        if not self.by:
            return f"{self.upper}：下级标准没有同一事项的条款，仍由它判定"
        return f"{'、'.join(self.by)}不宽于{self.upper}{self.assumed}"


@dataclass(frozen=True)
class Looser:
    """Facts that the upper clause holds up and the lower clauses let pass.

    ``facts``: those that the clauses named here read; ``example``: all that the comparison read.
    """

    upper: str
    upper_words: str
    upper_verdict: Verdict
    by: tuple[str, ...]
    by_words: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    facts: Mapping[str, Any]
    example: Mapping[str, Any]

    def __str__(self) -> str:
        lower = "；".join(
            f"{name}判定“{verdict.label}”：{words}"
            for name, verdict, words in zip(self.by, self.verdicts, self.by_words, strict=True)
        )
        above = f"{self.upper}判定“{self.upper_verdict.label}”：{self.upper_words}"
        below = lower or "下级标准没有条款管到"
        return f"宽于上级标准：{facts_said(self.facts)}时，{above}；而{below}"


@dataclass(frozen=True)
class Conflict:
    """Two clauses that both apply in a region and cannot both be kept there.

    ``alone``: a single clause (named twice) that nobody can keep there.
    """

    first: str
    first_words: str
    second: str
    second_words: str
    region: Region
    example: Mapping[str, Any]
    alone: bool = False

    def __str__(self) -> str:
        where = "任何情形" if not self.region.words else str(self.region)
        if self.alone:
            return f"{self.first}自相矛盾：{where}下没有办法符合它（{self.first_words}）"
        both = f"{self.first}（{self.first_words}）与{self.second}（{self.second_words}）"
        return f"相互冲突：{where}下，{both}不能同时符合"


@dataclass(frozen=True)
class Difference:
    """A region in which two editions judge differently, with one example."""

    region: Region
    before: Verdict
    after: Verdict
    clauses: tuple[str, ...]
    example: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        names = "、".join(self.clauses)
        return f"{self.region}：原“{self.before.label}”，现“{self.after.label}”（{names}）"
