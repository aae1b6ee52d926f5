"""From processes to BPMN XML. The same processes always give the same bytes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence

from rulebook.flow.bpmn.names import (
    BPMN,
    BPMNDI,
    DC,
    DI,
    FEEL,
    OWN,
    PREFIXES,
    TRIGGERS,
    XSI,
    BpmnError,
    tag,
)
from rulebook.flow.diagram.layout import Diagram, lay_out
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Gateway,
    MultiInstance,
    Node,
    Process,
    RuleTask,
    ServiceTask,
    Trigger,
    UserTask,
)

TARGET = "urn:guanbiao:processes"


def write(processes: Sequence[Process], diagrams: Mapping[str, Diagram] | None = None) -> str:
    """A definitions file with these processes; ``diagrams`` by process id, else laid out here.

    Raises `BpmnError` when two processes use one id: in a file ids are unique.
    """
    ids = Counter(process.id for process in processes)
    for process in processes:
        ids.update(node.id for node in process.nodes)
        ids.update(flow.id for flow in process.flows)
    twice = sorted(name for name, count in ids.items() if count > 1)
    if twice:
        raise BpmnError(f"标识“{'、'.join(twice)}”用了不止一次：请改名，或分成几个文件导出。")
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{BPMN}}}definitions", {"id": "definitions", "targetNamespace": TARGET})
    for kind, name in sorted(_names(processes)):
        ET.SubElement(root, f"{{{BPMN}}}{kind.value}", {"id": _reference(kind, name), "name": name})
    for process in processes:
        _process(root, process)
    for process in processes:
        _diagram(root, process, (diagrams or {}).get(process.id) or lay_out(process))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _names(processes: Sequence[Process]) -> set[tuple[Trigger, str]]:
    return {
        (node.trigger, node.name)
        for process in processes
        for node in process.nodes
        if isinstance(node, Boundary) and node.trigger is not Trigger.TIMER
    }


def _reference(trigger: Trigger, name: str) -> str:
    """The id of a signal or message: ASCII, whatever it is called."""
    return f"{trigger.value}-{name.encode().hex()}"


def _element(parent: ET.Element, kind: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{BPMN}}}{kind}", attributes)


def _own(parent: ET.Element, name: str, attributes: Mapping[str, object]) -> None:
    """An extension element; what is empty is left out."""
    kept = {key: str(value) for key, value in attributes.items() if value not in ("", None)}
    if kept:
        holder = parent.find(f"{{{BPMN}}}extensionElements")
        if holder is None:
            holder = ET.Element(f"{{{BPMN}}}extensionElements")
            parent.insert(0, holder)
        ET.SubElement(holder, f"{{{OWN}}}{name}", kept)


def _process(root: ET.Element, process: Process) -> None:
    element = _element(root, "process", id=process.id, name=process.label, isExecutable="true")
    _own(
        element,
        "process",
        {
            "act": process.act,
            "clause": process.clause,
            "dedup": process.dedup.value,
            "own": process.own.value,
            "withdrawal": process.withdrawal.value,
        },
    )
    for node in process.nodes:
        _node(element, process, node)
    for flow in process.flows:
        made = _element(
            element, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
        )
        if flow.label:
            made.set("name", flow.label)
        if flow.condition:
            _expression(made, "conditionExpression", flow.condition)


def _expression(parent: ET.Element, name: str, text: str) -> None:
    made = _element(parent, name, language=FEEL)
    made.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
    made.text = text


def _node(parent: ET.Element, process: Process, node: Node) -> None:
    element = _element(parent, tag(node), id=node.id)
    if node.label:
        element.set("name", node.label)
    for name, ends in (("incoming", "target"), ("outgoing", "source")):
        for flow in process.flows:
            if getattr(flow, ends) == node.id:
                _element(element, name).text = flow.id
    _own(element, "clause", {"number": node.clause})
    _particulars(element, node)


def _particulars(element: ET.Element, node: Node) -> None:
    """What one kind of node has and others have not."""
    if isinstance(node, UserTask):
        _user_task(element, node)
    elif isinstance(node, ServiceTask):
        _own(element, "service", {"operation": node.operation})
    elif isinstance(node, RuleTask):
        _own(element, "rule", {"decision": node.decision})
        for name, kind in node.outputs.items():
            _own(element, "output", {"name": name, "type": kind})
    elif isinstance(node, CallActivity):
        element.set("calledElement", node.process)
    elif isinstance(node, Gateway) and node.default:
        element.set("default", node.default)
    elif isinstance(node, End) and node.terminate:
        _element(element, "terminateEventDefinition")
    elif isinstance(node, Boundary):
        _boundary(element, node)


def _user_task(element: ET.Element, node: UserTask) -> None:
    fields = {
        "act": node.act,
        "minutes": node.minutes,
        "outcome": node.outcome,
        "overdue": node.overdue.value,
        "own": node.own.value if node.own else "",
        "remind": node.remind,
    }
    _own(element, "task", fields)
    for who in node.who:
        _own(element, "who", {"kind": who.kind.value, "value": who.value, "of": who.of.value})
    if node.multi is not None:
        _multi(element, node.multi)


def _multi(element: ET.Element, multi: MultiInstance) -> None:
    loop = _element(
        element,
        "multiInstanceLoopCharacteristics",
        isSequential="true" if multi.sequential else "false",
    )
    _own(loop, "ballot", {"passes": multi.passes, "veto": "true" if multi.veto else "false"})
    _expression(loop, "completionCondition", multi.completion)


def _boundary(element: ET.Element, node: Boundary) -> None:
    element.set("attachedToRef", node.host)
    element.set("cancelActivity", "true" if node.interrupting else "false")
    definition = _element(element, TRIGGERS[node.trigger])
    if node.trigger is Trigger.TIMER:
        _own(definition, "working", {"minutes": node.minutes})
        span = f"PT{node.minutes}M"
        if node.repeat:
            _expression(definition, "timeCycle", f"R/{span}")
        else:
            _expression(definition, "timeDuration", span)
    else:
        definition.set(f"{node.trigger.value}Ref", _reference(node.trigger, node.name))


def _diagram(root: ET.Element, process: Process, drawn: Diagram) -> None:
    diagram = ET.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": f"diagram-{process.id}"})
    plane = ET.SubElement(
        diagram,
        f"{{{BPMNDI}}}BPMNPlane",
        {"id": f"plane-{process.id}", "bpmnElement": process.id},
    )
    for name, box in drawn.boxes.items():
        shape = ET.SubElement(
            plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"shape-{name}", "bpmnElement": name}
        )
        bounds = {
            "x": _number(box.x),
            "y": _number(box.y),
            "width": _number(box.width),
            "height": _number(box.height),
        }
        ET.SubElement(shape, f"{{{DC}}}Bounds", bounds)
    for name, points in drawn.lines.items():
        edge = ET.SubElement(
            plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"edge-{name}", "bpmnElement": name}
        )
        for x, y in points:
            ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": _number(x), "y": _number(y)})


def _number(value: float) -> str:
    return f"{value:g}"
