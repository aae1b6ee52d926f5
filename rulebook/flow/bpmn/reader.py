"""From BPMN XML to processes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rulebook.dmn.xml import Xml, child, children, parse
from rulebook.errors import DmnError
from rulebook.feel import types as t
from rulebook.flow.bpmn.names import (
    BPMN,
    BPMNDI,
    DC,
    DI,
    GATEWAYS,
    OWN,
    SILENT,
    TAGS,
    TRIGGERS,
    BpmnError,
)
from rulebook.flow.diagram.layout import Box, Diagram
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    Dedup,
    End,
    Flow,
    Gateway,
    MultiInstance,
    Node,
    Overdue,
    Own,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
    Withdrawal,
)
from rulebook.malformed import Malformed
from rulebook.processes import Who, WhoKind, WhoOf

KINDS = {name: kind for kind, name in GATEWAYS.items()}
NODES = {name: kind for kind, name in TAGS.items()}
WAITS = {name: trigger for trigger, name in TRIGGERS.items()}
SPAN = re.compile(r"(?:R\d*/)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
TYPES = {str(each): each for each in (t.NUMBER, t.STRING, t.BOOLEAN, t.DATE, t.TIME, t.DATE_TIME)}


def read(text: str) -> tuple[tuple[Process, ...], dict[str, Diagram]]:
    """The processes of a file, and their drawings by process id, where it has any.

    Raises `BpmnError`, in Chinese, naming the element that is beyond the subset.
    """
    try:
        document = parse(text.encode())
    except DmnError as refusal:
        raise BpmnError(str(refusal)) from None
    root = document.root
    if document.namespace != BPMN or root.tag != "definitions":
        raise BpmnError("不是BPMN文件：最外层应为 definitions。")
    named = {
        each.get("id", ""): each.get("name", "") for each in children(root, "signal", "message")
    }
    try:
        made = tuple(_process(each, named) for each in children(root, "process"))
    except (ValueError, Malformed) as refusal:
        raise BpmnError(f"BPMN文件里的取值不对：{refusal}。") from None
    if not made:
        raise BpmnError("文件里没有流程：请核对是否导出了 process。")
    return made, {process.id: d for process in made if (d := _diagram(root, process)) is not None}


def _process(element: Xml, named: dict[str, str]) -> Process:
    nodes: list[Node] = []
    flows: list[Flow] = []
    for each in element:
        if each.tag == "sequenceFlow":
            flows.append(_flow(each))
        elif each.tag not in SILENT and not each.tag.startswith("{"):
            nodes.append(_node(each, named))
    own = _own(element, "process")
    return Process(
        element.get("id", ""),
        element.get("name", ""),
        tuple(nodes),
        tuple(flows),
        own.get("act", ""),
        own.get("clause", ""),
        Dedup(own.get("dedup", Dedup.NEVER)),
        Own(own.get("own", Own.ALLOW)),
        Withdrawal(own.get("withdrawal", Withdrawal.UNFINISHED)),
    )


def _extensions(element: Xml, name: str) -> Iterator[dict[str, str]]:
    """Attributes of our own elements of one name."""
    holder = child(element, "extensionElements")
    for each in () if holder is None else children(holder, f"{{{OWN}}}{name}"):
        yield dict(each.attrib)


def _own(element: Xml, name: str) -> dict[str, str]:
    return next(_extensions(element, name), {})


def _words(element: Xml | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _flow(element: Xml) -> Flow:
    return Flow(
        element.get("id", ""),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        _words(child(element, "conditionExpression")).strip(),
        element.get("name", ""),
    )


def _node(element: Xml, named: dict[str, str]) -> Node:
    name = element.tag
    common = {
        "id": element.get("id", ""),
        "label": element.get("name", ""),
        "clause": _own(element, "clause").get("number", ""),
    }
    if name in KINDS:
        return Gateway(**common, kind=KINDS[name], default=element.get("default", ""))
    kind = NODES.get(name)
    if kind is None:
        raise BpmnError(
            f"“{common['label'] or common['id']}”是 {name}，平台不支持："
            "请改用开始、结束、人工、系统、规则、调用环节，排他、并行、包容网关或边界事件。"
        )
    if kind is Start:
        return Start(**common)
    if kind is End:
        return End(**common, terminate=child(element, "terminateEventDefinition") is not None)
    if kind is UserTask:
        return _user_task(element, common)
    if kind is ServiceTask:
        return ServiceTask(**common, operation=_own(element, "service").get("operation", ""))
    if kind is RuleTask:
        return _rule_task(element, common)
    if kind is CallActivity:
        return CallActivity(**common, process=element.get("calledElement", ""))
    return _boundary(element, common, named)


def _rule_task(element: Xml, common: dict[str, str]) -> RuleTask:
    outputs = {o.get("name", ""): TYPES.get(o.get("type", ""), t.ANY)
               for o in _extensions(element, "output")}  # fmt: skip
    return RuleTask(**common, decision=_own(element, "rule").get("decision", ""), outputs=outputs)


def _user_task(element: Xml, common: dict[str, str]) -> UserTask:
    own = _own(element, "task")
    who = tuple(
        Who(WhoKind(w["kind"]), w.get("value", ""), WhoOf(w.get("of", WhoOf.APPLICANT_UNIT)))
        for w in _extensions(element, "who")
    )
    return UserTask(
        **common,
        who=who,
        multi=_multi(child(element, "multiInstanceLoopCharacteristics")),
        minutes=int(own["minutes"]) if "minutes" in own else None,
        act=own.get("act", ""),
        outcome=own.get("outcome", ""),
        overdue=Overdue(own.get("overdue", Overdue.REMIND)),
        own=Own(own["own"]) if "own" in own else None,
        remind=int(own["remind"]) if "remind" in own else None,
    )


def _multi(loop: Xml | None) -> MultiInstance | None:
    if loop is None:
        return None
    own, plain = _own(loop, "ballot"), MultiInstance()
    return MultiInstance(
        loop.get("isSequential") == "true",
        _words(child(loop, "completionCondition")) or plain.completion,
        own.get("passes", plain.passes),
        own.get("veto", "true") == "true",
    )


def _boundary(element: Xml, common: dict[str, str], named: dict[str, str]) -> Boundary:
    definition = next(children(element, *WAITS), None)
    if definition is None:
        title = common["label"] or common["id"]
        raise BpmnError(f"边界事件“{title}”平台不支持：请改用定时、信号或消息。")
    trigger = WAITS[definition.tag]
    cycle = child(definition, "timeCycle")
    return Boundary(
        **common,
        host=element.get("attachedToRef", ""),
        trigger=trigger,
        interrupting=element.get("cancelActivity", "true") == "true",
        minutes=_minutes(definition, common) if trigger is Trigger.TIMER else 0,
        name=named.get(definition.get(f"{trigger.value}Ref", ""), ""),
        repeat=cycle is not None,
    )


def _minutes(definition: Xml, common: dict[str, str]) -> int:
    """Working minutes of our own, else what an ISO 8601 duration says."""
    own = _own(definition, "working")
    if own:
        return int(own["minutes"])
    text = _words(next(children(definition, "timeDuration", "timeCycle"), None)).strip()
    found = SPAN.fullmatch(text)
    if found is None:
        title = common["label"] or common["id"]
        raise BpmnError(f"定时“{title}”的时长“{text}”不认识：请写成 PT30M、PT4H 或 P1D。")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return (days * 24 + hours) * 60 + minutes


def _diagram(root: Xml, process: Process) -> Diagram | None:
    """The drawing of one process, if every node and flow of it is drawn."""
    boxes, lines = {}, {}
    for element in root.iter():
        name = element.get("bpmnElement", "")
        bounds = child(element, f"{{{DC}}}Bounds")
        if element.tag == f"{{{BPMNDI}}}BPMNShape" and bounds is not None:
            sides = (float(bounds.get(side, "0")) for side in ("x", "y", "width", "height"))
            boxes[name] = Box(*sides)
        elif element.tag == f"{{{BPMNDI}}}BPMNEdge":
            points = children(element, f"{{{DI}}}waypoint")
            lines[name] = tuple((float(p.get("x", "0")), float(p.get("y", "0"))) for p in points)
    nodes, flows = [n.id for n in process.nodes], [f.id for f in process.flows]
    if any(name not in boxes for name in nodes) or any(len(lines.get(f, ())) < 2 for f in flows):
        return None
    return Diagram({n: boxes[n] for n in nodes}, {f: lines[f] for f in flows})
