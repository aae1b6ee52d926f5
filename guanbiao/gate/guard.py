"""The database guard: no write to a governed table without an open passage of its own.

`gate_open` notes that this transaction came through the gate; `gate_close` writes the receipt
and takes the note away; a deferred trigger refuses to commit while the note is still there.
In between, and only then, the guard lets rows of governed tables be written, and stamps them.
The application's role may call these functions but cannot touch their tables.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

REFUSED = "GB001"
"""SQLSTATE of a write without passage."""
UNCLOSED = "GB002"
"""SQLSTATE of a commit whose passage was opened and never closed."""
APPEND_ONLY = "GB003"
"""SQLSTATE of a change to a record that may only be added to."""

INSTALL = """
CREATE TRIGGER gate_guard BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION gate_guard();
CREATE TRIGGER gate_guard_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION gate_refuse();
REVOKE TRUNCATE ON {table} FROM PUBLIC;
"""
REMOVE = """
DROP TRIGGER IF EXISTS gate_guard ON {table};
DROP TRIGGER IF EXISTS gate_guard_truncate ON {table};
"""
APPEND = """
CREATE TRIGGER gate_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION gate_refuse();
CREATE TRIGGER gate_append_only_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION gate_refuse();
"""
UNAPPEND = """
DROP TRIGGER IF EXISTS gate_append_only ON {table};
DROP TRIGGER IF EXISTS gate_append_only_truncate ON {table};
"""


class _TriggerOperation(Operation):
    """Runs one SQL text on a table going forwards and another going back."""

    reversible = True
    reduces_to_sql = True
    forwards_sql = ""
    backwards_sql = ""

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any
    ) -> None:
        schema_editor.execute(self.forwards_sql.format(table=self.table), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any
    ) -> None:
        schema_editor.execute(self.backwards_sql.format(table=self.table), params=None)

    def describe(self) -> str:
        return f"{type(self).__name__} on {self.table}"


class Guard(_TriggerOperation):
    """Migration operation: put the guard on a governed table (column ``receipt_id`` needed)."""

    forwards_sql = INSTALL
    backwards_sql = REMOVE


class AppendOnly(_TriggerOperation):
    """Migration operation: rows of this table may be added, never changed or removed."""

    forwards_sql = APPEND
    backwards_sql = UNAPPEND
