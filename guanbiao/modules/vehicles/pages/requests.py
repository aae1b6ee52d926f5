"""A request: the form with live findings, the case page with its deck; its list is the kit's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guanbiao.gate import authority, registry, rights, standing
from guanbiao.gate.cases import case_of, open_tasks
from guanbiao.gate.models import Receipt, Refusal, TaskState
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import acting, answers, shown
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.facts import REQUEST
from guanbiao.modules.vehicles.forms import HandOverForm, RatingForm, RequestForm
from guanbiao.modules.vehicles.models import Request, RequestState
from guanbiao.people.actor import Actor

SUBMIT = "vehicles.request.submit"
ADJUST = "vehicles.request.adjust"
VERBS = {
    "agree": "vehicles.request.agree",
    "disagree": "vehicles.request.disagree",
    "send_back": "vehicles.request.send_back",
    "withdraw": "vehicles.request.withdraw",
    "hand_over": "vehicles.request.hand_over",
    "rate": "vehicles.request.rate",
}


def request_new(request: HttpRequest) -> HttpResponse:
    """A fresh form, or one started from an earlier request (?like=)."""
    actor = Actor.of_request(request)
    subject = _mine(actor, request.GET.get("edit", "")) if "edit" in request.GET else None
    if request.method == "POST":
        return _submit(request, actor, subject)
    source = subject or _mine(actor, request.GET.get("like", ""))
    form = RequestForm(initial=_initial(actor, source))
    return render(request, "vehicles/request_form.html", _form_context(actor, form, subject, None))


def _submit(request: HttpRequest, actor: Actor, subject: Request | None) -> HttpResponse:
    outcome = perform(SUBMIT, actor, subject, request.POST, reasons=answers.reasons(request.POST))
    if outcome.ok:
        messages.success(
            request, f"已提交，凭条 {outcome.receipt_number}。办理进度在本页和工作台查看。"
        )
        return redirect("vehicles.request", outcome.subject.pk)
    form = RequestForm(data=request.POST)
    form.is_valid()
    _show_errors(form, outcome)
    context = _form_context(actor, form, subject, outcome)
    context["reasons"] = answers.reasons(request.POST)
    return render(request, "vehicles/request_form.html", context, status=422)


@require_POST
def request_check(request: HttpRequest) -> HttpResponse:
    """Judge what has been typed so far; nothing is kept."""
    actor = Actor.of_request(request)
    subject = _mine(actor, request.GET.get("edit", ""))
    outcome = perform(SUBMIT, actor, subject, request.POST, rehearse=True)
    form = RequestForm(data=request.POST)
    context = _form_context(actor, form, subject, outcome)
    context["reasons"] = answers.reasons(request.POST)
    context["beside"] = _begun(context["beside"], request.POST)
    return render(request, "vehicles/request_findings.html", context)


def _begun(beside: dict[str, list[Any]], posted: Any) -> dict[str, list[Any]]:
    """While typing, a field that nobody has touched yet is not scolded; the aside lists it."""
    return {
        name: views
        for name, views in beside.items()
        if not name or posted.get(name, "").strip() or any(not v.missing for v in views)
    }


def _mine(actor: Actor, key: str) -> Request | None:
    if not key.isdecimal():
        return None
    return Request.objects.filter(pk=int(key), applicant=actor.person).first()


def _initial(actor: Actor, source: Request | None) -> dict[str, Any]:
    if source is None:
        return RequestForm().prefill(actor, None, actor.today)
    names = RequestForm.base_fields
    return {name: getattr(source, name) for name in names}


def _show_errors(form: RequestForm, outcome: Outcome) -> None:
    """What only the gate found wrong stands beside its field too."""
    for name, texts in outcome.errors.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, texts)


def _form_context(
    actor: Actor, form: RequestForm, subject: Request | None, outcome: Outcome | None
) -> dict[str, Any]:
    views = shown.findings(outcome.findings) if outcome else []
    stops = [view for view in views if view.stops]
    wants = [view for view in views if view.asks_reason]
    return {
        "form": form,
        "subject": subject,
        "outcome": outcome,
        "findings": views,
        "beside": shown.by_field(views),
        "counts": shown.counts(views),
        "stops": stops,
        "wants": wants,
        "errors": _general(outcome),
        "facts": outcome.facts if outcome else {},
        "ways": outcome.alternatives if outcome else {},
        "reasons": {},
        "reason_prefix": answers.REASON,
        "person": actor.person,
        "unit": actor.unit,
        "edit": f"?edit={subject.pk}" if subject else "",
    }


def _general(outcome: Outcome | None) -> list[str]:
    return list(outcome.errors.get("__all__", [])) if outcome else []


def request_page(request: HttpRequest, key: int) -> HttpResponse:
    """The case page."""
    actor = Actor.of_request(request)
    found = _visible(actor, key)
    return render(request, "vehicles/request.html", _page_context(request, actor, found, None))


def _visible(actor: Actor, key: int) -> Request:
    """A request one may see, or one whose task one holds; otherwise it does not exist."""
    found = queries.requests(actor, actor.today).filter(pk=key).first()
    if found is None:
        held = Request.objects.filter(pk=key).select_related("unit", "applicant").first()
        case = case_of(held, REQUEST.name) if held else None
        if case is None or not case.tasks.filter(open_tasks(actor, actor.today)).exists():
            raise Http404
        found = held
    assert found is not None
    return found


def request_act(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """A verb of the deck; what cannot be done is said on the same page."""
    actor = Actor.of_request(request)
    if request.method != "POST" or verb not in VERBS:
        return redirect("vehicles.request", key)
    found = _visible(actor, key)
    outcome = perform(
        VERBS[verb], actor, found, request.POST, reasons=answers.reasons(request.POST)
    )
    if outcome.ok:
        messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
        return redirect("vehicles.request", key)
    context = _page_context(request, actor, found, outcome)
    return render(request, "vehicles/request.html", context, status=422)


def request_adjust(request: HttpRequest, key: int) -> HttpResponse:
    """The form of what may still be changed at this stage."""
    found = _visible(Actor.of_request(request), key)
    check = reverse("vehicles.request_adjust_check", args=[key])
    here = reverse("vehicles.request", args=[key])
    return acting.page(request, ADJUST, found, lambda _: here, check=check)


@require_POST
def request_adjust_check(request: HttpRequest, key: int) -> HttpResponse:
    """Judge a change while it is being typed; nothing is kept."""
    return acting.check(request, ADJUST, _visible(Actor.of_request(request), key))


def _may_adjust(actor: Actor, found: Request) -> bool:
    """Offered where it is granted, the request stands right and some field is left open."""
    act = registry.act(ADJUST)
    if not standing.allows(act, found):
        return False
    if not authority.may(actor, act.name, found, act.entity, actor.today):
        return False
    held = rights.fields(actor, act, found, actor.today)
    return any(name not in held or not held[name].right.closed for name in act.form.base_fields)


def _page_context(
    request: HttpRequest, actor: Actor, found: Request, outcome: Outcome | None
) -> dict[str, Any]:
    case = case_of(found, REQUEST.name)
    tasks = list(case.tasks.select_related("assignee", "done_by").order_by("pk")) if case else []
    mine = list(case.tasks.filter(open_tasks(actor, actor.today))) if case else []
    approving = next((task for task in mine if not task.act), None)
    hand = HandOverForm()
    hand.bind(actor, found, actor.today)
    opened = next((task for task in tasks if task.state == TaskState.OPEN), None)
    return {
        "r": found,
        "case": case,
        "steps": shown.steps(case, tasks) if case else [],
        "light": shown.light(opened.due_at) if opened else None,
        "opened": opened,
        "approving": approving,
        "dispatching": next((t for t in mine if t.act == "vehicles.trip.dispatch"), None),
        "rating": next((t for t in mine if t.act == VERBS["rate"]), None),
        "rating_form": RatingForm(),
        "hand": hand,
        "may_adjust": _may_adjust(actor, found),
        "may_withdraw": found.applicant_id == actor.person_id and _withdrawable(found),
        "may_mend": found.applicant_id == actor.person_id
        and found.state in (RequestState.SENT_BACK, RequestState.WITHDRAWN),
        "trace": _trace(case),
        "refusals": _refusals(found),
        "slips": _slips(request, actor, found),
        "trips": found.trips.select_related("vehicle", "driver__person").order_by("-pk"),
        "outcome": outcome,
        "errors": answers.errors(outcome),
        "outcome_findings": shown.findings(outcome.findings) if outcome else [],
        "phone": found.applicant.masked_phone,
        "now": timezone.localtime(),
    }  # fmt: skip


def _withdrawable(found: Request) -> bool:
    return found.state in (
        RequestState.APPROVING, RequestState.WAITING, RequestState.SENT_BACK,
    )  # fmt: skip


def _trace(case: Any) -> list[Any]:
    if case is None:
        return []
    rows = case.events.filter(quiet=False).select_related("actor", "on_behalf", "to_person")
    return list(rows.order_by("-number"))


def _refusals(found: Request) -> int:
    return Refusal.objects.filter(entity=REQUEST.name, key=str(found.pk)).count()


def _slips(request: HttpRequest, actor: Actor, found: Request) -> list[Any]:
    """All receipts of the request and its trips, the latest first."""
    keys = [str(key) for key in found.trips.values_list("pk", flat=True)]
    rows = Receipt.objects.filter(entity=REQUEST.name, key=str(found.pk)) | Receipt.objects.filter(
        entity="vehicles.trip", key__in=keys
    )
    return [
        shown.slip(
            row, actor, request.build_absolute_uri(reverse("desk.receipt", args=[row.number]))
        )
        for row in rows.order_by("-at")
        if '"bulk":true' not in row.content
    ]
