"""Decision services as frames around the decisions they offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rulebook.dmn import model as m
from rulebook.dmn.drawing.graph import Link, key

Stubs = dict[str, Link]
"""The name of a place on a frame's edge → the line that passes there."""


@dataclass(frozen=True, slots=True)
class Block:
    """A service and the decisions drawn inside it: results above the divider, the rest below."""

    id: str
    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """All decisions drawn inside."""
        return (*self.above, *self.below)

    def stubs(self, links: Iterable[Link]) -> tuple[Stubs, Stubs]:
        """Where lines enter from outside, and where they leave."""
        members = set(self.members)
        crossing = [one for one in links if (one.source in members) != (one.target in members)]
        enter = [one for one in crossing if one.target in members]
        leave = [one for one in crossing if one.source in members]
        return (
            {f"\0in{number}": one for number, one in enumerate(enter)},
            {f"\0out{number}": one for number, one in enumerate(leave)},
        )


def services(model: m.Model) -> list[Block]:
    """Services with the decisions they are the first to name."""
    taken: set[str] = set()
    known = {one.id for one in model.elements if isinstance(one, m.Decision)}
    blocks = []
    for one in model.elements:
        if isinstance(one, m.DecisionService):
            parts = []
            for references in (one.outputs, one.encapsulated):
                ids = dict.fromkeys(key(model, href) for href in references)
                parts.append(tuple(i for i in ids if i in known and i not in taken))
                taken |= set(parts[-1])
            blocks.append(Block(one.id, *parts))
    return blocks


def owners(blocks: Sequence[Block]) -> dict[str, str]:
    """Decision → the service it is drawn in."""
    return {i: block.id for block in blocks for i in block.members}
