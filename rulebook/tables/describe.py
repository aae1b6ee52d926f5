"""What a decision table is, as frozen values. All expressions and cells are FEEL text."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from rulebook.errors import TableError
from rulebook.feel import types as t


class HitPolicy(enum.StrEnum):
    """Which of the rows that apply decide (DMN 1.5, 8.2.8)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(enum.StrEnum):
    """What COLLECT makes of the outputs; NONE lists them."""

    NONE = ""
    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions.

    ``expression`` is what the cells test (the label if left empty), ``allowed`` unary tests that
    every value must pass (empty: any), ``type`` the type the expression's value is converted to
    (`ANY`: as it comes).
    """

    label: str
    expression: str = ""
    allowed: str = ""
    type: t.Type = t.ANY

    @property
    def text(self) -> str:
        """The expression to evaluate."""
        return self.expression or self.label


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results.

    ``values`` lists what may come out, most important first (the order that PRIORITY and OUTPUT
    ORDER use); ``default`` is used when no row applies.
    """

    label: str
    type: t.Type = t.ANY
    values: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule.

    ``clause`` is the number of the clause that sets it; cells ``-`` or empty accept everything.
    """

    cells_in: tuple[str, ...]
    cells_out: tuple[str, ...]
    clause: str = ""
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. Raises `TableError` when rows and columns do not match."""

    name: str
    hit_policy: HitPolicy
    aggregation: Aggregation
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        if not self.outputs:
            raise TableError(f"决策表“{self.name}”没有输出列，请至少写一列。")
        for number, row in enumerate(self.rows, 1):
            if len(row.cells_in) != len(self.inputs) or len(row.cells_out) != len(self.outputs):
                message = f"决策表“{self.name}”第{number}条规则的单元格数与列数不符。"
                raise TableError(message, rows=(number,))
        if self.aggregation and self.hit_policy != HitPolicy.COLLECT:
            raise TableError(f"决策表“{self.name}”：只有“汇总”策略才能写聚合方式。")
