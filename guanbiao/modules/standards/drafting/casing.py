"""Cases as a grid: a line an example, a column a fact, at the end what the clause should say.

Of a question of the platform the end is what the table should answer, a column a result.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanbiao.gate import registry
from guanbiao.library.pack import Case, Pack
from guanbiao.modules.standards.drafting import blocks, executing
from guanbiao.modules.standards.drafting.executing import Unclear, number
from rulebook.drafting import describe
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t

VERDICTS = {"pass": "符合", "block": "拦截", "warn": "提示", "unknown": "缺数据", "na": "不适用"}
TRUE = {"是", "true", "真", "有", "1"}
FALSE = {"否", "false", "假", "无", "没有", "0"}


@dataclass(frozen=True)
class Row:
    """A case in the grid; ``file`` and ``place`` say where it stands, empty for a new one."""

    file: str
    place: int | None
    name: str
    on: str
    cells: tuple[str, ...]
    expect: str
    case: Case | None = None
    gives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The cases of one clause for one act; ``answers`` are the results a question wants."""

    act: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    answers: tuple[str, ...] = ()


def grids(pack: Pack, clause: str) -> list[Grid]:
    """A grid for each act the clause judges and each question its tables answer."""
    acts = dict.fromkeys(rule.act for rule in pack.rules if rule.clause == clause)
    acts |= dict.fromkeys(_questions(pack, clause))
    return [Grid(act, columns(pack, clause, act), tuple(_rows(pack, clause, act)), answers(act))
            for act in acts]  # fmt: skip


def _questions(pack: Pack, clause: str) -> list[str]:
    """Questions that the clause answers, by its bind or as the clause of a row."""
    found = []
    for bind in pack.binds:
        if bind.kind == "decision" and bind.table in pack.tables:
            rows = {row.clause for row in pack.tables[bind.table].rows}
            found += [act for act in bind.acts if clause in {bind.clause, *rows}]
    return [each for each in found if registry.question(each)]


def answers(act: str) -> tuple[str, ...]:
    """What a question wants answered; nothing of an act, whose cases expect verdicts."""
    asked = registry.question(act)
    return tuple(asked.outputs) if asked else ()


def columns(pack: Pack, clause: str, act: str) -> tuple[str, ...]:
    """Facts that the rules of a clause read; all that a question tells."""
    asked = registry.question(act)
    if asked:
        return tuple(asked.inputs)
    scope = registry.scope_of(act)
    found: dict[str, None] = {}
    for rule in pack.rules:
        if rule.clause != clause or rule.act != act:
            continue
        texts = [rule.when, rule.require, *_inputs(rule.table)]
        for text in filter(None, texts):
            found |= dict.fromkeys(name for name in _names(text, pack, scope) if name in scope)
    return tuple(name for name in found if name != "业务日期")


def _inputs(table: Any) -> list[str]:
    return [each.text for each in table.inputs] if table is not None else []


def _names(text: str, pack: Pack, scope: Scope) -> list[str]:
    """Names of an expression; values and outputs of tables are names too."""
    outputs = {each.label: each.type for table in pack.tables.values() for each in table.outputs}
    values = {each.name: t.ANY for each in pack.values}
    try:
        return [name for name, _ in describe(text, scope.extended({**outputs, **values})).names]
    except RulebookError:
        return [name for name in scope if name in text]


def _rows(pack: Pack, clause: str, act: str) -> list[Row]:
    labels, wanted = columns(pack, clause, act), answers(act)
    places: Counter[str] = Counter()
    found = []
    for case in pack.cases:
        place = places[case.file]
        places[case.file] += 1
        if case.act == act and (clause in case.expect or (wanted and case.gives)):
            cells = tuple(shown(case.facts.get(label)) for label in labels)
            found.append(Row(case.file, place, case.name, case.on.isoformat(), cells,
                             case.expect.get(clause, ""), case,
                             tuple(shown(case.gives.get(label)) for label in wanted)))  # fmt: skip
    return found


def shown(value: Any) -> str:
    """A fact as a person types it; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def typed(text: str, kind: t.Type) -> str | None:
    """What was typed as YAML writes it; none for nothing. Raises `Unclear`."""
    text = text.strip()
    if not text:
        return None
    if kind == t.NUMBER:
        return str(number(text))
    if kind == t.BOOLEAN:
        if text.lower() not in TRUE | FALSE:
            raise Unclear(f"“{text}”应填“是”或“否”。")
        return "true" if text.lower() in TRUE else "false"
    if kind == t.DATE:
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as failure:
            raise Unclear(f"“{text}”不是日期，请按 2026-06-03 填写。") from failure
    return text if text.startswith("[") else str(blocks.literal(text))


def plain(value: Any) -> str:
    """A fact of a case as YAML writes it."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | dt.date):
        return str(value)
    return str(blocks.literal(value))


def saved(
    files: Mapping[str, str], pack: Pack, clause: str, act: str, rows: Sequence[Row]
) -> dict[str, str]:
    """The files of cases with these rows; a row without name and facts is taken away."""
    labels, scope = columns(pack, clause, act), registry.scope_of(act)
    known = {(row.file, row.place): row for row in _rows(pack, clause, act)}
    texts: dict[str, str] = {}
    for row in sorted(rows, key=lambda each: -1 if each.place is None else -each.place):
        if row.place is not None and (row.file, row.place) not in known:
            raise Unclear("有的用例已被别人改动，请刷新后重做。")
        file = row.file or executing.CASES
        old = known.get((row.file, row.place))
        block = _block(row, old.case if old else None, clause, act, labels, scope)
        if block or row.place is not None:
            text = texts.get(file, files.get(file, ""))
            texts[file] = blocks.case_changed(text, row.place, block)
    return texts


def _block(
    row: Row, case: Case | None, clause: str, act: str, labels: Sequence[str], scope: Scope
) -> str:
    if not row.name.strip() and not any(cell.strip() for cell in row.cells):
        return ""
    wanted = answers(act)
    if not wanted and row.expect not in VERDICTS:
        raise Unclear(f"用例“{row.name}”请选择应得的结论。")
    try:
        day = dt.date.fromisoformat(row.on)
    except ValueError as failure:
        raise Unclear(f"用例“{row.name}”的日期请按 2026-06-03 填写。") from failure
    facts = {label: plain(value) for label, value in (case.facts if case else {}).items()
             if label not in labels}  # fmt: skip
    for label, cell in zip(labels, row.cells, strict=False):
        value = typed(cell, scope.type_of(label))
        if value is not None:
            facts[label] = value
    if wanted:
        return executing.answered(row.name.strip() or "，".join(filter(None, row.cells)), act, day,
                                  facts, _gives(row, act))  # fmt: skip
    expect = {**(case.expect if case else {}), clause: row.expect}
    told = "，".join(
        f"{label} {cell}" for label, cell in zip(labels, row.cells, strict=False) if cell
    )
    name = row.name.strip() or f"{told}，{VERDICTS[row.expect]}"
    return executing.case(name, act, day, facts, expect)


def _gives(row: Row, act: str) -> dict[str, str]:
    """Results as YAML writes them; those left empty are not looked at. Raises `Unclear`."""
    asked = registry.question(act)
    wanted = asked.outputs if asked else {}
    said = zip(wanted.items(), row.gives, strict=False)
    found = {label: typed(cell, kind) for (label, kind), cell in said}
    given = {label: value for label, value in found.items() if value is not None}
    if not given:
        raise Unclear(f"用例“{row.name}”请至少填一个应得结果。")
    return given
