"""Decision tables inside rules: outputs become names, the row that decided is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulebook.errors import TableError
from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from rulebook.rules.finding import TableRow
from rulebook.tables import Aggregation, CompiledTable, HitPolicy, Table, compile_table

LISTING = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True, eq=False)
class TableUse:
    """A compiled table as rules use it.

    ``outputs`` are the names it adds, with their types; ``names`` the facts it reads. What it
    decides is kept in the facts under ``key``, so that several rules ask a table only once.
    """

    table: Table
    compiled: CompiledTable
    outputs: Mapping[str, t.Type]
    names: frozenset[str]
    key: str

    @classmethod
    def of(cls, table: Table, scope: Scope) -> TableUse:
        """Compile a table over the facts in ``scope``; `TableError` when that fails."""
        compiled = compile_table(table, scope)
        outputs = output_types(table, compiled.outputs)
        return cls(table, compiled, outputs, compiled.names, f"\0{table.name} {id(compiled)}")

    def decide(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts with the table's outputs; outputs are null when no row fits."""
        known = facts.get(self.key)
        if known is None:
            known = facts[self.key] = {**facts, **self._named(self.compiled.decide(facts))}
        return known

    def _named(self, result: Any) -> Mapping[str, Any]:
        if result is None:
            return dict.fromkeys(self.outputs)
        if len(self.outputs) == 1:
            return dict.fromkeys(self.outputs, result)
        return result  # type: ignore[no-any-return]

    def row_of(self, facts: dict[str, Any]) -> TableRow | None:
        """The row that decided (the first one where several do); None when none did."""
        place = f"{self.key} row"
        if place not in facts:
            facts[place] = self._row(facts)
        return facts[place]  # type: ignore[no-any-return]

    def _row(self, facts: dict[str, Any]) -> TableRow | None:
        trace = self.compiled.trace(facts)
        if not trace.rows:
            return None
        place = self._preferred(trace.rows, trace.result)
        row = self.table.rows[place - 1]
        return TableRow(self.table.name, place, row.clause, row.annotation)

    def _preferred(self, rows: tuple[int, ...], result: Any) -> int:
        """Under PRIORITY the row whose outputs won, under all other policies the first."""
        if self.table.hit_policy is not HitPolicy.PRIORITY:
            return rows[0]
        won = [row for row in rows if self._values(row) == self._named(result)]
        return won[0] if won else rows[0]

    def _values(self, row: int) -> Mapping[str, Any]:
        cells = self.table.rows[row - 1].cells_out
        values = [compile_expression(cell or "null", Scope())({}) for cell in cells]
        return dict(zip(self.outputs, values, strict=True))


def output_types(table: Table, single: Mapping[str, t.Type]) -> Mapping[str, t.Type]:
    """Types of the outputs as rules see them: a list where the hit policy lists."""
    if table.aggregation is Aggregation.COUNT:
        return dict.fromkeys(single, t.NUMBER)
    if table.hit_policy not in LISTING or table.aggregation is not Aggregation.NONE:
        return dict(single)
    if len(single) > 1:
        message = "列出多行的决策表只能有一个输出列，规则才能按名称引用：请拆成几张表"
        raise TableError(f"决策表“{table.name}”：{message}")
    return {label: t.list_of(type_) for label, type_ in single.items()}
