"""Every address of the platform, with what to put into it; one without an entry fails a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guanbiao.gate import registry
from guanbiao.gate.describe import Page
from tests.doors.town import SIDES, World


@dataclass(frozen=True)
class Door:
    """An address as the resolver knows it."""

    name: str
    parameters: tuple[str, ...]
    page: Page | None
    public: bool

    @property
    def act(self) -> str:
        """The grant its page asks for; empty when it asks for none."""
        return self.page.act if self.page else ""

    @property
    def posts(self) -> bool:
        """Whether it takes a form."""
        return self.page is None or self.page.posts


@dataclass(frozen=True)
class Try:
    """A door with one filling: the row behind it, and the verb, where it has them."""

    door: Door
    path: str
    side: str = ""
    entity: str = ""
    row: Any = None
    verb: str = ""

    def __str__(self) -> str:
        return f"{self.door.name} {self.path} ({self.side or 'no row'})"


def doors() -> list[Door]:
    """All of them, in the order of the resolver."""
    return list(_doors(get_resolver().url_patterns))


def _doors(patterns: Any) -> Iterator[Door]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _doors(each.url_patterns)
        elif isinstance(each, URLPattern):
            view = each.callback
            page = getattr(view, "page", None)
            public = getattr(view, "public", False) or bool(page and page.public)
            filled = set(each.default_args)
            names = tuple(n for n in each.pattern.converters if n not in filled)
            yield Door(each.name or "", names, page, public)


SUBJECTS = {
    "cases.case": "cases.case",
    "cases.deck": "cases.case",
    "vehicles.dispatch_why": "vehicles.request",
    "organisation.post_assign": "organisation.person",
    "security.reveal": "organisation.person",
    "security.order": "security.account",
    "security.client_disable": "security.client",
    **dict.fromkeys(
        ("standards.publish", "standards.text", "standards.bind", "standards.grid",
         "standards.grid_proof",
         "standards.flow", "standards.cases", "standards.cases_run", "standards.feel",
         "standards.facts", "standards.file", "standards.take", "standards.outline",
         "standards.figure", "standards.measure", "standards.measure_preview"),
        "standards.draft",
    ),
    "meetings.seats": "meetings.booking",
    "meetings.series": "meetings.booking",
    "meetings.sheet": "meetings.booking",
    "meetings.notice": "meetings.booking",
    "meetings.door": "meetings.room",
    "meetings.week": "meetings.room",
    **dict.fromkeys(
        ("systems.tree", "systems.sheet", "systems.matrix", "systems.paper"), "systems.system"
    ),
    **dict.fromkeys(("scoring.card", "scoring.workbook", "scoring.paper"), "scoring.sheet"),
    "scoring.evidence": "scoring.item",
    "notices.read": "notices.notice",
    "notices.missing": "notices.notice",
    "papers.view": "papers.paper",
    "papers.content": "papers.paper",
    "papers.remove": "papers.paper",
    "papers.leaf": "papers.paper",
}  # fmt: skip
"""Doors whose row is of another entity than their name begins with."""

Filling = Callable[[World, str], dict[str, Any]]
FILLINGS: dict[str, Filling] = {
    "desk.guide": lambda _, __: {"act": "vehicles.request.submit"},
    "desk.refusal": lambda w, side: {"key": w.refusals[side].pk},
    "desk.message": lambda w, side: {"key": w.messages[side].pk},
    "numbers.measure": lambda _, __: {"name": "vehicles.fuel_cost"},
    "numbers.rows": lambda _, __: {"name": "vehicles.fuel_cost"},
    "numbers.rows.export": lambda _, __: {"name": "vehicles.fuel_cost"},
    "desk.receipt": lambda w, side: {"number": w.receipts[side].number},
    "vehicles.dispatch_why": lambda w, side: {
        "key": w.row("vehicles.request", side).pk, "vehicle": w.row("vehicles.vehicle", side).pk,
    },
    "security.account": lambda w, side: {"key": w.sides[side].made["people.account"].pk},
    "security.order": lambda w, side: {
        "key": w.sides[side].made["people.account"].pk, "verb": "disable",
    },
    "standards.standard": lambda w, _: {"key": w.editions[0]},
    "standards.clause": lambda w, _: {"key": w.editions[0], "number": "0"},
    "standards.compare": lambda w, _: {"key": w.editions[0], "other": w.editions[0]},
    "standards.pack": lambda w, _: {"key": w.editions[0]},
    "evaluation.standard": lambda w, _: {"key": w.editions[0]},
    "evaluation.outcomes": lambda w, _: {"key": w.editions[0]},
    "evaluation.spread": lambda _, __: {"name": "voices.satisfaction"},
    "evaluation.clause": lambda w, _: {"key": w.editions[0], "number": "0"},
    "evaluation.records": lambda w, _: {"key": w.editions[0], "number": "0"},
    "evaluation.receipt": lambda w, side: {"number": w.receipts[side].number},
    "evaluation.audit": lambda _, __: {"key": 1},
    "publishing.rehearsal": lambda _, __: {"key": 1},
    "publishing.rehearsal.rows": lambda _, __: {"key": 1},
    "api": lambda _, __: {"rest": "openapi.json"},
    "papers.leaf": lambda w, side: {"key": w.row("papers.paper", side).pk, "number": 1},
    "meetings.sign": lambda w, side: {"code": w.row("meetings.booking", side).code},
    "desk.proof": lambda w, side: {
        "number": w.receipts[side].number, "digest": w.receipts[side].digest[:16],
    },
    "displays.show": lambda _, __: {"token": "guessed"},
    "people.elsewhere": lambda _, __: {"way": "oidc"},
}  # fmt: skip
"""What is put into addresses whose parameters are no key of an entity's row."""


ROWS: dict[str, Callable[[World, str], Any]] = {
    "desk.receipt": lambda w, side: w.receipts[side],
    "desk.refusal": lambda w, side: w.refusals[side],
    "desk.message": lambda w, side: w.messages[side],
}
"""What lies behind a door where it is no entity's row."""


FILES = {"upload": 0, "problems": 0, "exported": 1, "export_file": 1, "export_seal": 1}
"""Pages of a table whose key is that of a file, not of a row: which of `World.files`."""


class NoEntry(Exception):
    """An address nobody said how to fill."""


def tries(world: World, door: Door) -> list[Try]:
    """The address filled for both sides and for every verb; raises `NoEntry`."""
    if not door.parameters:
        return [Try(door, reverse(door.name))]
    return [each for side in SIDES for each in _filled(world, door, side)]


def _filled(world: World, door: Door, side: str) -> Iterator[Try]:
    entity = subject_of(door)
    table, _, kind = door.name.rpartition(".")
    if kind in FILES and (table, side) in world.files:
        file = world.files[table, side][FILES[kind]]
        yield Try(door, reverse(door.name, kwargs={"key": file.pk}), side, "", file)
        return
    if door.name in FILLINGS:
        given = FILLINGS[door.name](world, side)
        kept = ROWS[door.name](world, side) if door.name in ROWS else None
        row = kept or (world.row(entity, side) if entity else None)
        yield Try(door, reverse(door.name, kwargs=given), side, entity, row, given.get("verb", ""))
        return
    if not entity or not set(door.parameters) <= {"key", "verb"}:
        raise NoEntry(f"{door.name} {door.parameters}: say in tests/doors/addresses.py what to put")
    row = world.row(entity, side)
    for verb in verbs(entity) if "verb" in door.parameters else ("",):
        given = {"key": row.pk, **({"verb": verb} if verb else {})}
        yield Try(door, reverse(door.name, kwargs=given), side, entity, row, verb)


def subject_of(door: Door) -> str:
    """The entity whose row a door leads to: the longest whose name its own begins with."""
    if door.name in SUBJECTS:
        return SUBJECTS[door.name]
    named = [e.name for e in registry.entities() if door.name.startswith(e.name)]
    return max(named, key=len, default="")


def verbs(entity: str) -> tuple[str, ...]:
    """The verbs of an entity's acts."""
    found = (act.name for act in registry.acts() if act.entity.name == entity)
    return tuple(name.rpartition(".")[2] for name in found) or ("nothing",)
