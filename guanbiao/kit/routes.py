"""The pages and menu lines that the tables of a module bring, beside those written by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from guanbiao.gate.describe import Act, MenuItem, Module, Page, Table
from guanbiao.gate.passage import Outcome
from guanbiao.kit import acting, boards, details, lists, months, names, plans, saved
from guanbiao.kit.faces import has_board, has_month, has_plan
from guanbiao.kit.hiding import obeying
from guanbiao.people.actor import Actor


def pages(module: Module) -> tuple[Page, ...]:
    """All pages of a module: its own first, so that they may stand in for the kit's."""
    own = {page.name for page in module.pages}
    made = (page for table in module.tables for page in of_table(table))
    return (*module.pages, *(page for page in made if page.name not in own))


def of_table(table: Table) -> tuple[Page, ...]:
    """The pages of one table."""
    at = names.of(table)
    folder = at.path
    found = [
        Page(folder, obeying(lists.page, table), at.page("list"), table.view),
        Page(f"{folder}bulk/", obeying(lists.bulk, table), at.page("bulk"), table.view, posts=True),
        Page(f"{folder}views/", obeying(saved.keep, table), at.page("views"), table.view,
             posts=True),
        Page(f"{folder}<int:key>/", obeying(details.page, table), at.page("")),
        Page(f"{folder}<int:key>/<slug:verb>/", obeying(details.act, table), at.page("act"),
             posts=True),
        Page(f"{folder}<int:key>/<slug:verb>/check/", obeying(details.check, table),
             at.page("act_check"), posts=True),
    ]  # fmt: skip
    found += [
        Page(f"{folder}{kind}/", obeying(face, table), at.page(kind), table.view)
        for kind, face, has in FACES
        if has(table)
    ]
    enter = lists.entering(table)
    if enter is not None:
        found[1:1] = _entering(table, enter)
    return tuple(found)


FACES = (
    ("board", boards.page, has_board),
    ("month", months.page, has_month),
    ("plan", plans.page, has_plan),
)


def _entering(table: Table, act: Act) -> list[Page]:
    at, view = names.of(table), partial(new, table=table, act=act)
    check = partial(new_check, act=act)
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


def new_check(request: HttpRequest, act: Act) -> HttpResponse:
    """Judge a fresh form while it is being filled in."""
    return acting.check(request, act.name, None)


def menu(module: Module) -> tuple[MenuItem, ...]:
    """The menu lines of a module: its own, then one for each table they do not lead to."""
    own = {item.page for item in module.menu}
    made = (_line(table) for table in module.tables)
    return (*module.menu, *(item for item in made if item.page not in own))


def _line(table: Table) -> MenuItem:
    return MenuItem(table.entity.label, names.of(table).page("list"), table.icon, table.view)
