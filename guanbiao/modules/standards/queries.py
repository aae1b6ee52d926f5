"""Editions as pages show them: plain values, nothing of the engine."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from guanbiao.gate import registry
from guanbiao.gate.portal import NewsLine
from guanbiao.gate.vocabulary import Registered
from guanbiao.kit.shown import marked
from guanbiao.library import in_force
from guanbiao.library.cases import CaseResult, run
from guanbiao.library.in_force import Published
from guanbiao.library.pack import Clause, Pack
from guanbiao.library.packs import parse

TAGS = {"must": "要求", "must_not": "要求", "should": "推荐", "may": "允许", "info": "陈述"}
KINDS = {
    "rule": "规则", "table": "决策表", "value": "取值", "process": "流程", "grant": "权限",
    "checklist": "清单", "fields": "字段权限", "measure": "指标",
    "decision": "平台决策", "none": "不可执行",
}  # fmt: skip
FEW_NEWS = 6
NEW = dt.timedelta(days=90)
"""How long a standard in force is called new."""
MOST_HITS = 50
"""Clauses shown for a search."""


@dataclass(frozen=True)
class Coverage:
    """How much of an edition is executed."""

    normative: int
    executable: int
    excused: int
    cases: int
    failing: int


@dataclass(frozen=True)
class Row:
    """A line of the list of standards."""

    edition: Published
    coverage: Coverage
    state: str


@dataclass(frozen=True)
class Wanted:
    """What the list of standards is narrowed to, by words as the page shows them."""

    level: str = ""
    state: str = ""
    title: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """From the address of a page."""
        return cls(*(query.get(name, "").strip()[:40] for name in ("level", "state", "title")))

    def but(self, **other: str) -> str:
        """The address of the same with something else chosen."""
        return "?" + urlencode({n: v for n, v in asdict(replace(self, **other)).items() if v})

    def of_these(self, rows: Iterable[Row]) -> list[Row]:
        """Those that are wanted, in their order."""
        word = self.title.lower()
        return [
            row for row in rows
            if self.level in ("", row.edition.head.level.label) and self.state in ("", row.state)
            and word in f"{row.edition.head.number} {row.edition.head.title}".lower()
        ]  # fmt: skip


@dataclass(frozen=True)
class ClauseView:
    """A clause in the tree and in the text."""

    number: str
    title: str
    depth: int
    normative: bool
    paragraphs: tuple[Markup, ...]
    tag: str
    bound: tuple[str, ...]
    excuse: str


@dataclass(frozen=True)
class Hit:
    """A clause that holds the words looked for."""

    edition: Published
    clause: Clause
    words: Markup


def act_label(name: str) -> str:
    """``用车申请 · 提交``, or what may be seen; the name itself when no module brings it."""
    views = {k: v for module in registry.modules() for k, v in module.views.items()}
    return views.get(name) or registry.act_label(name)


def rows(unit: Any, day: dt.date) -> tuple[list[Row], list[Row]]:
    """The editions that bind a unit today, and those that did or will."""
    bound = in_force.standards_in_force(unit, day)
    known = {each.id for each in bound}
    others = [e for e in in_force.everything() if e.id not in known and e.reaches(unit)]
    others.sort(key=lambda each: (each.head.number, each.from_day), reverse=True)
    return [_row(each, day) for each in bound], [_row(each, day) for each in others]


def counted(rows: Iterable[Row], by: Callable[[Row], str]) -> dict[str, int]:
    """Word → how many rows bear it."""
    return dict(Counter(map(by, rows)))


def _row(edition: Published, day: dt.date) -> Row:
    return Row(edition, coverage(edition.pack), state_of(edition, day))


def state_of(edition: Published, day: dt.date) -> str:
    """即将施行, 现行 or 已废止."""
    if edition.holds_on(day):
        return "现行"
    return "即将施行" if edition.from_day > day else "已废止"


def coverage(pack: Pack) -> Coverage:
    """Counts over the clauses of a pack."""
    views = [clause_view(pack, each) for each in pack.clauses if each.normative]
    results = case_results(pack.digest)
    return Coverage(
        normative=len(views),
        executable=sum(bool(view.bound) for view in views),
        excused=sum(bool(view.excuse) and not view.bound for view in views),
        cases=len(results),
        failing=sum(not result.holds for result in results),
    )


@lru_cache(maxsize=64)
def case_results(digest: str) -> tuple[CaseResult, ...]:
    """What the cases of an edition come to; an edition never changes, so they run once."""
    edition = in_force.stored(digest)
    return () if edition is None else run(parse(edition.files), Registered().scope_of)


def clause_views(pack: Pack, chapter_of: str = "") -> list[ClauseView]:
    """All clauses, or those of the chapter in which ``chapter_of`` stands."""
    clauses = list(pack.clauses)
    if chapter_of:
        clauses = _chapter(clauses, chapter_of)
    return [clause_view(pack, each) for each in clauses]


def _chapter(clauses: list[Clause], number: str) -> list[Clause]:
    """From the heading above a clause to the next heading of its depth; all where there is none."""
    place = next(i for i, each in enumerate(clauses) if each.number == number)
    depth = clauses[place].depth
    above = [i for i in range(place) if not clauses[i].words and clauses[i].depth < depth]
    start = place if not clauses[place].words else max(above, default=0)
    below = clauses[start].depth
    after = (i for i in range(place + 1, len(clauses)) if clauses[i].depth <= below)
    return clauses[start : next(after, len(clauses))]


def clause_view(pack: Pack, clause: Clause) -> ClauseView:
    """A clause with how it is bound, or why it is not."""
    binds = pack.binds_of(clause.number)
    excuse = next((bind.reason for bind in binds if bind.kind == "none"), "")
    bound = [f"{KINDS[bind.kind]}{f' {bind.table}' if bind.table else ''}"
             for bind in binds if bind.kind != "none"]  # fmt: skip
    named = {bind.table for bind in binds}
    bound += [f"决策表 {name}" for name in _tables_naming(pack, clause.number) if name not in named]
    return ClauseView(
        number=clause.number,
        title=clause.title,
        depth=clause.depth,
        normative=clause.normative,
        paragraphs=tuple(marked(line) for line in clause.words.splitlines()),
        tag=TAGS[clause.modality] if clause.words else "",
        bound=tuple(dict.fromkeys(bound)),
        excuse=excuse,
    )


def _tables_naming(pack: Pack, number: str) -> Iterable[str]:
    for name, table in pack.tables.items():
        if any(row.clause == number for row in table.rows):
            yield name


def hits(unit: Any, day: dt.date, text: str) -> list[Hit]:
    """Clauses in force whose number, title or words hold ``text``."""
    found = [
        Hit(edition, clause, marked(clause.words))
        for edition in in_force.standards_in_force(unit, day)
        for clause in edition.clauses
        if text == clause.number or text in clause.title or text in clause.words
    ]
    return found[:MOST_HITS]


def news(actor: Any) -> list[NewsLine]:
    """What newly binds one's unit or soon will, for the portal: the latest day first."""
    today = actor.today
    found = [
        each
        for each in in_force.everything()
        if (each.holds_on(today) or (each.from_day > today and not each.withdrawn))
        and (actor.unit is None or each.reaches(actor.unit))
    ]
    found.sort(key=lambda each: (each.from_day, each.published_at, each.id), reverse=True)
    return [
        NewsLine(f"{each.head.title} {each.head.number}", "standards.standard", each.id,
                 each.from_day, _freshness(each.from_day, today))
        for each in found[:FEW_NEWS]
    ]  # fmt: skip


def _freshness(day: dt.date, today: dt.date) -> str:
    if day > today:
        return "将施行"
    return "新施行" if today - day <= NEW else ""
