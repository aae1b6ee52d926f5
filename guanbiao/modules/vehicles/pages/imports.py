"""The import's pages: template, upload with dry run, returned problems, the import itself."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanbiao.gate import authority
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.vehicles import imports, opening, sheets
from guanbiao.modules.vehicles.jobs import import_later, rehearse_later
from guanbiao.modules.vehicles.models import Upload
from guanbiao.people.actor import Actor

SHOWN = 50


def template(_: HttpRequest) -> FileResponse:
    """The empty file with the right headings."""
    content = io.BytesIO(sheets.template())
    return FileResponse(content, as_attachment=True, filename="车辆台账模板.xlsx")


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is rehearsed, in the background when it is long. Nothing is written yet."""
    actor = _registrar(request)
    words = ""
    if request.method == "POST":
        try:
            made = imports.receive(actor, *_file(request))
        except opening.SheetError as failure:
            words = str(failure)
        else:
            if made.rows > imports.AT_ONCE:
                rehearse_later(made.pk)
            else:
                imports.rehearse(made.pk)
            return redirect("vehicles.import_page", made.pk)
    earlier = Upload.objects.filter(person=actor.person).defer("content").order_by("-at")[:10]
    context = {"words": words, "earlier": earlier, "most": opening.MOST_ROWS}
    return render(request, "vehicles/import.html", context, status=422 if words else 200)


def _file(request: HttpRequest) -> tuple[str, bytes]:
    """Name and content; a file too large is not even read."""
    file = request.FILES.get("file")
    if file is None:
        raise opening.SheetError("请先选择文件。")
    if file.size is not None and file.size > opening.LARGEST:
        raise opening.SheetError("文件超过 20 MB：请分成几个文件导入。")
    return file.name or "台账.xlsx", file.read()


def _registrar(request: HttpRequest) -> Actor:
    """Only whoever may register vehicles comes in here."""
    actor = Actor.of_request(request)
    if not authority.able(actor, imports.REGISTER, actor.today):
        raise Forbidden("导入台账需要“车辆入编登记”的权限，由车队管理员办理。")
    return actor


def _own(request: HttpRequest, key: int) -> Upload:
    actor = _registrar(request)
    found = Upload.objects.filter(pk=key, person=actor.person).first()
    if found is None:
        raise Http404
    return found


def import_page(request: HttpRequest, key: int) -> HttpResponse:
    """What the dry run found; POST imports the good lines, or goes on where it was cut short."""
    found = _own(request, key)
    if request.method == "POST":
        begun = imports.begin(found.pk)
        if begun and found.rows <= imports.AT_ONCE:
            imports.carry_out(found.pk)
        elif begun or found.state == Upload.State.RUNNING:
            import_later(found.pk)
        return redirect("vehicles.import_page", found.pk)
    context = {
        "u": found,
        "problems": found.problems[:SHOWN],
        "percent": min(100 * found.done_rows // max(found.rows, 1), 100),
    }
    return render(request, "vehicles/import_page.html", context)


def problems(request: HttpRequest, key: int) -> FileResponse:
    """The lines that were not taken, as a file with a column 问题."""
    found = _own(request, key)
    words = dict(found.problems)
    lines = [
        (line, words[line.number])
        for line in sheets.read(bytes(found.content))
        if line.number in words
    ]
    content = io.BytesIO(sheets.problems_file(lines))
    return FileResponse(content, as_attachment=True, filename=f"问题行-{found.pk}.xlsx")
