"""Equality tables as a join on a list of values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.sql.terms import Term, cast, literal, number

if TYPE_CHECKING:
    from rulebook.sql.tables import Sheet

MOST_ROWS = 5_000
"""Rows a table may have after cells that list several values are written out."""
JOINED = frozenset({t.STRING, t.NUMBER, t.BOOLEAN, t.DATE})


def join_of(sheet: Sheet, alias: str) -> tuple[exp.Join, list[Term]] | None:
    """The join and the terms of the outputs; None when the table is no plain equality table.

    Every cell must list constants, every row's values be constant, and no combination be in two
    rows: then at most one row joins and no hit policy has anything left to decide.
    """
    keys = _keys(sheet)
    if keys is None or not _constant_outputs(sheet):
        return None
    inputs = [f"k{index}" for index in range(len(sheet.values))]
    outputs = [f"o{index}" for index in range(len(sheet.shapes))]
    rows = [_values(sheet, key, row) for key, row in keys]
    values = exp.values(rows, alias=alias, columns=[*inputs, *outputs, "hit"])
    on = [
        exp.EQ(this=value.copy, expression=exp.column(name, table=alias))
        for value, name in zip(sheet.values, inputs, strict=True)
    ]
    join = exp.Join(this=values, side="LEFT", on=exp.and_(*on, wrap=False, copy=False))
    return join, [_output(sheet, alias, index) for index in range(len(outputs))]


def _output(sheet: Sheet, alias: str, index: int) -> Term:
    shape = sheet.shapes[index]
    column = exp.column(f"o{index}", table=alias)
    if sheet.defaults is None:
        return shape.of(column)
    missed = exp.Is(this=exp.column("hit", table=alias), expression=exp.Null())
    default = cast(shape.of(sheet.defaults[index].copy))
    return shape.of(exp.case().when(missed, default, copy=False).else_(column, copy=False))


def _constant_outputs(sheet: Sheet) -> bool:
    every = [term for row in sheet.outputs for term in row]
    return all(not list(term.sql.find_all(exp.Column)) for term in every)


def _keys(sheet: Sheet) -> list[tuple[tuple[Any, ...], int]] | None:
    """(combination of input values, row) for the whole table; None if it is no equality table."""
    if not sheet.values or any(value.type not in JOINED for value in sheet.values):
        return None
    found: dict[tuple[Hashable, ...], int] = {}
    for row, cells in enumerate(sheet.cells):
        listed = [
            _constants(cell, value.type) for cell, value in zip(cells, sheet.values, strict=True)
        ]
        if any(one is None for one in listed):
            return None
        for key in product(*[one for one in listed if one is not None]):
            if key in found or len(found) >= MOST_ROWS:
                return None
            found[key] = row
    return list(found.items()) or None


def _constants(cell: n.UnaryTests, type_: t.Type) -> list[Any] | None:
    """The values a cell lists, each once; None when it does anything else."""
    if not cell.tests or cell.negated:
        return None
    found: dict[Any, None] = {}
    for test in cell.tests:
        operand = test.operand if isinstance(test, n.ValueTest) else None
        nodes: Sequence[n.Node] = operand.items if isinstance(operand, n.ListLiteral) else ()
        if isinstance(operand, n.Literal):
            nodes = [operand]
        if not nodes or not all(isinstance(x, n.Literal) and x.type == type_ for x in nodes):
            return None
        found.update(dict.fromkeys(x.value for x in nodes if isinstance(x, n.Literal)))
    return list(found)


def _values(sheet: Sheet, key: tuple[Any, ...], row: int) -> tuple[Any, ...]:
    inputs = [_typed(value, one) for value, one in zip(sheet.values, key, strict=True)]
    outputs = [
        cast(shape.of(term.copy))
        for shape, term in zip(sheet.shapes, sheet.outputs[row], strict=True)
    ]
    return (*inputs, *outputs, exp.Literal.number(row + 1))


def _typed(value: Term, constant: Any) -> exp.Expr:
    if value.type == t.NUMBER:
        term = number(constant)
        whole, scale = max(value.whole, term.whole), max(value.scale, term.scale)
        return cast(value.of(term.copy, whole=whole, scale=scale))
    return literal(constant).sql
