"""A list as a file: what the visitor narrowed it to, under the same headings, in her scope.

Up to `AT_ONCE` rows come with the answer; more are written in the background, for whoever asked
alone. Every export is kept as a line of the log, with its seal.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from guanbiao.exchange import reading, seals, sheets
from guanbiao.exchange.models import Export
from guanbiao.exchange.reading import Row
from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.gate.jobs import enqueue
from guanbiao.kit import hiding, names
from guanbiao.kit.columns import Shown
from guanbiao.kit.narrowing import Narrowed, belonging, filters
from guanbiao.people.actor import Actor

JOB = "exchange.export"
AT_ONCE = 20_000
KEPT = dt.timedelta(days=7)
"""How long a file made in the background can be fetched."""
FORMS = {"xlsx": "Excel", "csv": "CSV"}
TOLD = 10_000
"""After so many rows the page is told how far it is."""
MOST_LABELS = 480
"""Twenty sheets: how many labels one file holds."""
NO_RECORD = (
    "本平台没有这个文件的导出记录：它不是从这里导出的，或已被改得连导出编号也认不出。"
    "有封签文件的，请用 --seal 给出。"
)


def watermark(made: Export) -> str:
    """The line every export bears: who took it out, of which unit, when, under which number."""
    at = f"{timezone.localtime(made.at):%Y-%m-%d %H:%M}"
    who = f"导出：{made.person.name}　{made.unit.name}　{at}　仅供公务使用"
    return f"{who}　导出编号：{made.number}"


def page(request: HttpRequest, table: Table) -> HttpResponse | FileResponse:
    """POST takes the list out as the address narrows it; GET shows what one took out of it."""
    actor, at = Actor.of_request(request), names.of(table)
    if request.method != "POST":
        rows = Narrowed.of(table, request.GET).rows(table, actor, actor.today).order_by().count()
        context = {**_context(table), "exports": recent(actor, table.entity.name),
                   "parts": parts(rows)}  # fmt: skip
        return render(request, "exchange/exports.html", context)
    form = request.POST.get("form", "xlsx")
    made = begin(table, actor, request.GET, form if form in FORMS else "xlsx")
    if made.rows > AT_ONCE:
        enqueue(JOB, export_id=made.pk)
        return redirect(at.page("exported"), made.pk)
    return file(made, carry_out(made.pk))


def parts(rows: int) -> list[tuple[int, int, int]]:
    """The files in which the labels of so many rows come: number, first row, last row."""
    firsts = range(1, max(rows, 1) + 1, MOST_LABELS)
    return [(n, first, min(first + MOST_LABELS - 1, rows)) for n, first in enumerate(firsts, 1)]


def recent(actor: Actor, entity: str) -> QuerySet[Export]:
    """What this person took out last of a list or of what goes by its name."""
    mine = Export.objects.filter(person=actor.me, entity=entity)
    return mine.defer("content").order_by("-at")[:10]


def begin(table: Table, actor: Actor, query: QueryDict, form: str) -> Export:
    """Note the wish and forget files nobody fetched."""
    forget_old()
    narrowed = Narrowed.of(table, query)
    return Export.objects.create(
        person=actor.me, unit=actor.me.unit, entity=table.entity.name, label=table.entity.label,
        query=narrowed.query()[:1000], form=form,
        rows=narrowed.rows(table, actor, actor.today).order_by().count(),
    )  # fmt: skip


def forget_old() -> None:
    """Let go of files made in the background that nobody fetched in time."""
    Export.objects.filter(at__lt=timezone.now() - KEPT).exclude(content=None).update(content=None)


def note(actor: Actor, entity: str, label: str, words: str, form: str, rows: int = 1) -> Export:
    """A file that is no list of the kit, noted before it is written: it will bear its number.

    ``words`` say in Chinese to what it was narrowed.
    """
    return Export.objects.create(
        person=actor.me, unit=actor.me.unit, entity=entity, label=label[:100], query=words[:1000],
        form=form, rows=rows,
    )  # fmt: skip


def carry_out(export_id: int) -> bytes:
    """Write the file as its owner may see it now; kept only where she does not wait for it."""
    made = Export.objects.select_related("person__unit", "unit").get(pk=export_id)
    if made.state != Export.State.WAITING:
        return bytes(made.content or b"")
    actor = Actor.of(made.person)
    table = hiding.seen(table_of(made.entity), actor)
    narrowed = Narrowed.of(table, QueryDict(made.query))
    columns = narrowed.columns(table)
    return write(made, columns, narrowed.rows(table, actor, actor.today))


def write(
    made: Export, columns: list[Shown], rows: QuerySet[Any], head: Sequence[str] = ()
) -> bytes:
    """The noted file with these rows, finished and sealed; ``head``: lines above the headings."""
    records = _records(rows, columns, made)
    made.rows = len(records)
    content = _written(made, columns, records, head)
    made.content = content if len(records) > AT_ONCE else None
    seal(made, content)
    return content


def seal(made: Export, content: bytes) -> None:
    """The file is finished: its line of the log gets its seal."""
    person, unit = made.person, made.unit
    said = {
        "number": made.number, "file": made.filename, "label": made.label,
        "filter": conditions(made), "rows": made.rows, "person": person.name,
        "staff_no": person.staff_no, "unit": unit.name, "site": settings.SITE_NAME,
        "at": timezone.localtime(made.at).isoformat(timespec="seconds"),
    }  # fmt: skip
    made.seal, made.digest = seals.make(said, content), seals.sm3(content)
    made.state = Export.State.DONE
    made.save(update_fields=["rows", "state", "digest", "seal", "content"])


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


def _records(rows: QuerySet[Any], columns: list[Shown], made: Export) -> list[Row]:
    found: list[Row] = []
    for row in reading.rows(rows, columns):
        found.append(row)
        if len(found) % TOLD == 0:
            Export.objects.filter(pk=made.pk).update(done_rows=len(found))
    return found


def _written(made: Export, columns: list[Shown], records: list[Row], head: Sequence[str]) -> bytes:
    mark, heads = watermark(made), headings(columns)
    rows = records or [("",) * len(heads)]
    if made.form == "csv":
        return sheets.comma_separated(heads, rows, mark, head)
    said = {"说明": mark, "条件": sheets.neutral(conditions(made)), "行数": len(records)}
    days = [head for head, each in zip(heads, columns, strict=True) if each.kind == "date"]
    lines = (dict(zip(heads, row, strict=True)) for row in rows)
    return sheets.workbook((made.label[:31], lines), (seals.ABOUT, [said]), days=days, head=head)


def conditions(made: Export) -> str:
    """To what the list was narrowed, in words; of a file that is no list, what was noted."""
    if made.form not in FORMS:
        return made.query
    try:
        table = table_of(made.entity)
    except LookupError:
        return made.query
    narrowed = Narrowed.of(table, QueryDict(made.query))
    found = [lens.label for lens in table.lenses if lens.key == narrowed.lens]
    if narrowed.belongs:
        found.append(f"属于{belonging(table, narrowed, Actor.of(made.person))}")
    found += [f"查找“{narrowed.text}”"] if narrowed.text else []
    for each in filters(table):
        sides = (("", ""), ("_from", "自"), ("_to", "至"))
        for end, word in sides:
            if value := narrowed.value(f"{each.name}{end}"):
                found.append(f"{each.label}{word}：{dict(each.options).get(value, value)}")
    return "；".join(found) or "全部"


def verdict(content: bytes, keys: seals.Keys) -> seals.Verdict:
    """Whether a file is one of ours: found by its digest, or by the number it bears."""
    own = Export.objects.exclude(seal="").defer("content")
    number = seals.number_in(content)
    made = own.filter(digest=seals.sm3(content)).first()
    if made is None and number:
        found = own.filter(pk=int(number.partition("-")[2])).first()
        made = found if found and found.number == number else None
    if made is None:
        return seals.Verdict(seals.Standing.UNKNOWN, NO_RECORD)
    return seals.check(content, made.seal, keys)


def progress(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """How far one's own export is."""
    made = own(request, table.entity.name, key)
    return render(request, "exchange/export.html", {**_context(table), **standing(made)})


def standing(made: Export) -> dict[str, Any]:
    """How far a file is, for the page that tells it."""
    return {"e": made, "percent": min(100 * made.done_rows // max(made.rows, 1), 99)}


def fetch(request: HttpRequest, table: Table, key: int) -> FileResponse:
    """The finished file, for whoever asked for it."""
    return fetched(own(request, table.entity.name, key))


def fetched(made: Export) -> FileResponse:
    """A file made in the background; 404 where it is not finished, or no longer kept."""
    if made.content is None:
        raise Http404
    return file(made, bytes(made.content))


def sealed(request: HttpRequest, table: Table, key: int) -> HttpResponse:
    """The seal of one's own export, to be handed on with the file."""
    return seal_of(own(request, table.entity.name, key))


def seal_of(made: Export) -> HttpResponse:
    """The seal of a file, as a file of its own."""
    if not made.seal:
        raise Http404
    answer = HttpResponse(made.seal, content_type="application/json")
    name = f"{made.filename}{seals.SUFFIX}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def own(request: HttpRequest, entity: str, key: int) -> Export:
    """An export of whoever asks; 404 for anybody else's."""
    mine = Export.objects.filter(person=Actor.of_request(request).me, entity=entity)
    found = mine.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _context(table: Table) -> dict[str, Any]:
    module = registry.module_of(table.entity)
    return {
        "table": table, "names": names.of(table), "module": module, "what": table.entity.label,
    }  # fmt: skip


def file(made: Export, content: bytes) -> FileResponse:
    """The bytes as a file to keep."""
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=made.filename)
