"""What is wrong with a drawn process: every fault as a Chinese sentence an author can act on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
"""An id: an XML name in ASCII, since common BPMN editors take no other."""
ACTIVITIES = (UserTask, ServiceTask, RuleTask, CallActivity)
HOSTS = (UserTask, ServiceTask, CallActivity)
Links = Mapping[str, set[str]]


def faults(process: Process, called: Mapping[str, Process]) -> list[str]:
    """All faults of a process; ``called`` are the processes a call activity may name."""
    found = [*_names(process), *_ends_of_flows(process)]
    if not found:
        for check in (_starts, _ways, _gateways, _tasks, _boundaries, _reach, _idle):
            found += check(process)
        found += _calls(process, called)
    return [f"流程“{process.label or process.id}”{fault}" for fault in found]


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _names(process: Process) -> Iterator[str]:
    if not NAME.fullmatch(process.id):
        yield f"的标识“{process.id}”不对：请用英文字母开头，只含英文字母、数字、点、横线"
    ids = [*(node.id for node in process.nodes), *(flow.id for flow in process.flows)]
    for name in ids:
        if not NAME.fullmatch(name):
            yield f"的标识“{name}”不对：请用英文字母开头，只含英文字母、数字、点、横线"
    for name in _twice(ids):
        yield f"的标识“{name}”用了不止一次：请改名"


def _ends_of_flows(process: Process) -> Iterator[str]:
    nodes = {node.id: node for node in process.nodes}
    for flow in process.flows:
        for name, end in ((flow.source, "起点"), (flow.target, "终点")):
            if name not in nodes:
                yield f"流向“{flow.id}”的{end}“{name}”不存在：请接到已有的节点"
        if isinstance(nodes.get(flow.target), Start | Boundary):
            yield f"流向“{flow.id}”指向了“{nodes[flow.target].title}”：开始和边界事件不能有流入"
        if isinstance(nodes.get(flow.source), End):
            yield f"流向“{flow.id}”从结束“{nodes[flow.source].title}”出发：请删去"


def _starts(process: Process) -> Iterator[str]:
    starts = sum(isinstance(node, Start) for node in process.nodes)
    if starts != 1:
        yield f"有 {starts} 个开始：请恰好画一个"
    if not any(isinstance(node, End) for node in process.nodes):
        yield "没有结束：请至少画一个"


def _out(process: Process, node: Node) -> list[Flow]:
    return [flow for flow in process.flows if flow.source == node.id]


def _ways(process: Process) -> Iterator[str]:
    """One way out of everything that is no gateway; no condition where nothing is chosen."""
    for node in process.nodes:
        flows = _out(process, node)
        if isinstance(node, Gateway):
            if not flows:
                yield f"网关“{node.title}”没有流出：请接到下一个节点"
        elif not isinstance(node, End):
            if len(flows) != 1:
                yield (f"“{node.title}”有 {len(flows)} 条流出：请恰好画一条，需要分流时用网关")
            for flow in flows:
                if flow.condition:
                    yield f"“{node.title}”的流出带有条件：请在其后画网关，把条件写在网关的流出上"


def _gateways(process: Process) -> Iterator[str]:
    for node in process.nodes:
        flows = _out(process, node)
        if not isinstance(node, Gateway) or not flows:
            continue
        if node.kind is GatewayKind.PARALLEL or len(flows) == 1:
            if node.default or any(flow.condition for flow in flows):
                yield f"网关“{node.title}”不作选择，却写了条件或默认流向：请删去"
            continue
        if node.default not in {flow.id for flow in flows}:
            yield f"网关“{node.title}”没有默认流向：请指定条件都不成立时走哪一条"
        for flow in flows:
            if flow.id == node.default and flow.condition:
                yield f"网关“{node.title}”的默认流向“{flow.id}”带有条件：请删去条件"
            elif flow.id != node.default and not flow.condition:
                yield f"网关“{node.title}”的流向“{flow.label or flow.id}”没有条件：请写明"


def _tasks(process: Process) -> Iterator[str]:
    for node in process.nodes:
        if isinstance(node, ACTIVITIES) and not node.label.strip():
            yield f"环节“{node.id}”没有中文名称：请填写"
        if isinstance(node, UserTask):
            if not node.who:
                yield f"环节“{node.title}”没有写明由谁办理：请填写岗位或人员"
            if node.minutes is not None and node.minutes <= 0:
                yield f"环节“{node.title}”的时限应大于 0 分钟：请改正或留空"
            if node.remind is not None and not 0 < node.remind < (node.minutes or 0):
                yield f"环节“{node.title}”的提醒应在时限以内：请写明小于时限的分钟数"
        if isinstance(node, ServiceTask) and not node.operation:
            yield f"系统环节“{node.title}”没有写明做什么：请填写操作"
        if isinstance(node, RuleTask) and not (node.decision and node.outputs):
            yield f"规则环节“{node.title}”没有写明决策或结果：请填写"


def _boundaries(process: Process) -> Iterator[str]:
    nodes = {node.id: node for node in process.nodes}
    for node in process.nodes:
        if not isinstance(node, Boundary):
            continue
        if not isinstance(nodes.get(node.host), HOSTS):
            yield f"边界事件“{node.title}”没有附在人工、系统或调用环节上：请改正"
        if node.trigger is Trigger.TIMER and node.minutes <= 0:
            yield f"定时“{node.title}”没有写明多少工作分钟：请填写"
        if node.trigger is not Trigger.TIMER and not node.name:
            yield f"边界事件“{node.title}”没有写明等待的名称：请填写"
        if node.repeat and (node.interrupting or node.trigger is not Trigger.TIMER):
            yield f"边界事件“{node.title}”不能重复：只有不中断的定时可以"


def _links(process: Process, backwards: bool = False) -> dict[str, set[str]]:
    links: dict[str, set[str]] = {node.id: set() for node in process.nodes}
    pairs = [(flow.source, flow.target) for flow in process.flows]
    pairs += [(n.host, n.id) for n in process.nodes if isinstance(n, Boundary) and n.host in links]
    for source, target in pairs:
        if backwards:
            links[target].add(source)
        else:
            links[source].add(target)
    return links


def _from(first: Iterable[str], links: Links) -> set[str]:
    seen: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += links[name]
    return seen


def _reach(process: Process) -> Iterator[str]:
    starts = [node.id for node in process.nodes if isinstance(node, Start)]
    ends = [node.id for node in process.nodes if isinstance(node, End)]
    reached = _from(starts, _links(process))
    ending = _from(ends, _links(process, backwards=True))
    for node in process.nodes:
        if starts and node.id not in reached:
            yield f"的“{node.title}”从开始走不到：请接上或删去"
        elif ends and node.id not in ending:
            yield f"的“{node.title}”走不到结束：请接到后续节点"


def _idle(process: Process) -> Iterator[str]:
    """A circle on which nobody acts would never stand still."""
    busy = {node.id for node in process.nodes if isinstance(node, UserTask | ServiceTask)}
    links = {name: targets - busy for name, targets in _links(process).items() if name not in busy}
    for node in process.nodes:
        if node.id in links and node.id in _from(links[node.id], links):
            yield f"的“{node.title}”在一个无人办理的循环里：请在循环中放一个人工或系统环节"


def _calls(process: Process, called: Mapping[str, Process]) -> Iterator[str]:
    for node in process.nodes:
        if isinstance(node, CallActivity):
            if node.process not in called:
                yield f"的“{node.title}”调用的流程“{node.process}”不存在：请核对名称"
            elif process.id in _from([node.process], _callees(called)):
                yield f"的“{node.title}”绕回来调用了本流程：请去掉循环调用"


def _callees(called: Mapping[str, Process]) -> dict[str, set[str]]:
    links: dict[str, set[str]] = {}
    for name, each in called.items():
        calls = {n.process for n in each.nodes if isinstance(n, CallActivity)}
        links[name] = calls & called.keys()
    return links
