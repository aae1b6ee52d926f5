"""Decision tables inside rules: outputs become names, the row that decided is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as T
from rulebook.rules.finding import TableRow
from rulebook.tables import CompiledTable, Table, compile_table
