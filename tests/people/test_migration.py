"""Numbers that lay in the clear are sealed by the migration, and nothing is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from guanbiao.people import cipher
from guanbiao.project import roles
from guanbiao.project.postgres import Server
from tests.fixtures import drop

NUMBERS = {"王一": "13900000001", "王二": "0990-12345", "王三": ""}
CLEAR = ("organisation 0002_signins", "people 0003_person_sealed")
SEALED = ("people 0004_phone_gone",)
MOVE = """
import sys, django
django.setup()
from django.core.management import call_command
for target in sys.argv[1:]:
    call_command("migrate", *target.split(), verbosity=0)
"""
PERSON = """
    INSERT INTO people_person (staff_no, name, sort_key, rank, phone, active, unit_id,
        identity_mark, identity_sealed, phone_mark, phone_sealed)
    VALUES (%s, %s, '', '科员', %s, true, 1, '', '', '', '')"""


@pytest.fixture
def young(server: Server) -> Iterator[str]:
    """A database with no table in it yet."""
    name = "guanbiao_young"
    roles.prepare(server, name)
    yield name
    drop(server, name)


def migrate(database: str, targets: tuple[str, ...]) -> None:
    """Move the tables of a database, as their owner."""
    more = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GUANBIAO_HOME": str(settings.HOME),
        "GUANBIAO_TEST_DATABASE": database,
        "GUANBIAO_AS_OWNER": "1",
    }
    subprocess.run([sys.executable, "-c", MOVE, *targets], env={**os.environ, **more}, check=True)


def test_every_number_comes_through_the_migration_and_back(server: Server, young: str) -> None:
    migrate(young, CLEAR)
    with psycopg.connect(server.dsn("superuser", young), autocommit=True) as link:
        link.execute("SET session_replication_role = replica")  # no unit is needed for this
        for number, (name, phone) in enumerate(NUMBERS.items()):
            link.execute(PERSON, [f"P{number}", name, phone])
        migrate(young, SEALED)
        rows = link.execute("SELECT name, phone_sealed, phone_mark FROM people_person").fetchall()
        assert {n: cipher.unseal(kept, "person.phone") for n, kept, _ in rows} == NUMBERS
        assert {n: mark for n, _, mark in rows} == {
            name: cipher.mark(phone, "person.phone") for name, phone in NUMBERS.items()
        }
        kept = {name: sealed for name, sealed, _ in rows}
        assert kept["王一"].startswith("k") and kept["王三"] == ""
        migrate(young, CLEAR)
        assert dict(link.execute("SELECT name, phone FROM people_person").fetchall()) == NUMBERS
