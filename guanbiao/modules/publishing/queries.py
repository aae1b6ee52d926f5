"""Reads of publishing: how much of a pack is bound, who must read it, what runs under it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from guanbiao.gate import authority, registry
from guanbiao.gate.describe import Entity
from guanbiao.gate.models import Case, CaseState
from guanbiao.gate.vocabulary import Registered
from guanbiao.library.cases import run
from guanbiao.library.in_force import Published
from guanbiao.library.pack import Pack
from guanbiao.people.models import Post, Unit

FATES = {
    "finish_under_old": "按发起时的版次办完",
    "move_to_new": "转到新版次办理",
}
"""What becomes of running cases, as the title page of a pack says it."""


def coverage(pack: Pack) -> dict[str, int]:
    """Normative clauses, those neither bound nor excused, cases, and cases that do not hold."""
    named = {row.clause for table in pack.tables.values() for row in table.rows}
    normative = [each for each in pack.clauses if each.normative]
    loose = [e for e in normative if not pack.binds_of(e.number) and e.number not in named]
    results = run(pack, Registered().scope_of)
    return {
        "clauses": len(normative),
        "loose": len(loose),
        "cases": len(results),
        "failing": sum(not each.holds for each in results),
    }


def readers(edition: Published | None, on: dt.date) -> Iterator[tuple[int, int]]:
    """Person and unit of everybody who holds a post in a unit the edition binds, none twice."""
    if edition is None:
        return
    posts = Post.objects.in_force(on).filter(person__active=True, unit__closed_on=None)
    if edition.region:
        posts = posts.filter(unit__region__code__startswith=edition.region)
    if edition.units:
        paths = Unit.objects.filter(uscc__in=edition.units).values_list("path", flat=True)
        below = [
            pk
            for path in paths
            for pk in Unit.objects.filter(path__startswith=path).values_list("pk", flat=True)
        ]
        posts = posts.filter(unit_id__in=below)
    known: set[int] = set()
    for person, unit in posts.order_by("person_id", "pk").values_list("person_id", "unit_id"):
        if person not in known:
            known.add(person)
            yield person, unit


UNIT = Entity("publishing.unit", "单位", Unit, "path", "name")
"""Units as rows of their own, to know whose records somebody may see."""


def unit_ids(actor: Any, view: str) -> list[int]:
    """The units within which somebody holds a right to read."""
    seen = authority.visible(actor, view, actor.today, UNIT)
    return list(Unit.objects.filter(seen).values_list("pk", flat=True))


def running_cases(pack: Pack) -> list[tuple[str, int]]:
    """Running cases by the act that began them, of the acts whose process the pack lays down."""
    acts = {process.act for process in pack.roads.values() if process.act}
    states = (CaseState.RUNNING, CaseState.RETURNED)
    found = Counter(
        Case.objects.filter(act__in=acts, state__in=states).values_list("act", flat=True)
    )
    return sorted((registry.act_label(act), count) for act, count in found.items())
