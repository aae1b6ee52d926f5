"""Rows to stand behind the doors: for every entity one of the owner's and one of another city.

A row nobody says more of is made out from its model, so that a new business is tried without a
line here; what a model cannot tell (two times that must follow each other) stands in `SAID`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from psycopg.types.range import DateRange, TimestamptzRange

from guanbiao.gate.models import Blob
from guanbiao.library.files import read_files
from guanbiao.modules.vehicles.models import Request
from guanbiao.people.models import Account, Person, Post, Unit
from tests.doors.people import NOW, TODAY

DAY = dt.timedelta(days=1)
LATER = NOW + dt.timedelta(hours=4)
_numbers = itertools.count(1)


@dataclass
class Side:
    """Whose rows these are: a unit with a person; rows by the label of their model."""

    unit: Unit
    person: Person
    made: dict[str, models.Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Unit, region, person and account are there already."""
        self.made |= {
            "people.unit": self.unit, "people.region": self.unit.region,
            "people.person": self.person,
            "people.account": Account.objects.get(person=self.person),
        }  # fmt: skip

    def row(self, model: type[models.Model]) -> models.Model:
        """The side's row of a model, made when it is first asked for."""
        label = model._meta.label_lower
        if label not in self.made:
            self.made[label] = self.fresh(model)
        return self.made[label]

    def fresh(self, model: type[models.Model]) -> models.Model:
        """Another row of a model."""
        said = SAID.get(model._meta.label_lower, lambda _: {})(self)
        values = {
            each.name: self._value(each)
            for each in model._meta.concrete_fields
            if each.name not in said and _wanted(each)
        }
        return model._default_manager.create(**values, **said)

    def _value(self, each: Any) -> Any:
        if each.is_relation:
            return self.row(each.related_model)
        if each.choices:
            return each.choices[0][0]
        for kind, value in VALUES.items():
            if isinstance(each, kind):
                return value
        return f"样例{next(_numbers)}"[: each.max_length or 20]


def _wanted(each: Any) -> bool:
    """Whether a row is no row without this field, or belongs to somebody by it."""
    if each.primary_key or each.name == "receipt_id" or getattr(each, "auto_now_add", False):
        return False
    if each.is_relation and each.related_model in (Unit, Person):
        return True
    return not (each.null or each.has_default() or (each.blank and each.empty_strings_allowed))


VALUES: dict[type[models.Field[Any, Any]], Any] = {
    DateTimeRangeField: TimestamptzRange(NOW, LATER),
    DateRangeField: DateRange(TODAY, TODAY + dt.timedelta(days=3)),
    models.BooleanField: False,
    models.DateTimeField: NOW,
    models.DateField: TODAY,
    models.TimeField: dt.time(9),
    models.DecimalField: Decimal(5),
    models.FloatField: 5.0,
    models.IntegerField: 5,
    models.JSONField: [],
    models.BinaryField: b"",
}
"""Kind of field → a value anything goes with; a date-time is asked before a date."""

SAID: dict[str, Callable[[Side], dict[str, Any]]] = {
    "vehicles.vehicle": lambda _: {"plate": f"示A·{20000 + next(_numbers)}"},
    "vehicles.request": lambda _: {
        "state": "waiting", "depart_at": NOW, "return_at": LATER, "purpose": "调研",
        "category": "其他公务", "body": "轿车", "origin": "市政务中心", "destination": "南屏县",
        "area": "市区", "distance_km": Decimal(20), "passengers": 2,
    },
    "vehicles.trip": lambda _: {
        "state": "planned", "vehicle_state": "在用",
        "second_driver": None,
    },
    "scoring.item": lambda _: {"figure": "条款绑定率"},
    "systems.pilot": lambda _: {"due_on": TODAY + DAY},
    "vehicles.driver": lambda _: {"licence_to": dt.date(2030, 1, 1), "licence_class": "A1"},
    "people.delegation": lambda side: {
        "from_at": NOW + DAY, "to_at": LATER + DAY, "reason": "出差",
        "to_person": _neighbour(side),
    },
    "gate.waiver": lambda side: {
        "from_day": TODAY, "to_day": TODAY, "granted_by": side.person,
        "act": "vehicles.trip.record",
    },
    "publishing.release": lambda _: {"files": read_files(settings.PACKS / "Q-YCJG-108" / "2026")},
    "meetings.booking": lambda _: {"from_at": NOW, "to_at": LATER, "state": "已预定"},
    "notices.notice": lambda _: {"confirm": True},
    "gate.attachment": lambda side: {
        "entity": "vehicles.request", "key": str(side.row(Request).pk), "unit": side.unit,
        "person": side.person, "kind": "text/plain", "digest": _kept().digest, "state": "在册",
    },
    "gate.case": lambda side: {"unit": side.unit, "applicant": side.person, "state": "running"},
}  # fmt: skip
"""What a model cannot tell of its own rows; a delegation of tomorrow lends nothing today."""


def _kept() -> Blob:
    content = "样例".encode()
    digest = hashlib.sha256(content).hexdigest()
    return Blob.objects.get_or_create(digest=digest, defaults={"content": content})[0]


def _neighbour(side: Side) -> Person:
    found = Person.objects.filter(unit=side.unit).exclude(pk=side.person.pk).first()
    return found or side.person


def post_of(side: Side) -> Post:
    """A post the side's person holds."""
    return Post.objects.create(
        person=side.person, unit=side.unit, role="联络员", from_day=dt.date(2024, 1, 1)
    )
