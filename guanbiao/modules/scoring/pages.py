"""Pages of a sheet that the kit cannot make: the whole card, what an item counts, the files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guanbiao.exchange import exports, marks, prints, seals, sheets
from guanbiao.gate import authority
from guanbiao.kit import details
from guanbiao.kit.shown import clause_href
from guanbiao.modules.scoring import figures
from guanbiao.modules.scoring.models import Item, Sheet, State
from guanbiao.modules.scoring.tables import ITEMS, SHEETS
from guanbiao.people.actor import Actor

PAPER = prints.TEMPLATES / "score.typ"
PER_PAGE = 50
HEADINGS = (
    "序号",
    "类别",
    "评分项",
    "条款",
    "分值",
    "取数指标",
    "平台取值",
    "得分",
    "评分方式",
    "理由",
)
BY_DATA, BY_HAND, NONE = "数据", "人工", "未评"


@dataclass(frozen=True)
class Line:
    """An item as the card shows it."""

    item: Item
    formula: str
    clause_href: str

    @property
    def way(self) -> str:
        """数据, 人工 or 未评."""
        if self.item.score is None:
            return NONE
        return BY_DATA if self.item.by_data else BY_HAND

    @property
    def said(self) -> str:
        """The figure as it was read, with its unit."""
        if self.item.reading is None:
            return "—"
        return f"{self.item.reading:,.2f} {self.item.measured_in}".strip()

    @property
    def cells(self) -> list[str]:
        """What the files say of it, under `HEADINGS`."""
        item = self.item
        given = "" if item.score is None else f"{item.score:.2f}"
        why = item.reason or (f"按“{item.figure}”计得" if item.by_data else "")
        who = f"（{item.scored_by.name} {item.scored_on}）" if item.scored_by else ""
        return [str(item.place), item.group, item.label, item.clause, f"{item.points:.2f}",
                item.figure or "—", self.said, given, self.way, f"{why}{who}"]  # fmt: skip


def lines_of(sheet: Sheet) -> list[Line]:
    """All items, with the formula of the figure that fills each."""
    known = figures.every(sheet.unit, sheet.to_day)
    return [
        Line(item, known[item.figure].formula if item.figure in known else "",
             clause_href(sheet.standard, sheet.edition, item.clause))
        for item in sheet.items.select_related("scored_by").order_by("place")
    ]  # fmt: skip


def card(request: HttpRequest, key: int) -> HttpResponse:
    """The whole sheet: groups, items, figures, scores, sums."""
    actor = Actor.of_request(request)
    sheet: Sheet = details.seen(SHEETS, actor, key)
    sheet_open, lines = sheet.state == State.OPEN, lines_of(sheet)
    left = [each.item.points for each in lines if each.way == NONE]
    context = {
        "sheet": sheet, "groups": _groups(lines), "left": len(left), "rest": sum(left),
        "scores": sheet_open and authority.able(actor, "scoring.item.score", actor.today),
        "fills": sheet_open and authority.able(actor, "scoring.sheet.fill", actor.today),
        "ends": sheet_open and authority.able(actor, "scoring.sheet.finish", actor.today),
    }  # fmt: skip
    return render(request, "scoring/card.html", context)


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    """Items by group in the order of the table, with what each group is worth and was given."""
    found: dict[str, list[Line]] = {}
    for each in lines:
        found.setdefault(each.item.group, []).append(each)
    return [
        {
            "name": name, "lines": held, "points": sum(each.item.points for each in held),
            "total": sum(each.item.score or 0 for each in held),
        }
        for name, held in found.items()
    ]  # fmt: skip


def evidence(request: HttpRequest, key: int) -> HttpResponse:
    """What the figure of an item counts, as far as the visitor may see it."""
    actor = Actor.of_request(request)
    item: Item = details.seen(ITEMS, actor, key)
    figure = figures.every(item.sheet.unit, item.sheet.to_day).get(item.figure)
    if figure is None:
        raise Http404
    sheet = item.sheet
    if not figure.readable(actor, sheet.unit):
        context = {"item": item, "figure": figure, "page": None}
        return render(request, "scoring/evidence.html", context)
    asked = figures.Asked(actor, sheet.unit, sheet.from_day, sheet.to_day)
    page = Paginator(figure.rows(asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"item": item, "figure": figure, "page": page,
               "rows": [figure.tell(each) for each in page.object_list]}  # fmt: skip
    return render(request, "scoring/evidence.html", context)


def workbook(request: HttpRequest, key: int) -> FileResponse:
    """The sheet as Excel: a file that leaves, noted and sealed."""
    actor = Actor.of_request(request)
    sheet: Sheet = details.seen(SHEETS, actor, key)
    lines = lines_of(sheet)
    made = exports.note(actor, "scoring.sheet", _title(sheet), sheet.number, "xlsx", len(lines))
    records = [dict(zip(HEADINGS, each.cells, strict=True)) for each in lines]
    whole = {"评分项": "合计", "分值": f"{sheet.points:.2f}", "得分": f"{sheet.total:.2f}"}
    records.append({**dict.fromkeys(HEADINGS, ""), **whole})
    said = {"说明": exports.watermark(made), "计分表": sheet.number, "被评单位": sheet.unit.name,
            "评价期间": f"{sheet.from_day} 至 {sheet.to_day}", "状态": sheet.state,
            "评价结论": sheets.neutral(sheet.conclusion)}  # fmt: skip
    safe = [{head: sheets.neutral(text) for head, text in each.items()} for each in records]
    content = sheets.workbook(("计分表", safe), (seals.ABOUT, [said]))
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), filename=made.filename, as_attachment=True)


def paper(request: HttpRequest, key: int) -> FileResponse:
    """The sheet on A4 as PDF."""
    actor = Actor.of_request(request)
    sheet: Sheet = details.seen(SHEETS, actor, key)
    made = exports.note(actor, "scoring.sheet", _title(sheet), sheet.number, "pdf")
    data = {
        "title": _title(sheet), "unit": sheet.unit.name, "number": made.number,
        "basis": f"{sheet.standard}（{sheet.edition}）{sheet.table}", "sheet": sheet.number,
        "span": f"{sheet.from_day} 至 {sheet.to_day}", "state": sheet.state,
        "total": f"{sheet.total:.2f}", "points": f"{sheet.points:.2f}",
        "conclusion": sheet.conclusion, "columns": HEADINGS,
        "rows": [each.cells for each in lines_of(sheet)],
        "mark": marks.of(actor, "scoring.sheet"),
        "printed": f"打印：{actor.name}　{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    content = prints.typeset(PAPER, data)
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), filename=made.filename)


def _title(sheet: Sheet) -> str:
    return f"{sheet.unit.short_name}标准实施评价计分表"
