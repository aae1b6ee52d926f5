"""A list taken out by columns says of every row what the row says of itself."""

from __future__ import annotations

import pytest

from guanbiao.exchange import reading
from guanbiao.exchange.sheets import cell
from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.kit import columns
from tests.doors.town import World

TABLES = registry.tables()


@pytest.mark.parametrize("table", TABLES, ids=[each.entity.name for each in TABLES])
def test_cells_are_the_same_read_by_columns_and_row_by_row(world: World, table: Table) -> None:
    shown = columns.all_shown(table.entity.model, table.columns, table.entity.state)
    shown += columns.all_shown(
        table.entity.model, (each for _, part in table.sections for each in part)
    )
    rows = table.entity.model._default_manager.order_by("pk")
    whole = table.also(rows) if table.also else rows
    apart = [tuple(cell(each.value(row)) for each in shown) for row in whole]
    assert list(reading.rows(whole, shown)) == apart
