"""Namespaces, tags and the error of BPMN files."""

from __future__ import annotations

from collections.abc import Mapping

from rulebook.errors import RulebookError
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Gateway,
    GatewayKind,
    Node,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
)

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:guanbiao:flow:1"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "gb": OWN}

GATEWAYS = {
    GatewayKind.EXCLUSIVE: "exclusiveGateway",
    GatewayKind.PARALLEL: "parallelGateway",
    GatewayKind.INCLUSIVE: "inclusiveGateway",
}
TRIGGERS = {
    Trigger.TIMER: "timerEventDefinition",
    Trigger.SIGNAL: "signalEventDefinition",
    Trigger.MESSAGE: "messageEventDefinition",
}
TAGS: Mapping[type[Node], str] = {
    Start: "startEvent",
    End: "endEvent",
    UserTask: "userTask",
    ServiceTask: "serviceTask",
    RuleTask: "businessRuleTask",
    CallActivity: "callActivity",
    Boundary: "boundaryEvent",
}
SILENT = frozenset({"documentation", "extensionElements", "laneSet", "textAnnotation",
                    "association", "group"})  # fmt: skip
"""Elements of a process that change nothing about how it runs."""


class BpmnError(RulebookError):
    """A file that is no BPMN, or says something beyond the subset of the kernel."""


def tag(node: Node) -> str:
    """The BPMN element of a node."""
    return GATEWAYS[node.kind] if isinstance(node, Gateway) else TAGS[type(node)]
