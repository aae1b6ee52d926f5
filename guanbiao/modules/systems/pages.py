"""Pages of a system that the kit cannot make: framework diagram, detail table, matrix, paper."""

from __future__ import annotations

import io
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from guanbiao.exchange import exports, marks, prints
from guanbiao.gate import authority
from guanbiao.kit import answers, details
from guanbiao.modules.systems import queries
from guanbiao.modules.systems.drawing import draw
from guanbiao.modules.systems.models import Duty, Standing, System
from guanbiao.modules.systems.tables import SYSTEMS
from guanbiao.people.actor import Actor

PAPER = prints.TEMPLATES / "system.typ"
TABLE = (
    "序号", "体系编号", "标准号", "标准名称", "级别", "实施日期", "被代替标准号", "状态",
    "责任部门",
)  # fmt: skip
"""Columns of the detail table, after GB/T 13016—2018."""


def _system(request: HttpRequest, key: int) -> tuple[Actor, System]:
    actor = Actor.of_request(request)
    return actor, details.seen(SYSTEMS, actor, key)


def tree(request: HttpRequest, key: int) -> HttpResponse:
    """The framework diagram and the same as an outline."""
    actor, system = _system(request, key)
    branches = queries.tree(system, queries.listed(system))
    context = {
        "system": system, "branches": queries.walk(branches),
        "drawing": draw(queries.twigs(branches)), "here": "tree",
        "adds": answers.may(actor, "systems.node.add"),
        "sees": answers.may(actor, "systems.node.view"),
    }  # fmt: skip
    return render(request, "systems/tree.html", context)


def sheet(request: HttpRequest, key: int) -> HttpResponse:
    """The detail table and its statistics."""
    _, system = _system(request, key)
    entries = queries.listed(system)
    context = {
        "system": system, "here": "sheet", "columns": TABLE,
        "branches": queries.walk(queries.tree(system, entries)),
        "tallies": queries.tallies(entries), "bound": queries.library(entries),
    }  # fmt: skip
    return render(request, "systems/sheet.html", context)


def matrix(request: HttpRequest, key: int) -> HttpResponse:
    """Duty × standard, gaps in red and in words."""
    actor, system = _system(request, key)
    heads = queries.columns(queries.tree(system, queries.listed(system)))
    rows = queries.matrix(heads, _duties(actor, system))
    entries = [each for row in rows for each in row.entries]
    context = {
        "system": system, "here": "matrix", "heads": heads, "rows": rows,
        "bound": queries.library(entries),
        "gaps": [row for row in rows if not row.covered],
    }  # fmt: skip
    return render(request, "systems/matrix.html", context)


def _duties(actor: Actor, system: System) -> QuerySet[Duty]:
    """Duties of the unit and those below it, as far as one sees them."""
    rows = Duty.objects.filter(state=Standing.KEPT, unit__path__startswith=system.unit.path)
    seen = rows.filter(authority.visible(actor, "systems.duty.view", actor.today))
    return seen.select_related("unit").order_by("unit__path", "code")


def paper(request: HttpRequest, key: int) -> FileResponse:
    """Diagram on A3, detail table and statistics on A4: a PDF that leaves, noted and sealed."""
    actor, system = _system(request, key)
    entries = queries.listed(system)
    branches = queries.tree(system, entries)
    drawing = render_to_string("systems/drawing.svg", {"drawing": draw(queries.twigs(branches))})
    made = exports.note(actor, "systems.system", system.name, "标准体系", "pdf")
    data = {
        "title": system.name, "unit": system.unit.name, "basis": system.basis,
        "printed": f"打印：{actor.name}　{timezone.localtime():%Y-%m-%d %H:%M}",
        "drawing": drawing, "columns": TABLE, "number": made.number,
        "mark": marks.of(actor, "systems.system"),
        "groups": [_group(each) for each in queries.walk(branches) if each.entries],
        "tallies": [
            [each.label, str(each.wanted), str(each.there), each.share]
            for each in queries.tallies(entries)
        ],
    }  # fmt: skip
    content = prints.typeset(PAPER, data)
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), filename=made.filename)


def _group(branch: queries.Branch) -> dict[str, Any]:
    return {
        "heading": str(branch.node),
        "rows": [
            [
                str(each.place), branch.node.code, each.number, each.title, each.level,
                f"{each.force_on:%Y-%m-%d}" if each.force_on else "—", each.replaces or "—",
                each.state, each.unit.short_name if each.unit else "—",
            ]
            for each in branch.entries
        ],
    }  # fmt: skip
