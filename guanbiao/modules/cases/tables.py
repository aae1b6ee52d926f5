"""How the words a unit offers are listed."""

from __future__ import annotations

from guanbiao.gate.describe import Table
from guanbiao.modules.cases import facts

TABLES = (
    Table(
        facts.WORDING, ("words", "unit", "state", "added_on"), icon="pen", search=("words",),
        filters=("state", "unit"), order=("state", "-pk"), key=("words",),
    ),
)  # fmt: skip
WORDING_VIEW = TABLES[0].view
