"""A layered layout after Sugiyama, Tagawa and Toda (1981): ranks, order, positions.

What is required stands below what requires it. Ranks are longest paths from the top; lines that
span several ranks get a slot of their own in each; the order within ranks is found by barycentres;
positions are the nearest to those of the neighbours that keep the gaps (least squares by pooling
adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rulebook.errors import DmnError

GAP_X, GAP_Y, SLOT = 32.0, 56.0, 12.0
STEEP, MOST = 0.08, 112.0
"""The gap below a row grows with the widest line across it, up to a most, so that lines part."""
SWEEPS = 8
MOST_STEPS = 20_000
"""Lines times the ranks they span, beyond which nobody could read the picture."""
Key = Hashable
Size = tuple[float, float]
Pair = tuple[str, str]


@dataclass(slots=True)
class Placed:
    """Upper left corners, way points of long lines (from below upward), and the whole's size."""

    corners: dict[str, tuple[float, float]] = field(default_factory=dict)
    ways: dict[Pair, list[tuple[float, float]]] = field(default_factory=dict)
    size: Size = (0.0, 0.0)

    def moved_in(self, other: Placed, x: float, y: float) -> None:
        """Take in another layout at a place."""
        self.corners |= {key: (a + x, b + y) for key, (a, b) in other.corners.items()}
        self.ways |= {pair: [(a + x, b + y) for a, b in way] for pair, way in other.ways.items()}
        self.size = (max(self.size[0], x + other.size[0]), max(self.size[1], y + other.size[1]))


@dataclass(frozen=True, slots=True)
class Net:
    """Boxes with their sizes, and the lines from lower to upper ones.

    ``apart`` are pairs that must stand in different ranks though no line joins them; ``lean`` says
    where along the upper box a line arrives, from -0.5 (left) to 0.5.
    """

    sizes: Mapping[str, Size]
    lines: Iterable[Pair]
    apart: Iterable[Pair] = ()
    lean: Mapping[Pair, float] = field(default_factory=dict)


def layered(net: Net, width: float) -> Placed:
    """The boxes laid out; parts that nothing joins fill rows of a width.

    Raises `DmnError` when there are too many lines.
    """
    lines = list(dict.fromkeys((a, b) for a, b in net.lines if a != b))
    apart = list(net.apart)
    parts = _components(list(net.sizes), [*lines, *apart])
    return _flowed([_component(part, net, lines, apart) for part in parts], width)


def _flowed(parts: Sequence[Placed], width: float) -> Placed:
    whole, x, y, height = Placed(), 0.0, 0.0, 0.0
    for part in parts:
        if x and x + part.size[0] > width:
            x, y, height = 0.0, y + height + GAP_X, 0.0
        whole.moved_in(part, x, y)
        x, height = x + part.size[0] + GAP_X, max(height, part.size[1])
    return whole


def _components(keys: list[str], links: Sequence[Pair]) -> list[list[str]]:
    """Connected parts, larger ones first, else in the order given."""
    beside: dict[str, list[str]] = defaultdict(list)
    for a, b in links:
        beside[a].append(b)
        beside[b].append(a)
    found, seen = [], set[str]()
    for key in keys:
        reached, todo = [], [key]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                reached.append(one)
                todo.extend(reversed(beside[one]))
        if reached:
            found.append(reached)
    return sorted(found, key=lambda part: -len(part) if len(part) > 1 else 0)


def _component(keys: list[str], net: Net, lines: list[Pair], apart: list[Pair]) -> Placed:
    among = set(keys)
    rank, kept = _ranks(keys, [pair for pair in (*lines, *apart) if pair[0] in among])
    drawn = set(lines)
    kept = [pair for pair in kept if pair in drawn]
    if sum(rank[low] - rank[high] for low, high in kept) > MOST_STEPS:
        raise DmnError("决策之间的依赖过多，画不成图，请拆成几个模型。")
    chains = {pair: _chain(pair, rank) for pair in kept}
    steps = _Steps(
        (step, net.lean.get(pair, 0.0) if step[1] == pair[1] else 0.0)
        for pair, chain in chains.items()
        for step in pairwise(chain)
    )
    rows = _ordered(_rows(keys, rank, chains), steps)
    wide: dict[Key, float] = {key: net.sizes[key][0] for key in keys}
    middle = _positions(rows, steps, wide)
    return _settled(rows, net.sizes, middle, chains)


def _ranks(keys: list[str], links: Sequence[Pair]) -> tuple[dict[str, int], list[Pair]]:
    """Rank of each key from the top, and the links that are not part of a circle."""
    uppers: dict[str, list[str]] = defaultdict(list)
    for low, high in links:
        uppers[low].append(high)
    rank: dict[str, int] = {}
    kept: dict[str, list[str]] = defaultdict(list)
    for start in keys:
        path, active = [(start, 0)], {start}
        while path:
            key, done = path.pop()
            if key in rank or done == len(uppers[key]):
                rank.setdefault(key, max((rank[high] + 1 for high in kept[key]), default=0))
                active.discard(key)
                continue
            path.append((key, done + 1))
            high = uppers[key][done]
            if high not in active:
                kept[key].append(high)
                if high not in rank:
                    active.add(high)
                    path.append((high, 0))
    return rank, [(low, high) for low in keys for high in kept[low]]


def _chain(pair: Pair, rank: Mapping[str, int]) -> list[Key]:
    """The slots a line passes, from below upward; those between are named by line and rank."""
    low, high = pair
    between = range(rank[low] - 1, rank[high], -1)
    return [low, *((pair, number) for number in between), high]


def _rows(
    keys: list[str], rank: Mapping[str, int], chains: Mapping[Pair, list[Key]]
) -> list[list[Key]]:
    rows: list[list[Key]] = [[] for _ in range(max(rank.values()) + 1)]
    for key in keys:
        rows[rank[key]].append(key)
    for (low, _), chain in chains.items():
        for number, slot in enumerate(chain[1:-1], 1):
            rows[rank[low] - number].append(slot)
    return rows


Step = tuple[Key, Key]


class _Steps:
    """Lines cut at every rank: who is joined to whom, and where along the upper one."""

    def __init__(self, steps: Iterable[tuple[Step, float]]) -> None:
        self.above: dict[Key, list[Key]] = defaultdict(list)
        self.below: dict[Key, list[Key]] = defaultdict(list)
        self.lean: dict[Step, float] = {}
        for (low, high), lean in steps:
            self.above[low].append(high)
            self.below[high].append(low)
            self.lean[low, high] = lean


def _ordered(rows: list[list[Key]], steps: _Steps) -> list[list[Key]]:
    """The rows in the order with the fewest crossings that the sweeps came upon."""
    best, fewest = rows, _crossings(rows, steps)
    for sweep in range(SWEEPS):
        rows = [list(row) for row in rows]
        down = sweep % 2 == 0
        numbers = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for number in numbers:
            fixed = rows[number - 1 if down else number + 1]
            _sort(rows[number], fixed, steps, down)
        found = _crossings(rows, steps)
        if found < fewest:
            best, fewest = rows, found
    return best


def _sort(row: list[Key], fixed: Sequence[Key], steps: _Steps, down: bool) -> None:
    """Sort by the mean place of neighbours; what has none keeps its share of the row."""
    place = {key: index for index, key in enumerate(fixed)}
    share = len(fixed) / max(1, len(row))

    def mean(index: int, key: Key) -> float:
        if down:
            found = [place[one] + steps.lean[key, one] for one in steps.above[key]]
        else:
            found = [place[one] - steps.lean[one, key] for one in steps.below[key]]
        return sum(found) / len(found) if found else index * share

    means = {key: mean(index, key) for index, key in enumerate(row)}
    row.sort(key=lambda key: means[key])


def _crossings(rows: Sequence[Sequence[Key]], steps: _Steps) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        place = {key: index for index, key in enumerate(upper)}
        seen: list[float] = []
        for key in lower:
            ends = sorted(place[one] + steps.lean[key, one] for one in steps.above[key])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _positions(
    rows: Sequence[Sequence[Key]], steps: _Steps, wide: Mapping[Key, float]
) -> dict[Key, float]:
    """Horizontal middles: packed first, then drawn towards the neighbours row by row."""
    middle: dict[Key, float] = {}
    for row in rows:
        middle |= dict(zip(row, _spread([0.0] * len(row), row, wide), strict=True))

    def wanted(key: Key) -> float:
        above = [middle[one] + steps.lean[key, one] * wide.get(one, SLOT)
                 for one in steps.above[key]]  # fmt: skip
        below = [middle[one] - steps.lean[one, key] * wide.get(key, SLOT)
                 for one in steps.below[key]]  # fmt: skip
        return _mean([*above, *below], middle[key])

    order = [*rows, *reversed(rows)]
    for sweep in range(SWEEPS):
        for row in order if sweep % 2 == 0 else reversed(order):
            places = _spread([wanted(key) for key in row], row, wide)
            middle |= dict(zip(row, places, strict=True))
    return middle


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(wanted: Sequence[float], row: Sequence[Key], wide: Mapping[Key, float]) -> list[float]:
    """The places nearest to those wanted (least squares) that keep order and gaps."""
    offsets, total = [], 0.0
    for index, key in enumerate(row):
        if index:
            total += (wide.get(row[index - 1], SLOT) + wide.get(key, SLOT)) / 2 + GAP_X
        offsets.append(total)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        value, count = want - offset, 1
        while pools and pools[-1][0] >= value:
            before, many = pools.pop()
            value, count = (before * many + value * count) / (many + count), many + count
        pools.append((value, count))
    flat = [value for value, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _settled(
    rows: Sequence[Sequence[Key]],
    sizes: Mapping[str, Size],
    middle: Mapping[Key, float],
    chains: Mapping[Pair, list[Key]],
) -> Placed:
    """Corners and ways, the leftmost of them at 0."""
    half = {key: (sizes[key][0] if isinstance(key, str) else SLOT) / 2 for key in middle}
    left = min(middle[key] - half[key] for key in middle)
    right = max(middle[key] + half[key] for key in middle)
    placed, spans, y = Placed(), dict[Key, Size](), 0.0
    for number, row in enumerate(rows):
        boxes = [key for key in row if isinstance(key, str)]
        height = max((sizes[key][1] for key in boxes), default=0.0)
        y += _gap(rows[number - 1], chains, middle) if number else 0.0
        spans |= dict.fromkeys(row, (y, y + height))
        for box in boxes:
            x = middle[box] - half[box] - left
            placed.corners[box] = (round(x), round(y + (height - sizes[box][1]) / 2))
        y += height
    for pair, chain in chains.items():
        placed.ways[pair] = [
            (round(middle[slot] - left), round(end))
            for slot in chain[1:-1]
            for end in reversed(spans[slot])
        ]
    placed.size = (round(right - left), round(y))
    return placed


def _gap(
    upper: Sequence[Key], chains: Mapping[Pair, list[Key]], middle: Mapping[Key, float]
) -> float:
    """The space below a row."""
    among = set(upper)
    across = [
        abs(middle[low] - middle[high])
        for chain in chains.values()
        for low, high in pairwise(chain)
        if high in among
    ]
    return min(max(GAP_Y, max(across, default=0.0) * STEEP + GAP_Y / 2), MOST)
