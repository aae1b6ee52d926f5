"""The database has the last word: no governed table without its guard, no power for the runner."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from guanbiao.project.roles import APP, OWNER
from tests.house.platform import entities

pytestmark = pytest.mark.django_db
GATE = {"gate_case", "gate_task", "gate_caseevent", "gate_waiver"}
PEOPLE = {"people_unit", "people_person", "people_post", "people_delegation"}
EVIDENCE = {
    "gate_receipt", "gate_refusal", "gate_seal", "gate_headsignature", "people_loginevent",
}  # fmt: skip
TABLES = "relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
ALLOWED = f"SELECT relname FROM pg_class WHERE {TABLES} AND has_table_privilege(%s, oid, %s)"


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def names(statement: str, *values: object) -> set[str]:
    return {str(row[0]) for row in rows(statement, *values)}


def triggered(trigger: str) -> set[str]:
    """Tables on which the trigger stands and is switched on."""
    return names(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname = %s AND t.tgenabled IN ('O', 'A')",
        trigger,
    )


def governed() -> set[str]:
    """Tables of entities, and every other table that bears the stamp of the gate."""
    stamped = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "receipt_id" for field in model._meta.fields)
    } - EVIDENCE
    return stamped | {entity.model._meta.db_table for entity in entities()} | GATE | PEOPLE


def test_every_governed_table_has_the_guard_and_no_table_a_guard_without_stamp() -> None:
    assert len(governed()) >= 14
    assert governed() - triggered("gate_guard") == set()
    assert governed() - triggered("gate_guard_truncate") == set()
    stamped = names(
        "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'receipt_id'"
    )
    assert triggered("gate_guard") <= stamped


def test_tables_of_a_business_are_governed_or_named_as_free() -> None:
    free = {
        "cases_phrase",
        "channels_address",
        "channels_asked",
        "channels_early",
        "channels_rest",
        "channels_sending",
        "desk_copyread",
        "desk_message",
        "displays_guess",
        "displays_seen",
        "numbers_chosen",
        "security_code",
        "security_token",
    }
    ours = {model._meta.db_table for model in apps.get_models()
            if model.__module__.startswith("guanbiao.modules.")}  # fmt: skip
    assert ours - governed() == free


def test_the_platform_runs_as_a_role_without_powers() -> None:
    (role,) = rows(
        "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert role == (APP, False, False, False, False, False)


def test_the_runner_owns_nothing_and_belongs_to_nobody() -> None:
    assert names("SELECT relname FROM pg_class WHERE relowner = %s::regrole", APP) == set()
    assert names("SELECT proname FROM pg_proc WHERE proowner = %s::regrole", APP) == set()
    assert rows("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", APP) == []
    owners = names(f"SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE {TABLES}")
    assert owners == {OWNER}


def test_the_runner_may_truncate_nothing_and_hang_no_trigger_anywhere() -> None:
    for power in ("TRUNCATE", "TRIGGER"):
        assert names(ALLOWED, APP, power) == set()


def test_the_runner_may_make_nothing_in_the_database() -> None:
    (answer,) = rows(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'),"
        " has_database_privilege(%s, current_database(), 'CREATE'),"
        " has_database_privilege(%s, current_database(), 'TEMP')",
        APP, APP, APP,
    )  # fmt: skip
    assert answer == (False, False, False)


def test_evidence_may_be_added_to_and_never_changed() -> None:
    assert EVIDENCE - triggered("gate_append_only") == set()
    assert EVIDENCE - triggered("gate_append_only_truncate") == set()
    for power in ("UPDATE", "DELETE"):
        assert names(ALLOWED, APP, power) & EVIDENCE == set(), power


def test_receipts_and_passages_are_written_by_the_gates_functions_alone() -> None:
    closed = names("SELECT relname FROM pg_class WHERE relname LIKE 'gate\\_receipt%'")
    assert {"gate_receipt"} < closed | {"gate_passage"}
    assert names(ALLOWED, APP, "INSERT") & {"gate_seal", "gate_refusal"} == set()
    for power in ("INSERT", "UPDATE", "DELETE"):
        assert names(ALLOWED, APP, power) & (closed | {"gate_passage"}) == set(), power


def test_a_function_with_the_owners_powers_fixes_where_it_looks_for_names() -> None:
    strong = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    fixed = strong + " AND array_to_string(proconfig, ',') LIKE 'search_path=%'"
    assert names(strong) >= {"gate_open", "gate_close"}
    assert names(strong) - names(fixed) == set()
