"""Three roles of the database, each with no more than it needs."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from guanbiao.project.postgres import Server
from tests.fixtures import clone, drop

BOTH = ("owner", "app")


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    """One for all, since what is refused leaves nothing behind."""
    name = "guanbiao_roles"
    clone(server, name)
    yield name
    drop(server, name)


def ask(server: Server, role: str, database: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn(role, database), autocommit=True) as link:
        answer = link.execute(statement.encode())
        return answer.fetchall() if answer.description else []


@pytest.mark.parametrize("role", BOTH)
def test_neither_role_is_powerful(server: Server, database: str, role: str) -> None:
    powers = ask(
        server, role, database,
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user",
    )  # fmt: skip
    assert powers == [(False,) * 5]


def test_the_running_role_owns_nothing(server: Server, database: str) -> None:
    owned = ask(
        server, "app", database,
        "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        " UNION SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) = current_user"
        " UNION SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user"
        " UNION SELECT nspname FROM pg_namespace WHERE pg_get_userbyid(nspowner) = current_user",
    )  # fmt: skip
    assert owned == []


def test_the_running_role_belongs_to_no_other(server: Server, database: str) -> None:
    found = ask(
        server, "app", database,
        "SELECT roleid FROM pg_auth_members WHERE member = current_user::regrole",
    )  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE TEMP TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TRUNCATE vehicles_vehicle",
        "TRUNCATE gate_receipt",
        "DROP TABLE vehicles_vehicle",
        "ALTER TABLE vehicles_vehicle DISABLE TRIGGER ALL",
        "ALTER TABLE vehicles_vehicle ADD COLUMN mine int",
        "SET ROLE guanbiao_owner",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
        "COPY vehicles_vehicle TO PROGRAM 'cat'",
        "COPY vehicles_vehicle FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "CREATE EXTENSION dblink",
        "DROP TRIGGER gate_guard ON vehicles_vehicle",
    ],
)
def test_the_running_role_is_refused(server: Server, database: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, "app", database, statement)


def test_the_running_role_reads_and_writes_what_needs_no_gate(
    server: Server, database: str
) -> None:
    ask(
        server, "app", database,
        "INSERT INTO django_session VALUES ('key', 'data', now())",
    )  # fmt: skip
    found = ask(server, "app", database, "SELECT session_key FROM django_session")
    assert found == [("key",)]
