"""All that stands between a draft and its publication, counted and told clause by clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.cases import CaseResult, run
from guanbiao.library.checking import faults
from guanbiao.library.pack import Clause, Pack
from guanbiao.library.packs import parse
from guanbiao.library.problems import PackError, Problem
from guanbiao.modules.standards.drafting import basing

WORDS, RULES = "words", "rules"
"""What drifted: the words since the rule was confirmed, or the rule since the words were."""


@dataclass(frozen=True)
class Report:
    """A draft as it stands. Without ``pack`` its files cannot be read and ``problems`` say why."""

    pack: Pack | None = None
    problems: tuple[Problem, ...] = ()
    results: tuple[CaseResult, ...] = ()
    loose: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()
    drift: dict[str, str] = field(default_factory=dict)
    unsourced: tuple[str, ...] = ()

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """Cases that do not come out as their author expects."""
        return tuple(each for each in self.results if not each.holds)

    @property
    def ready(self) -> bool:
        """Whether nothing but people stands between the draft and its publication."""
        return self.pack is not None and not (
            self.problems or self.failing or self.loose or self.untried or self.drift
        )

    def counts(self) -> dict[str, int]:
        """Column of `Draft` → number."""
        clauses = self.pack.clauses if self.pack else ()
        return {
            "clauses": sum(each.normative for each in clauses),
            "loose": len(self.loose), "untried": len(self.untried),
            "failing": len(self.failing), "stale": len(self.drift),
            "problems": len(self.problems), "unsourced": len(self.unsourced),
        }  # fmt: skip


def examine(files: dict[str, str], stamps: dict[str, dict[str, str]]) -> Report:
    """Read, compile and try the files of a draft."""
    try:
        pack = parse(files)
    except PackError as refusal:
        return Report(problems=refusal.problems)
    wanted = [each for each in pack.clauses if each.normative]
    bases = basing.read(files)
    return Report(
        pack,
        (*faults(pack, Registered()), *basing.faults(files)),
        run(pack, Registered().scope_of),
        tuple(each.number for each in wanted if not is_bound(pack, each.number)),
        tuple(_untried(pack)),
        drift_of(pack, stamps),
        tuple(each.number for each in wanted if each.number not in bases),
    )


def is_bound(pack: Pack, number: str) -> bool:
    """By a bind of its own, or as the clause of a row in a table that is bound."""
    used = {bind.table for bind in pack.binds}
    rows = (row for name, table in pack.tables.items() if name in used for row in table.rows)
    return bool(pack.binds_of(number)) or any(row.clause == number for row in rows)


def _untried(pack: Pack) -> list[str]:
    """Clauses judged by a rule without a case that passes and one that does not."""
    seen: dict[str, set[str]] = defaultdict(set)
    for case in pack.cases:
        for clause, verdict in case.expect.items():
            seen[clause].add(verdict)
    found: dict[str, None] = {}
    for rule in pack.rules:
        broken = "block" if rule.modality.mandatory else "warn"
        if rule.judged and not {"pass", broken} <= seen[rule.clause]:
            found[rule.clause] = None
    return list(found)


def stamp(pack: Pack, number: str) -> dict[str, str]:
    """What a confirmation says of a clause: these words belong to this execution."""
    return {WORDS: _digest(_said(pack.clause(number))), RULES: _digest(_executed(pack, number))}


def drift_of(pack: Pack, stamps: dict[str, dict[str, str]]) -> dict[str, str]:
    """Clause → what changed since the two were last held side by side."""
    found = {}
    for clause in pack.clauses:
        kept, now = stamps.get(clause.number), stamp(pack, clause.number)
        if not _executed(pack, clause.number):
            continue
        if kept is None or kept[RULES] != now[RULES]:
            found[clause.number] = RULES
        elif kept[WORDS] != now[WORDS]:
            found[clause.number] = WORDS
    return found


def _said(clause: Clause | None) -> str:
    return "" if clause is None else f"{clause.modality}\n{clause.words}"


def _executed(pack: Pack, number: str) -> str:
    """All that executes a clause, as text; the places of lines do not matter."""
    parts = [
        *((r.act, r.when, r.require, r.limit, r.actual, r.unit, r.table and r.table.name)
          for r in pack.rules if r.clause == number),
        *((name, row.cells_in, row.cells_out)
          for name, table in pack.tables.items() for row in table.rows if row.clause == number),
        *((value.name, entry.from_day, entry.value)
          for value in pack.values for entry in value.series if entry.clause == number),
        *((grant.role, grant.acts, str(grant.scope)) for grant in pack.grants
          if grant.clause == number),
        *((each.name, each.items) for each in pack.checklists if each.clause == number),
        *((each.name, stage) for each in pack.processes for stage in each.stages
          if stage.clause == number),
        *_drawn(pack, number),
        *(each for each in pack.measures if each.clause == number),
    ]  # fmt: skip
    return "\n".join(map(repr, parts))


def _drawn(pack: Pack, number: str) -> Iterator[object]:
    """What drawings say under a clause: its nodes and the ways out of them, or a whole process."""
    for process in (each.process for each in pack.drawings):
        if process.clause == number:
            yield process
            continue
        named = {node.id for node in process.nodes if node.clause == number}
        yield from (node for node in process.nodes if node.id in named)
        yield from (flow for flow in process.flows if flow.source in named)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16] if text else ""
