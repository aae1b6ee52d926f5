"""How the rows of a table may be looked at: a list, a board by state, a calendar, a plan."""

from __future__ import annotations

from guanbiao.gate.describe import Table
from guanbiao.kit.columns import field_of

LIST, BOARD, MONTH = ("list", "列表"), ("board", "看板"), ("month", "日历")
PLAN = ("plan", "平面图")


def faces(table: Table) -> list[tuple[str, str]]:
    """Page and label of each; a lone list has no others to switch to."""
    more = ((BOARD, has_board(table)), (MONTH, has_month(table)), (PLAN, has_plan(table)))
    return [LIST, *(face for face, there in more if there)]


def has_board(table: Table) -> bool:
    """Whether the rows stand in named states, and the visitor may see in which."""
    state = table.entity.state
    field = field_of(table.entity.model, state) if state else None
    return bool(field is not None and field.choices and state not in table.hidden)


def has_month(table: Table) -> bool:
    """Whether the table says by which days its rows stand in a calendar, and they may be seen."""
    return bool(table.days) and not table.hidden.intersection(table.days)


def has_plan(table: Table) -> bool:
    """Whether the rows lie somewhere, and the visitor may see where (`kit.hiding`)."""
    return table.plan is not None
