"""Which acts each record has passed, as the receipts say: by their clauses it is judged."""

# ruff: noqa: S608 - names come from descriptors, values from `quoted` or parameters

from __future__ import annotations

from pathlib import Path

import duckdb
from django.db import connection
from psycopg import sql

from guanbiao.audit.extract import copy_out, read_csv
from guanbiao.gate import registry
from guanbiao.gate.describe import Act, FactSet, Kind

BETWEEN = "|"
"""Between the act names of one record; no act name holds it."""


def acts_of(fact_set: FactSet) -> tuple[Act, ...]:
    """The acts whose clauses are judged on these facts, in the order of their names."""
    found = [act for act in registry.acts() if act.facts == fact_set]
    return tuple(sorted(found, key=lambda act: act.name))


def default_acts(fact_set: FactSet) -> tuple[str, ...]:
    """What a record without receipts of these acts is judged by: the acts that create one."""
    acts = acts_of(fact_set)
    creating = tuple(act.name for act in acts if act.kind is Kind.CREATE)
    return creating or tuple(act.name for act in acts)


def judged_by(fact_set: FactSet, passed: tuple[str, ...]) -> tuple[str, ...]:
    """The acts whose clauses judge a record that has passed these.

    A record of the past came in by an act that no clause judges (`Act.unjudged`) and is whole
    from the start: the clauses of all acts on such records speak, at last, in the audit.
    """
    acts = acts_of(fact_set)
    past = {act.name for act in acts if act.kind is Kind.CREATE and act.unjudged}
    return tuple(act.name for act in acts) if past & set(passed) else passed


def load_passed(fact_set: FactSet, duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the table ``passed`` (key, acts): single receipts and those of bulk passages."""
    raw = folder / f"{fact_set.entity.name}.passed.csv"
    try:
        copy_out(_query(fact_set), raw)
        duck.execute(
            "CREATE OR REPLACE TEMP TABLE passed AS SELECT key,"
            f" string_agg(act, '{BETWEEN}' ORDER BY act) AS acts"
            f" FROM (SELECT DISTINCT key, act FROM ({read_csv(raw, ('key', 'act'))})) GROUP BY key"
        )
    finally:
        raw.unlink(missing_ok=True)


def _query(fact_set: FactSet) -> str:
    """A bulk receipt has no key of its own: its content lists all of them."""
    entity = sql.Literal(fact_set.entity.name).as_string(connection.connection)
    names = ", ".join(
        sql.Literal(act.name).as_string(connection.connection) for act in acts_of(fact_set)
    )
    of_these = f"entity = {entity} AND act IN ({names})"
    return (
        f"SELECT key, act FROM gate_receipt WHERE {of_these} AND key <> ''"
        " UNION SELECT jsonb_array_elements_text(content::jsonb -> 'keys'), act"
        f" FROM gate_receipt WHERE {of_these} AND key = ''"
    )
