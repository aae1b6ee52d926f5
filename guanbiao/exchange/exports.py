"""A list as a file: what the visitor narrowed it to, under the same headings, in her scope.

Up to `AT_ONCE` rows come with the answer; more are written in the background, for whoever asked
alone. Every export is kept as a line of the log, with its digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from guanbiao.exchange import sheets
from guanbiao.exchange.models import Export
from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.gate.jobs import enqueue
from guanbiao.kit import hiding, names
from guanbiao.kit.columns import Shown
from guanbiao.kit.narrowing import Narrowed, filters
from guanbiao.people.actor import Actor

JOB = "exchange.export"
AT_ONCE = 20_000
KEPT = dt.timedelta(days=7)
"""How long a file made in the background can be fetched."""
FORMS = {"xlsx": "Excel", "csv": "CSV"}
STEP = 2000


def watermark(actor: Actor, at: dt.datetime) -> str:
    """The line every export bears: who took it out, of which unit, when."""
    unit = actor.unit.name if actor.unit else ""
    return f"导出：{actor.name}　{unit}　{timezone.localtime(at):%Y-%m-%d %H:%M}　仅供公务使用"


def page(request: HttpRequest, table: Table) -> HttpResponse | FileResponse:
    """POST takes the list out as the address narrows it; GET shows what one took out of it."""
    actor, at = Actor.of_request(request), names.of(table)
    if request.method != "POST":
        mine = Export.objects.filter(person=actor.me, entity=table.entity.name)
        context = {**_context(table), "exports": mine.defer("content").order_by("-at")[:10]}
        return render(request, "exchange/exports.html", context)
    form = request.POST.get("form", "xlsx")
    made = begin(table, actor, request.GET, form if form in FORMS else "xlsx")
    if made.rows > AT_ONCE:
        enqueue(JOB, export_id=made.pk)
        return redirect(at.page("exported"), made.pk)
    return _file(made, carry_out(made.pk))


def begin(table: Table, actor: Actor, query: QueryDict, form: str) -> Export:
    """Note the wish and forget files nobody fetched."""
    Export.objects.filter(at__lt=timezone.now() - KEPT).exclude(content=None).update(content=None)
    narrowed = Narrowed.of(table, query)
    return Export.objects.create(
        person=actor.me, unit=actor.me.unit, entity=table.entity.name, label=table.entity.label,
        query=narrowed.query()[:1000], form=form,
        rows=narrowed.rows(table, actor, actor.today).order_by().count(),
    )  # fmt: skip


def carry_out(export_id: int) -> bytes:
    """Write the file as its owner may see it now; kept only where she does not wait for it."""
    made = Export.objects.select_related("person__unit").get(pk=export_id)
    if made.state != Export.State.WAITING:
        return bytes(made.content or b"")
    actor = Actor.of(made.person)
    table = hiding.seen(table_of(made.entity), actor)
    narrowed = Narrowed.of(table, QueryDict(made.query))
    columns = narrowed.columns(table)
    records = _records(narrowed.rows(table, actor, actor.today), columns, made)
    content = _written(made, actor, columns, records)
    made.rows, made.state = len(records), Export.State.DONE
    made.digest = hashlib.sha256(content).hexdigest()
    made.content = content if len(records) > AT_ONCE else None
    made.save(update_fields=["rows", "state", "digest", "content"])
    return content


def table_of(entity: str) -> Table:
    """The table of an entity; raises `LookupError`."""
    for table in registry.tables():
        if table.entity.name == entity:
            return table
    raise LookupError(f"no module brings a table of {entity!r}")


def headings(columns: list[Shown]) -> list[str]:
    """The headings of a file; one that comes twice is numbered, as a record has each once."""
    found: list[str] = []
    for each in columns:
        again = sum(other.heading == each.heading for other in columns[: len(found)])
        found.append(f"{each.heading}（{again + 1}）" if again else each.heading)
    return found


def _records(rows: QuerySet[Any], columns: list[Shown], made: Export) -> list[dict[str, Any]]:
    found, heads = [], headings(columns)
    for number, row in enumerate(rows.iterator(STEP), 1):
        found.append(
            {head: sheets.cell(each.value(row)) for head, each in zip(heads, columns, strict=True)}
        )
        if number % (5 * STEP) == 0:
            Export.objects.filter(pk=made.pk).update(done_rows=number)
    return found


def _written(
    made: Export, actor: Actor, columns: list[Shown], records: list[dict[str, Any]]
) -> bytes:
    mark = watermark(actor, made.at)
    heads = headings(columns)
    rows = records or [dict.fromkeys(heads, "")]
    if made.form == "csv":
        return sheets.comma_separated(rows, mark)
    said = {"说明": mark, "条件": sheets.neutral(conditions(made)), "行数": len(records)}
    days = [head for head, each in zip(heads, columns, strict=True) if each.kind == "date"]
    return sheets.workbook((made.label[:31], rows), ("导出说明", [said]), days=days)


def conditions(made: Export) -> str:
    """To what the list was narrowed, in words."""
    try:
        table = table_of(made.entity)
    except LookupError:
        return made.query
    narrowed = Narrowed.of(table, QueryDict(made.query))
    found = [lens.label for lens in table.lenses if lens.key == narrowed.lens]
    found += [f"查找“{narrowed.text}”"] if narrowed.text else []
    for each in filters(table):
        sides = (("", ""), ("_from", "自"), ("_to", "至"))
        for end, word in sides:
            if value := narrowed.value(f"{each.name}{end}"):
                found.append(f"{each.label}{word}：{dict(each.options).get(value, value)}")
    return "；".join(found) or "全部"


def progress(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """How far one's own export is."""
    made = _own(request, table, key)
    percent = min(100 * made.done_rows // max(made.rows, 1), 99)
    return render(
        request, "exchange/export.html", {**_context(table), "e": made, "percent": percent}
    )


def fetch(request: HttpRequest, table: Table, key: int) -> FileResponse:
    """The finished file, for whoever asked for it."""
    made = _own(request, table, key)
    if made.content is None:
        raise Http404
    return _file(made, bytes(made.content))


def _own(request: HttpRequest, table: Table, key: int) -> Export:
    mine = Export.objects.filter(person=Actor.of_request(request).me, entity=table.entity.name)
    found = mine.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _context(table: Table) -> dict[str, Any]:
    module = registry.module_of(table.entity)
    return {"table": table, "names": names.of(table), "module": module}


def _file(made: Export, content: bytes) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=made.filename)
