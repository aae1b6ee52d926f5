"""The workbench: the tree, the words, and beside them what executes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from guanbiao.library.pack import MODALITIES
from guanbiao.modules.standards.drafting import basing, body, lint, outline, references
from guanbiao.modules.standards.drafting.outline import Edit, Node
from guanbiao.modules.standards.drafting.pages import binding
from guanbiao.modules.standards.drafting.pages.desk import TEXT, Desk

AUTO = "auto"
FORCES = [("must", "应（要求）"), ("must_not", "不应（要求）"), ("should", "宜（推荐）"),
          ("may", "可（允许）"), ("info", "陈述")]  # fmt: skip


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The draft with one clause open (``?at=``); changes come in by POST."""
    desk = Desk.of(request, key)
    if request.method == "POST":
        return _change(desk)
    return shown(desk, request.GET.get("at", ""))


def shown(desk: Desk, at: str, *, typed: dict[str, Any] | None = None) -> HttpResponse:
    """The page itself; ``typed`` is what could not be kept and must not be lost."""
    node = next((each for each in desk.outline.nodes if each.number == at), None)
    terms, bases = body.glossary(desk.outline.nodes), basing.read(desk.files)
    news = {n: said for n, each in bases.items() if (said := basing.news(each, desk.actor.today))}
    lines = [Line.of(desk, each, terms) for each in desk.outline.nodes]
    context = desk.context(
        lines=lines, current=node, forces=FORCES, terms=terms, typed=typed or {},
        doubts=sum(len(line["doubts"]) for line in lines),
        basis=bases.get(at, basing.Basis("")),
        labels=MODALITIES,
        news=news,
        **(binding.beside(desk, node) if node else {}),
    )  # fmt: skip
    status = 422 if typed else 200
    return render(desk.request, "standards/draft_text.html", context, status=status)


class Line:
    """A clause as the page shows it."""

    @staticmethod
    def of(desk: Desk, node: Node, terms: dict[str, str]) -> dict[str, Any]:
        """Its words in parts, its doubts, how it stands."""
        report = desk.report
        return {
            "node": node, "parts": [(each, body.shown(each.words, terms))
                                    for each in body.parts(node.body)],
            "doubts": lint.doubts(node), "score": lint.score(node),
            "normative": node.modality not in ("", "info"),
            "loose": node.number in report.loose, "drift": report.drift.get(node.number, ""),
            "untried": node.number in report.untried,
        }  # fmt: skip


def _change(desk: Desk) -> HttpResponse:
    """Whatever was asked of the words."""
    posted = desk.request.POST
    verb, at = posted.get("do", ""), posted.get("at", "")
    make = VERBS.get(verb)
    if make is None:
        return redirect(_address(desk, at))
    try:
        edit, note, goal = make(desk, at)
    except KeyError:
        return redirect(_address(desk, ""))
    return keep(desk, edit, note, goal)


def keep(desk: Desk, edit: Edit, note: str, goal: str) -> HttpResponse:
    """Write a changed tree, and let whatever names a moved clause follow."""
    changes = references.follow(desk.files, edit.renamed)
    changes[TEXT] = edit.outline.text
    if "basis" in desk.request.POST:
        number = edit.renamed.get(desk.request.POST.get("at", ""), goal)
        posted = desk.request.POST
        changes[basing.FILE] = basing.written(
            {**desk.files, **changes}, number, posted["basis"].strip(), desk.actor.today,
            "looked" in posted,
        )  # fmt: skip
    changes = {path: text for path, text in changes.items() if text != desk.files.get(path, "")}
    if changes:
        outcome = desk.write(changes, note, renamed=edit.renamed, confirm=_agreed(desk, goal))
        if not outcome.ok:
            return shown(desk, desk.request.POST.get("at", ""), typed=desk.request.POST.dict())
    return redirect(_address(desk, goal))


def _agreed(desk: Desk, goal: str) -> str:
    """Words taken over from a proposal agree with the rule they were made from."""
    return goal if "confirm" in desk.request.POST else ""


def _address(desk: Desk, at: str) -> str:
    base = reverse(desk.request.POST.get("back") or "standards.text", args=[desk.draft.pk])
    return f"{base}?at={at}#c-{at}" if at else base


def _force(posted: Any) -> str:
    """The modality chosen, or the one the words carry."""
    chosen = str(posted.get("modality", AUTO))
    if chosen in MODALITIES:
        return chosen
    return lint.modality_of(str(posted.get("body", ""))) or "info"


def _put(desk: Desk, at: str) -> tuple[Edit, str, str]:
    posted = desk.request.POST
    number = posted.get("number", at).strip() or at
    words = posted.get("body", "").replace("\r\n", "\n").strip()
    force = _force(posted) if words else ""
    edit = outline.put(desk.outline, at, title=posted.get("title", "").strip(),
                       body=words, modality=force, number=number)  # fmt: skip
    goal = edit.renamed.get(at, at)
    return edit, f"修改 {goal}", goal


def _add(desk: Desk, at: str) -> tuple[Edit, str, str]:
    """A new clause behind ``at``, one deeper than it or beside it."""
    posted = desk.request.POST
    words = posted.get("body", "").replace("\r\n", "\n").strip()
    title = posted.get("title", "").strip()
    depth = int(posted.get("depth", "2")) if posted.get("depth", "2").isdecimal() else 2
    node = Node(posted.get("number", "").strip(), title, _force(posted) if words else "",
                min(max(depth, outline.CHAPTER), outline.DEEPEST), words)  # fmt: skip
    edit = outline.add(desk.outline, at, node)
    place = (
        outline.branch(desk.outline.nodes, desk.outline.place(at)).stop if at else len(
            desk.outline.nodes)
    )  # fmt: skip
    goal = edit.outline.nodes[place].number
    return edit, f"增加 {goal}", goal


def _remove(desk: Desk, at: str) -> tuple[Edit, str, str]:
    return outline.remove(desk.outline, at), f"删除 {at}", ""


def _moved(make: Callable[[outline.Outline, str], Edit], words: str) -> Any:
    def change(desk: Desk, at: str) -> tuple[Edit, str, str]:
        edit = make(desk.outline, at)
        goal = edit.renamed.get(at, at)
        known = {node.number for node in edit.outline.nodes}
        return edit, f"{words} {at}", goal if goal in known else ""

    return change


def _split(desk: Desk, at: str) -> tuple[Edit, str, str]:
    place = desk.request.POST.get("paragraph", "1")
    edit = outline.split(desk.outline, at, int(place) if place.isdecimal() else 1)
    return edit, f"拆分 {at}", at


VERBS: dict[str, Callable[[Desk, str], tuple[Edit, str, str]]] = {
    "put": _put,
    "add": _add,
    "remove": _remove,
    "split": _split,
    "deeper": _moved(lambda tree, at: outline.shift(tree, at, 1), "降级"),
    "higher": _moved(lambda tree, at: outline.shift(tree, at, -1), "升级"),
    "up": _moved(lambda tree, at: outline.move(tree, at, -1), "上移"),
    "down": _moved(lambda tree, at: outline.move(tree, at, 1), "下移"),
    "merge": _moved(outline.merge, "并入上一条"),
}
