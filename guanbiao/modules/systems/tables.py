"""How systems, branches, lines of the detail table, duties and registers are listed and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from guanbiao.gate.describe import Column, Lens, Related, Table
from guanbiao.modules.systems import facts
from guanbiao.modules.systems.models import THERE, WANTED, Duty, Link, Stage, Standing

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


def covering() -> QuerySet[Link]:
    """Links by which a standard in force covers a duty."""
    return Link.objects.filter(state=Standing.KEPT, entry__state__in=THERE)


def with_cover(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Whether a standard in force covers each duty."""
    return rows.annotate(covered=Exists(covering().filter(duty=OuterRef("pk"))))


def uncovered() -> Q:
    """Duties that no standard in force covers."""
    return Q(state=Standing.KEPT) & ~Q(pk__in=covering().values("duty"))


def _gaps(_: Any, __: dt.date) -> Q:
    return uncovered()


def _wanted(_: Any, __: dt.date) -> Q:
    return Q(state__in=WANTED)


def _planned(_: Any, __: dt.date) -> Q:
    return Q(state=Stage.PLANNED)


SYSTEMS = Table(
    facts.SYSTEM,
    ("name", "state", "unit", "pattern", "built_on"),
    icon="flow",
    search=("name", "unit__name"),
    filters=("state", "unit"),
    order=("unit__path", "name"),
    sections=(("标准体系", ("name", "unit", "pattern", "source", "basis", "built_on")),),
    related=(Related("分支", "systems.node", "system"), Related("明细", "systems.entry", "system")),
    beside=(
        ("框架图", "systems.tree"), ("明细表", "systems.sheet"), ("覆盖矩阵", "systems.matrix"),
    ),
)  # fmt: skip
NODES = Table(
    facts.NODE,
    ("code", "state", "name", "system", "parent", "open", "place"),
    icon="cols",
    search=("code", "name"),
    filters=("state", "system", "open"),
    order=("system__name", "code"),
    sections=(("体系分支", ("system", "code", "name", "parent", "place", "open", "set_on")),),
    related=(
        Related("下级分支", "systems.node", "parent"), Related("明细", "systems.entry", "node"),
    ),
)  # fmt: skip
ENTRIES = Table(
    facts.ENTRY,
    (
        "place", Column("node__code", "体系编号"), "number", "title", "level", "force_on",
        "replaces", "state", "unit", "sort", "origin", "system",
    ),
    icon="book",
    search=("number", "title", "replaces"),
    filters=("system", "node", "level", "state", "sort", "origin", "unit"),
    lenses=(Lens("wanted", "应有", _wanted), Lens("planned", "待制定", _planned)),
    order=("system__name", "place"),
    sections=(
        ("标准", ("number", "title", "sort", "level", "state", "origin", "replaces")),
        ("体系", ("system", "node", "place", "unit", "entered_on")),
        ("日期与计划", ("issued_on", "force_on", "due_year", "source", "reason")),
    ),
    related=(Related("职责", "systems.link", "entry"),),
    key=("system", "number"),
)  # fmt: skip
DUTIES = Table(
    facts.DUTY,
    ("code", "state", "name", "field", "unit", Column("covered", "有现行标准", "flag")),
    icon="tick",
    search=("code", "name", "field"),
    filters=("state", "unit"),
    lenses=(Lens("gaps", "缺标准", _gaps),),
    order=("unit__path", "code"),
    also=with_cover,
    sections=(("职责", ("code", "name", "field", "unit", "basis", "listed_on")),),
    related=(Related("标准", "systems.link", "duty"),),
    key=("unit", "code"),
)
LINKS = Table(
    facts.LINK,
    ("duty", "state", "entry", Column("entry__state", "标准状态"), "linked_on"),
    icon="merge",
    search=("duty__name", "duty__code", "entry__number", "entry__title"),
    filters=("state", "duty", "entry"),
    order=("duty__code", "pk"),
    sections=(("关联", ("duty", "entry", "linked_on")),),
)
PILOTS = Table(
    facts.PILOT,
    ("name", "state", "unit", "level", "sort", "batch", "begun_on", "due_on", "score"),
    icon="leaf",
    search=("name", "unit__name", "basis"),
    filters=("state", "level", "batch", "unit"),
    order=("-begun_on", "-pk"),
    sections=(
        ("试点", ("name", "unit", "level", "sort", "batch", "basis", "begun_on", "due_on")),
        ("验收", ("score", "accepted_on", "result")),
    ),
    related=(Related("典型案例", "systems.exemplar", "pilot"),),
    days=("begun_on", "due_on"),
)
EXEMPLARS = Table(
    facts.EXEMPLAR,
    ("title", "unit", "sort", "pilot", "chosen_by", "chosen_on"),
    icon="star",
    search=("title", "unit__name", "summary"),
    filters=("unit", "chosen_on"),
    order=("-chosen_on", "-pk"),
    sections=(
        ("案例", ("title", "unit", "sort", "pilot", "chosen_by", "chosen_on", "evidence")),
        ("做法与成效", ("summary",)),
    ),
)
HONOURS = Table(
    facts.HONOUR,
    ("title", "unit", "level", "given_by", "given_on", "evidence"),
    icon="badge",
    search=("title", "unit__name", "given_by"),
    filters=("level", "unit", "given_on"),
    order=("-given_on", "-pk"),
    sections=(("荣誉", ("title", "unit", "level", "given_by", "given_on", "evidence")),),
)
TABLES = (SYSTEMS, ENTRIES, NODES, DUTIES, LINKS, PILOTS, EXEMPLARS, HONOURS)
