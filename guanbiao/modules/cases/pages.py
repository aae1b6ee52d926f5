"""Pages of cases: the list of their administrator, a case with its deck."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from markupsafe import Markup

from guanbiao.exchange import exports, seals, sheets
from guanbiao.gate import deadlines, flowing, onward, papers, registry, sight
from guanbiao.gate.models import Case, Receipt, TaskState
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, shown
from guanbiao.modules.cases import behind, phrases, queries
from guanbiao.modules.cases.acts import CLOCKS, RATE, RATED, VERB_ACTS
from guanbiao.modules.desk.public import CASES, Asked, businesses, opened
from guanbiao.people.actor import Actor

PER_PAGE = 30
DECK = {"agree", "disagree", "send_back", "urge", "withdraw", "cancel", "retrieve"}
"""Verbs that share the opinion of the deck; the others have forms of their own."""
VERBS = {
    act.name.rpartition(".")[2]: act.name for act in (*VERB_ACTS, RATE) if act.name not in CLOCKS
}


def cases(request: HttpRequest) -> HttpResponse:
    """Cases of one's scope, by tab: where each hangs, with whom, until when."""
    tab, asked, rows = _listed(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(each, deadlines.light(each.due)) for each in queries.standing(page.object_list)],
        "tabs": {key: label for key, (label, _) in queries.TABS.items()},
        "tab": tab, "asked": asked, "kind": asked.kind, "businesses": businesses(),
        "title": "已超期" if tab == "late" else "",
    }  # fmt: skip
    return render(request, "cases/cases.html", context)


def _listed(request: HttpRequest) -> tuple[str, Asked, QuerySet[Case]]:
    """The tab, what it was narrowed to, and the cases that are left."""
    actor, tab = Actor.of_request(request), request.GET.get("tab", "running")
    tab = tab if tab in queries.TABS else "running"
    asked = Asked.of(CASES, request.GET)
    return tab, asked, asked.rows(queries.cases(actor, actor.today, tab))


@require_POST
def cases_file(request: HttpRequest) -> HttpResponseBase:
    """The list as Excel: a file that leaves, noted and sealed."""
    actor, (tab, asked, rows) = Actor.of_request(request), _listed(request)
    if (count := rows.count()) > exports.AT_ONCE:
        words = f"共 {count} 件，一次最多导出 {exports.AT_ONCE} 件。请先用条件缩小范围，再导出。"
        messages.warning(request, words)
        return redirect(f"{reverse('cases.cases')}?tab={tab}{asked.address}")
    label = queries.TABS[tab][0]
    made = exports.note(
        actor, "cases.case", f"办件（{label}）", label + asked.address, "xlsx", count
    )
    said = {"说明": exports.watermark(made), "视图": label,
            "条件": sheets.neutral(asked.address), "行数": count}  # fmt: skip
    records = [_record_of(each) for each in queries.standing(rows)]
    records = records or [dict.fromkeys(HEADINGS, "")]
    content = sheets.workbook(("办件", records), (seals.ABOUT, [said]))
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), filename=made.filename, as_attachment=True)


HEADINGS = ("编号", "办件", "状态", "当前环节", "办理人", "到期", "申请单位", "申请人", "发起时间")


def _record_of(line: queries.Standing) -> dict[str, str]:
    """A line of the file, under the headings of the page."""
    case = line.case
    due = f"{timezone.localtime(line.due):%Y-%m-%d %H:%M}" if line.due else ""
    told = (
        case.number, case.title, case.get_state_display(), line.stage, line.who, due,
        case.unit.short_name, case.applicant.name,
        f"{timezone.localtime(case.opened_at):%Y-%m-%d %H:%M}",
    )  # fmt: skip
    return {head: sheets.neutral(text) for head, text in zip(HEADINGS, told, strict=True)}


def case(request: HttpRequest, key: int) -> HttpResponse:
    """A case: how far it is, its drawing, its trace, what may be done now."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    opened(actor, found)
    return render(request, "cases/case.html", _context(request, actor, found, "", None))


def deck(request: HttpRequest, key: int) -> HttpResponse:
    """What may be done on a case by whoever has its row's page open: a part of that page."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    opened(actor, found)
    state = flowing.state_of(found)
    context = {
        "c": found, "desk": queries.desk(actor, actor.today, found, state), "on_row": True,
        "phrases": phrases.of(actor), "tried": "", "wrong": {},
    }  # fmt: skip
    return render(request, "cases/deck.html", context)


def _seen(actor: Actor, key: int) -> Case:
    found = queries.visible(actor, actor.today, key)
    if found is None:
        raise Http404
    return found


def case_act(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """A verb of the deck; what cannot be done is said on the same page."""
    actor = Actor.of_request(request)
    found = _seen(actor, key)
    if request.method != "POST" or verb not in VERBS:
        return redirect("cases.case", key)
    outcome = perform(VERBS[verb], actor, found, request.POST, files=request.FILES)
    if outcome.ok:
        onward.tell(request, outcome, f"已{outcome.act.label}", actor)
        return redirect(_back(request, actor, found))
    context = _context(request, actor, found, verb, outcome)
    return render(request, "cases/case.html", context, status=422)


def _back(request: HttpRequest, actor: Actor, case: Case) -> str:
    """To the row's page where she came from, unless she sees it no more; else to the case."""
    if request.POST.get("back") == "row":
        address = _record(case)[1]
        if address and sight.record(actor, case.entity, case.key, actor.today) is not None:
            return address
    return reverse("cases.case", args=[case.pk])


def _context(
    request: HttpRequest, actor: Actor, found: Case, verb: str, outcome: Outcome | None
) -> dict[str, Any]:
    state = flowing.state_of(found)
    tasks = list(found.tasks.select_related("assignee", "unit", "done_by").order_by("number"))
    trace = found.events.select_related("actor", "on_behalf", "to_person").order_by("-number")
    whole = "all" in request.GET
    running = next((task for task in tasks if task.state == TaskState.OPEN), None)
    return {
        "c": found,
        "steps": shown.steps(found, tasks),
        "lamp": deadlines.light(running.due_at) if running and not found.paused_at else None,
        "failed": {t.number: t.failures for t in state.tasks.values() if t.failures},
        "open": [task for task in tasks if task.state in ("open", "waiting", "suspended")],
        "drawings": [
            (label, Markup(drawn))  # noqa: S704 - our own drawing, its words escaped
            for label, drawn in queries.drawings(found, state)
        ],
        "trace": trace if whole else trace.filter(quiet=False),
        "whole": whole,
        "desk": queries.desk(actor, actor.today, found, state),
        "record": _record(found),
        "sections": behind.sections(actor, found),
        "opened": running,
        "on_row": False,
        "papers": papers.of("cases.case", found.pk),
        "phrases": phrases.of(actor),
        "receipts": Receipt.objects.filter(case_id=found.pk).order_by("-at")[:30],
        "tried": _tried(request, verb),
        "wrong": {name: texts[0] for name, texts in outcome.errors.items()} if outcome else {},
        "may_rate": found.applicant_id == actor.person_id
        and found.state in RATED
        and found.rating is None,
        **answers.told(outcome),
    }


def _tried(request: HttpRequest, verb: str) -> str:
    """Which form of the page was sent: the deck's, or that of a verb with questions of its own."""
    return "deck" if verb in DECK and "node" not in request.POST else verb


def _record(found: Case) -> tuple[str, str]:
    """Label and page of the record the case is about."""
    entity = registry.entity(found.entity)
    return entity.label, entity.address(found.key)
