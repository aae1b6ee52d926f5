"""Tables that answer questions of the platform, proved before they are published.

Where nobody judges, nobody notices a table that says nothing, or two things: so whatever the
platform may ask must have one answer under the hit policy, no row may stand for nothing, and a
case of the office shows that each row was meant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from guanbiao.library.pack import Case, Pack
from guanbiao.library.problems import Problem
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import compile_answer
from rulebook.proofs import COMPLETE, prove_table
from rulebook.rules.compiling import type_of
from rulebook.tables import HitPolicy, Table, compile_table
from rulebook.values import values_on

SEVERAL = {HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER}
"""Policies under which all rows that apply answer, not the first alone."""


class Questions(Protocol):
    """What the platform asks."""

    def scope_of(self, act: str) -> Scope | None:
        """Labels and types of what is known when a question is asked."""

    def outputs_of(self, question: str) -> Mapping[str, t.Type] | None:
        """What a question wants answered; none for what nobody asks."""


def faults(pack: Pack, known: Questions, days: Collection[dt.date]) -> Iterator[Problem]:
    """All that is wrong with the tables that answer, on every day, none told twice."""
    for bind in pack.binds:
        for name in bind.acts if bind.kind == "decision" else ():
            outputs, scope = known.outputs_of(name), known.scope_of(name)
            if outputs is None or scope is None:
                words = f"平台不问“{name}”，没有这项平台决策：请核对名称"
                yield Problem("binds.toml", bind.line, words)
                continue
            table = pack.table_for(name)
            if table is not None:
                said = _said(name, table, pack, scope, outputs, days)
                for words in dict.fromkeys(said):
                    yield Problem(f"tables/{bind.table}.csv", 0, words)


def _said(
    name: str, table: Table, pack: Pack, scope: Scope,
    outputs: Mapping[str, t.Type], days: Collection[dt.date],
) -> Iterator[str]:  # fmt: skip
    """A table that does not compile is not proved besides."""
    for day in days:
        values = values_on(pack.values, day)
        try:
            compile_answer(name, table, scope, values, outputs)
        except RulebookError as refusal:
            yield str(refusal)
            return
        yield from _proved(table, scope, values)
    yield from _untried(name, table, pack, scope)


def _proved(table: Table, scope: Scope, values: Mapping[str, object]) -> Iterator[str]:
    """One answer for whatever is asked, and no row that never answers."""
    proof = prove_table(table, scope, values, COMPLETE)
    for gap in proof.gaps:
        yield f"平台会问到而得不到答案：{gap}"
    for overlap in proof.overlaps:
        yield f"平台不知道听哪一行的：{overlap}，或者改用“首个”命中策略"
    yield from map(str, proof.unreachable)
    for each in proof.undecided:
        yield f"漏洞和重叠不能证明：{each}。请把单元格改写成数、日期或者列出的文字"


def _untried(name: str, table: Table, pack: Pack, scope: Scope) -> Iterator[str]:
    """Rows that no case hits: nobody has shown what they are for."""
    hit: set[int] = set()
    for case in pack.cases:
        if case.act == name and case.gives:
            hit |= _rows_hit(table, pack, case, scope)
    for number in range(1, len(table.rows) + 1):
        if number not in hit:
            yield (
                f"决策表“{table.name}”第{number}行没有用例命中，看不出它答得对不对。"
                "请在“用例”里写一个落在这一行的例子"
            )


def _rows_hit(table: Table, pack: Pack, case: Case, scope: Scope) -> set[int]:
    """Rows a case comes to; none where it tells what the table cannot read."""
    values = values_on(pack.values, case.on)
    seen = scope.extended({label: type_of(value) for label, value in values.items()})
    facts = {**dict.fromkeys(scope), "业务日期": case.on, **values, **case.facts}
    try:
        rows = compile_table(table, seen).trace(facts).rows
    except RulebookError:
        return set()
    return set(rows if table.hit_policy in SEVERAL else rows[:1])
