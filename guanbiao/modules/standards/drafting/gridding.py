"""Decision tables as a sheet: read from what was typed, proved, written as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import QueryDict

from guanbiao.gate import registry
from guanbiao.library.contents import read_values
from guanbiao.modules.standards.drafting.executing import Unclear, canonical
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.proofs import prove_table
from rulebook.tables import Table, write_csv
from rulebook.tables.describe import Aggregation, HitPolicy, Input, Output, Row
from rulebook.tables.sheets import POLICIES, TYPES

NAME = re.compile(r"[\w\u4e00-\u9fff]{1,30}")
TYPE_NAMES = {kind: name for name, kind in TYPES.items()}
TRUTH = {"是": "true", "否": "false"}
SPOKEN = {written: word for word, written in TRUTH.items()}
"""What a table writes for yes and no → the word on the sheet."""


def of_post(posted: QueryDict, scope: Scope) -> Table:
    """The table that was typed; empty rows are left out. Raises `Unclear`, `TableError`."""
    name = posted.get("name", "").strip()
    if not NAME.fullmatch(name):
        raise Unclear("决策表名称只用文字和数字，不超过 30 字。")
    ins = [each.strip() for each in posted.getlist("in")]
    outs = [each.strip() for each in posted.getlist("out")]
    kinds = [TYPES.get(each, t.ANY) for each in posted.getlist("out_type")]
    used_in = [i for i, label in enumerate(ins) if label]
    used_out = [i for i, label in enumerate(outs) if label]
    if not used_in or not used_out:
        raise Unclear("请至少写一个输入列和一个结果列。")
    inputs = tuple(_input(ins[i], scope) for i in used_in)
    outputs = tuple(Output(outs[i], kinds[i] if i < len(kinds) else t.ANY) for i in used_out)
    policy = POLICIES.get(posted.get("policy", ""), HitPolicy.UNIQUE)
    asked = {f"in:{i}" for i in used_in if scope.get(ins[i]) == t.BOOLEAN}
    asked |= {f"out:{i}" for i in used_out if i < len(kinds) and kinds[i] == t.BOOLEAN}
    rows = tuple(_rows(posted, used_in, used_out, asked))
    return Table(name, policy, Aggregation.NONE, inputs, outputs, rows)


def _input(label: str, scope: Scope) -> Input:
    """A fact, or an expression over facts; both are checked when the table is proved."""
    return Input(label, type=scope.get(label, t.ANY))


def _rows(posted: QueryDict, used_in: list[int], used_out: list[int], asked: set[str]) -> list[Row]:
    """Rows with something in them; in the columns ``asked`` yes and no may be said in Chinese."""
    count = len(posted.getlist("clause"))
    grid = {name: posted.getlist(name) for name in posted}

    def cell(name: str, row: int) -> str:
        column = grid.get(name, [])
        text = column[row].strip() if row < len(column) else ""
        return TRUTH.get(text, text) if name in asked else text

    found = []
    for row in range(count):
        given = [cell(f"in:{i}", row) for i in used_in]
        result = [cell(f"out:{i}", row) for i in used_out]
        if any(given) or any(result):
            clause = cell("clause", row) or posted.get("at", "")
            found.append(Row(tuple(each or "-" for each in given), tuple(result), clause,
                             cell("note", row)))  # fmt: skip
    return found


def proved(table: Table, files: Mapping[str, str], act: str) -> tuple[list[str], list[str]]:
    """What cannot be read, and what is proved of the rest: gaps, overlaps, idle rows."""
    values = {each.name: each.series[-1].value for each in read_values(dict(files), [])}
    try:
        proof = prove_table(table, registry.scope_of(act), values)
    except RulebookError as refusal:
        return [getattr(refusal, "message", str(refusal))], []
    return [], [str(each) for each in proof.findings]


def csv_of(table: Table) -> str:
    """The file of a table."""
    return write_csv(table)


def default_bind(table: Table, said: Mapping[str, str], scope: Scope) -> dict[str, str]:
    """The rule that asks the table, in the drafter's words."""
    names = {each.label: each.type for each in table.outputs}
    wide = scope.extended(names)
    return {
        name: canonical(said.get(name, ""), wide) for name in ("when", "require", "actual", "limit")
    }
