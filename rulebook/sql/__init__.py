"""Rules as SQL: the typed FEEL tree → sqlglot → DuckDB, PostgreSQL, Spark.

The meaning is that of the Python compiler, to the last null and decimal; a construct for which
no database keeps that meaning is refused (`UnpushableError`) and judged in Python by the caller.
"""

from rulebook.sql.columns import Column
from rulebook.sql.statements import Source, SqlRules, rules_to_sql
from rulebook.sql.unpushable import UnpushableError

__all__ = ["Column", "Source", "SqlRules", "UnpushableError", "rules_to_sql"]
