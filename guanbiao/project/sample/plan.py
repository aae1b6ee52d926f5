"""How much there is of everything, and the one random source all of it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from guanbiao.gate.bulk import Row, perform_bulk
from guanbiao.gate.perform import perform
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit

FEED = "样例数据生成器"
ACTS = (
    "organisation.unit.register", "organisation.person.register", "organisation.post.assign",
    "vehicles.vehicle.register", "vehicles.vehicle.check", "vehicles.vehicle.service",
    "vehicles.quota.set", "vehicles.driver.register", "vehicles.request.record",
    "vehicles.trip.record", "vehicles.fuel.record", "oversight.matter.register",
    "offices.site.register", "offices.building.register", "offices.floor.register",
    "offices.room.register", "offices.allocation.allocate", "reception.budget.set",
)  # fmt: skip
START = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Size:
    """Counts of a sample; ``spare`` is the quota left free in each unit, for import trials."""

    units: int
    staff_a_unit: int
    vehicles: int
    drivers: int
    trips: int
    fuels: int
    spare: int

    @property
    def total(self) -> int:
        """Rows in all, for the progress bar."""
        people = self.units * self.staff_a_unit + self.drivers
        fleet = 3 * self.vehicles + 4 * self.units
        return 2 * self.units + people + fleet + 2 * self.drivers + 2 * self.trips + self.fuels


SIZES = {
    "small": Size(
        units=30, staff_a_unit=4, vehicles=120, drivers=40, trips=200, fuels=150, spare=60
    ),
    "city": Size(
        units=400, staff_a_unit=6, vehicles=2000, drivers=900, trips=24000, fuels=12000, spare=8
    ),
    "province": Size(
        units=20000, staff_a_unit=2, vehicles=55702, drivers=20000, trips=0, fuels=0, spare=1
    ),
}


class Stopped(RuntimeError):
    """A clause or a form stopped a sample row: the generator is wrong, never the clause."""


WHY = "按工作安排"
"""What the people of the sample answer to a warning."""


def do(person: Person, on: dt.date, act: str, subject: Any, draft: dict[str, Any]) -> Any:
    """Somebody does it on that day; a stop is the sample's mistake."""
    actor = Actor.of(person, on)
    outcome = perform(act, actor, subject, draft, on=on)
    if outcome.wanting:
        reasons = dict.fromkeys(outcome.wanting, WHY)
        outcome = perform(act, actor, subject, draft, on=on, reasons=reasons)
    if not outcome.ok:
        stops = [found.words for found in outcome.findings if found.stops]
        raise Stopped(f"{act}：{outcome.errors or stops}")
    return outcome.subject


@dataclass
class Plan:
    """The sample while it is made."""

    size: Size
    dice: Random
    progress: Callable[[int, int | None], None]
    done: int = 0
    feed: Actor = field(default_factory=lambda: Actor.feed(FEED, ACTS))
    regions: list[str] = field(default_factory=list)
    bureau: Unit | None = None
    section: Unit | None = None
    units: list[Unit] = field(default_factory=list)
    cast: dict[str, Person] = field(default_factory=dict)

    def take(
        self, act: str, drafts: Iterable[Mapping[str, Any] | Row], tolerated: bool = False
    ) -> int:
        """Put drafts through the gate; a stopped row is a mistake unless it is tolerated."""
        outcome = perform_bulk(act, self.feed, drafts, own_day=True, progress=self._count)
        if outcome.problems and not tolerated:
            first = outcome.problems[0]
            raise Stopped(f"{act} 第 {first.index} 行：{first.words}")
        return outcome.accepted

    def _count(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, max(self.size.total, self.done))
