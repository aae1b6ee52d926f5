"""The lines of a layout: where they leave, which way they go, where they arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rulebook.dmn.drawing.blocks import Block, owners
from rulebook.dmn.drawing.graph import Graph, Kind, Link
from rulebook.dmn.drawing.layers import Placed
from rulebook.dmn.drawing.outlines import BRACKET, lower_edge, top_edge
from rulebook.dmn.marks import Meta
from rulebook.dmn.picture import Bounds, Edge, Point

PORTS = 0.6
"""Share of a node's width along which lines arrive or leave."""
Ways = dict[Link, list[Point]]
"""Points between the ends of each line, from below upward."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Everything placed: ``inner`` layouts of services, ``bounds`` of all, the ``outer`` layout."""

    graph: Graph
    blocks: Sequence[Block]
    inner: Mapping[str, Placed]
    bounds: Mapping[str, Bounds]
    outer: Placed

    def edges(self, links: Sequence[Link], margin: float) -> list[Edge]:
        """The lines, in the order of the links."""
        ways = self._ways(links, margin)
        leaving, arriving = defaultdict[str, list[Link]](list), defaultdict[str, list[Link]](list)
        for link in ways:
            leaving[link.source].append(link)
            arriving[link.target].append(link)
        starts = {link: p for i in leaving for link, p in self._ports(i, leaving[i], ways, True)}
        ends = {link: p for i in arriving for link, p in self._ports(i, arriving[i], ways, False)}
        return [
            Edge(link.id, (starts[link], *way, ends[link]), meta=Meta(id=f"edge_{link.id}"))
            for link, way in ways.items()
        ]

    def _ways(self, links: Sequence[Link], margin: float) -> Ways:
        owner, entries = owners(self.blocks), dict[Link, list[Point]]()
        exits: dict[Link, list[Point]] = {}
        for block in self.blocks:
            for found, stubs in zip((entries, exits), block.stubs(links), strict=True):
                found |= {
                    link: self._crossing(block.id, stub, link) for stub, link in stubs.items()
                }
        ways: Ways = {}
        for link in links:
            outer = (owner.get(link.source, link.source), owner.get(link.target, link.target))
            if outer[0] == outer[1]:
                ways[link] = self._within(outer[0], (link.source, link.target))
            else:
                way = [Point(x + margin, y + margin) for x, y in self.outer.ways.get(outer, ())]
                ways[link] = [*exits.get(link, ()), *way]
        self._uncross(ways, entries)
        return ways

    def _uncross(self, ways: Ways, entries: Mapping[Link, list[Point]]) -> None:
        """Add the ways inside services: lines to one target enter in the order they come in."""
        groups: dict[str, list[Link]] = defaultdict(list)
        for link in entries:
            groups[link.target].append(link)
        for group in groups.values():
            doors = sorted((entries[link] for link in group), key=lambda way: way[0].x)
            comers = sorted(group, key=lambda link: self._last(link, ways[link]))
            for link, door in zip(comers, doors, strict=True):
                ways[link] += door

    def _last(self, link: Link, way: Sequence[Point]) -> float:
        return way[-1].x if way else self.bounds[link.source].middle.x

    def _crossing(self, block: str, stub: str, link: Link) -> list[Point]:
        """The way inside a service, and the point on its edge."""
        corner, inner = self.bounds[block], self.inner[block]
        x = corner.x + inner.corners[stub][0]
        if stub.startswith("\0in"):
            door = Point(x, corner.y + corner.height)
            return [door, *self._within(block, (stub, link.target))]
        return [*self._within(block, (link.source, stub)), Point(x, corner.y)]

    def _within(self, block: str, pair: tuple[str, str]) -> list[Point]:
        corner = self.bounds[block]
        return [Point(x + corner.x, y + corner.y) for x, y in self.inner[block].ways.get(pair, ())]

    def _ports(
        self, i: str, links: list[Link], ways: Ways, leaving: bool
    ) -> list[tuple[Link, Point]]:
        """Where lines leave a node's upper edge or arrive at its lower one, in their order."""
        bounds, kind = self.bounds[i], self.graph.nodes[i].kind

        def towards(link: Link) -> float:
            way = ways[link]
            if way:
                return way[0 if leaving else -1].x
            return self.bounds[link.target if leaving else link.source].middle.x

        step = bounds.width * PORTS / len(links)
        first = bounds.middle.x - step * (len(links) - 1) / 2
        if kind == Kind.ANNOTATION:
            first, step = bounds.x + BRACKET / 2, 0.0
        places = [round(first + step * number) for number in range(len(links))]
        ordered = sorted(links, key=towards)
        edge = top_edge if leaving else lower_edge
        return [(link, edge(kind, bounds, x)) for link, x in zip(ordered, places, strict=True)]
