"""Who is who, as the process kernel asks it: persons and posts of one day behind its keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guanbiao.people.models import Person, Post, Unit
from rulebook import flow
from rulebook.processes import Who, WhoKind, WhoOf

PROCESS_ADMINISTRATOR = "流程管理员"
"""The post at a bureau that owns what nobody else can; see `rulebook.flow.World`."""


def of_person(person: Person | None) -> flow.Owner:
    """A person as an owner."""
    return flow.Owner(person=str(person.pk) if person else "")


def of_post(role: str, unit: Unit) -> flow.Owner:
    """A post at a unit as an owner."""
    return flow.Owner(post=role, unit=str(unit.pk))


def administrator(unit: Unit) -> flow.Owner:
    """Whoever administers the processes of this unit's bureau."""
    return of_post(PROCESS_ADMINISTRATOR, unit.bureau())


def actor(acting: Any, unit: Unit, on: dt.date) -> flow.Actor:
    """The acting person with her posts, those lent to her and those she is an agent of.

    ``unit`` is the one of the case, whose processes she may administer.
    """
    if acting.person is None:
        return flow.PLATFORM
    own: set[tuple[str, str]] = set()
    lent: dict[tuple[str, str], str] = {}
    for holding in acting.holdings(on):
        place = (holding.role, str(holding.unit.pk))
        if holding.on_behalf_of is None:
            own.add(place)
        else:
            lent.setdefault(place, str(holding.on_behalf_of.pk))
    return flow.Actor(
        person=str(acting.person.pk),
        posts=frozenset(own),
        lent=lent,
        agent_of=frozenset(str(key) for key in acting.lenders(on)),
        administrator=_administers(own, unit),
    )


def _administers(posts: set[tuple[str, str]], unit: Unit) -> bool:
    """The bureau is looked up only for somebody who holds the post somewhere."""
    if all(role != PROCESS_ADMINISTRATOR for role, _ in posts):
        return False
    chief = administrator(unit)
    return (chief.post, chief.unit) in posts


@dataclass(frozen=True)
class Offices:
    """The directory of one case on one day (`rulebook.flow.Directory`).

    ``next_one`` is whom the act itself named for the next stage (the driver of a dispatched car);
    he takes the place of the post the process names there.
    """

    unit: Unit
    applicant: str
    on: dt.date
    next_one: Person | None = None

    def owners(self, who: Who, case: flow.State, each: bool) -> Sequence[flow.Owner]:  # noqa: ARG002 - the kernel's signature
        """Whom a task falls to; empty when nobody is in office."""
        if who.kind is WhoKind.APPLICANT:
            return [flow.Owner(person=self.applicant)]
        if who.kind is WhoKind.PERSON:
            found = Person.objects.filter(staff_no=who.value, active=True)
            return [of_person(person) for person in found]
        if who.kind is WhoKind.UNIT_HEAD:
            heads = [of_person(person) for person in self._heads(self.unit)]
            return heads if each else heads[:1]
        if self.next_one is not None:
            return [of_person(self.next_one)]
        unit = self.unit if who.of is WhoOf.APPLICANT_UNIT else self.unit.bureau()
        if not each:
            return [of_post(who.value, unit)]
        holders = self.holders(of_post(who.value, unit))
        return [flow.Owner(person=key) for key in holders]

    def holders(self, owner: flow.Owner) -> Sequence[str]:
        """The persons in office behind an owner."""
        if owner.person:
            rows = Person.objects.filter(pk=owner.person, active=True)
            return [str(key) for key in rows.values_list("pk", flat=True)]
        posts = self._posts().filter(role=owner.post, unit_id=int(owner.unit or 0))
        return [str(key) for key in posts.values_list("person_id", flat=True)]

    def superior(self, person: str, case: flow.State) -> flow.Owner | None:  # noqa: ARG002 - the kernel's signature
        """The head of the person's unit, or of the nearest above, who is somebody else."""
        unit = Unit.objects.filter(persons__pk=person).first()
        heads = self._heads(unit, str(person)) if unit else []
        return of_person(heads[0]) if heads else None

    def administrator(self) -> flow.Owner:
        """Whoever administers the processes of the bureau that serves the unit."""
        return administrator(self.unit)

    def _posts(self) -> Any:
        return Post.objects.in_force(self.on).filter(person__active=True).order_by("pk")

    def _heads(self, unit: Unit, but: str = "") -> list[Person]:
        """Heads of a unit, else of the nearest above; never the applicant, who asks."""
        rows = self._posts().filter(is_head=True).exclude(person_id=self.applicant)
        rows = rows.exclude(person_id=but) if but else rows
        found = list(rows.filter(unit_id__in=unit.path_ids()).select_related("person", "unit"))
        if not found:
            return []
        nearest = max(len(post.unit.path) for post in found)
        return [post.person for post in found if len(post.unit.path) == nearest]
