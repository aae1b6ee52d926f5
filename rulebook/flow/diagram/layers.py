"""Which column and which row a node gets: layers, then order, then height.

After Sugiyama, Tagawa, Toda, “Methods for visual understanding of hierarchical system structures”
(1981): circles are broken, long flows get a place in every column they cross, barycentres settle
the order. Heights come from isotonic regression (pool adjacent violators), so that the main road
stays straight and nothing overlaps. Everything is deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rulebook.flow.model import Boundary, Flow, Process, Start

SWEEPS = 12
STRAIGHT = 1000.0
"""How much more a node pulls than a mere line."""


@dataclass
class Grid:
    """Columns of names – nodes, and places of long flows, called “flow#column” – and their rows.

    ``back`` are flows that lead back, ``below`` pairs of which the second wants to lie lower,
    ``hosts`` nodes with an event at their lower edge.
    """

    columns: list[list[str]] = field(default_factory=list)
    column: dict[str, int] = field(default_factory=dict)
    row: dict[str, float] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)
    back: set[str] = field(default_factory=set)
    below: set[tuple[str, str]] = field(default_factory=set)
    hosts: frozenset[str] = frozenset()


def arrange(process: Process) -> Grid:
    """Columns and rows of every node that is not at the edge of another."""
    hosts = {node.id: node.host for node in process.nodes if isinstance(node, Boundary)}
    ends = {flow.id: (hosts.get(flow.source, flow.source), flow.target) for flow in process.flows}
    names = [node.id for node in process.nodes if node.id not in hosts]
    starts = [node.id for node in process.nodes if isinstance(node, Start)]
    back = _back(process.flows, ends, [*starts, *names])
    grid = Grid(back=back, hosts=frozenset(hosts.values()))
    forward = {
        name: (pair[::-1] if name in grid.back else pair)
        for name, pair in ends.items()
        if pair[0] != pair[1]
    }
    grid.column = _columns(names, forward)
    _chains(grid, forward, ends)
    edges = [pair for chain in grid.chains.values() for pair in pairwise(chain)]
    for flow in process.flows:
        if flow.source in hosts or flow.id in grid.back:
            grid.below.update(list(pairwise(grid.chains.get(flow.id, [])))[:1])
    _order(grid, names, edges)
    _heights(grid, edges)
    return grid


def _back(
    flows: Sequence[Flow], ends: Mapping[str, tuple[str, str]], firsts: Sequence[str]
) -> set[str]:
    """Flows that lead back to a node from which one came (depth first, in order of drawing)."""
    found: set[str] = set()
    done: set[str] = set()
    for first in firsts:
        road: list[tuple[str, list[str]]] = []
        _visit(first, road, done, flows, ends)
        while road:
            _name, waiting = road[-1]
            if not waiting:
                road.pop()
                continue
            flow = waiting.pop(0)
            target = ends[flow][1]
            if any(target == passed for passed, _ in road):
                found.add(flow)
            else:
                _visit(target, road, done, flows, ends)
    return found


def _visit(
    name: str,
    road: list[tuple[str, list[str]]],
    done: set[str],
    flows: Sequence[Flow],
    ends: Mapping[str, tuple[str, str]],
) -> None:
    if name not in done:
        done.add(name)
        road.append((name, [flow.id for flow in flows if ends[flow.id][0] == name]))


def _columns(names: Sequence[str], forward: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """The longest way from a start, in steps."""
    column = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for source, target in forward.values():
            if column[target] <= column[source]:
                column[target], moved = column[source] + 1, True
        if not moved:
            break
    return column


def _chains(
    grid: Grid, forward: Mapping[str, tuple[str, str]], ends: Mapping[str, tuple[str, str]]
) -> None:
    """Every flow as the names it passes from left to right."""
    for flow in ends:
        if flow not in forward:
            continue
        source, target = forward[flow]
        places = range(grid.column[source] + 1, grid.column[target])
        grid.chains[flow] = [source, *(f"{flow}#{n}" for n in places), target]
        grid.column |= {f"{flow}#{n}": n for n in places}


def _order(grid: Grid, names: Sequence[str], edges: Sequence[tuple[str, str]]) -> None:
    """Order within columns, by barycentres of the neighbours, to and fro."""
    first = {name: n for n, name in enumerate(grid.column)}
    grid.columns = [[] for _ in range(max(grid.column.values(), default=0) + 1)]
    for name in sorted(grid.column, key=lambda each: _seen(each, first, names)):
        grid.columns[grid.column[name]].append(name)
    best, fewest = [list(c) for c in grid.columns], _crossings(grid.columns, edges)
    for sweep in range(SWEEPS):
        _sort(grid, edges, forward=sweep % 2 == 0)
        crossed = _crossings(grid.columns, edges)
        if crossed < fewest or (crossed == fewest and sweep % 2 == 0):
            best, fewest = [list(c) for c in grid.columns], crossed
    grid.columns = best


def _sort(grid: Grid, edges: Sequence[tuple[str, str]], forward: bool) -> None:
    """One sweep: every column by the mean place of its neighbours on one side."""
    before, after = _neighbours(edges)
    near = before if forward else after
    place = {name: float(n) for column in grid.columns for n, name in enumerate(column)}
    for column in grid.columns if forward else grid.columns[::-1]:
        centre = dict(place)
        for name in column:
            seen = [
                place[other] + (0.4 if (other, name) in grid.below else 0.0)
                for other in near.get(name, [])
            ]
            centre[name] = sum(seen) / len(seen) if seen else place[name]
        column.sort(key=centre.__getitem__)
        place |= {name: float(n) for n, name in enumerate(column)}


def _seen(name: str, first: Mapping[str, int], names: Sequence[str]) -> tuple[int, int]:
    """Nodes in order of drawing, places of flows where their flow was drawn."""
    return (0 if name in names else 1, first[name])


def _neighbours(
    edges: Sequence[tuple[str, str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for source, target in edges:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    return before, after


def _crossings(columns: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> int:
    place = {name: (x, y) for x, column in enumerate(columns) for y, name in enumerate(column)}
    gaps: dict[int, list[tuple[int, int]]] = {}
    for source, target in edges:
        gaps.setdefault(place[source][0], []).append((place[source][1], place[target][1]))
    return sum(
        (a - c) * (b - d) < 0
        for pairs in gaps.values()
        for n, (a, b) in enumerate(pairs)
        for c, d in pairs[n + 1 :]
    )


def _heights(grid: Grid, edges: Sequence[tuple[str, str]]) -> None:
    """Rows near those of the neighbours, and far enough apart."""
    for column in grid.columns:
        grid.row |= dict(zip(column, _gaps(column), strict=True))
    before, after = _neighbours(edges)
    for sweep in range(SWEEPS):
        near = after if sweep % 2 else before
        for column in grid.columns[::-1] if sweep % 2 else grid.columns:
            wished = [_wish(grid, name, near.get(name, [])) for name in column]
            weights = [1.0 if "#" in name else STRAIGHT for name in column]
            rows = _apart(wished, weights, _gaps(column))
            grid.row |= dict(zip(column, rows, strict=True))
    top = min(grid.row.values(), default=0.0)
    grid.row = {name: round((row - top) * 4) / 4 for name, row in grid.row.items()}


def _gaps(column: Sequence[str]) -> list[float]:
    """How far below the first each name lies at least: a line needs less room than a node."""
    found = [0.0]
    for above, below in pairwise(column):
        lines = ("#" in above) + ("#" in below)
        found.append(found[-1] + (1.0, 0.75, 0.25)[lines])
    return found


def _wish(grid: Grid, name: str, near: Sequence[str]) -> float:
    """Level with the nodes it is tied to; a mere line or a hanging branch counts only alone."""
    row = grid.row
    level = [n for n in near if (n, name) not in grid.below and (name, n) not in grid.below]
    nodes = [row[n] for n in level if "#" not in n] or [row[n] for n in level]
    if nodes:
        return sum(nodes) / len(nodes)
    return max((row[n] + 1 for n in near if (n, name) in grid.below), default=row[name])


def _apart(wished: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Rows in order, ``gaps`` apart, as near to the wishes as can be (least squares)."""
    pools: list[tuple[float, float, int]] = []
    for wish, weight, gap in zip(wished, weights, gaps, strict=True):
        mean, mass, size = wish - gap, weight, 1
        while pools and pools[-1][0] > mean:
            other, others, count = pools.pop()
            mean = (mean * mass + other * others) / (mass + others)
            mass, size = mass + others, size + count
        pools.append((mean, mass, size))
    flat = [mean for mean, _, size in pools for _ in range(size)]
    return [mean + gap for mean, gap in zip(flat, gaps, strict=True)]
