"""A picture in words, for those who cannot see it."""

from __future__ import annotations

from rulebook.dmn.drawing.graph import CHINESE, Graph, Kind, Link, Tie

_VERBS = {
    Tie.INFORMATION: "需要",
    Tie.KNOWLEDGE: "调用",
    Tie.AUTHORITY: "依据",
    Tie.ASSOCIATION: "批注有",
}


def told(graph: Graph) -> str:
    """How many elements there are, then what each requires."""
    kinds = [node.kind for node in graph.nodes.values()]
    counts = [f"{CHINESE[kind]}{kinds.count(kind)}个" for kind in Kind if kind in kinds]
    ties: dict[tuple[str, Tie], list[Link]] = {}
    for link in graph.links:
        ties.setdefault((link.target, link.tie), []).append(link)
    needs = [_needs(graph, target, tie, links) for (target, tie), links in ties.items()]
    return "。".join(["共有" + "、".join(counts), *needs]) + "。"


def _needs(graph: Graph, target: str, tie: Tie, links: list[Link]) -> str:
    names = "、".join(named(graph, link.source) for link in links)
    return f"{named(graph, target)}{_VERBS[tie]}{names}"


def named(graph: Graph, i: str) -> str:
    """Kind and name of a node."""
    node = graph.nodes[i]
    return f"{CHINESE[node.kind]}“{node.label}”"
