"""FEEL read over facts that are not known yet, in FEEL's own three-valued logic.

Logic, comparison, membership and linear arithmetic are understood; any other part of an expression
becomes a fact of its own, named by its text: what is proved then holds whatever its value, and a
counter-example that depends on it must be confirmed by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from rulebook.feel import Scope, parse_unary_tests
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.operators import arithmetic, comparison
from rulebook.feel.python.folding import folded
from rulebook.proofs.assuming import CannotDecide
from rulebook.proofs.exploring import CALCULATED, Case, Dismissed
from rulebook.proofs.known import Name, Part
from rulebook.proofs.symbols import Amount, as_amount, calculated, symbolic

_CONCRETE: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "=": comparison.equal,
    "!=": comparison.unequal,
    "<": comparison.less,
    "<=": comparison.at_most,
    ">": comparison.more,
    ">=": comparison.at_least,
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}


@dataclass
class Reader:
    """Reads expressions of one text in one case.

    ``constants``: dated values by name; ``outputs``: what a table decided, asked when needed;
    ``tested``: the value under test in a cell, ``tested_tree`` what it is calculated from.
    """

    case: Case
    text: str
    constants: Mapping[str, Any] = field(default_factory=dict)
    outputs: Callable[[str], Any] | None = None
    output_names: frozenset[str] = frozenset()
    tested: Any = None
    tested_tree: n.Node | None = None

    def read(self, node: n.Node) -> Any:
        """The node's value: a constant, an `Amount` or the `Name` of a text."""
        if isinstance(node, n.Literal):
            return node.value
        known = folded(node) if isinstance(node, n.Arithmetic | n.Negate | n.Call) else None
        if known is not None:
            return known.value
        reader = _READERS.get(type(node))
        return self._calculated(node) if reader is None else reader(self, node)

    def truth(self, node: n.Node) -> bool | None:
        """The node's value if it is true or false, else null."""
        return comparison.truth(self.read(node))

    def accepted(self, tests: n.UnaryTests, value: Any) -> bool | None:
        """What a cell says of a value."""
        if not tests.tests:
            return True
        self.tested = value
        found = self._any(tests.tests, value)
        return comparison.negation(found) if tests.negated else found

    def compare(self, op: str, left: Any, right: Any) -> bool | None:
        """``left op right``."""
        if not symbolic(left) and not symbolic(right):
            return _CONCRETE[op](left, right)
        if left is None or right is None:
            return {"=": False, "!=": True}.get(op)
        if isinstance(left, Name | str) and isinstance(right, Name | str):
            return self._texts(op, left, right)
        one, other = as_amount(left), as_amount(right)
        if one is None or other is None or one.kind != other.kind:
            return None
        return self._amounts(op, one.plus(other, Fraction(-1), one.kind))

    def _texts(self, op: str, left: Name | str, right: Name | str) -> bool:
        if op not in ("=", "!="):
            raise CannotDecide("文本比较先后的条件不能证明")
        return self.case.equal_texts(left, right) is (op == "=")

    def _amounts(self, op: str, gap: Amount) -> bool:
        below = self.case.below
        if op in ("<", ">="):
            return below(gap, True) is (op == "<")
        if op in ("<=", ">"):
            return below(gap, False) is (op == "<=")
        return (below(gap, False) and not below(gap, True)) is (op == "=")

    def _fact(self, node: n.Fact) -> Any:
        if node.name in self.constants:
            return self.constants[node.name]
        if node.name in self.output_names and self.outputs is not None:
            return self.outputs(node.name)
        value = self.case.fact(node.name, node.type, not self.case.assume.complete)
        self._require_allowed(node, value)
        return value

    def _require_allowed(self, node: n.Fact, value: Any) -> None:
        """Dismiss the case when the fact is none of the values it may have."""
        text = self.case.assume.allowed.get(node.name)
        if text is None or value is None or node.name in self.case.allowed:
            return
        self.case.allowed.add(node.name)
        if node.name in self.case.known.closed:
            return
        if Reader(self.case, text).accepted(_tests(text, node.type), value) is not True:
            raise Dismissed

    def _and(self, node: n.And) -> bool | None:
        found: list[bool | None] = []
        for part in node.parts:
            found.append(self.truth(part))
            if found[-1] is False:
                return False
        return comparison.all_of(*found)

    def _or(self, node: n.Or) -> bool | None:
        found: list[bool | None] = []
        for part in node.parts:
            found.append(self.truth(part))
            if found[-1] is True:
                return True
        return comparison.any_of(*found)

    def _if(self, node: n.If) -> Any:
        condition = self.read(node.condition)
        if condition is not None and not isinstance(condition, bool):
            return None
        return self.read(node.yes if condition is True else node.no)

    def _compare(self, node: n.Compare) -> bool | None:
        return self.compare(node.op, self.read(node.left), self.read(node.right))

    def _between(self, node: n.Between) -> bool | None:
        value, low, high = self.read(node.value), self.read(node.low), self.read(node.high)
        above = self.compare(">=", value, low)
        return False if above is False else comparison.both(above, self.compare("<=", value, high))

    def _in(self, node: n.In) -> bool | None:
        return self._any(node.tests, self.read(node.value))

    def _any(self, tests: Iterable[n.Test], value: Any) -> bool | None:
        found: list[bool | None] = []
        for test in tests:
            found.append(self._test(test, value))
            if found[-1] is True:
                return True
        return comparison.any_of(*found)

    def _test(self, test: n.Test, value: Any) -> bool | None:
        if isinstance(test, n.OpTest):
            return self.compare(test.op, value, self.read(test.operand))
        assert isinstance(test, n.ValueTest | n.ConditionTest)
        if isinstance(test, n.ConditionTest):
            return self.truth(test.operand)
        return self._accepts(value, test.operand)

    def _accepts(self, value: Any, operand: n.Node) -> bool | None:
        if isinstance(operand, n.RangeLiteral):
            return self._inside(value, operand)
        if isinstance(operand, n.ListLiteral):
            return any(self._accepts(value, item) is True for item in operand.items)
        if isinstance(operand.type, t.ListType | t.RangeType):
            raise CannotDecide("只能证明逐个写出的取值和区间")
        return self.compare("=", value, self.read(operand))

    def _inside(self, value: Any, within: n.RangeLiteral) -> bool | None:
        ends = [(">=" if within.low_closed else ">", within.low)]
        ends += [("<=" if within.high_closed else "<", within.high)]
        found = [self.compare(op, value, self.read(end)) for op, end in ends if end is not None]
        return comparison.all_of(*found) if found else None

    def _input(self, _node: n.Input) -> Any:
        return self.tested

    def _negate(self, node: n.Negate) -> Any:
        value = self.read(node.operand)
        if not symbolic(value):
            return arithmetic.negate(value)
        scalable = isinstance(value, Amount) and value.kind in _NEGATED
        return value.times(Fraction(-1), value.kind) if scalable else self._calculated(node)

    def _arithmetic(self, node: n.Arithmetic) -> Any:
        if node.op not in _ARITHMETIC:
            return self._calculated(node)
        left, right = self.read(node.left), self.read(node.right)
        if left is None or right is None:
            return None
        if not symbolic(left) and not symbolic(right):
            return _ARITHMETIC[node.op](left, right)
        one, other = as_amount(left), as_amount(right)
        found = None if one is None or other is None else calculated(node.op, one, other)
        return self._calculated(node, _may_fail(one, other)) if found is None else found

    def _call(self, node: n.Call) -> Any:
        if isinstance(node.function, n.BuiltinName) and node.function.name == "not":
            return comparison.negation(self.read(node.arguments[0]))
        return self._calculated(node)

    def _calculated(self, node: n.Node, null: bool = True) -> Any:
        """A part that is not understood, as a fact of its own."""
        words = self.text[node.pos : node.end]
        node = _filled(node, self.tested_tree)
        inside = list(n.walk(node))
        facts = {each.name for each in inside if isinstance(each, n.Fact)}
        if facts & self.output_names or (self.output_names and not self.outputs):
            raise CannotDecide(f"“{words}”由决策表的输出计算，不能证明")
        if any(isinstance(each, n.BuiltinName) and each.name in _CHANGING for each in inside):
            raise CannotDecide(f"“{words}”每次的值都不同，不能证明")
        seen = [f"?={self.tested_tree!r}"] if "?" in words else []
        seen += [f"{name}={self.constants[name]!r}" for name in sorted(facts & set(self.constants))]
        name = CALCULATED + "；".join([words, *seen])
        self.case.known.calculated[name] = self._part(node, inside)
        return self.case.fact(name, _kind(node), null)

    def _part(self, node: n.Node, inside: list[n.Node]) -> Part:
        facts = {each.name: each.type for each in inside if isinstance(each, n.Fact)}
        constants = {name: self.constants[name] for name in facts if name in self.constants}
        types = {name: facts.pop(name) for name in constants}
        return Part(node, facts, constants, types)


@lru_cache(maxsize=1000)
def _tests(text: str, kind: t.Type) -> n.UnaryTests:
    return parse_unary_tests(text, Scope(), kind)


def _filled(node: Any, tested: n.Node | None) -> Any:
    """A tree with the value under test written out."""
    if isinstance(node, n.Input) and tested is not None:
        return tested
    if isinstance(node, tuple):
        return tuple(_filled(part, tested) for part in node)
    if not isinstance(node, n.Node) or tested is None:
        return node
    changed = {each.name: _filled(getattr(node, each.name), tested) for each in fields(node)}
    return replace(node, **changed)


def _may_fail(left: Amount | None, right: Amount | None) -> bool:
    """Whether an operation on known values may be null; a day moved by a duration is a day."""
    if left is None or right is None:
        return True
    moved = left.kind in (t.DATE, t.DATE_TIME)
    return not (moved and right.kind in (t.DAYS_DURATION, t.MONTHS_DURATION))


def _kind(node: n.Node) -> t.Type:
    """The node's type; a day or moment moved by a duration is one again."""
    if node.type == t.ANY and isinstance(node, n.Arithmetic) and node.op in ("+", "-"):
        return node.left.type if node.left.type in (t.DATE, t.DATE_TIME) else t.ANY
    return node.type


_NEGATED = frozenset({t.NUMBER, t.DAYS_DURATION, t.MONTHS_DURATION})
_CHANGING = frozenset({"today", "now", "random number"})
_READERS: Mapping[type[n.Node], Callable[[Reader, Any], Any]] = {
    n.Fact: Reader._fact,
    n.And: Reader._and,
    n.Or: Reader._or,
    n.If: Reader._if,
    n.Compare: Reader._compare,
    n.Between: Reader._between,
    n.In: Reader._in,
    n.Input: Reader._input,
    n.Negate: Reader._negate,
    n.Arithmetic: Reader._arithmetic,
    n.Call: Reader._call,
}
