"""A step as a form: who, how together, until when, what if not; read from what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from guanbiao.modules.standards.drafting.executing import Unclear, number
from guanbiao.modules.standards.processes import WORKDAY
from rulebook.flow.editing import changed
from rulebook.flow.model import (
    Boundary,
    Flow,
    Gateway,
    MultiInstance,
    Node,
    Overdue,
    Own,
    Process,
    RuleTask,
    ServiceTask,
    UserTask,
)
from rulebook.processes import Who, WhoKind, WhoOf
from rulebook.rules.tabling import output_types
from rulebook.tables import Table

SPANS = {
    "day": ("个工作日", WORKDAY),
    "hour": ("个工作小时", 60),
    "minute": ("分钟（工作时间）", 1),
}
KINDS = {"post": "岗位", "unit_head": "单位负责人", "applicant": "申请人", "person": "工号"}
UNITS = {"applicant_unit": "申请人所在单位", "bureau": "机关事务管理部门",
         "subject_unit": "办理对象所属单位"}  # fmt: skip
MODES = {"any": "一人办理即可（或签）", "all": "全部同意（会签）", "sequence": "依次办理",
         "share": "达到比例（比例签）"}  # fmt: skip
DOERS = {"people": "由人办理", "service": "平台自动办理", "rule": "按决策表判定"}
LATE = {"remind": "只提醒", "agree": "自动同意", "superior": "转上级办理"}
OWNS = {"": "按流程的规定", "allow": "照常办理", "skip": "跳过", "superior": "转上级办理"}
HUNDRED = Decimal(100)
STEPS = (UserTask, ServiceTask, RuleTask)


def mode_of(multi: MultiInstance | None) -> tuple[str, int]:
    """The mode as the form names it, and the percentage of 比例签; ``other`` for what it cannot."""
    if multi is None or multi == MultiInstance.first():
        return "any", 0
    plain = {MultiInstance.everybody(): "all", MultiInstance.in_turn(): "sequence"}
    if multi in plain:
        return plain[multi], 0
    shares = (n for n in range(1, 101) if multi == MultiInstance.share(n / HUNDRED))
    share = next(shares, 0)
    return ("share", share) if share else ("other", 0)


def _multi(posted: QueryDict, before: MultiInstance | None) -> MultiInstance | None:
    mode = posted.get("mode", "any")
    if mode == "all":
        return MultiInstance.everybody()
    if mode == "sequence":
        return MultiInstance.in_turn()
    if mode == "share":
        part = number(posted.get("part") or "50")
        if not 1 <= part <= HUNDRED or part != int(part):
            raise Unclear("比例应为 1 至 100 的整数。")
        return MultiInstance.share(part / HUNDRED)
    return before if mode == "other" else None


def span_of(minutes: int | None) -> tuple[str, str]:
    """Working minutes as an amount and its unit, the largest that tells them whole."""
    if not minutes:
        return "", "day"
    for key, (_, size) in SPANS.items():
        if minutes % size == 0:
            return str(minutes // size), key
    raise AssertionError("minutes are whole")


def _minutes(posted: QueryDict, name: str) -> int | None:
    """What was typed as a span; none where nothing was."""
    text = posted.get(name, "").strip()
    if not text:
        return None
    _, size = SPANS.get(posted.get(f"{name}_unit", "day"), SPANS["day"])
    found = number(text) * size
    if found <= 0 or found != int(found):
        raise Unclear("时限应大于 0，如 2 个工作日。")
    return int(found)


def _who(posted: QueryDict) -> tuple[Who, ...]:
    """The rows of persons; one without a name it needs is left out."""
    rows = zip(posted.getlist("who_kind"), posted.getlist("who_value"), posted.getlist("who_of"),
               strict=False)  # fmt: skip
    found = []
    for kind, value, of in rows:
        named = kind in ("post", "person")
        if kind in KINDS and of in UNITS and (value.strip() or not named):
            found.append(Who(WhoKind(kind), value.strip() if named else "", WhoOf(of)))
    return tuple(dict.fromkeys(found))


def typed(
    process: Process, name: str, posted: QueryDict, tables: Mapping[str, Table]
) -> Process:  # fmt: skip
    """The process with what was typed of the node that is open. Raises `Unclear`.

    ``tables`` are the decision tables of the draft: a rule step brings all outputs of its own.
    """
    node = next((each for each in process.nodes if each.id == name), None)
    if node is None or posted.get("of") != name:
        return process
    node = replace(node, label=posted.get("label", node.label).strip()[:100])
    if isinstance(node, STEPS):
        return changed(process, _step(node, posted, tables))
    if isinstance(node, Boundary):
        return changed(process, _bell(node, posted))
    if isinstance(node, Gateway):
        return _ways(process, node, posted)
    return changed(process, node)


def doer_of(node: Node) -> str:
    """Who does a step: one of `DOERS`; empty for what is no step."""
    kinds = {UserTask: "people", ServiceTask: "service", RuleTask: "rule"}
    return kinds.get(type(node), "")


def _step(node: Node, posted: QueryDict, tables: Mapping[str, Table]) -> Node:
    """A step as its form says; one given to somebody else keeps name and clause."""
    doer = posted.get("does", doer_of(node))
    common = (node.id, node.label, posted.get("clause", node.clause))
    if doer == "service":
        return ServiceTask(*common, operation=posted.get("operation", ""))
    if doer == "rule":
        table = tables.get(posted.get("decision", ""))
        outputs = output_types(table, {o.label: o.type for o in table.outputs}) if table else {}
        return RuleTask(*common, decision=table.name if table else "", outputs=outputs)
    if isinstance(node, UserTask):
        return _task(node, posted)
    return UserTask(*common)


def _task(node: UserTask, posted: QueryDict) -> UserTask:
    own, late = posted.get("own", ""), posted.get("overdue", "")
    return replace(
        node,
        who=_who(posted),
        clause=posted.get("clause", node.clause),
        multi=_multi(posted, node.multi),
        minutes=_minutes(posted, "limit"),
        remind=_minutes(posted, "remind"),
        overdue=Overdue(late) if late in LATE else node.overdue,
        own=Own(own) if own in OWNS and own else None,
        act=posted.get("done_by", ""),
        outcome=posted.get("outcome", "").strip()[:30],
    )


def _bell(node: Boundary, posted: QueryDict) -> Boundary:
    interrupting = posted.get("takes_over") == "1"
    repeat = posted.get("repeat") == "1" and not interrupting
    minutes = _minutes(posted, "limit") or node.minutes
    return replace(node, minutes=minutes, interrupting=interrupting, repeat=repeat)


def _ways(process: Process, node: Gateway, posted: QueryDict) -> Process:
    """Conditions and names of the ways, and which one all other cases take."""
    places = {way: place for place, way in enumerate(posted.getlist("way"))}
    default = posted.get("default", node.default)
    node = replace(node, default=default if default in places else node.default)

    def said(flow: Flow) -> Flow:
        place = places.get(flow.id)
        if flow.source != node.id or place is None:
            return flow
        when = posted.get(f"when-{place}", "").strip()
        return replace(flow, label=posted.get(f"said-{place}", flow.label).strip()[:30],
                       condition="" if flow.id == node.default else when)  # fmt: skip

    return replace(changed(process, node), flows=tuple(said(flow) for flow in process.flows))


def shown(node: Node) -> dict[str, Any]:
    """What the form of a node shows."""
    if isinstance(node, UserTask):
        mode, part = mode_of(node.multi)
        blank = Who(WhoKind.UNIT_HEAD) if not node.who else None
        rows: Sequence[Who] = [*node.who, *([blank] if blank else [])]
        own = node.own.value if node.own else ""
        return {"mode": mode, "part": part or 50, "rows": rows, "own": own,
                "limit": span_of(node.minutes), "remind": span_of(node.remind)}  # fmt: skip
    if isinstance(node, Boundary):
        return {"limit": span_of(node.minutes)}
    return {}
