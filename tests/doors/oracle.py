"""Who may do what to which row, worked out anew from posts and published grants.

On purpose another way than `gate.authority`: units and regions are climbed link by link, so
that the two can only agree by both being right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.db.models import Q

from guanbiao.gate.describe import Entity
from guanbiao.gate.models import Case, Task
from guanbiao.library import in_force
from guanbiao.people.models import Person, Post, Region, Unit
from rulebook.grants import Grant
from tests.doors.people import TODAY


def titles(person: Person, name: str) -> list[tuple[Grant, Unit]]:
    """Grants of ``name`` to a post of this person, with the unit of the post.

    This and her tasks are worked out once: what a request behind these doors changes is undone.
    """
    known = person.__dict__.setdefault("known_titles", {})
    if name not in known:
        known[name] = list(_titles(person, name))
    return cast("list[tuple[Grant, Unit]]", known[name])


def _titles(person: Person, name: str) -> Iterator[tuple[Grant, Unit]]:
    for grant in in_force.grants_in_force(person.unit, TODAY):
        if not any(name == own or (own.endswith(".*") and name.startswith(own[:-1]))
                   for own in grant.acts):  # fmt: skip
            continue
        if grant.role == "全体人员":
            yield grant, person.unit
        for post in _posts(person):
            if post.role == grant.role or (post.is_head and grant.role == "单位负责人"):
                yield grant, post.unit


def _posts(person: Person) -> list[Post]:
    if "known_posts" not in person.__dict__:
        held = Post.objects.filter(Q(to_day=None) | Q(to_day__gte=TODAY), person=person)
        person.__dict__["known_posts"] = list(held.select_related("unit"))
    return cast("list[Post]", person.__dict__["known_posts"])


def holds(person: Person, name: str) -> bool:
    """Whether somebody may do this, or read this, at all."""
    return bool(titles(person, name))


def granted(person: Person, name: str, entity: Entity, row: Any) -> bool:
    """Whether a grant of ``name`` reaches the row."""
    return any(_reaches(grant, unit, person, entity, row) for grant, unit in titles(person, name))


def _reaches(grant: Grant, unit: Unit, person: Person, entity: Entity, row: Any) -> bool:
    scope = str(grant.scope)
    if scope == "own":
        return bool(entity.person) and _climbed(row, entity.person) == person
    if scope == "all":
        return True
    owner = row if entity.unit_path == "path" else _climbed(row, entity.unit_path[: -len("__path")])
    if owner is None:
        return False
    if scope == "unit":
        return bool(owner == unit)
    if scope == "unit_tree":
        return unit in _above(owner)
    return unit.region in _regions(owner.region)


def _climbed(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def _above(unit: Unit | None) -> Iterator[Unit]:
    while unit is not None:
        yield unit
        unit = unit.parent


def _regions(region: Region | None) -> Iterator[Region]:
    while region is not None:
        yield region
        region = region.parent


def handles(person: Person, entity: Entity, row: Any) -> bool:
    """Whether somebody holds an open task of the latest case about the row (or of this case)."""
    known, of = person.__dict__.setdefault("known_tasks", {}), (entity.name, row.pk)
    if of not in known:
        known[of] = _handles(person, entity, row)
    return bool(known[of])


def _handles(person: Person, entity: Entity, row: Any) -> bool:
    case = row if isinstance(row, Case) else _latest(entity, row)
    if case is None:
        return False
    posts = [(post.role, post.unit_id) for post in person.posts.filter(to_day=None)]
    return any(
        task.assignee_id == person.pk
        or (task.assignee_id is None and (task.role, task.unit_id) in posts)
        for task in Task.objects.filter(case=case, state="open")
    )


def _latest(entity: Entity, row: Any) -> Case | None:
    rows = Case.objects.filter(entity=entity.name, key=str(row.pk))
    return rows.order_by("-opened_at").first()
