"""Files in and out: Word and PDF read, what was read wrongly mended, print, Word, the pack."""

from __future__ import annotations

import io
import zipfile

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from guanbiao.modules.standards.drafting import basing, body, exporting, importing
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.files import HEAD
from guanbiao.modules.standards.drafting.outline import Outline
from guanbiao.modules.standards.drafting.pages.desk import TEXT, Desk
from guanbiao.modules.standards.drafting.pages.writing import FORCES, Line

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPOCH = (1980, 1, 1, 0, 0, 0)


def take(request: HttpRequest, key: int) -> HttpResponse:
    """Read a file into the draft; what was there stays in its history."""
    desk = Desk.of(request, key)
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None:
                raise Unclear("请选择文件。")
            if (given.size or 0) > importing.LARGEST:
                raise Unclear("文件超过 20 MB，请去掉大图后再导入。")
            found = importing.read(given.name or "", given.read())
        except Unclear as unclear:
            error = str(unclear)
        else:
            preamble = desk.outline.preamble
            text = Outline(preamble, found.outline.nodes).text
            outcome = desk.write({TEXT: text, **found.figures}, f"导入 {(given.name or '')[:80]}")
            if outcome.ok:
                for note in found.notes:
                    messages.warning(request, note)
                return redirect(reverse("standards.outline", args=[key]))
            error = "没有导入。"
    context = desk.context(error=error)
    return render(request, "standards/draft_import.html", context, status=422 if error else 200)


def outline(request: HttpRequest, key: int) -> HttpResponse:
    """The mapping view: every paragraph with its level and number, to be mended."""
    desk = Desk.of(request, key)
    lines = [Line.of(desk, node, {}) for node in desk.outline.nodes]
    context = desk.context(lines=lines, forces=dict(FORCES))
    return render(request, "standards/draft_outline.html", context)


def figure(request: HttpRequest, key: int) -> HttpResponse:
    """A picture of the draft."""
    desk = Desk.of(request, key)
    found = exporting.image(desk.files.get(request.GET.get("file", ""), ""))
    if found is None:
        raise Http404
    response = HttpResponse(found[1], content_type=found[0])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def edit(request: HttpRequest, key: int) -> HttpResponse:
    """A file of the pack as text, for what no editor shows: processes, calendars, comments."""
    desk = Desk.of(request, key)
    path = request.POST.get("path") or request.GET.get("path", "")
    text = desk.files.get(path, "")
    failed = False
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if text == desk.files.get(path, ""):
            messages.info(request, "没有改动。")
        elif desk.write({path: text}, f"直接修改 {path}").ok:
            return redirect(f"{reverse('standards.file', args=[key])}?path={path}")
        failed = text != desk.files.get(path, "")
    context = desk.context(path=path, text=text, head=HEAD, names=sorted(desk.files),
                           found=[e for e in desk.report.problems if e.file == path])  # fmt: skip
    return render(request, "standards/draft_file.html", context, status=422 if failed else 200)


def print_view(request: HttpRequest, key: int) -> HttpResponse:
    """The draft on paper, in the layout of GB/T 1.1."""
    desk = Desk.of(request, key)
    terms = body.glossary(desk.outline.nodes)
    lines = [Line.of(desk, node, terms) for node in desk.outline.nodes]
    bases = basing.read(desk.files)
    return render(request, "standards/draft_print.html", desk.context(lines=lines, bases=bases))


def docx(request: HttpRequest, key: int) -> HttpResponse:
    """The same as a Word file."""
    desk = Desk.of(request, key)
    made = exporting.word(desk.draft, desk.outline, desk.files)
    return _file(made, WORD, f"{desk.draft.standard} {desk.draft.title}.docx")


def bundle(request: HttpRequest, key: int) -> HttpResponse:
    """The draft as a standard pack."""
    desk = Desk.of(request, key)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(desk.files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), desk.files[name].encode())
    return _file(out.getvalue(), "application/zip", f"{desk.draft.standard} 草案.zip")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    safe = name.replace("/", "-").replace(" ", "-")
    response["Content-Disposition"] = content_disposition_header(True, safe) or ""
    return response
