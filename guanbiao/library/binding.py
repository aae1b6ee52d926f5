"""Clauses bound to acts: ``binds.toml`` becomes rules for the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from guanbiao.library.contents import tried
from guanbiao.library.pack import Bind, Clause, Head
from guanbiao.library.parts import Part, tables
from guanbiao.library.problems import Problem
from rulebook.rules import Alternative, Modality, Rule, RuleKind
from rulebook.tables import Table

JUDGED = {"rule", "table", "value"}
NAMED = {"process", "grant", "checklist", "measure"}
KINDS = JUDGED | NAMED | {"none"}
FILE = "binds.toml"


def read_binds(
    files: dict[str, str],
    head: Head,
    clauses: tuple[Clause, ...],
    known: Mapping[str, Table],
    problems: list[Problem],
) -> tuple[tuple[Bind, ...], tuple[Rule, ...]]:
    """All bindings, and a rule for each judged clause × act."""
    by_number = {clause.number: clause for clause in clauses}
    binds: list[Bind] = []
    rules: list[Rule] = []
    ids: Counter[tuple[str, str]] = Counter()
    for part in tables(files, FILE, "bind", problems):
        bind, texts = _bind(part)
        clause = by_number.get(bind.clause)
        if clause is None:
            part.fault(f"条款 {bind.clause} 在 text.md 里没有：请核对条款号")
            continue
        binds.append(bind)
        if bind.kind in JUDGED:
            rules += _rules(part, bind, texts, head, clause, known, ids)
    return tuple(binds), tuple(rules)


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
        name: part.optional(name) for name in ("when", "require", "actual", "limit")
    }
    texts["unit"], texts["field"] = part.get("unit", str, ""), part.get("field", str, "")
    texts["alternatives"] = part.optional("alternatives") or []
    part.finish()
    if kind == "none" and not bind.reason:
        part.fault("不能执行的条款应写明 reason：为什么不能执行")
    if kind in JUDGED and not (bind.acts and texts["require"]):
        part.fault("要判定的条款应写明 act（业务动作）和 require（要求）")
    return bind, texts


def _rules(
    part: Part,
    bind: Bind,
    texts: dict[str, Any],
    head: Head,
    clause: Clause,
    known: Mapping[str, Table],
    ids: Counter[tuple[str, str]],
) -> list[Rule]:
    if bind.table and bind.table not in known:
        part.fault(f"决策表 {bind.table} 不存在：请放入 tables/{bind.table}.csv")
        return []
    if clause.modality == "info":
        part.fault(f"条款 {clause.number} 没有效力（info），不能判定：请在锚点写明 must、should 等")
        return []
    found = []
    for act in bind.acts:
        ids[act, clause.number] += 1
        nth = ids[act, clause.number]
        suffix = "" if nth == 1 else f"~{nth}"
        rule = tried(
            part,
            lambda a=act, s=suffix: Rule(
                id=f"{head.number}#{clause.number}{s}",
                standard=head.number,
                edition=head.edition,
                clause=clause.number,
                words=clause.words,
                modality=Modality(clause.modality),
                act=a,
                kind=RuleKind(bind.kind),
                when=texts["when"],
                require=texts["require"],
                actual=texts["actual"],
                limit=texts["limit"],
                unit=texts["unit"],
                field=texts["field"],
                table=known[bind.table] if bind.table else None,
                alternatives=tuple(
                    Alternative(way["field"], way["from"]) for way in texts["alternatives"]
                ),
                order=part.line,
            ),
        )
        if rule is not None:
            found.append(rule)
    return found
