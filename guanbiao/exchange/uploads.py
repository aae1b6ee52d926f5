"""The pages of an import: template, upload, columns, dry run, returned problems, the import."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.exchange import drafts, imports, opening, sheets
from guanbiao.exchange.models import Upload
from guanbiao.exchange.opening import SheetError
from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.gate.jobs import enqueue
from guanbiao.kit import names
from guanbiao.kit.fields import Named
from guanbiao.people.actor import Actor

SHOWN = 50
OFFERED = 2000
AGAIN = "columns"
"""Posted after a dry run: see to the columns once more."""
State = Upload.State


def template(request: HttpRequest, table: Table) -> FileResponse:
    """A file with the right headings, a line that shows how they are filled, and the choices."""
    form = _way(request, table).form
    labels = drafts.takes(form)
    example = {label: _example(form.fields[name]) for name, label in labels.items()}
    days = [labels[n] for n in labels if isinstance(form.fields[n], forms.DateField)]
    offered = {label: _choices(form.fields[name]) for name, label in labels.items()}
    content = sheets.workbook(
        (f"{table.entity.label}导入"[:31], [example]),
        ("可填内容", _side_by_side(offered)),
        days=days,
    )
    return _sent(content, f"{table.entity.label}导入模板.xlsx")


def _example(field: Any) -> Any:
    """What the line of the template shows."""
    offered = _choices(field)
    if offered:
        return offered[0]
    if isinstance(field, forms.DateTimeField):
        return dt.datetime(2026, 6, 3, 8, 30)  # noqa: DTZ001 - a cell of a sheet has no zone
    if isinstance(field, forms.DateField):
        return dt.date(2026, 6, 3)
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        least: Any = field.min_value
        return max(1, int(least or 0))
    return field.help_text or ("示例" if field.required else "")


def _choices(field: Any) -> list[str]:
    if isinstance(field, forms.BooleanField):
        return ["是", "否"]
    if isinstance(field, Named):
        return [sheets.neutral(str(n)) for n in
                field.queryset.values_list(field.name, flat=True)[:OFFERED]]  # fmt: skip
    if isinstance(field, forms.ModelChoiceField):
        return [sheets.neutral(str(row)) for row in list(field.queryset or ())[:OFFERED]]
    if isinstance(field, forms.ChoiceField):
        return [str(label) for value, label in drafts.flat(field) if value != ""]
    return []


def _side_by_side(offered: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Choices as columns, one under each heading that has some."""
    some = {label: found for label, found in offered.items() if found}
    longest = max(map(len, some.values()), default=0)
    made = [
        {label: found[n] if n < len(found) else None for label, found in some.items()}
        for n in range(longest)
    ]
    return made or [{"说明": "各列均可自由填写"}]


def upload(request: HttpRequest, table: Table) -> HttpResponse:
    """Choose a file; where its headings are plain it is tried at once. Nothing is written yet."""
    way = _way(request, table)
    words = ""
    if request.method == "POST":
        try:
            name, content = _file(request)
            made = imports.receive(way, name, content)
        except SheetError as failure:
            words = str(failure)
        else:
            if imports.evident(way, made):
                imports.match(way, made, made.columns)
                _try(made)
            return redirect(names.of(table).page("upload"), made.pk)
    mine = Upload.objects.filter(person=way.actor.me, entity=table.entity.name)
    context = {
        **_context(table), "words": words, "most": opening.MOST_ROWS,
        "keys": [drafts.takes(way.form)[name] for name in table.key], "amend": way.amend,
        "earlier": mine.defer("content").order_by("-at")[:10],
    }  # fmt: skip
    return render(request, "exchange/import.html", context, status=422 if words else 200)


def _file(request: HttpRequest) -> tuple[str, bytes]:
    """Name and content; a file too large is not even read."""
    file = request.FILES.get("file")
    if file is None:
        raise SheetError("请先选择文件。")
    if file.size is not None and file.size > opening.LARGEST:
        raise SheetError("文件超过 20 MB：请分成几个文件导入。")
    return file.name or "导入.xlsx", file.read()


def _way(request: HttpRequest, table: Table) -> imports.Way:
    return imports.Way.of(table.entity.name, Actor.of_request(request))


def _try(found: Upload) -> None:
    if found.rows > imports.AT_ONCE:
        enqueue(imports.REHEARSE, upload_id=found.pk)
    else:
        imports.rehearse(found.pk)


def page(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """Where a file stands; POST takes it the next step, or goes on where it was cut short."""
    way = _way(request, table)
    found = _own(way, key)
    words = ""
    if request.method == "POST":
        try:
            _onward(request, way, found)
            return redirect(names.of(table).page("upload"), key)
        except SheetError as failure:
            words = str(failure)
    context = {
        **_context(table), "u": found, "words": words, "again": AGAIN,
        "problems": found.problems[:SHOWN],
        "percent": min(100 * found.done_rows // max(found.rows, 1), 100),
        "match": _match(way, found) if found.state == State.MATCHING else None,
    }  # fmt: skip
    return render(request, "exchange/upload.html", context, status=422 if words else 200)


def _onward(request: HttpRequest, way: imports.Way, found: Upload) -> None:
    if found.state == State.MATCHING:
        imports.match(way, found, _chosen(request, way, found))
        _try(found)
    elif AGAIN in request.POST:
        imports.rematch(found.pk)
    elif found.state == State.CHECKING:
        enqueue(imports.REHEARSE, upload_id=found.pk)
    elif imports.begin(found.pk) and found.rows <= imports.AT_ONCE:
        imports.carry_out(found.pk)
    elif found.state in (State.CHECKED, State.RUNNING):
        enqueue(imports.IMPORT, upload_id=found.pk)


def _chosen(request: HttpRequest, way: imports.Way, found: Upload) -> dict[str, int]:
    places = {str(place): place for place in range(len(found.head))}
    posted = {name: request.POST.get(f"column-{name}", "") for name in drafts.takes(way.form)}
    return {name: places[place] for name, place in posted.items() if place in places}


def _match(way: imports.Way, found: Upload) -> dict[str, Any]:
    """Headings with what stands under them first, and for each field the column guessed."""
    shown = [
        (n, _called(n, heading) + (f"（如 {first}）" if first else ""))
        for n, (heading, first) in enumerate(found.head)
    ]
    form, amend = way.form, way.amend is not None
    lacking = [drafts.takes(form)[name] for name in drafts.wanting(form, found.columns)]
    fields = [
        (name, label, form.fields[name].required, found.columns.get(name))
        for name, label in drafts.takes(form).items()
    ]
    return {"headings": shown, "fields": fields, "lacking": lacking, "amend": amend}


def _called(place: int, heading: Any) -> str:
    return str(heading).strip() or f"第 {place + 1} 列"


def problems(request: HttpRequest, table: Table, key: int) -> FileResponse:
    """The lines that were not taken, as they came, with a column 问题 in front."""
    way = _way(request, table)
    found = _own(way, key)
    words = dict(found.problems)
    rows = sheets.read(bytes(found.content), found.name)
    heads = [_called(n, cell) for n, cell in enumerate(rows[0])]
    line, why = imports.RETURNED
    records = [
        _back(heads, cells) | {line: number, why: sheets.neutral(words[number])}
        for number, cells in enumerate(rows[1:], 2)
        if number in words
    ]
    content = sheets.workbook(("问题行", records or [{line: "", why: "没有问题"}]))
    return _sent(content, f"问题行-{found.pk}.xlsx")


def _back(heads: list[str], cells: list[Any]) -> dict[str, Any]:
    """A line as it came, behind the two columns that are told anew each time."""
    came = {head: sheets.cell(cells[n]) if n < len(cells) else "" for n, head in enumerate(heads)}
    return dict.fromkeys(imports.RETURNED, "") | came


def _own(way: imports.Way, key: int) -> Upload:
    """Without its content, which is fetched where it is read: a waiting page asks every 2 s."""
    mine = Upload.objects.filter(person=way.actor.me, entity=way.table.entity.name)
    found = mine.defer("content").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _context(table: Table) -> dict[str, Any]:
    module = registry.module_of(table.entity)
    return {"table": table, "names": names.of(table), "module": module}


def _sent(content: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)
