"""Decision tables inside rules: outputs become names, the row that decided is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from rulebook.rules.finding import TableRow

if TYPE_CHECKING:
    from rulebook.tables import Table


@dataclass(frozen=True)
class TableUse:
    """A compiled table as rules use it: ``outputs`` are the names it adds, with their types;
    ``names`` the facts its inputs read."""

    outputs: Mapping[str, t.Type]
    names: frozenset[str]

    @classmethod
    def of(cls, table: Table, scope: Scope, key: str) -> TableUse:
        """Compile a table over the facts in ``scope``."""
        raise NotImplementedError

    def decide(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts with the table's outputs; outputs are null when no row fits."""
        raise NotImplementedError

    def row_of(self, facts: dict[str, Any]) -> TableRow | None:
        """The row that decided; None when none did."""
        raise NotImplementedError
