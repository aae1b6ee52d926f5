"""Phone numbers that lie in the clear are sealed, row by row, and can be laid open again.

The owner lifts the guard for this one rewriting: no fact changes, only the form it lies in.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import migrations

from guanbiao.people import cipher

FIELD, CHUNK = "person.phone", 1000


def _rewrite(apps: Any, editor: Any, change: Callable[[Any], None]) -> None:
    people = apps.get_model("people", "Person").objects
    editor.execute("ALTER TABLE people_person DISABLE TRIGGER gate_guard")
    rows = []
    for person in people.order_by("pk").iterator(CHUNK):
        change(person)
        rows.append(person)
    people.bulk_update(rows, ["phone", "phone_sealed", "phone_mark"], batch_size=CHUNK)
    editor.execute("ALTER TABLE people_person ENABLE TRIGGER gate_guard")


def _seal(person: Any) -> None:
    person.phone_sealed = cipher.seal(person.phone, FIELD)
    person.phone_mark = cipher.mark(person.phone, FIELD)


def _open(person: Any) -> None:
    person.phone = cipher.unseal(person.phone_sealed, FIELD)


def seal(apps: Any, editor: Any) -> None:
    _rewrite(apps, editor, _seal)


def lay_open(apps: Any, editor: Any) -> None:
    _rewrite(apps, editor, _open)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisation", "0002_signins"), ("people", "0003_person_sealed")]
    operations: ClassVar = [migrations.RunPython(seal, lay_open)]
