"""The whole town behind the doors: people, standards, and rows of both sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models

from guanbiao.exchange import sheets
from guanbiao.exchange.models import Export, Upload
from guanbiao.gate import receipts, registry
from guanbiao.gate.models import Case, Receipt, Refusal
from guanbiao.gate.passage import Passage
from guanbiao.gate.perform import perform
from guanbiao.library.models import Edition
from guanbiao.library.publish import publish_all
from guanbiao.modules.desk.models import Message
from guanbiao.modules.vehicles.tests.makers import wish
from guanbiao.people.models import Person
from tests.doors.people import NOW, TODAY, Town, town
from tests.doors.rows import Side, post_of
from tests.gate.makers import passage

SIDES = ("own", "foreign")
BEHIND_NUMBERS = "numbers.rows"
"""Rows that leave as a file though no table lists them."""


@dataclass
class World:
    """A town with rows of the owner's side and of the other city's."""

    town: Town
    sides: dict[str, Side] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    files: dict[tuple[str, str], tuple[Upload, Export]] = field(default_factory=dict)
    editions: list[int] = field(default_factory=list)

    def row(self, entity: str, side: str) -> Any:
        """The row of an entity on a side."""
        return self.sides[side].row(registry.entity(entity).model)


def build() -> World:
    """Everything, in the open transaction."""
    publish_all(settings.PACKS, lambda _: None)
    world = World(town())
    people = world.town.persons
    with passage():
        world.sides = {
            "own": Side(world.town.units["office"], people["owner"]),
            "foreign": Side(world.town.units["far"], people["other_bureau"]),
        }
        for side in world.sides.values():
            side.made["people.post"] = post_of(side)
    for name, who in (("own", "owner"), ("foreign", "other_bureau")):
        _asked(world, name, who)
    with passage():
        for side in world.sides.values():
            for entity in registry.entities():
                side.row(entity.model)
    for name, who in (("own", "officer"), ("foreign", "other_bureau")):
        for entity in (*(table.entity.name for table in registry.tables()), BEHIND_NUMBERS):
            world.files[entity, name] = _files(entity, people[who])
        world.uploads[name] = world.files["vehicles.vehicle", name][0]
    world.editions = list(Edition.objects.order_by("pk").values_list("pk", flat=True))
    return world


def _files(entity: str, person: Person) -> tuple[Upload, Export]:
    """A file on its way into a table, and one on its way out, of the same person."""
    content = sheets.workbook(("台账", [{"车牌号": "示A·10001"}]))
    common = {"person": person, "entity": entity, "content": content}
    upload = Upload.objects.create(**common, name="台账.xlsx", rows=1)
    export = Export.objects.create(
        **common, unit=person.unit, label="台账", form="xlsx", rows=1, state="done", seal="{}"
    )
    return upload, export


def _asked(world: World, side: str, who: str) -> None:
    """A request that somebody made herself, with its case, and its receipt."""
    outcome = perform("vehicles.request.submit", world.town.actor(who), draft=wish())
    assert outcome.ok, outcome
    made: dict[str, models.Model] = {
        "vehicles.request": outcome.subject, "gate.case": Case.objects.get(pk=outcome.case.pk)
    }  # fmt: skip
    world.sides[side].made |= made
    asking = Passage(registry.act("vehicles.request.submit"), world.town.actor(who), TODAY, NOW)
    kept = receipts.keep_refusal(asking, wish(), (), {})
    world.messages[side] = Message.objects.create(
        person=world.town.persons[who], event=f"town:{side}", title="请到窗口取件"
    )
    world.refusals[side] = Refusal.objects.get(pk=kept)
    world.receipts[side] = Receipt.objects.get(pk=outcome.receipt_id)
