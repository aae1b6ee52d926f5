"""The rows behind a number as a file: what it is and how it is computed stand at its head.

The same log, marks, seals and limits as for the file of a list; whoever may open the rows may take
them out, and a file made in the background holds what she may see then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.exchange import exports, sheets, work
from guanbiao.exchange.models import Export
from guanbiao.gate.jobs import enqueue
from guanbiao.kit import columns
from guanbiao.kit.columns import Shown
from guanbiao.kit.names import Names
from guanbiao.modules.numbers.asked import Asked
from guanbiao.people.actor import Actor

NAMES = Names("numbers.rows")
"""The pages of these files, and the name they go by in the log."""
JOB = "numbers.export"
OUT_OF_REACH = "写文件时您已无权查看这个指标或单位，文件里没有记录。"


def page(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """POST takes the rows out as the address narrows them; GET shows what one took out so far."""
    actor = Actor.of_request(request)
    asked = Asked.of(actor, name, request.GET)
    if request.method != "POST":
        recent = exports.recent(actor, NAMES.entity)
        context = {**_context(asked.measure.label), "asked": asked, "exports": recent}
        return render(request, "numbers/exports.html", context)
    form = request.POST.get("form", "")
    made = _noted(asked, form if form in exports.FORMS else "xlsx")
    if made.rows > exports.AT_ONCE:
        enqueue(JOB, export_id=made.pk, measure=name, query=asked.query)
        return redirect(NAMES.page("exported"), made.pk)
    return exports.file(made, _written(made, asked))


def _noted(asked: Asked, form: str) -> Export:
    exports.forget_old()
    label, words = f"{asked.measure.label}的记录", f"{asked.period.label}；{asked.of_whom}"
    rows = asked.rows().order_by().count()
    return exports.note(asked.actor, NAMES.entity, label, words, form, rows)


def _written(made: Export, asked: Asked) -> bytes:
    return exports.write(made, _columns(asked), asked.rows(), head(asked))


def _columns(asked: Asked) -> list[Shown]:
    """Those of the page; first what a row is called, where no list of it says so."""
    shown, entity = asked.columns(), asked.measure.entity
    if asked.listed() or columns.field_of(entity.model, entity.title) is None:
        return shown
    return [columns.shown(entity.model, entity.title), *shown]


def head(asked: Asked) -> list[str]:
    """What the number is, how it is computed, when and of whom."""
    measure = asked.measure
    said = {
        "指标": measure.label, "公式": measure.formula, "计量单位": measure.unit,
        "期间": asked.period.label, "范围": asked.of_whom,
        "依据": measure.clause or "没有对应的条款",
    }  # fmt: skip
    return [sheets.neutral(f"{name}：{text}") for name, text in said.items()]


def carry_out(export_id: int, measure: str, query: Mapping[str, str]) -> None:
    """Write a long file as its owner may see it now, then say that it can be fetched."""
    made = Export.objects.select_related("person__unit", "unit").get(pk=export_id)
    if made.state == Export.State.WAITING:
        try:
            _written(made, Asked.of(Actor.of(made.person), measure, query))
        except Http404:
            none = columns.all_shown(Export, ("label",))
            exports.write(made, none, Export.objects.none(), [OUT_OF_REACH])
    work.export_ended(made, NAMES.page("exported"))


def progress(request: HttpRequest, key: int) -> HttpResponse:
    """How far one's own file is."""
    made = exports.own(request, NAMES.entity, key)
    context = {**_context(made.label), **exports.standing(made)}
    return render(request, "numbers/export.html", context)


def fetch(request: HttpRequest, key: int) -> FileResponse:
    """The finished file, for whoever asked for it."""
    return exports.fetched(exports.own(request, NAMES.entity, key))


def sealed(request: HttpRequest, key: int) -> HttpResponse:
    """The seal of one's own file, to be handed on with it."""
    return exports.seal_of(exports.own(request, NAMES.entity, key))


def _context(what: str) -> dict[str, Any]:
    return {"names": NAMES, "what": what}


JOBS = {JOB: carry_out}
