"""The emitter: numbered identifiers, constants, blocks of lines, and dispatch on node classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rulebook.feel.tree import Node

SPILL_DEPTH = 14
WEIGHT = 24
"""So many characters of a body that is run again and again cost one step."""


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression. ``null``: may be None; ``plain``: an identifier, free to repeat."""

    text: str
    null: bool = True
    plain: bool = False


@dataclass(slots=True)
class Block:
    """Lines of one function body under construction."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str, indent: int = 0) -> None:
        """Append a line."""
        self.lines.append("    " * indent + line)


Rule = Callable[["Emitter", Any], Code]


class Emitter:
    """Collects the parts of one generated module."""

    def __init__(self, rules: dict[type[Node], Rule], safe: bool = False) -> None:
        self.rules = rules
        self.safe = safe
        self.constants: dict[str, Any] = {}
        self.facts: dict[str, str] = {}
        self.blocks: list[Block] = [Block()]
        self.numbers = 0
        self.depth = 0
        self.nested = 0
        self.metered = False
        self.input_name = "it"

    def fresh(self, letter: str) -> str:
        """A new identifier."""
        self.numbers += 1
        return f"{letter}{self.numbers}"

    def constant(self, value: Any) -> str:
        """Name of a global that holds the value."""
        name = self.fresh("k")
        self.constants[name] = value
        return name

    def fact(self, name: str) -> str:
        """Local variable that holds a fact; read once at the top."""
        if name not in self.facts:
            self.facts[name] = f"v{len(self.facts)}"
        return self.facts[name]

    def bind(self, code: Code) -> tuple[str, str]:
        """(text for the first use, text for later uses) of a value used more than once."""
        if code.plain:
            return code.text, code.text
        name = self.fresh("t")
        return f"({name} := {code.text})", name

    def emit(self, node: Node) -> Code:
        """Code of a node; deep ones become functions of their own, as Python limits nesting."""
        if self.depth >= SPILL_DEPTH:
            return self._spilled(node)
        self.depth += 1
        code = self.rules[type(node)](self, node)
        self.depth -= 1
        return code

    def answer(self, block: Block, node: Node) -> None:
        """Return a node's value; what may run often pays for the length of its text."""
        weight = (node.end - node.pos) // WEIGHT
        if weight:
            block.add(f"h_spend({weight})")
        block.add(f"return {self.text(node)}")

    def text(self, node: Node) -> str:
        """Just the text of a node's code."""
        return self.emit(node).text

    def _spilled(self, node: Node) -> Code:
        with self.function("f", ()) as (name, block):
            code = self.rules[type(node)](self, node)
            block.add(f"return {code.text}")
        return Code(f"{name}()", code.null)

    @contextmanager
    def function(self, letter: str, parameters: tuple[str, ...]) -> Iterator[tuple[str, Block]]:
        """A nested function, written into the enclosing block before the current statement."""
        name = self.fresh(letter)
        block = Block()
        self.blocks.append(block)
        depth, self.depth = self.depth, 0
        self.nested += 1
        yield name, block
        self.nested -= 1
        self.depth = depth
        self.blocks.pop()
        outer = self.blocks[-1]
        outer.add(f"def {name}({', '.join(parameters)}):")
        outer.lines.extend("    " + line for line in block.lines)


def local(slot: int) -> str:
    """Python name of a local FEEL name."""
    return f"s{slot}"
