"""Numbers that lay in the clear are sealed by the migration, and nothing is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import connection

from guanbiao.people.models import Person
from tests.gate.makers import passage
from tests.people.makers import province

NUMBERS = {"王一": "13900000001", "王二": "0990-12345", "王三": ""}


def migrate(environment: dict[str, str], *targets: str) -> None:
    """Move the fresh database's tables, as their owner."""
    for target in targets or ("",):
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity", "0", *target.split()],
            env={**os.environ, **environment, "GUANBIAO_AS_OWNER": "1"},
            check=True,
        )


def in_the_clear() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM people_person")
        return dict(cursor.fetchall())


def test_every_number_comes_through_the_migration_and_back(
    child_environment: dict[str, str],
) -> None:
    place = province()
    for name, phone in NUMBERS.items():
        person = place.person("office", name=name)
        with_number(person, phone)
    connection.close()
    migrate(child_environment, "people 0003_person_sealed", "organisation 0002_signins")
    assert in_the_clear() == NUMBERS
    connection.close()
    migrate(child_environment)
    sealed = {person.name: person for person in Person.objects.all()}
    assert {name: person.phone for name, person in sealed.items()} == NUMBERS
    assert sealed["王一"].phone_sealed.startswith("k") and sealed["王三"].phone_sealed == ""


def with_number(person: Person, phone: str) -> None:
    with passage():
        person.phone = phone
        person.save()
