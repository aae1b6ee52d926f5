"""Clauses bound to acts: ``binds.toml`` becomes rules for the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guanbiao.library.contents import tried
from guanbiao.library.pack import Bind, Clause, Head
from guanbiao.library.parts import Part, tables
from guanbiao.library.problems import Problem
from rulebook.rules import Alternative, Modality, Rule, RuleKind
from rulebook.tables import Table

JUDGED = {"rule", "table", "value"}
NAMED = {"process", "grant", "checklist", "measure", "fields"}
KINDS = JUDGED | NAMED | {"none", "decision"}
FILE = "binds.toml"


def read_binds(
    files: dict[str, str],
    head: Head,
    clauses: tuple[Clause, ...],
    known: Mapping[str, Table],
    problems: list[Problem],
) -> tuple[tuple[Bind, ...], tuple[Rule, ...]]:
    """All bindings, and a rule for each judged clause × act."""
    binder = _Binder(head, {clause.number: clause for clause in clauses}, known)
    for part in tables(files, FILE, "bind", problems):
        binder.take(part)
    return tuple(binder.binds), tuple(binder.rules)


@dataclass
class _Binder:
    """Turns the tables of a ``binds.toml`` into bindings and rules, one after the other."""

    head: Head
    clauses: Mapping[str, Clause]
    known: Mapping[str, Table]
    binds: list[Bind] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    ids: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, part: Part) -> None:
        """One ``[[bind]]``."""
        bind, texts = _bind(part)
        clause = self.clauses.get(bind.clause)
        if clause is None:
            part.fault(f"条款 {bind.clause} 在 text.md 里没有：请核对条款号")
            return
        self.binds.append(bind)
        fault = self._fault(bind, clause)
        if fault:
            part.fault(fault)
        elif bind.kind in JUDGED:
            made = (tried(part, self._rule, bind, texts, clause, act) for act in bind.acts)
            self.rules += [rule for rule in made if rule is not None]

    def _fault(self, bind: Bind, clause: Clause) -> str:
        if bind.table and bind.table not in self.known:
            return f"决策表 {bind.table} 不存在：请放入 tables/{bind.table}.csv"
        if bind.kind in JUDGED and clause.modality == "info":
            number = clause.number
            return f"条款 {number} 没有效力（info），不能判定：请在锚点写明 must、should 等"
        return ""

    def _rule(self, bind: Bind, texts: dict[str, Any], clause: Clause, act: str) -> Rule:
        """The rule of a clause for one act; a clause bound again gets ``~2`` behind its id."""
        self.ids[act, clause.number] += 1
        nth = self.ids[act, clause.number]
        return Rule(
            id=f"{self.head.number}#{clause.number}{'' if nth == 1 else f'~{nth}'}",
            standard=self.head.number,
            edition=self.head.edition,
            clause=clause.number,
            words=clause.words,
            modality=Modality(clause.modality),
            act=act,
            kind=RuleKind(bind.kind),
            table=self.known[bind.table] if bind.table else None,
            order=bind.line,
            **texts,
        )


def _bind(part: Part) -> tuple[Bind, dict[str, Any]]:
    """A binding and, for judged kinds, the texts of its rule."""
    kind = part.get("kind", str)
    if kind not in KINDS:
        part.fault(f"kind “{kind}”不认识：请用 {'、'.join(sorted(KINDS))} 之一")
    bind = Bind(
        clause=part.get("clause", str),
        kind=kind,
        acts=part.texts("act"),
        reason=part.get("reason", str, ""),
        table=part.get("table", str, ""),
        name=part.get(kind, str, "") if kind in NAMED else "",
        line=part.line,
    )
    texts: dict[str, Any] = {
        name: part.maybe(name, str) for name in ("when", "require", "actual", "limit")
    }
    texts["unit"], texts["field"] = part.get("unit", str, ""), part.get("field", str, "")
    texts["alternatives"] = _alternatives(part)
    part.finish()
    if kind == "none" and not bind.reason:
        part.fault("不能执行的条款应写明 reason：为什么不能执行")
    if kind == "decision" and not (bind.acts and bind.table):
        part.fault("平台决策应写明 act（决策名）和 table（决策表）")
    if kind in JUDGED and not (bind.acts and texts["require"]):
        part.fault("要判定的条款应写明 act（业务动作）和 require（要求）")
    return bind, texts


def _alternatives(part: Part) -> tuple[Alternative, ...]:
    """``[{field = "body", from = "choices"}]``: what may be tried when the clause stops an act."""
    found = []
    for way in part.get("alternatives", list, []):
        if not isinstance(way, dict) or set(way) != {"field", "from"}:
            part.fault('alternatives 每项应写作 {field = "字段", from = "choices 或 limit"}')
            continue
        made = tried(part, Alternative, str(way["field"]), str(way["from"]))
        if made is not None:
            found.append(made)
    return tuple(found)
