"""Reads for the desk: what waits for me, what I started, what I was told, what I may ask for."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from guanbiao.gate import authority, registry, sight
from guanbiao.gate.cases import open_tasks
from guanbiao.gate.days import morning
from guanbiao.gate.describe import Service
from guanbiao.gate.models import Case, CaseEvent, Receipt, Refusal, Task, TaskState
from guanbiao.kit import words
from guanbiao.library import in_force
from guanbiao.library.pack import Head
from guanbiao.modules.desk import promises, searching
from guanbiao.modules.desk.models import CopyRead, Message
from guanbiao.modules.desk.within import Within
from guanbiao.people.models import joined

CASE = "cases.case"
UNREAD = "SELECT count(*) FROM desk_message WHERE person_id = %s AND read_at IS NULL"
FEW, LATELY = 3, dt.timedelta(days=90)
"""From how many times within which span on a service counts as used."""
NUMBER = re.compile(r"\d{8}-\d{4,}")
"""How the number of a receipt is written."""
HITS = 10
"""Cases and clauses shown of a search."""


@dataclass(frozen=True)
class Tile:
    """A service a person may use, with the business it belongs to."""

    service: Service
    module: str
    href: str
    summary: str

    def holds(self, text: str) -> bool:
        """Whether its names hold the text: its own, its business, its act, what it says."""
        service = self.service
        act = registry.act(service.act) if service.act else None
        named = f"{act.entity.label}{act.label}" if act else ""
        return text in f"{service.label} {self.summary} {self.module} {named}"


def todos(actor: Any, on: dt.date) -> QuerySet[Task]:
    """Open tasks of this person, the most urgent first."""
    rows = Task.objects.filter(open_tasks(actor, on)).select_related("case__applicant__unit")
    return rows.order_by("due_at", "opened_at")


def agreed_together(tasks: Iterable[Task]) -> set[int]:
    """Those that want a word only; what asks for an act or a better draft is done by itself."""
    return {task.pk for task in tasks if not task.act and task.kind not in ("revise", "service")}


def done(actor: Any) -> QuerySet[Task]:
    """Tasks this person finished, the latest first."""
    rows = Task.objects.filter(done_by=actor.person, state=TaskState.DONE)
    return rows.select_related("case__applicant__unit").order_by("-done_at")


def started(actor: Any) -> QuerySet[Case]:
    """Cases this person began, the latest first."""
    rows = Case.objects.filter(applicant=actor.person).select_related("applicant")
    return rows.prefetch_related("tasks__assignee", "tasks__done_by").order_by("-opened_at")


def overdue(actor: Any, on: dt.date) -> QuerySet[Task]:
    """Open tasks of this person whose time is up, the latest first of all."""
    return todos(actor, on).filter(due_at__lt=timezone.now())


def copied(actor: Any) -> QuerySet[Case]:
    """Cases that somebody copied to this person, the latest first.

    ``read`` says of each whether she opened it.
    """
    told = CaseEvent.objects.filter(sight.copied_to(actor))
    opened = CopyRead.objects.filter(person=actor.person, case=OuterRef("pk"))
    rows = Case.objects.filter(pk__in=told.values("case")).annotate(read=Exists(opened))
    rows = rows.select_related("applicant__unit")
    return rows.prefetch_related("tasks__assignee", "tasks__done_by").order_by("-opened_at")


def due_by_day(actor: Any, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many of this person's open tasks fall due on each local day of a span."""
    rows = todos(actor, timezone.localdate()).filter(due_at__date__range=(first, last))
    found: dict[dt.date, int] = {}
    for due in rows.values_list("due_at", flat=True):
        day = timezone.localdate(due)
        found[day] = found.get(day, 0) + 1
    return found


def refusals(actor: Any) -> QuerySet[Refusal]:
    """What a clause stopped of this person's acts, the latest first."""
    return Refusal.objects.filter(actor_id=actor.person_id).order_by("-at", "-pk")


def inbox(actor: Any) -> QuerySet[Message]:
    """Messages of this person, the latest first."""
    return Message.objects.filter(person=actor.person).order_by("-created_at")


def unread(actor: Any) -> int:
    """How many messages this person has not read."""
    found = joined.rows(UNREAD, [actor.person_id])
    return int(found[0][0])


def tiles(actor: Any, on: dt.date) -> list[Tile]:
    """The services this person's posts let her use."""
    return [
        Tile(
            service,
            module.label,
            reverse(service.page),
            promises.summary(service, actor.unit, on),
        )
        for module in registry.modules()
        for service in module.services
        if not service.act or authority.able(actor, service.act, on)
    ]


def entries(actor: Any, on: dt.date) -> list[Tile]:
    """The same for the portal, where there is room for few: what she uses most comes first.

    What she used less than a few times stays where it was: what asks for approval before the rest.
    """
    asking, found = {act.name for act in registry.acts() if act.starts_case}, tiles(actor, on)
    used = _used(actor, on, [tile.service.act for tile in found])

    def place(tile: Tile) -> tuple[int, bool]:
        return -used.get(tile.service.act, 0), tile.service.act not in asking

    return sorted(found, key=place)


def _used(actor: Any, on: dt.date, acts: list[str]) -> dict[str, int]:
    """How often a person did these acts lately, where it was a few times or more.

    What she does this week counts from the next one on: nothing moves while she works.
    """
    monday = morning(on - dt.timedelta(days=on.weekday()))
    rows = Receipt.objects.filter(actor_id=actor.person_id, at__gte=monday - LATELY, at__lt=monday)
    counts = rows.filter(act__in=acts).values_list("act").annotate(times=Count("*"))
    return {act: times for act, times in counts if times >= FEW}


def case_href(case: Case, task: Task | None = None) -> str:
    """Where a case is handled: where its module says, on its record or on its own page.

    On its own page advice is given always.
    """
    if task is not None and (place := registry.place(task.act)):
        return reverse(place, args=[case.key])
    plain = task is None or task.kind in ("handle", "revise")
    page = href(case.entity, case.key) if plain else ""
    return page or reverse("cases.case", args=[case.pk])


def href(entity: str, key: str) -> str:
    """The page of a record, empty when its module has none; or a page named itself."""
    try:
        page = registry.entity(entity).page
    except registry.UnknownName:
        page = entity
    try:
        return reverse(page, args=[key]) if page else ""
    except NoReverseMatch:
        return ""


def page_href(name: str) -> str:
    """The address of a page by its name; empty when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Hit:
    """A case or a clause that holds the text."""

    title: str
    detail: str
    href: str


def cases_with(actor: Any, on: dt.date, text: str, within: Within) -> list[Hit]:
    """Cases by number or words of their title: those one may see, and those one had a part in."""
    seen = authority.visible(actor, f"{CASE}.view", on) | sight.part_in(actor, on)
    seen &= within.units("unit__path") & within.days("opened_at", moments=True)
    titled = Case.objects.filter(*searching.holding(registry.entity(CASE), text))
    numbered = Case.objects.filter(number=text.upper())
    keys = [*titled.filter(seen).order_by("-pk").values_list("pk", flat=True)[:HITS]]
    keys += numbered.filter(seen).values_list("pk", flat=True)
    return [
        Hit(case.title, f"{case.number} {case.get_state_display()}", case_href(case))
        for case in Case.objects.filter(pk__in=keys).order_by("-pk")
    ]


def clauses_with(actor: Any, on: dt.date, text: str) -> list[Hit]:
    """Clauses in force for one's unit that hold the text."""
    found = (
        Hit(f"{clause.number} {clause.title}", f"{each.head.number} {each.head.title}",
            reverse("standards.clause", args=[each.id, clause.number]))
        for each in in_force.standards_in_force(actor.unit, on)
        for clause in each.pack.clauses
        if text in clause.title or text in clause.words
    )  # fmt: skip
    return list(itertools.islice(found, HITS))


def standards_with(on: dt.date, text: str) -> list[Hit]:
    """Published standards by number or title, those in force first: anybody may read them."""
    wanted = text.lower()
    found = [
        each
        for each in in_force.everything()
        if wanted in f"{each.head.number} {each.head.title}".lower()
    ]
    found.sort(key=lambda each: (not each.holds_on(on), each.head.number, -each.id))
    return [
        Hit(_named(each.head),
            f"{each.head.edition}版，{_standing(each, on)}",
            reverse("standards.standard", args=[each.id]))
        for each in found[:HITS]
    ]  # fmt: skip


def _named(head: Head) -> str:
    """Number and title; the title alone where the number only says it once more."""
    return head.title if head.title.startswith(head.number) else f"{head.number} {head.title}"


def _standing(each: in_force.Published, on: dt.date) -> str:
    if each.holds_on(on):
        return f"{words.date(each.from_day)}起施行"
    return f"将于{words.date(each.from_day)}施行" if each.from_day > on else "已不施行"


def services_with(actor: Any, on: dt.date, text: str) -> list[Hit]:
    """Services this person may use, by their names and by what their acts are called."""
    found = (
        Hit(tile.service.label, tile.summary, tile.href)
        for tile in tiles(actor, on)
        if tile.holds(text)
    )
    return list(itertools.islice(found, HITS))


def receipts_with(actor: Any, on: dt.date, text: str) -> list[Hit]:
    """The receipt of that number, for whoever may read it."""
    found = receipt(actor, on, text) if NUMBER.fullmatch(text) else None
    if found is None:
        return []
    told = f"{registry.act_label(found.act)}，{words.moment(found.at)}"
    return [Hit(f"凭条 {found.number}", told, reverse("desk.receipt", args=[found.number]))]


def receipt(actor: Any, on: dt.date, number: str) -> Receipt | None:
    """A receipt of one's own act, of a record one may see, or of a case one has part in."""
    found = Receipt.objects.filter(number=number).first()
    if found is None or found.actor_id == actor.person_id:
        return found
    case = Case.objects.filter(pk=found.case_id or 0).first()
    if case is not None and sight.came_by(actor, case, on):
        return found
    return found if sight.readable(actor, found.entity, found.key or None, on) else None
