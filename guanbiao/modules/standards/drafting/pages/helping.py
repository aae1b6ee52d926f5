"""Help while a rule is typed: what is wrong with it, what could come next, how it reads."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from pypinyin import Style, lazy_pinyin

from guanbiao.gate import registry
from guanbiao.modules.standards.drafting import counting
from guanbiao.modules.standards.drafting.executing import scope_for
from guanbiao.modules.standards.drafting.pages.binding import numeric
from guanbiao.modules.standards.drafting.pages.desk import Desk
from rulebook.drafting import Completion, complete, describe, diagnose
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.feel.vocabulary import CHINESE

FEW = 8
MOST_OUTPUTS = 20
LONGEST = 2000
WORDS = {"value": "取值", "fact": "事实", "function": "函数", "operator": "比较",
         "connective": "连词", "keyword": "关键词", "output": "表的结果", "field": "字段",
         "name": "名称"}  # fmt: skip


def feel(request: HttpRequest, key: int) -> HttpResponse:
    """A fragment below the text that is being typed; ``part`` names the field that holds it."""
    desk = Desk.of(request, key)
    part = request.POST.get("part", "require")
    text = request.POST.get(part, "")[:LONGEST]
    scope = _scope(desk, request.POST)
    scope = scope.extended(
        {label: t.ANY for label in request.POST.getlist("out")[:MOST_OUTPUTS] if label.strip()}
    )
    cell = scope.type_of(request.POST["cell"]) if request.POST.get("cell") in scope else None
    context = {
        "part": part, "text": text, "aloud": _aloud(text, scope) if cell is None else "",
        "problems": diagnose(text, scope, cell, CHINESE, spell) if text.strip() else [],
        "completions": _next(text, scope), "words": WORDS,
    }  # fmt: skip
    return render(request, "standards/parts/feel.html", context)


def _scope(desk: Desk, posted: QueryDict) -> Scope:
    """Facts of the act chosen, or of the entity that is counted; 404 for what is neither."""
    entity = posted.get("entity", "")
    if entity:
        return counting.scope_of(entity)
    try:
        return scope_for(desk.files, posted.get("act", ""), posted.get("table", ""))
    except registry.UnknownName as unknown:
        raise Http404 from unknown


def _next(text: str, scope: Scope) -> list[Completion]:
    """The likeliest continuations."""
    found = complete(text, len(text), scope, CHINESE, None, spell, limit=FEW * 2)
    return [each for each in found if each.label != text[each.start :]][:FEW]


def _aloud(text: str, scope: Scope) -> str:
    """How the whole text reads in Chinese; empty while it cannot be read."""
    try:
        return describe(text, scope).chinese if text.strip() else ""
    except RulebookError:
        return ""


@cache
def spell(label: str) -> tuple[str, ...]:
    """A label as it sounds, whole and by first letters."""
    return (
        "".join(lazy_pinyin(label)),
        "".join(lazy_pinyin(label, style=Style.FIRST_LETTER)),
    )


def facts(request: HttpRequest, key: int) -> HttpResponse:
    """The facts of the act chosen: labels for the lists beside the fields."""
    Desk.of(request, key)
    name = request.GET.get("act", "")
    try:
        act = registry.act(name)
    except registry.UnknownName:
        return HttpResponse("")
    labels: list[str] = numeric(act)
    fields: Any = getattr(act.form, "base_fields", {})
    context = {"act": act, "numeric": labels, "fields": fields}
    return render(request, "standards/parts/facts.html", context)
