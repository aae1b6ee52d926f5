"""The list of standards, a standard, a clause, two editions compared, the pack as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from guanbiao.gate import authority
from guanbiao.gate.models import Waiver
from guanbiao.gate.perform import perform
from guanbiao.kit import answers
from guanbiao.library import in_force
from guanbiao.library.archive import zipped
from guanbiao.library.in_force import Published
from guanbiao.library.models import Edition
from guanbiao.modules.publishing.public import standing
from guanbiao.modules.standards import binding, comparing, demonstration, queries
from guanbiao.people.actor import Actor

REVOKE = "standards.waiver.revoke"


def standards(request: HttpRequest) -> HttpResponse:
    """What binds my unit today, narrowed; with ``q``, the clauses that hold these words."""
    actor = Actor.of_request(request)
    now, other = queries.rows(actor.unit, actor.today)
    every = [*now, *other]
    text, asked = request.GET.get("q", "").strip()[:40], queries.Wanted.of(request.GET)
    hits = queries.hits(actor.unit, actor.today, text) if text else []
    context = {
        "rows": asked.of_these(now), "others": asked.of_these(other), "bound": len(now),
        "q": text, "hits": hits, "unit": actor.unit, "asked": asked,
        "levels": queries.counted(every, lambda row: row.edition.head.level.label),
        "states": queries.counted(every, lambda row: row.state),
    }  # fmt: skip
    return render(request, "standards/standards.html", context)


def _edition(key: int) -> Published:
    found = in_force.edition_with(key)
    if found is None:
        raise Http404
    return found


def standard(request: HttpRequest, key: int) -> HttpResponse:
    """An edition: its whole text, and all that executes it."""
    return _read(request, _edition(key), "")


def clause(request: HttpRequest, key: int, number: str) -> HttpResponse:
    """A clause in its chapter, and what executes it."""
    edition = _edition(key)
    if edition.pack.clause(number) is None:
        raise Http404
    return _read(request, edition, number)


def _read(request: HttpRequest, edition: Published, number: str) -> HttpResponse:
    actor = Actor.of_request(request)
    today, pack = actor.today, edition.pack
    found = pack.clause(number) if number else None
    context = {
        "edition": edition,
        "state": queries.state_of(edition, today),
        "tree": queries.clause_views(pack),
        "text": queries.clause_views(pack, number),
        "current": queries.clause_view(pack, found) if found else None,
        "coverage": queries.coverage(pack),
        "execution": binding.execution(pack, today, number),
        "editions": _editions(edition),
        "made": standing(actor, digest=pack.digest),
        "evaluates": bool(number) and answers.may(actor, "evaluation.clause.view"),
    }
    return render(request, "standards/standard.html", context)


def _editions(edition: Published) -> list[Published]:
    """The other editions of the standard, the newest first."""
    number = edition.head.number
    found = [e for e in in_force.everything() if e.head.number == number and e.id != edition.id]
    return sorted(found, key=lambda each: each.from_day, reverse=True)


def compare(request: HttpRequest, key: int, other: int) -> HttpResponse:
    """What differs between two editions of one standard, the older first."""
    old, new = sorted((_edition(key), _edition(other)), key=lambda each: each.from_day)
    if old.head.number != new.head.number:
        raise Http404
    context = {
        "old": old,
        "new": new,
        "changes": comparing.changes(old.pack, new.pack),
        "moved": comparing.moved(old.pack, new.pack),
    }
    return render(request, "standards/compare.html", context)


def conflict(request: HttpRequest) -> HttpResponse:
    """Two published standards that cannot both be kept, proved before one's eyes."""
    national, panjin = demonstration.packs()
    context = {
        "national": national,
        "panjin": panjin,
        "pairs": demonstration.pairs(),
        "edition": in_force.edition_named(national.head.number, national.head.edition),
    }
    return render(request, "standards/demonstration.html", context)


def pack(request: HttpRequest, key: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The standard pack as a zip, its files byte for byte as published."""
    edition = Edition.objects.select_related("standard").filter(pk=key).first()
    if edition is None:
        raise Http404
    name = f"{edition}.zip".replace("/", "-").replace(" ", "-")
    response = HttpResponse(zipped(edition.files), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def waivers(request: HttpRequest) -> HttpResponse:
    """The exceptions one may see; those who may, revoke here. They are asked for in evaluation."""
    actor = Actor.of_request(request)
    outcome = None
    if request.method == "POST":
        outcome = perform(REVOKE, actor, request.POST.get("revoke", ""), {})
        if outcome.ok:
            messages.success(request, f"已{outcome.act.label}，凭条 {outcome.receipt_number}。")
            return redirect("standards.waivers")
    seen = authority.visible(actor, "standards.waiver.view", actor.today)
    rows = Waiver.objects.filter(seen).select_related("unit", "granted_by").order_by("-from_day")
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "may": authority.able(actor, REVOKE, actor.today),
        "asks": answers.may(actor, "evaluation.exception.ask"),
        "today": actor.today,
        "errors": answers.errors(outcome) if outcome else [],
    }
    return render(request, "standards/waivers.html", context, status=422 if outcome else 200)
