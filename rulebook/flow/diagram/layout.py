"""From columns and rows to boxes and lines, left to right, lines at right angles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rulebook.feel.source import width
from rulebook.flow.diagram.layers import Grid, arrange
from rulebook.flow.diagram.levels import Levels
from rulebook.flow.model import Boundary, End, Gateway, Node, Process, Start

Point = tuple[float, float]
ROW, GAP, MARGIN = 104.0, 48.0, 28.0
TASK, GATE, EVENT, EDGE = (132.0, 64.0), (46.0, 46.0), (36.0, 36.0), (26.0, 26.0)
LABEL_SIZE = 12.0


@dataclass(frozen=True)
class Box:
    """Where a node is drawn: upper left corner and size, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Diagram:
    """A drawing: a box for each node, the bends of each flow, by id."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]

    @property
    def size(self) -> Point:
        """Width and height, margins included."""
        xs = [b.x + b.width for b in self.boxes.values()]
        ys = [b.y + b.height for b in self.boxes.values()]
        xs += [x for line in self.lines.values() for x, _ in line]
        ys += [y for line in self.lines.values() for _, y in line]
        return max(xs, default=0.0) + MARGIN, max(ys, default=0.0) + MARGIN


def lay_out(process: Process) -> Diagram:
    """Place a process that has no coordinates. The same process always looks the same."""
    grid = arrange(process)
    nodes = {node.id: node for node in process.nodes}
    centres = _centres(process, grid, nodes)
    boxes = {
        name: _box(nodes[name], centres[grid.column[name]], grid.row[name])
        for name in nodes
        if name in grid.column
    }
    boxes |= _edges(process, boxes)
    boxes = {node.id: boxes[node.id] for node in process.nodes}
    router = _Router(grid, boxes, nodes, Levels(grid))
    order = sorted(process.flows, key=lambda flow: len(grid.chains.get(flow.id, [])))
    found = {flow.id: router.route(flow.id, flow.source, flow.target) for flow in order}
    return _from_margin(Diagram(boxes, {flow.id: found[flow.id] for flow in process.flows}))


def _from_margin(drawn: Diagram) -> Diagram:
    """Moved so that nothing lies above the margin."""
    tops = [box.y for box in drawn.boxes.values()]
    tops += [y for line in drawn.lines.values() for _, y in line]
    down = MARGIN - min(tops, default=MARGIN)
    boxes = {n: Box(b.x, b.y + down, b.width, b.height) for n, b in drawn.boxes.items()}
    lines = {n: tuple((x, y + down) for x, y in line) for n, line in drawn.lines.items()}
    return Diagram(boxes, lines)


def size_of(node: Node) -> Point:
    """Width and height of a node."""
    if isinstance(node, Gateway):
        return GATE
    if isinstance(node, Start | End):
        return EVENT
    return EDGE if isinstance(node, Boundary) else TASK


def _centres(process: Process, grid: Grid, nodes: Mapping[str, Node]) -> list[float]:
    """The middle of each column; a gap is wide enough for the words on its flows."""
    wides = [0.0] * len(grid.columns)
    for name, column in grid.column.items():
        if name in nodes:
            wides[column] = max(wides[column], size_of(nodes[name])[0])
    gaps = [GAP] * len(grid.columns)
    for flow in process.flows:
        first = grid.chains.get(flow.id, [flow.source])[0]
        if flow.label and first in nodes:
            room = width(flow.label) * LABEL_SIZE / 2 + 44
            gaps[grid.column[first]] = max(gaps[grid.column[first]], room)
    centres, x = [], MARGIN
    for wide, gap in zip(wides, gaps, strict=True):
        centres.append(x + wide / 2)
        x += wide + gap
    return centres


def _box(node: Node, x: float, row: float) -> Box:
    wide, high = size_of(node)
    y = MARGIN + TASK[1] / 2 + row * ROW
    return Box(x - wide / 2, y - high / 2, wide, high)


def _edges(process: Process, boxes: Mapping[str, Box]) -> dict[str, Box]:
    """Events sit on the lower edge of their host, from the right."""
    found: dict[str, Box] = {}
    taken: dict[str, int] = {}
    for node in process.nodes:
        if isinstance(node, Boundary):
            host, n = boxes[node.host], taken.get(node.host, 0)
            taken[node.host] = n + 1
            x = host.x + host.width - 4 - EDGE[0] - n * (EDGE[0] + 8)
            found[node.id] = Box(x, host.y + host.height - EDGE[1] / 2, *EDGE)
    return found


@dataclass
class _Router:
    """Draws one flow through the places its columns keep for it."""

    grid: Grid
    boxes: Mapping[str, Box]
    nodes: Mapping[str, Node]
    levels: Levels

    def route(self, flow: str, source: str, target: str) -> tuple[Point, ...]:
        """The bends of a flow."""
        start, end = self.boxes[source], self.boxes[target]
        if len(self.grid.chains.get(flow, [])) > 2:
            hangs = isinstance(self.nodes[source], Boundary)
            level = self._y(self.levels.choose(flow, hangs))
        else:
            level = self._level(flow, source, target)
        points = self._leave(source, start, level, end)
        points += self._arrive(target, end, level, points[-1][0])
        return _straightened(points)

    def _y(self, row: float) -> float:
        return MARGIN + TASK[1] / 2 + row * ROW

    def _level(self, flow: str, source: str, target: str) -> float:
        """At which height a flow between neighbours runs."""
        start, end = self.boxes[source].middle[1], self.boxes[target].middle[1]
        if isinstance(self.nodes[source], Boundary):
            return end if end > start + 8 else start + ROW * 0.45
        if flow in self.grid.back or source == target:
            return max(start, end) + ROW * 0.55
        if isinstance(self.nodes[target], Gateway) and not isinstance(self.nodes[source], Gateway):
            return start
        return end

    def _leave(self, source: str, box: Box, level: float, end: Box) -> list[Point]:
        """From a node to the height at which its flow runs."""
        x, y = box.middle
        node = self.nodes[source]
        if isinstance(node, Boundary):
            return [(x, box.y + box.height), (x, level)]
        if level == y and end.middle[0] > x:
            return [(box.x + box.width, y)]
        if isinstance(node, Gateway) or end.middle[0] <= x:
            edge = box.y if level < y else box.y + box.height
            return [(x, edge), (x, level)]
        bend = box.x + box.width + 20
        return [(box.x + box.width, y), (bend, y), (bend, level)]

    def _arrive(self, target: str, box: Box, level: float, x: float) -> list[Point]:
        """From the height at which a flow runs into its node."""
        mid, y = box.middle
        if level == y:
            return [(box.x, y) if x <= mid else (box.x + box.width, y)]
        if isinstance(self.nodes[target], Gateway) or x >= box.x - 14:
            return [(mid, level), (mid, box.y if level < y else box.y + box.height)]
        bend = box.x - 20
        return [(bend, level), (bend, y), (box.x, y)]


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without bends that do not bend."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)
