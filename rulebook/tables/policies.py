"""Hit policies: from the rows that apply to the table's result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from rulebook.errors import TableError
from rulebook.feel.builtins.lists import extreme
from rulebook.feel.builtins.statistics import total
from rulebook.feel.operators.comparison import same
from rulebook.tables.describe import Aggregation, HitPolicy, Table

Values = tuple[Any, ...]
Hits = Sequence[tuple[int, Values]]
"""(row index, values of its output cells) in the order of the table."""
Priorities = Sequence[Sequence[Any] | None]
"""For each output, the values listed for it, most important first; None where none are."""


def decide(table: Table, hits: Hits, priorities: Priorities) -> Any:
    """The table's result for at least one hit; several outputs come as a dict of labels."""
    return _POLICIES[table.hit_policy](table, hits, priorities)


def shaped(table: Table, values: Values) -> Any:
    """One row's result: the value itself, or a dict when there are several outputs."""
    if len(table.outputs) == 1:
        return values[0]
    return {output.label: value for output, value in zip(table.outputs, values, strict=True)}


def _unique(table: Table, hits: Hits, _: Priorities) -> Any:
    if len(hits) > 1:
        raise _clash(table, hits, "同时命中了多条规则，而命中策略是“唯一”")
    return shaped(table, hits[0][1])


def _any(table: Table, hits: Hits, _: Priorities) -> Any:
    first = hits[0][1]
    for hit in hits[1:]:
        values = hit[1]
        if not all(same(a, b) for a, b in zip(first, values, strict=True)):
            raise _clash(table, hits, "命中的规则结果不一致，而命中策略是“任一”")
    return shaped(table, first)


def _clash(table: Table, hits: Hits, problem: str) -> TableError:
    rows = tuple(index + 1 for index, _ in hits)
    numbers = "、".join(map(str, rows))
    return TableError(f"决策表“{table.name}”第{numbers}条{problem}，请修改规则。", rows=rows)


def _first(table: Table, hits: Hits, _: Priorities) -> Any:
    return shaped(table, hits[0][1])


def rank(values: Values, priorities: Priorities) -> tuple[int, ...]:
    """The place of a row among the listed output values; the smaller, the more important."""
    ranks = []
    for value, listed in zip(values, priorities, strict=True):
        if listed is not None:
            places = [place for place, one in enumerate(listed) if same(one, value)]
            ranks.append(places[0] if places else len(listed))
    return tuple(ranks)


def _priority(table: Table, hits: Hits, priorities: Priorities) -> Any:
    return shaped(table, min((values for _, values in hits), key=lambda v: rank(v, priorities)))


def _output_order(table: Table, hits: Hits, priorities: Priorities) -> Any:
    ordered = sorted((values for _, values in hits), key=lambda v: rank(v, priorities))
    return [shaped(table, values) for values in ordered]


def _rule_order(table: Table, hits: Hits, _: Priorities) -> Any:
    return [shaped(table, values) for _, values in hits]


def _collect(table: Table, hits: Hits, priorities: Priorities) -> Any:
    fold = _FOLDS.get(table.aggregation)
    if fold is None:
        return _rule_order(table, hits, priorities)
    columns = list(zip(*(values for _, values in hits), strict=True))
    return shaped(table, tuple(fold(list(column)) for column in columns))


_FOLDS: dict[Aggregation, Callable[[list[Any]], Any]] = {
    Aggregation.SUM: total,
    Aggregation.MIN: extreme(-1),
    Aggregation.MAX: extreme(1),
    Aggregation.COUNT: lambda values: Decimal(len(values)),
}
_POLICIES: dict[HitPolicy, Callable[[Table, Hits, Priorities], Any]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.OUTPUT_ORDER: _output_order,
    HitPolicy.RULE_ORDER: _rule_order,
    HitPolicy.COLLECT: _collect,
}
