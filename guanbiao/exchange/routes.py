"""The pages by which the rows of a table come and go, beside those the kit makes."""

from __future__ import annotations

from functools import partial

from guanbiao.exchange import drafts, exports, prints, uploads
from guanbiao.gate.describe import Module, Page, Table
from guanbiao.kit import names, routes
from guanbiao.kit.hiding import obeying


def pages(module: Module) -> tuple[Page, ...]:
    """All pages of a module: its own, then these, then the kit's, whose verbs match any word."""
    own = {page.name for page in module.pages}
    made = [page for table in module.tables for page in of_table(table) if page.name not in own]
    return (*module.pages, *made, *routes.pages(module)[len(module.pages) :])


def of_table(table: Table) -> tuple[Page, ...]:
    """The pages of one table."""
    return (*_leaving(table), *_coming(table), *_printed(table))


def _leaving(table: Table) -> list[Page]:
    at, folder, right = names.of(table), f"{names.of(table).path}export/", table.view
    taken = Page(folder, obeying(exports.page, table), at.page("export"), act=right, posts=True)
    return [taken] + [
        Page(path, partial(view, table=table), at.page(kind), act=right)
        for path, view, kind in (
            (f"{folder}<int:key>/", exports.progress, "exported"),
            (f"{folder}<int:key>/file/", exports.fetch, "export_file"),
            (f"{folder}<int:key>/seal/", exports.sealed, "export_seal"),
        )
    ]


def _coming(table: Table) -> list[Page]:
    act, at, folder = drafts.entering(table), names.of(table), f"{names.of(table).path}import/"
    if act is None:
        return []
    return [
        Page(path, partial(view, table=table), at.page(kind), act.name, posts=posts)
        for path, view, kind, posts in (
            (folder, uploads.upload, "import", True),
            (f"{folder}template/", uploads.template, "template", False),
            (f"{folder}<int:key>/", uploads.page, "upload", True),
            (f"{folder}<int:key>/problems/", uploads.problems, "problems", False),
        )
    ]


def _printed(table: Table) -> list[Page]:
    at, folder = names.of(table), names.of(table).path
    return [
        Page(f"{folder}labels/", obeying(prints.labels, table), at.page("labels"),
             act=table.view),
        Page(f"{folder}<int:key>/print/", obeying(prints.page, table), at.page("print")),
        Page(f"{folder}<int:key>/pdf/", obeying(prints.pdf, table), at.page("pdf")),
    ]  # fmt: skip
