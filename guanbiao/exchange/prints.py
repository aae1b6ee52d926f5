"""Paper: a row on A4, in the browser or as PDF, with a code that leads to its receipt; labels.

PDF is set by Typst from templates of ours; what a row holds reaches it as data only. The fonts
are those of the machine (Debian: ``fonts-noto-cjk``).
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import reverse
from django.utils import timezone

from guanbiao.exchange import exports, marks
from guanbiao.gate import evidence, papers, registry, standing
from guanbiao.gate.cases import case_of
from guanbiao.gate.describe import Table
from guanbiao.gate.models import Attachment, CaseEvent, Receipt
from guanbiao.kit import columns, details, names, shown
from guanbiao.kit.columns import Shown
from guanbiao.kit.narrowing import Narrowed
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

TEMPLATES = Path(__file__).resolve().parent / "typst"
LINES = 3
CASE = "cases.case"
"""Whose attachments hold the signatures given on the way."""


def page(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """A row on A4, printed by the browser."""
    actor = Actor.of_request(request)
    row = details.seen(table, actor, key)
    receipt = _receipt(row)
    context = {
        **_head(table, row, actor), "back": names.of(table).detail(key),
        "pdf": reverse(names.of(table).page("pdf"), args=[key]),
        "sections": details.sections(table, row), "receipt": receipt,
        "opinions": opinions(table, row), "sealed_by": _keeper(row),
        "code": shown.qr(proof(request, receipt)) if receipt else None,
    }  # fmt: skip
    return render(request, "exchange/print.html", context)


def pdf(request: HttpRequest, table: Table, key: int) -> FileResponse:
    """The same as PDF: a file that leaves, so it is noted and sealed as a list is."""
    actor = Actor.of_request(request)
    row = details.seen(table, actor, key)
    told = [
        (each.heading, [_cell(column, value) for column, value in each.cells])
        for each in details.sections(table, row)
    ]
    return sheet(request, table, row, told, _receipt(row), opinions(table, row), _keeper(row))


def sheet(
    request: HttpRequest, table: Table, row: Any, told: Sequence[tuple[str, list[dict[str, str]]]],
    receipt: Receipt | None, said: Sequence[Opinion], sealed_by: str, title: str = "",
) -> FileResponse:  # fmt: skip
    """One A4 form as PDF: headings with ``label`` and ``value``, opinions, the receipt's code."""
    actor = Actor.of_request(request)
    head = _head(table, row, actor) | ({"title": title} if title else {})
    made = exports.note(actor, table.entity.name, head["title"], "单张打印", "pdf")
    data = {
        **head, "number": made.number,
        "sections": [{"heading": heading, "cells": cells} for heading, cells in told],
        "opinions": [each.plain() for each in said], "sealed_by": sealed_by,
        "mark": marks.of(actor, table.entity.name),
        "receipt": receipt.number if receipt else None,
        "digest": receipt.digest[:32] if receipt else "",
        "code": _code(proof(request, receipt)) if receipt else "",
    }  # fmt: skip
    content = typeset(TEMPLATES / "row.typ", data)
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), filename=made.filename)


def labels(request: HttpRequest, table: Table) -> FileResponse:
    """Labels for the rows of the list as the address narrows it; each code opens its row.

    More rows than one file holds come in several, of which ``part`` names one.
    """
    actor = Actor.of_request(request)
    narrowed = Narrowed.of(table, request.GET)
    found = narrowed.rows(table, actor, actor.today)
    number, first, last, whole = _part(request.GET.get("part", "1"), found.order_by().count())
    rows = found[first - 1 : last]
    told = narrowed.columns(table)[1 : LINES + 1]
    made = [
        {"title": columns.title_of(table.entity, row), "code": _code(_row(request, table, row)),
         "lines": [cell["value"] for cell in (_cell(each, each.value(row)) for each in told)]}
        for row in rows
    ]  # fmt: skip
    title = f"{table.entity.label}标签" + (f"{number}-{whole}" if whole > 1 else "")
    data = {"title": title, "site": settings.SITE_NAME, "labels": made}
    return set_paper(TEMPLATES / "labels.typ", data)


def _part(asked: str, rows: int) -> tuple[int, int, int, int]:
    """Which part, from which row to which, and how many there are; 404 for one that is none."""
    every = exports.parts(rows)
    found = next((each for each in every if str(each[0]) == asked), None)
    if found is None:
        raise Http404
    return (*found, len(every))


def _head(table: Table, row: Any, actor: Actor) -> dict[str, Any]:
    now = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    return {
        "title": f"{table.entity.label}　{columns.title_of(table.entity, row)}",
        "site": settings.SITE_NAME,
        "state": standing.label(table.entity, row), "printed": f"打印：{actor.name}　{now}",
    }  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """What somebody did with the case of a row, as a printed form shows it."""

    stage: str
    words: str
    who: str
    at: dt.datetime
    signature: bytes | None

    @property
    def picture(self) -> str:
        """The signature as the page draws it; empty without one."""
        if self.signature is None:
            return ""
        return f"data:{papers.SVG};base64,{base64.b64encode(self.signature).decode()}"

    def plain(self) -> dict[str, str]:
        """The same for Typst, which takes data only."""
        at = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        drawn = self.signature.decode() if self.signature else ""
        return {"stage": self.stage, "words": self.words, "who": self.who, "at": at, "svg": drawn}


def opinions(table: Table, row: Any) -> list[Opinion]:
    """Who decided on the case of a row, in order, with the signature given; none without a case."""
    case = case_of(row, table.entity.name) if registry.may_be_a_case(table.entity) else None
    if case is None:
        return []
    files = papers.of(CASE, case.pk)
    drawn = {each.receipt_id: each for each in files if each.kind == papers.SVG}
    told = case.events.filter(quiet=False, actor__isnull=False).exclude(stage="")
    return [_opinion(each, drawn) for each in told.select_related("actor", "on_behalf")]


def _opinion(event: CaseEvent, drawn: Mapping[Any, Attachment]) -> Opinion:
    signed, agent = drawn.get(event.receipt), event.on_behalf
    who = f"{event.actor}（代 {agent}）" if agent else str(event.actor)
    words = f"{event.verb}　{event.opinion}".strip()
    kept = papers.content_of(signed) if signed else None
    return Opinion(event.stage, words, who, event.at, kept)


def _keeper(row: Any) -> str:
    """Whose seal belongs on the paper: that of the row's unit."""
    unit = getattr(row, "unit", None)
    return str(unit) if isinstance(unit, Unit) else ""


def _receipt(row: Any) -> Receipt | None:
    """The receipt a row was last written under."""
    return Receipt.objects.filter(pk=row.receipt_id).first() if row.receipt_id else None


def proof(request: HttpRequest, receipt: Receipt) -> str:
    """The address that a code on paper opens: its proof for anybody, the receipt for readers."""
    digest = receipt.digest[: evidence.PRINTED]
    return request.build_absolute_uri(reverse("desk.proof", args=[receipt.number, digest]))


def _row(request: HttpRequest, table: Table, row: Any) -> str:
    return request.build_absolute_uri(names.of(table).detail(row.pk))


def _cell(column: Shown, value: Any) -> dict[str, str]:
    """Label and value as the pages write them."""
    filters = engines["jinja2"].env.filters  # type: ignore[attr-defined] # the engine is Jinja2
    kinds = ("money", "number", "date", "moment")
    if column.kind == "year" and value is not None:
        return {"label": column.heading, "value": str(value)}
    words = filters[column.kind if column.kind in kinds else "value"](value)
    return {"label": column.heading, "value": str(words)}


def _code(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=1)
    return out.getvalue().decode()


def typeset(template: Path, data: dict[str, Any]) -> bytes:
    """The bytes of a PDF set by a Typst template."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    content: bytes = typst.compile(str(template), root=str(template.parent), sys_inputs=inputs)
    return content


def set_paper(template: Path, data: dict[str, Any]) -> FileResponse:
    """A PDF as an answer; ``data`` has at least a ``title``, which names the file."""
    content = typeset(template, data)
    return FileResponse(io.BytesIO(content), filename=f"{data['title']}.pdf")
