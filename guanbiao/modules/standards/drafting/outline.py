"""The clause tree of a draft: read from ``text.md``, changed, numbered anew, written back.

What nobody changed stays byte for byte. The numbers of clauses below a chapter follow from their
place, as GB/T 1.1 numbers them; chapters and appendices keep the numbers they were given unless
two would be equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*\{#([^\s}]+)(?:\s+(\w+))?\}\s*$")
CHAPTER, DEEPEST = 2, 6


@dataclass(frozen=True)
class Node:
    """A heading with its number and what stands below it; ``raw`` while nobody changed it."""

    number: str
    title: str
    modality: str
    depth: int
    body: str
    raw: str = ""

    @property
    def text(self) -> str:
        """As it stands in the file."""
        if self.raw:
            return self.raw
        title = f"{self.number} {self.title}".strip()
        force = f" {self.modality}" if self.modality else ""
        words = f"\n{self.body.strip()}\n" if self.body.strip() else ""
        return f"{'#' * self.depth} {title} {{#{self.number}{force}}}\n{words}\n"

    @property
    def paragraphs(self) -> list[str]:
        """The body in paragraphs."""
        return [each.strip() for each in re.split(r"\n\s*\n", self.body) if each.strip()]


@dataclass(frozen=True)
class Outline:
    """What stands before the first clause, and the clauses in order."""

    preamble: str
    nodes: tuple[Node, ...]

    @property
    def text(self) -> str:
        """The whole file; one empty line before a heading that was changed."""
        out = self.preamble if self.preamble.strip() else ""
        for node in self.nodes:
            if out and not out.endswith("\n\n") and not node.raw:
                out = out.rstrip("\n") + "\n\n"
            out += node.text
        return out.rstrip("\n") + "\n"

    def place(self, number: str) -> int:
        """Where a clause stands; raises `KeyError`."""
        for place, node in enumerate(self.nodes):
            if node.number == number:
                return place
        raise KeyError(number)


def read(text: str) -> Outline:
    """The tree of a ``text.md``."""
    lines = text.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if HEADING.match(line.rstrip("\n"))]
    ends = [*starts[1:], len(lines)][: len(starts)]
    nodes = tuple(_node(lines[a:b]) for a, b in zip(starts, ends, strict=True))
    return Outline("".join(lines[: starts[0]] if starts else lines), nodes)


def _node(lines: Sequence[str]) -> Node:
    found = HEADING.match(lines[0].rstrip("\n"))
    assert found is not None
    title = found[2].removeprefix(found[3]).strip()
    body = "".join(lines[1:]).strip("\n")
    return Node(found[3], title, found[4] or "", len(found[1]), body, "".join(lines))


def branch(nodes: Sequence[Node], place: int) -> range:
    """A clause and all below it."""
    end = place + 1
    while end < len(nodes) and nodes[end].depth > nodes[place].depth:
        end += 1
    return range(place, end)


@dataclass(frozen=True)
class Edit:
    """A changed tree, and which numbers became which."""

    outline: Outline
    renamed: dict[str, str]


def put(outline: Outline, number: str, /, **changed: str) -> Edit:
    """Other words, title, modality or number for a clause."""
    place = outline.place(number)
    nodes = list(outline.nodes)
    nodes[place] = replace(nodes[place], raw="", **changed)  # type: ignore[arg-type] # replace checks the names itself
    if "number" not in changed or changed["number"] == number:
        return Edit(replace(outline, nodes=tuple(nodes)), {})
    return _renumbered(outline, nodes, {number: changed["number"]})


def add(outline: Outline, after: str, node: Node) -> Edit:
    """A new clause behind ``after`` and all below it; at the end where that is empty."""
    nodes = list(outline.nodes)
    place = branch(nodes, outline.place(after)).stop if after else len(nodes)
    nodes.insert(place, replace(node, raw=""))
    return _renumbered(outline, nodes)


def remove(outline: Outline, number: str) -> Edit:
    """Without a clause; what stands below it moves up to its place."""
    nodes = list(outline.nodes)
    del nodes[outline.place(number)]
    return _renumbered(outline, nodes)


def shift(outline: Outline, number: str, by: int) -> Edit:
    """A clause and all below it, deeper (1) or higher (-1)."""
    nodes = list(outline.nodes)
    part = branch(nodes, outline.place(number))
    least, most = min(nodes[i].depth for i in part) + by, max(nodes[i].depth for i in part) + by
    if least >= CHAPTER and most <= DEEPEST:
        for i in part:
            nodes[i] = replace(nodes[i], depth=nodes[i].depth + by, raw="")
    return _renumbered(outline, nodes)


def move(outline: Outline, number: str, by: int) -> Edit:
    """A clause with all below it, before its elder (-1) or behind its younger sister (1)."""
    nodes = list(outline.nodes)
    part = branch(nodes, outline.place(number))
    block = nodes[part.start : part.stop]
    if by < 0:
        above = [i for i in range(part.start) if nodes[i].depth == block[0].depth]
        target = above[-1] if above else part.start
        rest = nodes[: part.start] + nodes[part.stop :]
    else:
        rest = nodes[: part.start] + nodes[part.stop :]
        target = part.start
        if target < len(rest) and rest[target].depth == block[0].depth:
            target = branch(rest, target).stop
    return _renumbered(outline, *_in_turn([*rest[:target], *block, *rest[target:]]))


def _in_turn(nodes: list[Node]) -> tuple[list[Node], dict[str, str]]:
    """Chapters that changed places take each other's numbers."""
    places = [i for i, node in enumerate(nodes) if node.depth == CHAPTER and node.number.isdigit()]
    found = [nodes[i].number for i in places]
    given = {}
    for i, old, new in zip(places, found, sorted(found, key=int), strict=True):
        if old != new:
            given[old] = new
            nodes[i] = replace(nodes[i], number=new, raw="")
    return nodes, given


def merge(outline: Outline, number: str) -> Edit:
    """The words of a clause at the end of the one before it."""
    place = outline.place(number)
    if place == 0:
        return Edit(outline, {})
    nodes = list(outline.nodes)
    gone, before = nodes.pop(place), nodes[place - 1]
    words = "\n\n".join(filter(None, (before.body.strip(), gone.title, gone.body.strip())))
    nodes[place - 1] = replace(before, body=words, raw="")
    return _renumbered(outline, nodes)


def split(outline: Outline, number: str, at: int) -> Edit:
    """Paragraphs from ``at`` (1: the second) on become the next clause."""
    place = outline.place(number)
    nodes = list(outline.nodes)
    node, parts = nodes[place], nodes[place].paragraphs
    if not 0 < at < len(parts):
        return Edit(outline, {})
    nodes[place] = replace(node, body="\n\n".join(parts[:at]), raw="")
    fresh = Node("", "", node.modality, node.depth, "\n\n".join(parts[at:]))
    nodes.insert(place + 1, fresh)
    return _renumbered(outline, nodes)


def _renumbered(outline: Outline, nodes: list[Node], given: dict[str, str] | None = None) -> Edit:
    """Numbers by place; clauses that keep theirs keep their text."""
    back = {new: old for old, new in (given or {}).items()}
    made, renamed = [], {}
    for node, number in zip(nodes, _numbers(nodes), strict=True):
        old = back.get(node.number, node.number)
        if old and old != number:
            renamed[old] = number
        made.append(node if node.number == number else replace(node, number=number, raw=""))
    return Edit(replace(outline, nodes=tuple(made)), renamed)


def _numbers(nodes: Sequence[Node]) -> list[str]:
    """The number of each place."""
    found: list[str] = []
    above: list[str] = []
    counts: dict[str, int] = {}
    last = 0
    for node in nodes:
        level = max(node.depth - CHAPTER, 0)
        del above[level:]
        if level == 0 or not above:
            number = _chapter(node.number, last, set(found))
            last = int(number) if number.isdigit() else last
        else:
            counts[above[-1]] = counts.get(above[-1], 0) + 1
            number = f"{above[-1]}.{counts[above[-1]]}"
        found.append(number)
        above.append(number)
    return found


def _chapter(number: str, last: int, taken: set[str]) -> str:
    """Its own number while that goes on from the chapters before it."""
    own = number and "." not in number and number not in taken
    if own and (not number.isdigit() or int(number) > last or (last == 0 and number == "0")):
        return number
    return str(last + 1)
