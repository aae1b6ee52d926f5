"""A decision table as a sheet: paste from a spreadsheet, proved while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guanbiao.gate import registry
from guanbiao.gate.describe import Question
from guanbiao.modules.standards.drafting import blocks, executing, gridding
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.pages.binding import act_label, judgeable
from guanbiao.modules.standards.drafting.pages.desk import Desk
from rulebook.errors import TableError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.tables import Input, Output, Table
from rulebook.tables.sheets import POLICIES

ROWS, INS, OUTS = 6, 3, 1
TYPES = ("数字", "文本", "是否", "日期")


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The sheet of a table (``?name=``), or an empty one for a clause (``?at=``)."""
    desk = Desk.of(request, key)
    if request.method != "POST":
        return _shown(desk, "")
    try:
        changes, name = _changes(desk)
    except (Unclear, TableError) as unclear:
        return _shown(desk, getattr(unclear, "message", str(unclear)))
    outcome = desk.write(changes, f"决策表 {name}")
    if not outcome.ok:
        return _shown(desk, "没有保存，您填的内容还在。")
    messages.info(request, _next_words(request.POST.get("act", "")))
    at = request.POST.get("at", "")
    return redirect(f"{reverse('standards.text', args=[key])}?at={at}#c-{at}")


def _next_words(act: str) -> str:
    if registry.question(act):
        return "表已绑定到条款；发布后，平台照表执行。"
    return "表已绑定到条款；再写两个用例，一个符合、一个不符合，即可发布。"


def _scope(desk: Desk) -> tuple[str, Scope]:
    act = desk.request.POST.get("act", "") or desk.request.GET.get("act", "")
    try:
        return act, registry.scope_of(act)
    except registry.UnknownName as unknown:
        raise Unclear("请选择这张表判定的业务动作。") from unknown


def _changes(desk: Desk) -> tuple[dict[str, str], str]:
    """The table's file and the bind that asks it."""
    act, scope = _scope(desk)
    posted = desk.request.POST
    table = gridding.of_post(posted, scope)
    if not table.rows:
        raise Unclear("请至少填一行。")
    kind, said = _kind(act, table, posted.dict(), scope)
    changes = {f"tables/{table.name}.csv": gridding.csv_of(table)}
    old = posted.get("old", "")
    if old and old != table.name:
        changes[f"tables/{old}.csv"] = ""
    place = next((each.place for each in blocks.blocks(desk.files.get(executing.BINDS, ""), "bind")
                  if each.said.get("table") == (old or table.name)), None)  # fmt: skip
    changes[executing.BINDS] = executing.with_bind(
        desk.files, place, posted.get("at", ""), kind, act=[act], table=table.name, **said
    )
    return changes, table.name


def _kind(
    act: str, table: Table, posted: Mapping[str, Any], scope: Scope
) -> tuple[str, dict[str, str]]:
    """A table that judges an act says what it demands; one that answers the platform does not."""
    asked = registry.question(act)
    if asked:
        given = {each.label for each in table.outputs}
        lacking = [label for label in asked.outputs if label not in given]
        if lacking:
            raise Unclear(f"平台要用的结果列还缺：{'、'.join(lacking)}。")
        return "decision", {}
    said = gridding.default_bind(table, posted, scope)
    if not said["require"]:
        raise Unclear(f"请写明要求，如：乘车人数 <= {table.outputs[0].label}。")
    fields: Any = getattr(registry.act(act).form, "base_fields", {})
    field = posted.get("field") or next(iter(fields), "")
    return "table", {**said, "unit": posted.get("unit", ""), "field": field}


def _shown(desk: Desk, error: str) -> HttpResponse:
    query = desk.request.POST or desk.request.GET
    at, name = query.get("at", ""), query.get("name", "")
    pack = desk.report.pack
    table = pack.tables.get(name) if pack and not desk.request.POST else None
    bind = next((each.said for each in blocks.blocks(desk.files.get(executing.BINDS, ""), "bind")
                 if name and each.said.get("table") == name), {})  # fmt: skip
    acts = bind.get("act", [])
    sheet = _typed(desk) if desk.request.POST else _of(table, at)
    chosen = query.get("act") or (acts if isinstance(acts, str) else next(iter(acts), ""))
    asked = registry.question(chosen)
    if asked and table is None and not desk.request.POST:
        sheet = {**sheet, **_for(asked, at)}
    try:
        labels = list(registry.scope_of(chosen)) if chosen else []
    except registry.UnknownName:
        labels = []
    context = desk.context(
        at=at or bind.get("clause", ""),
        sheet=sheet,
        error=error,
        types=TYPES,
        chosen=chosen,
        policies=list(POLICIES),
        acts=judgeable(),
        questions=registry.questions(),
        asked=asked,
        act_label=act_label,
        labels=labels,
        said={**bind, **desk.request.POST.dict()},
    )
    return render(desk.request, "standards/draft_grid.html", context, status=422 if error else 200)


def _for(asked: Question, at: str) -> dict[str, Any]:
    """The columns of a question: what it tells and what it wants, in room for a few rows."""
    ins = list(asked.inputs)
    outs = [(label, gridding.TYPE_NAMES.get(kind, "数字")) for label, kind in asked.outputs.items()]
    return {"ins": ins, "outs": outs, "rows": [([""] * len(ins), [""] * len(outs), at, "")] * ROWS}


def _of(table: Table | None, at: str) -> dict[str, Any]:
    """A table as the sheet shows it, with room to go on."""
    if table is None:
        return {
            "name": "", "old": "", "policy": "唯一", "ins": [""] * INS,
            "outs": [("", "数字")] * OUTS, "rows": [([""] * INS, [""] * OUTS, at, "")] * ROWS,
        }  # fmt: skip
    names = {policy: words for words, policy in POLICIES.items()}
    rows = [(_said(row.cells_in, table.inputs), _said(row.cells_out, table.outputs), row.clause,
             row.annotation) for row in table.rows]  # fmt: skip
    width = (len(table.inputs), len(table.outputs))
    blank = ([""] * width[0], [""] * width[1], at, "")
    return {
        "name": table.name, "old": table.name, "policy": names[table.hit_policy],
        "ins": [each.label for each in table.inputs],
        "outs": [(each.label, gridding.TYPE_NAMES.get(each.type, "数字"))
                 for each in table.outputs],
        "rows": [*rows, blank, blank],
    }  # fmt: skip


def _said(cells: Sequence[str], columns: Sequence[Input | Output]) -> list[str]:
    """Cells as a person says them: yes and no are words."""
    return [gridding.SPOKEN.get(cell, cell) if column.type == t.BOOLEAN else cell
            for cell, column in zip(cells, columns, strict=True)]  # fmt: skip


def _typed(desk: Desk) -> dict[str, Any]:
    """The sheet as it came, so that nothing typed is lost."""
    posted = desk.request.POST
    ins, outs = posted.getlist("in"), posted.getlist("out")
    kinds = posted.getlist("out_type")
    rows = []
    for i, clause in enumerate(posted.getlist("clause")):

        def cell(name: str, row: int = i) -> str:
            values = posted.getlist(name)
            return values[row] if row < len(values) else ""

        given = [cell(f"in:{n}") for n in range(len(ins))]
        result = [cell(f"out:{n}") for n in range(len(outs))]
        rows.append((given, result, clause, cell("note")))
    return {"name": posted.get("name", ""), "old": posted.get("old", ""),
            "policy": posted.get("policy", "唯一"), "ins": ins,
            "outs": list(zip(outs, kinds, strict=False)), "rows": rows}  # fmt: skip


def proof(request: HttpRequest, key: int) -> HttpResponse:
    """What is wrong with the sheet as typed, and what is proved of it."""
    desk = Desk.of(request, key)
    if request.method != "POST":
        raise Http404
    faults: list[str] = []
    findings: list[str] = []
    try:
        act, scope = _scope(desk)
        table = gridding.of_post(request.POST, scope)
        faults, findings = gridding.proved(table, desk.files, act)
    except (Unclear, TableError) as unclear:
        faults = [getattr(unclear, "message", str(unclear))]
    context = {"faults": faults, "findings": findings}
    return render(request, "standards/parts/proof.html", context)
