"""Pages by hand: a release with what was proved and rehearsed, a rehearsal, publicity."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from rustpy_xlsxwriter import FastExcel

from guanbiao.audit.models import Rehearsal
from guanbiao.audit.rehearsal import reading
from guanbiao.exchange import exports, seals
from guanbiao.gate import authority, registry
from guanbiao.gate.models import Receipt
from guanbiao.kit import details, names, shown
from guanbiao.library import in_force
from guanbiao.library.archive import zipped
from guanbiao.library.packs import parse
from guanbiao.modules.publishing import queries
from guanbiao.modules.publishing.facts import RELEASE
from guanbiao.modules.publishing.models import Release, State
from guanbiao.modules.publishing.tables import RELEASES
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit
from rulebook.grants import GrantScope

PER_PAGE = 50
SHEET_ROWS = 1_000_000
"""Below Excel's limit of 1,048,576 rows a sheet."""
VIEW = "publishing.release.view"
HEADINGS = ("来源", "业务动作", "凭条号", "对象主键", "单位", "业务日期", "变化",
            "原条款", "现条款", "金额（元）")  # fmt: skip


def release(request: HttpRequest, key: int) -> HttpResponse:
    """A release: what speaks against it, its rehearsals, its readers, what may be done."""
    actor = Actor.of_request(request)
    found: Release = details.seen(RELEASES, actor, key)
    pack = parse(found.files)
    stamped = Receipt.objects.filter(pk=found.receipt_id).first() if found.receipt_id else None
    readings = found.readings
    context = {
        "r": found,
        "pack": pack,
        "clashes": found.clashes.order_by("carried_on", "pk"),
        "rehearsals": Rehearsal.objects.filter(digest=found.digest).defer("files")[:5],
        "published": in_force.edition_named(found.standard, found.edition),
        "pilots": Unit.objects.filter(uscc__in=found.units),
        "running": queries.running_cases(pack),
        "fate": queries.FATES.get(pack.head.running_cases, pack.head.running_cases),
        "read": readings.exclude(read_on=None).count(),
        "readers": readings.count(),
        "offers": details.offers(RELEASES, actor, found),
        "history": details.history(RELEASE, found),
        "slip": shown.slip(stamped, actor) if stamped else None,
        "names": names.of(RELEASES),
        "today": actor.today,
    }
    return render(request, "publishing/release.html", context)


def pack(request: HttpRequest, key: int) -> HttpResponse:
    """The files of a release as a zip, byte for byte; taken in again it is the same pack."""
    found: Release = details.seen(RELEASES, Actor.of_request(request), key)
    response = HttpResponse(zipped(found.files), content_type="application/zip")
    name = f"{found}.zip".replace("/", "-").replace(" ", "-")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def rehearsal(request: HttpRequest, key: int) -> HttpResponse:
    """How far a rehearsal is; once done, what would have changed, by month, unit or act."""
    actor = Actor.of_request(request)
    found = _rehearsal(actor, key)
    by = request.GET.get("by", "month")
    by = by if by in reading.GROUPS else "month"
    wanted = _wanted(request, actor)
    context: dict[str, Any] = {"x": found, "by": by, "groups": reading.GROUPS, "wanted": wanted,
                               "kinds": reading.KINDS, "sources": reading.SOURCES}  # fmt: skip
    if found.percent == 100:
        context |= _found(request, found, by, wanted)
    return render(request, "publishing/rehearsal.html", context)


def _rehearsal(actor: Actor, key: int) -> Rehearsal:
    """A rehearsal of a release one may see."""
    found = get_object_or_404(Rehearsal.objects.defer("files"), pk=key)
    seen = authority.visible(actor, VIEW, actor.today)
    if not Release.objects.filter(seen, digest=found.digest).exists():
        raise Http404
    return found


def _wanted(request: HttpRequest, actor: Actor) -> reading.Wanted:
    """What was chosen, narrowed to the units one may see releases of."""
    source, kind = request.GET.get("source", ""), request.GET.get("kind", "")
    units = None if _sees_all(actor) else queries.unit_ids(actor, VIEW)
    return reading.Wanted(
        source if source in reading.SOURCES else "", kind if kind in reading.KINDS else "", units
    )


def _sees_all(actor: Actor) -> bool:
    titles = authority.titles(actor, VIEW, actor.today)
    return any(title.grant.scope is GrantScope.ALL for title in titles)


def _found(
    request: HttpRequest, found: Rehearsal, by: str, wanted: reading.Wanted
) -> dict[str, Any]:
    page = Paginator(range(reading.count(found, wanted)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = reading.rows(found, wanted, PER_PAGE, max(page.start_index() - 1, 0))
    units = Unit.objects.in_bulk([row["unit_id"] for row in rows])
    scope = reading.Wanted(unit_ids=wanted.unit_ids)
    return {
        "totals": reading.totals(found, scope),
        "lines": _grouped(reading.lines(found, by, wanted), by),
        "page": page,
        "rows": [{**row, "unit": units.get(row["unit_id"]),
                  "act": _acts(row["act"]), "href": _address(row)} for row in rows],
    }  # fmt: skip


def _address(row: Mapping[str, Any]) -> str:
    """The page of the record a row is about; empty when it has none."""
    first = str(row["act"]).partition("|")[0]
    return registry.act(first).entity.address(row["record"]) if row["record"] else ""


def _grouped(lines: Iterable[reading.Line], by: str) -> list[tuple[str, dict[str, int], Any]]:
    """Group → kind → rows, with the money of what would newly be stopped."""
    found: dict[Any, dict[str, int]] = {}
    money: dict[Any, Any] = {}
    for line in lines:
        counts = found.setdefault(line.group, {})
        counts[line.kind] = counts.get(line.kind, 0) + line.count
        if line.kind == "blocked" and line.money is not None:
            money[line.group] = money.get(line.group, 0) + line.money
    labels = _labels(by, list(found))
    return [(labels[each], counts, money.get(each)) for each, counts in found.items()]


def _labels(by: str, groups: list[Any]) -> dict[Any, str]:
    if by == "unit_id":
        known = {unit.pk: unit.short_name for unit in Unit.objects.filter(pk__in=groups)}
        return {each: known.get(each, str(each)) for each in groups}
    if by == "act":
        return {each: _acts(each) for each in groups}
    return {each: str(each) for each in groups}


def _acts(joined: str) -> str:
    return "、".join(registry.act_label(each) for each in joined.split("|"))


def download(request: HttpRequest, key: int) -> FileResponse:
    """All rows that would have changed, as a workbook."""
    actor = Actor.of_request(request)
    found = _rehearsal(actor, key)
    if found.percent != 100:
        raise Http404
    wanted = _wanted(request, actor)
    name = f"修订仿真-{found.number}-{found.edition}".replace("/", "-").replace(" ", "-")
    source, kind = reading.SOURCES.get(wanted.source), reading.KINDS.get(wanted.kind)
    words = f"来源：{source or '全部'}；变化：{kind or '全部'}"
    rows = reading.count(found, wanted)
    made = exports.note(actor, "publishing.rehearsal", name, words, "xlsx", rows)
    content = _workbook(found, wanted, exports.watermark(made))
    exports.seal(made, content)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=made.filename)


def _workbook(found: Rehearsal, wanted: reading.Wanted, mark: str) -> bytes:
    """A new sheet after every million rows, as Excel needs it; the last says who took it out."""
    whole, rows = reading.count(found, wanted), _lines(found, wanted)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        book = FastExcel(str(path)).format(bold_headers=True)
        for number, start in enumerate(range(0, max(whole, 1), SHEET_ROWS), 1):
            some = islice(rows, min(SHEET_ROWS, whole - start))
            lines = some if whole else [dict.fromkeys(HEADINGS, "")]
            book = book.sheet(f"变化{number}", lines, autofilter=True)
        book = book.sheet(seals.ABOUT, [{"说明": mark}])
        book.save()
        return path.read_bytes()


def _lines(found: Rehearsal, wanted: reading.Wanted) -> Iterator[dict[str, Any]]:
    units = dict(Unit.objects.values_list("pk", "name"))
    for row in reading.each(found, wanted):
        told = dict(zip(reading.ROWS, row, strict=True))
        money = told["money"]
        yield dict(zip(HEADINGS, (
            reading.SOURCES[told["source"]], _acts(told["act"]), told["number"], told["record"],
            units.get(told["unit_id"], ""), told["day"], reading.KINDS[told["kind"]],
            told["was"], told["now"], "" if money is None else float(money),
        ), strict=True))  # fmt: skip


def notices(request: HttpRequest) -> HttpResponse:
    """What is on public notice, and what will be in force soon; for everybody who signs in."""
    today: dt.date = timezone.localdate()
    open_now = Release.objects.filter(state=State.NOTICE, notice_to__gte=today).defer("files")
    coming = Release.objects.filter(state=State.PUBLISHED, from_day__gt=today).defer("files")
    context = {
        "notices": open_now.order_by("notice_to"),
        "coming": [(each, in_force.edition_named(each.standard, each.edition))
                   for each in coming.order_by("from_day")],
    }  # fmt: skip
    return render(request, "publishing/notices.html", context)
