"""The cases of a clause, written as rows and tried before they are kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guanbiao.gate import registry
from guanbiao.modules.standards.drafting import casing
from guanbiao.modules.standards.drafting.casing import VERDICTS, Row
from guanbiao.modules.standards.drafting.checking import Report, examine
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.pages.binding import act_label
from guanbiao.modules.standards.drafting.pages.desk import Desk
from rulebook.feel import types as t

BLANKS = 3


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The grids of a clause; saved all at once."""
    desk = Desk.of(request, key)
    at = request.POST.get("at") or request.GET.get("at", "")
    if desk.report.pack is None or desk.report.pack.clause(at) is None:
        return redirect(f"{reverse('standards.text', args=[key])}?at={at}")
    if request.method != "POST":
        return _shown(desk, at, "")
    try:
        changes = _changes(desk, at)
    except Unclear as unclear:
        return _shown(desk, at, str(unclear))
    if not changes:
        return _shown(desk, at, "没有改动。")
    outcome = desk.write(changes, f"用例 {at}")
    if not outcome.ok:
        return _shown(desk, at, "没有保存，您填的内容还在。")
    return redirect(f"{reverse('standards.cases', args=[key])}?at={at}")


def _shown(desk: Desk, at: str, error: str) -> HttpResponse:
    pack = desk.report.pack
    assert pack is not None
    found = [(grid, act_label(grid.act), _units(grid), _posted(desk, grid)) for grid in
             casing.grids(pack, at)]  # fmt: skip
    day = desk.draft.from_day or desk.draft.registered_on
    context = desk.context(
        at=at,
        clause=pack.clause(at),
        grids=found,
        verdicts=VERDICTS,
        error=error,
        day=day,
        told=_told(desk.report, at),
        blanks=range(BLANKS),
    )
    return render(desk.request, "standards/draft_cases.html", context, status=422 if error else 200)


def _units(grid: casing.Grid) -> dict[str, str]:
    """Fact → its unit or what kind of value it takes."""
    words = {t.BOOLEAN: "是/否", t.DATE: "日期", t.NUMBER: "数"}
    asked = registry.question(grid.act)
    if asked:
        kinds = {**asked.inputs, **asked.outputs}
        return {label: words.get(kind, "文字") for label, kind in kinds.items()}
    facts = registry.act(grid.act).facts.facts
    return {fact.label: fact.unit or words.get(fact.type, "文字") for fact in facts}


def _told(report: Report, at: str) -> dict[str, Any]:
    """Case name → how it comes out."""
    asked = (
        {grid.act for grid in casing.grids(report.pack, at) if grid.answers}
        if report.pack
        else set()
    )
    return {each.case.name: each for each in report.results
            if at in each.case.expect or each.case.act in asked}  # fmt: skip


def run(request: HttpRequest, key: int) -> HttpResponse:
    """Try the rows as they are typed; nothing is kept."""
    desk = Desk.of(request, key)
    at = request.POST.get("at", "")
    if desk.report.pack is None:
        raise Http404
    error, report = "", desk.report
    try:
        report = examine({**desk.files, **_changes(desk, at)}, desk.draft.stamps)
    except Unclear as unclear:
        error = str(unclear)
    context = {"results": _told(report, at).values(), "error": error,
               "problems": report.problems, "verdicts": VERDICTS}  # fmt: skip
    return render(request, "standards/parts/case_results.html", context)


def _changes(desk: Desk, at: str) -> dict[str, str]:
    pack = desk.report.pack
    assert pack is not None
    files = dict(desk.files)
    for grid in casing.grids(pack, at):
        files |= casing.saved(files, pack, at, grid.act, _posted(desk, grid) or grid.rows)
    return {path: text for path, text in files.items() if text != desk.files.get(path, "")}


def _posted(desk: Desk, grid: casing.Grid) -> list[Row]:
    """The rows of one grid as they came from the browser."""
    posted = desk.request.POST
    names = posted.getlist(f"{grid.act}:name")
    found = []
    for i, name in enumerate(names):

        def cell(part: str, place: int = i) -> str:
            values = posted.getlist(f"{grid.act}:{part}")
            return values[place] if place < len(values) else ""

        place = cell("place")
        cells = tuple(cell(f"fact:{n}") for n in range(len(grid.columns)))
        gives = tuple(cell(f"give:{n}") for n in range(len(grid.answers)))
        found.append(Row(cell("file"), int(place) if place.isdecimal() else None, name,
                         cell("on"), cells, cell("expect"), gives=gives))  # fmt: skip
    return found
