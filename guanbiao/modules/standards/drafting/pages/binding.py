"""Beside the words: how a clause is executed, what is proposed, what its cases say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guanbiao.gate import registry
from guanbiao.gate.describe import Act
from guanbiao.gate.perform import perform
from guanbiao.library.binding import JUDGED
from guanbiao.library.pack import MODALITIES
from guanbiao.modules.standards.drafting import (
    blocks,
    drifting,
    executing,
    flowing,
    lint,
    suggesting,
)
from guanbiao.modules.standards.drafting.checking import RULES, WORDS
from guanbiao.modules.standards.drafting.executing import OPERATORS, Unclear
from guanbiao.modules.standards.drafting.outline import Node
from guanbiao.modules.standards.drafting.pages.desk import Desk
from rulebook.feel import types as t
from rulebook.grants import SCOPE_LABELS

KINDS = {"rule": "规则", "table": "决策表", "value": "取值", "process": "流程", "grant": "权限",
         "checklist": "清单", "measure": "指标", "decision": "平台决策",
         "none": "不能执行"}  # fmt: skip
TRIED = (*JUDGED, "decision")
"""Kinds of binds that cases try."""
MANDATORY = ("must", "must_not")


def beside(desk: Desk, node: Node) -> dict[str, Any]:
    """What the right-hand side of the workbench shows of a clause."""
    found = blocks.blocks(desk.files.get(executing.BINDS, ""), "bind")
    own = [each for each in found if each.said.get("clause") == node.number]
    report, pack = desk.report, desk.report.pack
    judged = {a for each in own if each.said.get("kind") in TRIED for a in _acts_of(each.said)}
    asked = {act for act in judged if registry.question(act)}
    return {
        "binds": [(each, KINDS.get(each.said.get("kind", ""), ""), labels_of(each.said))
                  for each in own],
        "values": [value for value in (pack.values if pack else ())
                   if any(entry.clause == node.number for entry in value.series)],
        "flows": flowing.names(desk.files),
        "drift": report.drift.get(node.number, ""), "WORDS": WORDS, "RULES": RULES,
        "proposed": drifting.proposed(desk.draft, desk.files, node)
        if report.drift.get(node.number) == RULES else None,
        "offers": [] if own else suggesting.proposals(node.body),
        "results": [each for each in report.results
                    if node.number in each.case.expect or each.case.act in asked],
        "judged": sorted(judged), "acts": judgeable(), "operators": OPERATORS,
        "scopes": SCOPE_LABELS, "posts": posts(), "act_label": act_label,
        "grants": [each for each in (pack.grants if pack else ()) if each.clause == node.number],
    }  # fmt: skip


def _acts_of(said: Mapping[str, Any]) -> list[str]:
    acts = said.get("act", [])
    return [acts] if isinstance(acts, str) else list(acts)


def labels_of(said: Mapping[str, Any]) -> list[str]:
    """The acts of a bind in words."""
    return [act_label(name) for name in _acts_of(said)]


def act_label(name: str) -> str:
    """``加油记录 · 登记加油``, or what the platform asks by itself."""
    if asked := registry.question(name):
        return f"平台决策 · {asked.label}"
    return registry.act_label(name)


def judgeable() -> list[Act]:
    """Acts a clause may judge, by the business they belong to."""
    return [each for each in registry.acts() if not each.unjudged]


def posts() -> list[str]:
    """Names of posts that standards in force already speak of."""
    from guanbiao.library import in_force  # noqa: PLC0415 - only this page asks

    return sorted({grant.role for each in in_force.everything() for grant in each.pack.grants})


def page(request: HttpRequest, key: int) -> HttpResponse:
    """Put a bind down, take it away, or confirm that words and rule agree."""
    desk, posted = Desk.of(request, key), request.POST
    at, verb = posted.get("at", ""), posted.get("do", "")
    back = f"{reverse('standards.text', args=[key])}?at={at}#c-{at}"
    if request.method != "POST":
        return redirect(back)
    if verb == "confirm":
        outcome = perform("standards.draft.confirm", desk.actor, desk.draft, {"clause": at})
        if outcome.ok:
            messages.success(request, f"已确认 {at} 的条文与规则一致。")
        return redirect(back)
    node = next((each for each in desk.outline.nodes if each.number == at), None)
    make = MAKERS.get(verb)
    if node is None or make is None:
        return redirect(back)
    try:
        changes = make(desk, node)
    except Unclear as unclear:
        messages.error(request, str(unclear))
        return _again(desk, at)
    fresh = desk.report.drift.get(at) is None and at not in desk.draft.stamps
    outcome = desk.write(changes, f"{WORDS_OF[verb]} {at}", confirm=at if fresh else "")
    return redirect(back) if outcome.ok else _again(desk, at)


def _again(desk: Desk, at: str) -> HttpResponse:
    """The page with what was typed still in its form."""
    from guanbiao.modules.standards.drafting.pages import writing  # noqa: PLC0415 - they show us

    return writing.shown(desk, at, typed=desk.request.POST.dict())


def _limit(desk: Desk, node: Node) -> dict[str, str]:
    force = node.modality if node.modality in MODALITIES else lint.modality_of(node.body)
    if force not in (*MANDATORY, "should"):
        raise Unclear("陈述性和允许性条款不能判定：请先在条文里写明“应”或“宜”，并选择效力。")
    broken = "block" if force in MANDATORY else "warn"
    day = desk.draft.from_day or desk.draft.registered_on
    return executing.limit(desk.files, node.number, _posted(desk), day, broken)


def _posted(desk: Desk) -> dict[str, str]:
    return {name: str(value) for name, value in desk.request.POST.items()}


def _place(desk: Desk) -> int | None:
    text = desk.request.POST.get("place", "")
    return int(text) if text.isdecimal() else None


def _rule(desk: Desk, node: Node) -> dict[str, str]:
    return executing.rule(desk.files, node.number, _posted(desk), _place(desk))


def _excuse(desk: Desk, node: Node) -> dict[str, str]:
    return executing.excuse(desk.files, node.number, _posted(desk), _place(desk))


def _grant(desk: Desk, node: Node) -> dict[str, str]:
    acts = desk.request.POST.getlist("acts")
    return executing.grant(desk.files, node.number, _posted(desk), acts)


def _checklist(desk: Desk, node: Node) -> dict[str, str]:
    return executing.checklist(desk.files, node.number, _posted(desk))


def _value(desk: Desk, node: Node) -> dict[str, str]:
    """A new amount for a value of this clause, from a day on."""
    posted = _posted(desk)
    day = drifting.day_of(posted.get("day", "")) or desk.draft.from_day
    amount = executing.number(posted.get("amount", ""))
    name, unit = posted.get("name", ""), posted.get("unit", "")
    if not name or day is None:
        raise Unclear("请写明取值的名称和起始日期。")
    text = executing.with_value(desk.files, node.number, name, amount, unit, day,
                                posted.get("source", ""))  # fmt: skip
    return {executing.VALUES: text}


def _drop(desk: Desk, _: Node) -> dict[str, str]:
    place = _place(desk)
    if place is None:
        raise Unclear("请指明要删除的绑定。")
    return executing.without_bind(desk.files, place)


MAKERS: dict[str, Callable[[Desk, Node], dict[str, str]]] = {
    "limit": _limit,
    "rule": _rule,
    "excuse": _excuse,
    "grant": _grant,
    "checklist": _checklist,
    "value": _value,
    "drop": _drop,
}
WORDS_OF = {"limit": "绑定", "rule": "绑定", "excuse": "写明不能执行", "grant": "授权",
            "checklist": "绑定清单", "value": "改取值", "drop": "解除绑定"}  # fmt: skip


def numeric(act: Act) -> list[str]:
    """Labels of facts that can be measured against a limit."""
    return [fact.label for fact in act.facts.facts if fact.type == t.NUMBER]
