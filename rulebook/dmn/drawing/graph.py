"""What is drawn of a model: nodes and links (DMN 1.5, 5.2 and 6.2)."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from rulebook.dmn import model as m
from rulebook.tables.sheets import POLICIES

_POLICY = {policy: name for name, policy in POLICIES.items()}


class Kind(enum.StrEnum):
    """Kinds of nodes; the values are names of classes in the picture."""

    DECISION = "decision"
    KNOWLEDGE = "knowledge"
    INPUT = "input"
    SOURCE = "source"
    SERVICE = "service"
    ANNOTATION = "annotation"
    GROUP = "group"


CHINESE = {
    Kind.DECISION: "决策",
    Kind.KNOWLEDGE: "业务知识模型",
    Kind.INPUT: "输入数据",
    Kind.SOURCE: "知识源",
    Kind.SERVICE: "决策服务",
    Kind.ANNOTATION: "文字批注",
    Kind.GROUP: "分组",
}


class Tie(enum.StrEnum):
    """Kinds of links; the values are names of classes in the picture."""

    INFORMATION = "information"
    KNOWLEDGE = "know-how"
    AUTHORITY = "authority"
    ASSOCIATION = "association"


@dataclass(frozen=True, slots=True)
class Node:
    """An element as drawn: ``label`` its name, ``note`` what its logic is, in a few words."""

    id: str
    kind: Kind
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A line from what is required to what requires it. ``id`` is "" where the model has none."""

    id: str
    tie: Tie
    source: str
    target: str
    heads: tuple[bool, bool] = (False, True)


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the model, links between them."""

    nodes: dict[str, Node]
    links: tuple[Link, ...]


def graph(model: m.Model) -> Graph:
    """The graph of a model; what it requires from imported models is not part of it."""
    nodes = {one.id: _node(one) for one in (*model.elements, *model.sources)}
    for one in model.artifacts:
        if isinstance(one, m.Annotation):
            nodes[one.id] = Node(one.id, Kind.ANNOTATION, one.text.strip())
        elif isinstance(one, m.Group):
            nodes[one.id] = Node(one.id, Kind.GROUP, one.name)
    found = (*_requirements(model), *_associations(model))
    return Graph(nodes, tuple(one for one in found if {one.source, one.target} <= nodes.keys()))


def _node(one: m.Element | m.KnowledgeSource) -> Node:
    note = _logic(one.logic) if isinstance(one, m.Decision) else ""
    if isinstance(one, m.KnowledgeModel) and one.logic is not None:
        note = _logic(one.logic.body)
    if isinstance(one, m.KnowledgeSource):
        note = one.kind
    return Node(one.id, _KINDS[type(one)], one.shown, note)


def _logic(box: m.Boxed | None) -> str:
    if isinstance(box, m.DecisionTable):
        return f"决策表·{_POLICY[box.table.hit_policy]}·{len(box.table.rows)}条"
    return "" if box is None else _LOGIC.get(type(box), "")


def _requirements(model: m.Model) -> Iterator[Link]:
    holders = [one for one in model.elements if isinstance(one, m.Decision | m.KnowledgeModel)]
    for one in (*holders, *model.sources):
        for need in one.requirements:
            yield Link(need.meta.id, _TIES[need.kind], key(model, need.href), one.id)


def _associations(model: m.Model) -> Iterator[Link]:
    """An association is laid out with its annotation below."""
    texts = {one.id for one in model.artifacts if isinstance(one, m.Annotation)}
    for one in model.artifacts:
        if not isinstance(one, m.Association):
            continue
        source, target = key(model, one.source), key(model, one.target)
        heads = (one.direction == "Both", one.direction in ("One", "Both"))
        if target in texts:
            source, target, heads = target, source, (heads[1], heads[0])
        yield Link(one.id, Tie.ASSOCIATION, source, target, heads)


def key(model: m.Model, href: str) -> str:
    """The id a reference means, "" if it is in another model."""
    namespace, _, name = href.rpartition("#")
    return name if namespace in ("", model.namespace) else ""


_KINDS: dict[type[m.Element | m.KnowledgeSource], Kind] = {
    m.Decision: Kind.DECISION,
    m.KnowledgeModel: Kind.KNOWLEDGE,
    m.InputData: Kind.INPUT,
    m.DecisionService: Kind.SERVICE,
    m.KnowledgeSource: Kind.SOURCE,
}
_TIES = {"information": Tie.INFORMATION, "knowledge": Tie.KNOWLEDGE, "authority": Tie.AUTHORITY}
_LOGIC: dict[type[m.Boxed], str] = {
    m.Literal: "表达式",
    m.Context: "记录",
    m.Invocation: "调用",
    m.Function: "函数",
    m.Relation: "关系表",
    m.Items: "列表",
    m.Conditional: "条件",
    m.Filter: "筛选",
    m.Iteration: "循环",
}
