"""Requests: submit, adjust, withdraw, rate. Agreeing and the like are verbs of their cases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.gate.cases import case_of
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import OpinionForm
from guanbiao.gate.models import Case, CaseState, TaskState
from guanbiao.gate.passage import Invalid, Passage, Verb
from guanbiao.library import in_force
from guanbiao.modules.vehicles import facts, forms
from guanbiao.modules.vehicles.models import Request, RequestState
from rulebook.calendar import CalendarMissing

WORKDAY_MINUTES = Decimal(420)
"""Office minutes of a day (8:30–12:00, 14:00–17:30), to tell part days of notice."""
MENDABLE = (RequestState.DRAFT, RequestState.SENT_BACK, RequestState.WITHDRAWN)
"""States in which the applicant may mend her request and submit it again."""
NOTED = "办理动作本身由岗位权限和流程约束，申请内容在提交时已判定"


def submit(passage: Passage) -> Request:
    """Write the request and what the calendar says of its time; the gate opens its case."""
    request = passage.subject or Request(
        number=next_number("YC", passage.now), unit=passage.actor.unit,
        applicant=passage.actor.person,
    )  # fmt: skip
    if request.pk and request.applicant_id != passage.actor.person_id:
        raise Invalid(__all__="这份申请不是您提交的，由申请人本人修改后重新提交。")
    if request.pk and request.state not in MENDABLE:
        raise Invalid(__all__="这份申请已经提交，不能再次提交。")
    for name, value in passage.draft.items():
        setattr(request, name, value)
    request.submitted_at = request.submitted_at or passage.now
    request.state = RequestState.APPROVING
    for name, value in calendar_facts(request, passage.now).items():
        setattr(request, name, value)
    request.save()
    return request


def calendar_facts(request: Request, now: dt.datetime) -> dict[str, Any]:
    """Holiday, off hours and workdays of notice; none where the calendar is not published."""
    if request.depart_at is None:
        return {"on_holiday": None, "off_hours": None, "lead_workdays": None}
    leave = timezone.localtime(request.depart_at)
    calendar = in_force.calendar_on(leave.date())
    try:
        minutes = calendar.working_minutes(timezone.localtime(now), leave)
        return {
            "on_holiday": calendar.is_holiday(leave.date()),
            "off_hours": not calendar.is_working_time(leave),
            "lead_workdays": (Decimal(minutes) / WORKDAY_MINUTES).quantize(Decimal("0.1")),
        }
    except CalendarMissing:
        return {"on_holiday": None, "off_hours": None, "lead_workdays": None}


def next_number(prefix: str, now: dt.datetime) -> str:
    """``YC-20260603-000147``; never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('vehicles_number')")
        (value,) = cursor.fetchone()
    return f"{prefix}-{timezone.localtime(now):%Y%m%d}-{value:06d}"


def _case(request: Request) -> Case:
    case = case_of(request, facts.REQUEST.name)
    if case is None:
        raise Invalid(__all__="这份申请没有在办的流程。")
    return case


def withdraw(passage: Passage) -> Request:
    """Take one's own request back."""
    request: Request = passage.subject
    passage.step(Verb.WITHDRAW, _case(request), opinion=passage.draft.get("opinion", ""))
    return request


def adjust(passage: Passage) -> Request:
    """Change what the clauses leave open at this stage; who asked and why stays hers."""
    request: Request = passage.subject
    changed = [n for n, value in passage.draft.items() if getattr(request, n) != value]
    if not changed:
        raise Invalid(__all__="没有改动任何内容：请调整可以改的字段，或返回。")
    for name in changed:
        setattr(request, name, passage.draft[name])
    request.save(update_fields=changed)
    named = "、".join(str(passage.act.form.base_fields[name].label) for name in changed)
    passage.tell(
        passage.act.name, request=request.pk, fields=named, by=passage.actor.person_id,
        receipt=str(passage.receipt),
    )  # fmt: skip
    return request


ON_THE_WAY = (RequestState.DISPATCHED, RequestState.UNDERWAY, RequestState.RETURNED)
"""States the trip itself writes; the case has nothing to say of them."""
ENDED = {
    CaseState.RETURNED: RequestState.SENT_BACK,
    CaseState.REJECTED: RequestState.REJECTED,
    CaseState.WITHDRAWN: RequestState.WITHDRAWN,
    CaseState.CANCELLED: RequestState.WITHDRAWN,
    CaseState.TERMINATED: RequestState.REJECTED,
    CaseState.VOID: RequestState.REJECTED,
}
"""What becomes of a request when its case comes to rest."""


def follow(passage: Passage, case: Case) -> None:  # noqa: ARG001 - the signature of all followers
    """A request stands where its case does: at an approver, at the dispatcher, back, or ended.

    None is taken back, by whatever act, while a car is on its way.
    """
    request = Request.objects.select_for_update().get(pk=case.key)
    if case.state == CaseState.WITHDRAWN and request.state in ON_THE_WAY:
        raise Invalid(__all__="车辆已派出，不能撤回；请联系调度员取消派车。")
    state = ENDED.get(CaseState(case.state))
    if state is None and case.state == CaseState.RUNNING and request.state not in ON_THE_WAY:
        waiting = case.tasks.filter(state=TaskState.OPEN, act="vehicles.trip.dispatch").exists()
        state = RequestState.WAITING if waiting else RequestState.APPROVING
    if state is not None and state != request.state:
        request.state = state
        request.save(update_fields=["state"])


def rate(passage: Passage) -> Request:
    """Rate the trip; the case is done."""
    request: Request = passage.subject
    request.rating, request.rating_words = passage.draft["rating"], passage.draft["rating_words"]
    request.state = RequestState.DONE
    request.save(update_fields=["rating", "rating_words", "state"])
    passage.step(Verb.FINISH, _case(request), opinion=request.rating_words)
    return request


def _act(name: str, label: str, form: Any, apply: Any, **more: Any) -> Act:
    return Act(
        f"vehicles.request.{name}", label, facts.REQUEST, form, apply, facts.REQUEST_FACTS, **more
    )


ACTS = (
    _act("submit", "提交用车申请", forms.RequestForm, submit, kind=Kind.CREATE, starts_case=True,
         papers=True),
    _act("adjust", "调整申请", forms.AdjustForm, adjust,
         at=(RequestState.APPROVING, RequestState.WAITING)),
    _act("withdraw", "撤回", OpinionForm, withdraw, unjudged=NOTED),
    _act("rate", "评价", forms.RatingForm, rate),
)  # fmt: skip
