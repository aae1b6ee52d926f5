"""At which height each long flow runs, so that it meets no node and no other line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rulebook.flow.diagram.layers import Grid

STEP, CLEAR_NODE, CLEAR_HOST, CLEAR_LINE = 0.25, 0.45, 0.75, 0.2


@dataclass
class Levels:
    """Heights given so far, as (row, first column, last column)."""

    grid: Grid
    taken: list[tuple[float, int, int]] = field(default_factory=list)

    def choose(self, flow: str, hangs: bool) -> float:
        """The height of one flow, in rows: the cheapest of all quarter rows in reach."""
        chain = self.grid.chains[flow]
        inner = [self.grid.row[name] for name in chain[1:-1]]
        wished = sum(inner) / len(inner)
        ends = [self.grid.row[chain[0]], self.grid.row[chain[-1]]]
        low, high = min([*inner, *ends]) - 1.5, max([*inner, *ends]) + 1.5
        tries = [low + STEP * n for n in range(int((high - low) / STEP) + 1)]
        fits = [row for row in tries if not hangs or row > ends[0] + 0.4] or tries
        best = min(fits, key=lambda row: (self._cost(chain, row) + abs(row - wished), row))
        self.taken.append((best, *self._span(chain)))
        return best

    def _span(self, chain: Sequence[str]) -> tuple[int, int]:
        return self.grid.column[chain[0]], self.grid.column[chain[-1]]

    def _cost(self, chain: Sequence[str], row: float) -> float:
        """Nodes run through, lines run upon, nodes passed on the way up or down."""
        first, last = self._span(chain)
        cost = 0.0
        for column in range(first, last + 1):
            inner = first < column < last
            for name in self.grid.columns[column]:
                if "#" in name or name in (chain[0], chain[-1]):
                    continue
                other = self.grid.row[name]
                if inner:
                    deep = name in self.grid.hosts and row > other
                    cost += 20 * (abs(other - row) < (CLEAR_HOST if deep else CLEAR_NODE))
                else:
                    end = self.grid.row[chain[0] if column == first else chain[-1]]
                    cost += 20 * (min(end, row) - CLEAR_NODE < other < max(end, row) + CLEAR_NODE)
        for other, a, b in self.taken:
            cost += 8 * (abs(other - row) < CLEAR_LINE and a < last and first < b)
        return cost
