"""Why somebody may see what is behind a door: a grant, or a sentence written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from guanbiao.exchange.models import Export, Upload
from guanbiao.gate import registry
from guanbiao.gate.models import Case
from guanbiao.people.models import Person
from tests.doors.addresses import Door, Try
from tests.doors.oracle import granted, handles, holds

OPEN = {
    "people.password": "one's own password",
    "people.sessions": "one's own sessions",
    "people.factor": "one's own one-time code",
    "people.consent": "one's own consent",
    "people.elder": "how one's own account shows pages",
    "people.offered": "names of those in office in one's own region",
    "desk.portal": "one's own to-dos and messages",
    "desk.todo": "one's own tasks",
    "desk.next": "the first of one's own tasks",
    "desk.done": "tasks one finished",
    "desk.drafts": "forms one began oneself",
    "desk.started": "cases one began",
    "desk.overdue": "one's own tasks that are late",
    "desk.copied": "cases one was sent a copy of",
    "desk.refusals": "what was stopped of one's own acts",
    "desk.guide": "how a service everybody may ask for is done",
    "desk.help": "words of the platform itself",
    "desk.tour": "words of the platform itself",
    "notices.current": "what is published to one's own unit",
    "notices.past": "what was published to one's own unit",
    "numbers.cockpit": "numbers over rows within one's own grants",
    "numbers.choose": "which numbers one wants to see oneself, of those within one's own grants",
    "numbers.screen": "numbers over rows within one's own grants",
    "desk.hall": "services, narrowed to what one may ask for",
    "desk.search": "rows within one's own grants",
    "desk.scan": "words of the platform itself",
    "desk.messages": "one's own messages",
    "desk.messages_read": "one's own messages",
    "cases.phrases": "one's own phrases",
    "channels.own": "one's own addresses and what was sent to them",
    "publishing.notices": "what is published for everybody to read",
    "cases.agree_many": "each case is asked for by itself, as if it were opened",
    "standards.standards": "standards are published: whoever is bound may read them",
    "standards.standard": "a published standard",
    "standards.clause": "a clause of a published standard",
    "standards.compare": "two published editions",
    "standards.conflict": "two published standards compared",
    "standards.pack": "a published standard as a file",
    "vehicles.my_trips": "trips one drives",
    "meetings.invited": "meetings one is asked to come to",
    "organisation.delegations": "one's own delegations",
    "security.tokens": "one's own tokens",
    "security.hooks": "one's own subscriptions",
    "security.oidc_authorize": "whoever is signed in says who she is",
}
"""Pages for any signed-in person, and why that shows nobody anything of others."""


def reason(person: Person, each: Try) -> str:
    """Why this person may open the door; empty when nothing explains it."""
    if each.door.public:
        return "public"
    if each.door.act and not holds(person, each.door.act):
        return ""
    if each.door.name in OPEN:
        return OPEN[each.door.name]
    if each.door.name in RULES:
        return RULES[each.door.name](person, each)
    if isinstance(each.row, Upload | Export):
        return "one's own file" if each.row.person == person else ""
    if each.row is None:
        return f"grant {each.door.act}" if each.door.act else ""
    return _row(person, each)


def _row(person: Person, each: Try) -> str:
    """By default a row is seen by grant of its view (or of the act the page is for), or task."""
    entity = registry.entity(each.entity)
    wanted = each.door.act or f"{entity.name}.view"
    if granted(person, wanted, entity, each.row):
        return f"grant {wanted}"
    if not each.door.act and handles(person, entity, each.row):
        return "holds the open task"
    return ""


def _trip(person: Person, each: Try) -> str:
    trip = each.row
    if person in (trip.driver.person, trip.request.applicant):
        return "drives, or asked for the trip"
    return _row(person, each)


def _trip_of_request(person: Person, each: Try) -> str:
    """As the trip that answers the request; nobody's where none does."""
    trip = each.row.trips.exclude(state="cancelled").order_by("-pk").first()
    return "" if trip is None else _trip(person, replace(each, row=trip, entity="vehicles.trip"))


def _case(person: Person, each: Try) -> str:
    if _has_part(person, each.row):
        return "began it, or has or finished a task of it"
    return _row(person, each)


def _has_part(person: Person, case: Case) -> bool:
    done = case.tasks.filter(done_by=person).exists()
    return case.applicant == person or done or handles(person, registry.entity(case.entity), case)


def _account(person: Person, each: Try) -> str:
    entity = replace(registry.entity("security.account"), unit_path="person__unit__path")
    account = each.row.account
    return "grant" if granted(person, each.door.act, entity, account) else ""


def _reveal(person: Person, each: Try) -> str:
    """The entity is the look at a person: its unit and its owner are hers."""
    entity = replace(registry.entity("security.access"), unit_path="unit__path", person="")
    own = each.row == person
    return "grant" if own or granted(person, each.door.act, entity, each.row) else ""


def _post(person: Person, each: Try) -> str:
    """Giving a post: who may see the person and give posts at all."""
    entity = registry.entity("organisation.person")
    return "grant" if granted(person, "organisation.person.view", entity, each.row) else ""


def _meeting_again(person: Person, each: Try) -> str:
    """Whoever sees a meeting and may book at all may book one like it, as her own."""
    return (
        "grant"
        if granted(person, f"{each.entity}.view", registry.entity(each.entity), each.row)
        else ""
    )


def _handing(person: Person, each: Try) -> str:
    """Handing a draft over is for whoever sees it and may publish it."""
    entity = registry.entity("standards.draft")
    acts = ("standards.draft.view", "standards.draft.publish")
    return "grant" if all(granted(person, act, entity, each.row) for act in acts) else ""


def _receipt(person: Person, each: Try) -> str:
    """A receipt of one's own act, of a record one may see, or of a case one has part in."""
    if each.row.actor_id == person.pk:
        return "one's own act"
    case = Case.objects.filter(pk=each.row.case_id or 0).first()
    if case is not None and _has_part(person, case):
        return "has part in the case"
    entity = registry.entity(each.row.entity)
    record = entity.model._default_manager.get(pk=each.row.key)
    seen = granted(person, f"{entity.name}.view", entity, record)
    return "grant" if seen else "holds the open task" if handles(person, entity, record) else ""


def _refusal(person: Person, each: Try) -> str:
    return "one's own act" if each.row.actor_id == person.pk else ""


def _message(person: Person, each: Try) -> str:
    return "told to her" if each.row.person_id == person.pk else ""


def _measure(person: Person, _: Try) -> str:
    return "grant" if holds(person, "vehicles.fuel.view") else ""


def _paper(person: Person, each: Try) -> str:
    """A file is seen with the record it belongs to."""
    entity = registry.entity(each.row.entity)
    record = entity.model._default_manager.get(pk=each.row.key)
    if granted(person, f"{entity.name}.view", entity, record):
        return "may see the record"
    return "holds the open task" if handles(person, entity, record) else ""


RULES: dict[str, Callable[[Person, Try], str]] = {
    "vehicles.trip": _trip, "vehicles.trip.print": _trip, "vehicles.trip.pdf": _trip,
    "vehicles.request_trip": _trip_of_request,
    "vehicles.trip_act": _trip, "vehicles.trip_phone": _trip,
    "cases.case": _case, "cases.case_act": _case, "cases.deck": _case,
    "papers.view": _paper, "papers.content": _paper, "papers.remove": _paper,
    "papers.leaf": _paper,
    "security.account": _account, "security.order": _account, "security.reveal": _reveal,
    "organisation.post_assign": _post,
    "meetings.series": _meeting_again, "standards.publish": _handing,
    "desk.receipt": _receipt, "desk.refusal": _refusal, "desk.message": _message,
    "numbers.measure": _measure, "numbers.rows": _measure, "numbers.rows.export": _measure,
}  # fmt: skip
"""Doors whose row is seen for more than a grant of its view: each says why."""

WAITING = {
    **dict.fromkeys(
        (
            "standards.text",
            "standards.bind",
            "standards.grid",
            "standards.flow",
            "standards.measure",
            "standards.measure_preview",
            "standards.grid_proof",
            "standards.cases",
            "standards.cases_run",
            "standards.feel",
            "standards.facts",
            "standards.file",
            "standards.take",
            "standards.outline",
            "standards.figure",
        ),
        "answers who writes the draft, and only while it is being written",
    ),
    "papers.leaf": "not there where the file is no PDF",
    "evaluation.receipt": "not there where the receipt is of no act a clause judged",
    "evaluation.audit": "not there before an audit was run",
    "publishing.rehearsal": "not there before a rehearsal was run",
    "publishing.rehearsal.rows": "not there before a rehearsal was run",
    "security.oidc_authorize": "not there unless signing in for others is switched on",
    "oversight.efficiency_rows": "not there without the number whose rows are wanted",
}
"""Doors that answer 404 to a bare address, also to those whom they would serve."""

UNSAID = {
    "vehicles.dispatch_why": "answers whoever may dispatch; of a pairing beyond her scope it says"
    " only that it does not wait for a car",
}
"""Doors that answer with 200 and nothing in it."""


def unexplained_pages(doors: list[Door]) -> list[str]:
    """Doors without row and grant that no sentence opens."""
    return [
        door.name
        for door in doors
        if not (door.public or door.act or door.parameters or door.name in OPEN)
    ]


def acts_of(each: Try) -> str:
    """The act a door with a verb stands for; empty when there is none of that name."""
    names = {act.name for act in registry.acts()}
    name = f"{each.entity}.{each.verb}"
    return name if name in names else ""


def may_do(person: Person, act: str, row: Any) -> bool:
    """Whether a grant lets somebody do an act on a row."""
    described = registry.act(act)
    return granted(person, act, described.entity, row)
