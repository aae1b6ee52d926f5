"""What a feed would change: new, changed, left – before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from guanbiao.modules.organisation.feed.reading import Feed, Line
from guanbiao.people.models import Person, Post, Unit

UNIT, PERSON, POST = "organisation.unit", "organisation.person", "organisation.post"


@dataclass(frozen=True)
class Difference:
    """One thing to do, or (``act`` empty) only to tell.

    ``changes`` are old and new values, numbers of persons left out.
    """

    what: str
    title: str
    act: str = ""
    subject: Model | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


NEW, CHANGED, LEFT = "新增", "变更", "离开"
HIDDEN = ("phone", "identity")


def compare(feed: Feed, on: dt.date) -> list[Difference]:
    """All differences, in the order in which they can be taken over."""
    found = [*_units(feed), *_persons(feed)]
    found += [*_posts(feed, on), *_persons_left(feed), *_units_left(feed)]
    return found


def _known_units() -> tuple[dict[str, Unit], dict[str, Unit]]:
    rows = list(Unit.objects.filter(closed_on=None).select_related("parent"))
    return {str(u.uscc): u for u in rows if u.uscc}, {u.name: u for u in rows}


def _units(feed: Feed) -> Iterator[Difference]:
    by_code, by_name = _known_units()
    for line in feed.units or ():
        known = by_code.get(line.get("uscc", "")) or by_name.get(line["name"])
        if known is None:
            draft = {"short_name": line["name"], **line}
            yield Difference(NEW, f"单位 {line['name']}", f"{UNIT}.register", None, draft)
        else:
            names = ("name", "short_name", "staff_quota")
            yield from _amended(f"单位 {known.name}", f"{UNIT}.amend", known, line, names)


def _amended(
    title: str, act: str, known: Model, line: Line, names: tuple[str, ...]
) -> Iterator[Difference]:
    old = {name: _shown(getattr(known, name)) for name in names}
    new = {name: line.get(name) or old[name] for name in names}
    changed = {name for name in names if old[name] != new[name]}
    if changed:
        told = {n: ("…", "…") if n in HIDDEN else (old[n], new[n]) for n in sorted(changed)}
        yield Difference(CHANGED, title, act, known, new, told)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _persons(feed: Feed) -> Iterator[Difference]:
    known = Person.objects.select_related("unit").in_bulk(
        [line["staff_no"] for line in feed.persons or ()], field_name="staff_no"
    )
    names = ("name", "rank", "phone", "identity", "unit", "active")
    for line in feed.persons or ():
        title = f"人员 {line['staff_no']} {line['name']}"
        person = known.get(line["staff_no"])
        if person is None:
            yield Difference(NEW, title, f"{PERSON}.register", None, dict(line))
        else:
            full = {**line, "active": "on"}
            yield from _amended(title, f"{PERSON}.amend", person, full, names)


def _posts(feed: Feed, on: dt.date) -> Iterator[Difference]:
    """Posts to give; then posts to end, of those persons only that the feed speaks of."""
    if feed.posts is None:
        return
    numbers = {line["staff_no"] for line in (*feed.posts, *(feed.persons or ()))}
    held = {
        (post.person.staff_no, post.unit.name, post.role): post
        for post in Post.objects.in_force(on).filter(person__staff_no__in=numbers, to_day=None)
        .select_related("person", "unit")
    }  # fmt: skip
    homes = {line["staff_no"]: line.get("unit", "") for line in feed.persons or ()}
    wanted = set()
    for line in feed.posts:
        unit = line.get("unit") or homes.get(line["staff_no"], "")
        key = (line["staff_no"], unit, line["role"])
        wanted.add(key)
        if key not in held:
            draft = {"from_day": on.isoformat(), **line, "person": line["staff_no"], "unit": unit}
            yield Difference(NEW, f"任职 {' '.join(key)}", f"{POST}.assign", None, draft)
    for key, post in held.items():
        if key not in wanted:
            draft = {"to_day": on.isoformat()}
            yield Difference(LEFT, f"任职 {' '.join(key)}", f"{POST}.end", post, draft)


def _persons_left(feed: Feed) -> Iterator[Difference]:
    """Persons at work in units of the feed whom it does not name any more."""
    if feed.persons is None:
        return
    here = {line.get("unit", "") for line in feed.persons}
    here |= {line["name"] for line in feed.units or ()}
    numbers = [line["staff_no"] for line in feed.persons]
    gone = Person.objects.filter(active=True, unit__name__in=here).exclude(staff_no__in=numbers)
    for person in gone.order_by("staff_no"):
        draft = {"successor": "", "reason": "组织数据中已无此人"}
        title = f"人员 {person.staff_no} {person.name}"
        yield Difference(LEFT, title, f"{PERSON}.leave", person, draft)


def _units_left(feed: Feed) -> Iterator[Difference]:
    """Units below one of the feed's that it does not name: told only, never closed by a feed."""
    if feed.units is None:
        return
    names = {line["name"] for line in feed.units}
    below = Unit.objects.filter(parent__name__in=names, closed_on=None).exclude(name__in=names)
    for unit in below.order_by("path"):
        yield Difference(LEFT, f"单位 {unit.name}")
