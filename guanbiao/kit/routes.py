"""The pages and menu lines that the tables of a module bring, beside those written by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from guanbiao.gate.describe import Act, MenuItem, Module, Page, Table
from guanbiao.gate.passage import Outcome
from guanbiao.kit import acting, boards, details, faces, lists, many, months, names, plans, saved
from guanbiao.kit.hiding import obeying
from guanbiao.people.actor import Actor


def pages(module: Module) -> tuple[Page, ...]:
    """All pages of a module: its own first, so that they may stand in for the kit's."""
    own = {page.name for page in module.pages}
    made = (page for table in module.tables for page in of_table(table))
    return (*module.pages, *(page for page in made if page.name not in own))


def of_table(table: Table) -> tuple[Page, ...]:
    """The pages of one table."""
    at, enter = names.of(table), lists.entering(table)
    row, looks = f"{at.path}<int:key>/", faces.faces(table)
    found = [_face(table, kind) for kind, _ in looks]
    found += _entering(table, enter) if enter else []
    if faces.BOARD in looks:  # before the acts, for one of which it would be taken
        found.append(Page(f"{row}menu/", obeying(details.menu, table), at.page("menu")))
    return (
        *found,
        Page(f"{at.path}bulk/", obeying(many.page, table), at.page("bulk"), table.view, posts=True),
        Page(f"{at.path}views/", obeying(saved.keep, table), at.page("views"), table.view,
             posts=True),
        Page(row, obeying(details.page, table), at.page("")),
        Page(f"{row}<slug:verb>/", obeying(details.act, table), at.page("act"), posts=True),
        Page(f"{row}<slug:verb>/check/", obeying(details.check, table), at.page("act_check"),
             posts=True),
    )  # fmt: skip


DRAWN = {"list": lists.drawn, "board": boards.drawn, "month": months.drawn, "plan": plans.drawn}


def _face(table: Table, kind: str) -> Page:
    at, view = names.of(table), partial(faces.page, kind=kind, drawn=DRAWN[kind])
    folder = at.path if kind == "list" else f"{at.path}{kind}/"
    return Page(folder, obeying(view, table), at.page(kind), table.view)


def _entering(table: Table, act: Act) -> list[Page]:
    at, view = names.of(table), partial(new, table=table, act=act)
    check = partial(acting.check, act=act.name, subject=None)
    return [
        Page(f"{at.path}new/", view, at.page("new"), act.name, posts=True),
        Page(f"{at.path}check/", check, at.page("check"), act.name, posts=True),
    ]


def new(request: HttpRequest, table: Table, act: Act) -> HttpResponse:
    """A fresh form, one started from an earlier row (``?like=``), or with fields filled in."""
    at, actor = names.of(table), Actor.of_request(request)

    def back(outcome: Outcome | None) -> str:
        return at.detail(outcome.subject.pk) if outcome else at.list()

    like = request.GET.get("like", "")
    initial: dict[str, Any] = {n: request.GET[n] for n in act.form.base_fields if n in request.GET}
    if like.isdecimal():
        row = details.seen(table, actor, int(like))
        initial = {name: getattr(row, name, None) for name in act.form.base_fields}
    return acting.page(request, act.name, None, back, initial=initial, check=at.to("check"))


def menu(module: Module) -> tuple[MenuItem, ...]:
    """The menu lines of a module: its own, then one for each table they do not lead to."""
    own = {item.page for item in module.menu}
    made = (
        MenuItem(each.entity.label, names.of(each).page("list"), each.icon, each.view)
        for each in module.tables
    )
    return (*module.menu, *(item for item in made if item.page not in own))
