"""Several cases agreed to at once: shown first, each with what it is about, each kept by itself.

What was not agreed to stays chosen with the reason; what was, is told with whoever has it now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from guanbiao.gate import onward, registry
from guanbiao.gate.cases import open_tasks
from guanbiao.gate.describe import Table
from guanbiao.gate.forms import LARGEST
from guanbiao.gate.models import Case, Receipt, Task
from guanbiao.gate.passage import Forbidden, NotFound, Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import answers, columns, details, shown
from guanbiao.kit.columns import Shown
from guanbiao.modules.cases import behind, phrases, queries
from guanbiao.people.actor import Actor

AGREE = "cases.case.agree"
MOST = 100
FEW = 4
"""By so many columns a row is known whose table does not say what it is about."""
CHOSEN, FILLED, OWN = "case", "filled", "opinion-"
"""What is posted: which cases, that this page was seen, and an opinion on one of them alone."""
LOUD = ("block", "unknown", "warn", "waived")
NOT_YOURS = "现在没有等您同意的任务，可能已由他人办理、已撤回，或是只能单独办理的任务。"


@dataclass(frozen=True)
class Chosen:
    """A case with its row's own words, and what its submission was told by clauses."""

    case: Case
    about: list[tuple[Shown, Any]]
    sections: list[details.Section]
    findings: list[tuple[shown.FindingView, str]]
    """Each finding that is not a pass, with the reason its applicant gave."""
    own: str
    why: str
    may: bool


@require_POST
def page(request: HttpRequest) -> HttpResponse:
    """The chosen cases as a question; filled in, what came of each."""
    actor, posted = Actor.of_request(request), request.POST
    found = _cases(actor, posted.getlist(CHOSEN))
    if not found:
        messages.warning(request, "没有选中可以办理的办件。请先勾选，再点“批量同意”。")
        return redirect("desk.todo")
    sent, mine = FILLED in posted, _mine(actor, found)
    tried = {case.pk: _agreed(actor, case, posted) for case in found if sent and case.pk in mine}
    done = [(case, tried[case.pk]) for case in found if case.pk in tried and tried[case.pk].ok]
    left = [case for case in found if case.pk not in tried or not tried[case.pk].ok]
    waiting = onward.left(done[-1][1], actor) if done else ""
    context = {
        "done": [(case, onward.words(o.case).lstrip("，"), o.receipt_number) for case, o in done],
        "left": [_chosen(actor, case, posted, tried.get(case.pk), case.pk in mine)
                 for case in left],
        "sent": sent, "waiting": waiting, "phrases": phrases.of(actor),
    }  # fmt: skip
    return render(request, "cases/together.html", context, status=422 if sent and left else 200)


def _cases(actor: Actor, typed: list[str]) -> list[Case]:
    """The chosen cases this person may see, in the order of the list."""
    keys = [int(key) for key in typed if key.isdecimal() and int(key) <= LARGEST][:MOST]
    seen = (queries.visible(actor, actor.today, key) for key in dict.fromkeys(keys))
    return [case for case in seen if case is not None]


def _mine(actor: Actor, cases: list[Case]) -> set[int]:
    """Those that wait for her word; what is done by another act is not agreed to here."""
    open_ones = Task.objects.filter(open_tasks(actor, actor.today), act="", case__in=cases)
    return set(open_ones.exclude(kind__in=("revise", "service")).values_list("case_id", flat=True))


def _agreed(actor: Actor, case: Case, posted: Mapping[str, str]) -> Outcome:
    """What came of one case: the opinion on it alone, else the one for all."""
    opinion = posted.get(f"{OWN}{case.pk}", "").strip() or posted.get("opinion", "")
    try:
        return perform(AGREE, actor, case, {"opinion": opinion}, reasons=answers.reasons(posted))
    except (Forbidden, NotFound) as refusal:
        return Outcome(registry.act(AGREE), errors={"__all__": [str(refusal)]})


def _chosen(
    actor: Actor, case: Case, posted: Mapping[str, str], outcome: Outcome | None, mine: bool
) -> Chosen:
    why = answers.why_not(outcome) if outcome else "" if mine else NOT_YOURS
    found, own = behind.row_of(actor, case), posted.get(f"{OWN}{case.pk}", "")
    about = _about(*found) if found else []
    sections = details.sections(*found) if found else []
    return Chosen(case, about, sections, _findings(actor, case), own, why, mine)


def _about(table: Table, row: Any) -> list[tuple[Shown, Any]]:
    """When, where and what, by the columns the row's table is known by elsewhere."""
    paths = (*table.days, *table.about) if table.about else table.columns[:FEW]
    made = columns.all_shown(table.entity.model, paths, table.entity.state)
    return [(each, each.value(row)) for each in {each.path: each for each in made}.values()]


def _findings(actor: Actor, case: Case) -> list[tuple[shown.FindingView, str]]:
    """What the latest submission was told that was not a pass, and the reasons given there."""
    asked = Receipt.objects.filter(case_id=case.pk, act=case.act).order_by("-at").first()
    if asked is None:
        return []
    reasons = json.loads(asked.content).get("reasons", {})
    views = shown.slip(asked, actor).findings
    return [(view, reasons.get(view.rule_id, "")) for view in views if view.kind in LOUD]
