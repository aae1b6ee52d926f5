"""A score table as a standard lays it down: which items, what each is worth, what fills it.

Any decision table of an edition in force that asks 评分项 and tells 分值, 取数 and 数据得分 is one.
取数 names a figure of the platform, or nothing where only people can tell; 数据得分 is what the
figure (平台取值) earns. Groups stand in the remark of each row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from rulebook.feel import Scope
from rulebook.feel.parser import parse_unary_tests
from rulebook.feel.tree import Literal, ValueTest
from rulebook.rules.compiling import type_of
from rulebook.tables import CompiledTable, Table, compile_table
from rulebook.values import values_on

ITEM, READING = "评分项", "平台取值"
POINTS, FIGURE, EARNED = "分值", "取数", "数据得分"
SCORE = "scoring.item.score"
"""The act whose facts the table sees."""
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """An item: its words, the group it stands in, its clause, its points and its figure."""

    label: str
    group: str
    clause: str
    points: Decimal
    figure: str


@dataclass(frozen=True)
class Rubric:
    """The table of an edition with the dated values of a day."""

    edition: Published
    table: Table
    on: dt.date

    @property
    def key(self) -> str:
        """By which a form and a sheet name it."""
        head = self.edition.head
        return f"{head.number}@{head.edition}@{self.table.name}"

    @property
    def title(self) -> str:
        """As people choose it."""
        head = self.edition.head
        return f"{head.number}（{head.edition}）{head.title}：{self.table.name}"

    @cached_property
    def _values(self) -> dict[str, Any]:
        return values_on(self.edition.pack.values, self.on)

    @cached_property
    def _compiled(self) -> CompiledTable:
        types = {name: type_of(value) for name, value in self._values.items()}
        return compile_table(self.table, registry.scope_of(SCORE).extended(types))

    def decided(self, label: str, reading: Decimal | None = None) -> dict[str, Any]:
        """What the table says of an item at a reading; empty for an item it does not know."""
        facts = {**dict.fromkeys(registry.scope_of(SCORE)), **self._values}
        return self._compiled.decide({**facts, ITEM: label, READING: reading}) or {}

    def lines(self) -> list[Line]:
        """Its items in their order."""
        found = []
        for row in self.table.rows:
            label = _label(row.cells_in[0])
            said = self.decided(label)
            found.append(Line(label, row.annotation, row.clause, Decimal(said[POINTS]),
                              said[FIGURE] or ""))  # fmt: skip
        return found

    def earned(self, label: str, reading: Decimal) -> Decimal | None:
        """What a reading earns: never below nothing, never above the points of the item."""
        said = self.decided(label, reading)
        if said.get(EARNED) is None:
            return None
        return max(Decimal(0), min(Decimal(said[EARNED]), Decimal(said[POINTS]))).quantize(CENT)


def _label(cell: str) -> str:
    """The item a row is for: the one text its cell asks for."""
    (test,) = parse_unary_tests(cell, Scope()).tests
    if not isinstance(test, ValueTest) or not isinstance(test.operand, Literal):
        raise ValueError(f"计分表的“{ITEM}”一列每行写一项，写作带引号的文字，实际是：{cell}")
    return str(test.operand.value)


def is_rubric(table: Table) -> bool:
    """Whether a decision table is a score table."""
    told = {output.label for output in table.outputs}
    asked = [each.label for each in table.inputs]
    return asked == [ITEM] and {POINTS, FIGURE, EARNED} <= told


def offered(unit: Any, on: dt.date) -> list[Rubric]:
    """The score tables of the editions that bind a unit."""
    return [
        Rubric(edition, table, on)
        for edition in in_force.standards_in_force(unit, on)
        for table in edition.pack.tables.values()
        if is_rubric(table)
    ]


def named(standard: str, edition: str, table: str, on: dt.date) -> Rubric | None:
    """A table by its names, with the values of a day; none where the edition is not here."""
    found = in_force.edition_named(standard, edition)
    if found is None or table not in found.pack.tables:
        return None
    return Rubric(found, found.pack.tables[table], on)
