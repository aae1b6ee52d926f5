"""The process of a clause, drawn in the browser: a list of steps, the drawing, one node's form.

The page carries the whole process in its form; each button gives another one and the drawing
with it. Only 保存 writes, so that nothing half drawn is in the draft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from markupsafe import Markup

from guanbiao.modules.standards.drafting import flowing, stepping
from guanbiao.modules.standards.drafting.executing import Unclear
from guanbiao.modules.standards.drafting.flowing import Sketch
from guanbiao.modules.standards.drafting.pages.binding import act_label, judgeable, posts
from guanbiao.modules.standards.drafting.pages.desk import Desk
from guanbiao.modules.standards.processes import WORKDAY, mode_of, time_limit, who_words
from rulebook.errors import RulebookError
from rulebook.flow import editing
from rulebook.flow.diagram.marks import Mark, Marks
from rulebook.flow.diagram.svg import draw
from rulebook.flow.editing.parts import node_of, out_of
from rulebook.flow.model import (
    Dedup,
    End,
    Gateway,
    GatewayKind,
    Node,
    Own,
    Process,
    RuleTask,
    ServiceTask,
    UserTask,
    Withdrawal,
)

LARGEST = 1_000_000
DEDUPS = {"never": "每个环节都要办", "adjacent": "相邻环节同一人只办一次",
          "always": "同一人办过的不再办"}  # fmt: skip
OWN = {"allow": "照常办理", "skip": "跳过", "superior": "转上级办理"}
BACK = {"unfinished": "办结前都可以", "untouched": "无人办理前可以"}
WEIGHTS = {"fault": ("block", "须改"), "doubt": ("warn", "核对"), "note": ("na", "说明")}


def page(request: HttpRequest, key: int) -> HttpResponse:
    """The editor (``?at=`` clause, ``?name=`` stored process); ``as=bpmn`` gives it as a file."""
    desk = Desk.of(request, key)
    if request.method != "POST":
        at, name = request.GET.get("at", ""), request.GET.get("name", "")
        sketch = flowing.opened(desk.files, name, at)
        return _file(sketch) if request.GET.get("as") == "bpmn" else _shown(desk, sketch, at, "")
    if not desk.may_write:
        raise PermissionDenied
    return _changed(desk)


def _file(sketch: Sketch) -> HttpResponse:
    answer = HttpResponse(sketch.text, content_type="application/xml; charset=utf-8")
    named = content_disposition_header(True, f"{sketch.process.label or sketch.process.id}.bpmn")
    answer["Content-Disposition"] = named or ""
    return answer


def _changed(desk: Desk) -> HttpResponse:
    posted = desk.request.POST
    at = posted.get("at", "")
    verb, _, what = posted.get("do", "show").partition(":")
    sketch, error = flowing.begun(at), ""
    try:
        sketch = flowing.carried(posted.get("bpmn", ""), posted.get("path", ""),
                                 posted.get("looked", ""))  # fmt: skip
        sketch = replace(sketch, process=_typed(sketch, desk))
        if verb == "save":
            return _save(desk, sketch, at)
        if verb == "import":
            sketch = flowing.imported(_uploaded(desk.request), sketch, at)
        elif verb in VERBS:
            sketch = VERBS[verb](sketch, what, at)
    except (Unclear, RulebookError) as refusal:
        error = getattr(refusal, "message", "") or str(refusal)
    return _shown(desk, sketch, at, error)


def _uploaded(request: HttpRequest) -> str:
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > LARGEST:
        raise Unclear("请选择不超过 1 MB 的 BPMN 文件。")
    try:
        return str(given.read(), "utf-8")
    except UnicodeDecodeError as failure:
        raise Unclear("文件不是 UTF-8 文本，请从流程工具另存后再导入。") from failure


def _typed(sketch: Sketch, desk: Desk) -> Process:
    """What was typed of the whole, and of the node that was open."""
    posted, process = desk.request.POST, sketch.process
    if "title" not in posted:
        return process
    process = replace(
        process, label=posted["title"].strip()[:100], act=posted.get("act", process.act),
        dedup=Dedup(posted["dedup"]) if posted.get("dedup") in DEDUPS else process.dedup,
        own=Own(posted["self"]) if posted.get("self") in OWN else process.own,
        withdrawal=Withdrawal(posted["back"]) if posted.get("back") in BACK
        else process.withdrawal,
    )  # fmt: skip
    return stepping.typed(process, sketch.looked, posted, flowing.tables_of(desk.files))


def _save(desk: Desk, sketch: Sketch, at: str) -> HttpResponse:
    changes = flowing.saved(desk.files, sketch, at)
    fresh = at not in desk.report.drift and at not in desk.draft.stamps
    note = f"流程 {sketch.process.label}"[:200]
    outcome = desk.write(changes, note, confirm=at if fresh else "")
    if not outcome.ok:
        return _shown(desk, sketch, at, "没有保存，您画的流程还在。")
    faults = [each for each in flowing.remarks(desk.files, sketch) if each.weight == "fault"]
    if faults:
        messages.warning(desk.request, f"流程还有 {len(faults)} 处须改，送审前请改好。")
    goal = f"{reverse('standards.text', args=[desk.draft.pk])}?at={at}#c-{at}"
    if desk.request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": goal})
    return redirect(goal)


Change = Callable[[Sketch, str, str], Sketch]


def _look(sketch: Sketch, name: str, _: str) -> Sketch:
    return replace(sketch, looked=name)


def _made(change: Callable[[Process, str, str], tuple[Process, str]]) -> Change:
    """A change that brings a node, which is looked at next."""

    def made(sketch: Sketch, what: str, clause: str) -> Sketch:
        process, name = change(sketch.process, what, clause)
        return replace(sketch, process=process, looked=name)

    return made


def _block(kind: GatewayKind) -> Change:
    return _made(lambda process, flow, clause: editing.branch(process, flow, kind, clause))


def _cut(change: Callable[[Process, str], Process]) -> Change:
    """A change that takes something away; what is looked at may be gone."""

    def cut(sketch: Sketch, what: str, _: str) -> Sketch:
        process = change(sketch.process, what)
        known = {node.id for node in process.nodes}
        return replace(sketch, process=process,
                       looked=sketch.looked if sketch.looked in known else "")  # fmt: skip

    return cut


def _timer(takes_over: bool) -> Change:
    return _made(lambda process, host, clause: editing.timer(
        process, host, WORKDAY, takes_over=takes_over, clause=clause))  # fmt: skip


def _widen(sketch: Sketch, gate: str, clause: str) -> Sketch:
    return replace(sketch, process=editing.widen(sketch.process, gate, clause))


def _swap(sketch: Sketch, pair: str, _: str) -> Sketch:
    first, _, second = pair.partition(":")
    return replace(sketch, process=editing.swap(sketch.process, first, second))


def _lead(sketch: Sketch, what: str, _: str) -> Sketch:
    flow, _, goal = what.partition(":")
    return _cut(lambda process, name: editing.lead(process, name, goal))(sketch, flow, "")


VERBS: dict[str, Change] = {
    "look": _look,
    "step": _made(editing.insert),
    "choice": _block(GatewayKind.EXCLUSIVE),
    "both": _block(GatewayKind.PARALLEL),
    "some": _block(GatewayKind.INCLUSIVE),
    "widen": _widen,
    "drop": _cut(editing.drop),
    "dropway": _cut(editing.drop_way),
    "close": _cut(editing.close),
    "swap": _swap,
    "lead": _lead,
    "tell": _timer(takes_over=False),
    "hand": _timer(takes_over=True),
}


def _shown(desk: Desk, sketch: Sketch, at: str, error: str) -> HttpResponse:
    live = bool(desk.request.headers.get("HX-Request"))
    name = "standards/parts/flow.html" if live else "standards/draft_flow.html"
    status = 422 if error and not live else 200
    return render(desk.request, name, _context(desk, sketch, at, error), status=status)


def _context(desk: Desk, sketch: Sketch, at: str, error: str) -> dict[str, Any]:
    process = sketch.process
    node = next((each for each in process.nodes if each.id == sketch.looked), None)
    remarks = flowing.remarks(desk.files, sketch)
    marks = Marks(current={node.id: Mark.CURRENT}) if node else Marks()
    return desk.context(
        at=at, sketch=sketch, p=process, items=editing.outline(process), error=error, node=node,
        drawing=Markup(draw(process, marks, name="draft-flow")),  # noqa: S704 - our own drawing, its words escaped
        remarks=[(*WEIGHTS[each.weight], each.words) for each in remarks],
        faults=sum(each.weight == "fault" for each in remarks),
        starters=flowing.starters(), acts=judgeable(), act_label=act_label, said=said,
        posts=sorted({*posts(), *_named(process)}), outcomes=flowing.outcomes(process),
        clauses=[each for each in desk.outline.nodes if each.body], stored=bool(sketch.path),
        dedups=DEDUPS, owns=OWN, backs=BACK, S=stepping, kind=kind_of,
        services=flowing.services_of(process), tables=sorted(flowing.tables_of(desk.files)),
        **(_form(process, node) if node else {}),
    )  # fmt: skip


def _named(process: Process) -> set[str]:
    tasks = (node for node in process.nodes if isinstance(node, UserTask))
    return {who.value for task in tasks for who in task.who if who.kind == "post"}


def _form(process: Process, node: Node) -> dict[str, Any]:
    """What the form of the open node needs beside the node."""
    ways = out_of(process, node.id)
    first = next((flow for flow in process.flows if flow.target == node.id), None)
    before = node_of(process, first.source) if first else None
    after = node_of(process, ways[0].target) if len(ways) == 1 else None
    alone = sum(flow.target == node.id for flow in process.flows) == 1
    return {
        "ways": ways, "goals": [g for g in flowing.goals(process) if g[0] != node.id],
        "f": stepping.shown(node), "bells": flowing.bells(process, node.id),
        "before": before if isinstance(before, stepping.STEPS) and alone else None,
        "after": after if isinstance(after, stepping.STEPS) and _alone(process, after) else None,
        "into": first.id if first and alone else "",
        "titles": {flow.id: _title(process, flow.target) for flow in ways},
    }  # fmt: skip


def _alone(process: Process, node: Node) -> bool:
    return sum(flow.target == node.id for flow in process.flows) == 1


def _title(process: Process, name: str) -> str:
    """Where a way goes, in words; a join says what comes after it."""
    node = node_of(process, name)
    ways = out_of(process, name)
    while isinstance(node, Gateway) and not node.label and len(ways) == 1:
        node = node_of(process, ways[0].target)
        ways = out_of(process, node.id)
    return node.title


def said(task: Node) -> str:
    """Who does a step and until when, in one line."""
    if isinstance(task, ServiceTask):
        return f"平台自动办理：{act_label(task.operation) if task.operation else '还没有选择'}"
    if isinstance(task, RuleTask):
        return f"按决策表“{task.decision}”判定" if task.decision else "还没有选择决策表"
    if not isinstance(task, UserTask):
        return ""
    who = "、".join(who_words(each, mode_of(task).label) for each in task.who)
    return f"{who or '还没有写明由谁办理'}，{time_limit(task.minutes)}"


def kind_of(node: Node) -> str:
    """``task``, ``gate``, ``bell``, ``end`` or ``start``: which form a node has."""
    if isinstance(node, stepping.STEPS):
        return "task"
    if isinstance(node, Gateway):
        return "gate"
    return "end" if isinstance(node, End) else type(node).__name__.lower()
