"""What every page shows around itself: blocks, menu, who is signed in, unread messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from guanbiao.exchange import marks
from guanbiao.gate import authority, registry
from guanbiao.gate.describe import Block, MenuItem, Module
from guanbiao.kit import routes
from guanbiao.library import in_force
from guanbiao.people.actor import Actor
from guanbiao.people.pages import ELDER


BELL = "bell"
"""The icon of the menu line that counts unread messages."""


@dataclass(frozen=True)
class Line:
    """One line of the left menu."""

    label: str
    href: str
    icon: str
    count: int | None
    current: bool


class Offer(NamedTuple):
    """A menu line somebody may open: of which business, and where it leads."""

    business: str
    item: MenuItem
    href: str


@dataclass(frozen=True)
class Group:
    """The lines of one business; ``open`` where one is at work, the others fold away."""

    label: str
    lines: tuple[Line, ...]
    open: bool

    @property
    def count(self) -> int:
        """What waits in all its lines, told while they are folded away."""
        return sum(line.count or 0 for line in self.lines)


@dataclass(frozen=True)
class BlockLink:
    """One of the four blocks of the top bar."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Nav:
    """All of it, for templates."""

    blocks: tuple[BlockLink, ...]
    title: str
    groups: tuple[Group, ...]
    person: str
    key: int | None
    unit: str
    unread: int
    elder: bool

    @property
    def menu(self) -> tuple[Line, ...]:
        """All lines in one row, for pages with a narrow rail."""
        return tuple(line for group in self.groups for line in group.lines)


def context(request: HttpRequest) -> dict[str, Any]:
    """Jinja context processor; ``nav`` is none for whoever is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.person is None:
        device = request.COOKIES.get(ELDER) == "1"
        return {"nav": None, "elder": getattr(user, "elder_view", device), "watermark": ""}
    actor = Actor.of_request(request)
    return {
        "nav": _nav(request, actor),
        "elder": user.elder_view,
        "watermark": _mark(request, actor),
    }


def _mark(request: HttpRequest, actor: Actor) -> str:
    """The watermark of a page: by its own name, or that of the record a view says it is about."""
    match = request.resolver_match
    return marks.of(actor, (match and match.url_name) or "", getattr(request, "about", ""))


def _nav(request: HttpRequest, actor: Actor) -> Nav:
    module = _module_of(request)
    block = module.block if module else None
    groups = _groups(_offered(block, actor), module, request)
    return Nav(
        blocks=tuple(_block(each, actor, each is block) for each in Block),
        title=module.label if module else "",
        groups=groups,
        person=actor.name,
        key=actor.person_id,
        unit=actor.unit.short_name if actor.unit else "",
        unread=_unread(groups, request),
        elder=getattr(request.user, "elder_view", False),
    )


def _module_of(request: HttpRequest) -> Module | None:
    match = request.resolver_match
    name = (match.url_name or "").partition(".")[0] if match else ""
    return next((module for module in registry.modules() if module.name == name), None)


def _unread(groups: tuple[Group, ...], request: HttpRequest) -> int:
    """What the bell says; where the menu says it too, it was counted already."""
    shown = [line.count for group in groups for line in group.lines if line.icon == BELL]
    if shown:
        return shown[0] or 0
    items = (item for module in registry.modules() for item in module.menu)
    bell = next((item for item in items if item.icon == BELL), None)
    return bell.count(request) or 0 if bell and bell.count else 0


def _block(block: Block, actor: Actor, current: bool) -> BlockLink:
    """A block leads to the first page of it that this person may open."""
    first = next((href for _, _, href in _offered(block, actor)), "")
    return BlockLink(block.value, first, current)


def _groups(
    offered: tuple[Offer, ...], module: Module | None, request: HttpRequest
) -> tuple[Group, ...]:
    """The lines by business; where one is at work in none of them the first is open."""
    businesses = dict.fromkeys(each.business for each in offered)
    here = module.label if module and module.label in businesses else next(iter(businesses), "")
    return tuple(
        Group(
            name,
            tuple(_line(item, href, request) for of, item, href in offered if of == name),
            name == here,
        )
        for name in businesses
    )


def _line(item: MenuItem, href: str, request: HttpRequest) -> Line:
    count = item.count(request) if item.count else None
    return Line(item.label, href, item.icon, count, href == request.path)


def _offered(block: Block | None, actor: Actor) -> tuple[Offer, ...]:
    """The menu lines of a block that this person may open, and where they lead.

    The same for all who hold the same posts in a unit, until something is published.
    """
    day = timezone.localdate()

    def find() -> tuple[Offer, ...]:
        items = (each for each in _items(block) if _may(actor, each[1], day))
        return tuple(Offer(name, item, _href(item.page)) for name, item in items)

    return in_force.kept(("menu", block, *authority.likeness(actor, day)), find)


def _items(block: Block | None) -> Iterator[tuple[str, MenuItem]]:
    """The menu lines of a block, each with its business, module by module."""
    modules = [module for module in registry.modules() if module.block is block]
    for module in sorted(modules, key=lambda each: each.rank):
        yield from ((module.label, item) for item in routes.menu(module))


def _may(actor: Actor, item: MenuItem, day: dt.date) -> bool:
    return not item.act or authority.able(actor, item.act, day)


def _href(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
