"""The typed tree: what the parser makes and every back end reads.

All nodes are frozen. Each has ``pos`` and ``end`` (offsets of its text in the source) and ``type``
(static type, `types.ANY` when only known at run time). Back ends dispatch on the class; there are
no other kinds of nodes. ``slot`` numbers of local names are unique within one parsed expression.
"""

from __future__ import annotations

from collections.abc import Iterator as Iterating
from dataclasses import dataclass
from typing import Any

from rulebook.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """Common part of every expression node."""

    pos: int
    end: int
    type: Type


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: number, string, boolean, null, or a date, time or duration (``@"…"``)."""

    value: Any


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A name of the outer scope, read from the facts at run time; null when absent."""

    name: str


@dataclass(frozen=True, slots=True)
class Local(Node):
    """A name bound inside: parameter, iteration variable, context entry, ``item``."""

    name: str
    slot: int


@dataclass(frozen=True, slots=True)
class Input(Node):
    """``?`` in unary tests: the value under test."""


@dataclass(frozen=True, slots=True)
class BuiltinName(Node):
    """A built-in function, by its FEEL name (``"string length"``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A name nobody knows; only when parsing leniently. Its value is null."""

    name: str


@dataclass(frozen=True, slots=True)
class FieldOr(Node):
    """In a filter over items of unknown type: entry ``name`` of ``item``, or ``other`` if none."""

    item: Node
    name: str
    other: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``left op right`` with op one of ``+ - * / **``."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``left op right`` with op one of ``= != < <= > >=``."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Conjunction of two or more parts, in three-valued logic (flattened)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Disjunction of two or more parts, in three-valued logic (flattened)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high`` (both ends included)."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in tests``; true when any of the tests accepts the value."""

    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One positive unary test; ``type`` is boolean. One of the three classes below."""


@dataclass(frozen=True, slots=True)
class OpTest(Test):
    """``< operand`` and the like: compares the value under test with the operand."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class ValueTest(Test):
    """An expression: equal to it, inside it if it is a list or a range."""

    operand: Node


@dataclass(frozen=True, slots=True)
class ConditionTest(Test):
    """A boolean expression over ``?`` (or over other names): accepted when true."""

    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table. No tests at all: ``-``, accepts everything."""

    tests: tuple[Test, ...]
    negated: bool
    input_type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then yes else no``; a null condition takes ``no``."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in domain`` or ``name in domain..until``; binds ``slot``."""

    name: str
    slot: int
    domain: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return body``; ``partial`` is the slot of the results so far."""

    iterators: tuple[Iterator, ...]
    body: Node
    partial: int


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some|every iterators satisfies condition``."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[condition]``; ``slot`` binds ``item``. A numeric condition is an index from 1."""

    source: Node
    slot: int
    condition: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``source.name``: an entry, a property of a date or range, or that of every item."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; ``names`` is empty for positional calls, else one name each."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter of a function literal."""

    name: str
    slot: int
    type: Type


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``function(parameters) body``; ``external`` marks a body that describes foreign code."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key: value`` of a context literal; later entries see it under ``slot``."""

    key: str
    slot: int
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{key: value, …}``."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[low..high)``; an end that is None is unbounded, as in ``(< high)``."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of tested``."""

    value: Node
    tested: Type


def unlimited(end: Node | None) -> bool:
    """Whether an end of a range sets no limit: left out, or ``null`` written out."""
    return end is None or (isinstance(end, Literal) and end.value is None)


def walk(node: Any) -> Iterating[Node]:
    """The node and everything below it."""
    if isinstance(node, Node):
        yield node
    for part in parts(node):
        yield from walk(part)


def parts(node: Any) -> Iterating[Any]:
    """What stands directly below: nodes, and the parts of this module that hold nodes."""
    if isinstance(node, tuple):
        yield from node
    elif type(node).__module__ == __name__:
        for name in type(node).__dataclass_fields__:
            value = getattr(node, name)
            yield from value if isinstance(value, tuple) else (value,)
