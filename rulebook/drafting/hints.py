"""What can be read but is hardly meant: conditions without effect, values that do not occur."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rulebook.drafting import ambiguity, intervals
from rulebook.drafting.problems import Problem, problem
from rulebook.errors import FeelError
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.builtins.writing import written
from rulebook.feel.constancy import is_constant
from rulebook.feel.printing import same
from rulebook.feel.printing.literals import string
from rulebook.feel.python.compile import compile_tree
from rulebook.feel.scope import Scope
from rulebook.feel.source import nearest

CONDITIONS = (n.Compare, n.And, n.Or, n.In, n.Between, n.Call)
OUTCOMES = {True: "总是成立", False: "永不成立", None: "总是得“空”（不知道）"}


def hints(text: str, tree: n.Node, scope: Scope) -> list[Problem]:
    """Doubts about a tree, where no larger doubt already covers them."""
    found: list[Problem] = []
    for node in n.walk(tree):
        if any(one.start <= node.pos and node.end <= one.end for one in found if one.end):
            continue
        found += _of_node(text, node, scope)
    facts = [node for node in n.walk(tree) if isinstance(node, n.Fact)]
    return found + list(ambiguity.doubts(text, facts, scope))


def _of_node(text: str, node: n.Node, scope: Scope) -> Iterator[Problem]:
    for message in (_without_effect(node), intervals.doubt(node), _empty_range(node), _mixed(node)):
        if message:
            yield problem(text, node.pos, node.end, message)
            return
    if isinstance(node, n.If) and isinstance(node.condition, n.Literal):
        message = f"此条件写死了，{OUTCOMES[node.condition.value]}，请核对。"
        yield problem(text, node.condition.pos, node.condition.end, message)
    yield from _null_order(text, node)
    yield from _strange_values(text, node, scope)


def _without_effect(node: n.Node) -> str:
    """A condition that no fact can change, by constant folding or by comparing with itself."""
    if isinstance(node, n.Compare) and not is_constant(node) and same(node.left, node.right):
        always = node.op in ("=", "<=", ">=")
        return f"左右两边相同，此条件{OUTCOMES[always]}，请核对。"
    if not isinstance(node, CONDITIONS) or node.type != t.BOOLEAN or not is_constant(node):
        return ""
    if any(isinstance(part, n.Local) for part in n.walk(node)):
        return ""
    outcome = _value(node)
    if outcome not in OUTCOMES or isinstance(outcome, int) is not isinstance(outcome, bool):
        return ""
    return f"此条件与事实无关，{OUTCOMES[outcome]}，请核对。"


def _value(node: n.Node) -> Any:
    try:
        return compile_tree(node, Scope())({})
    except FeelError:
        return ...


def _empty_range(node: n.Node) -> str:
    if not isinstance(node, n.RangeLiteral | n.Between) or node.low is None or node.high is None:
        return ""
    if not (is_constant(node.low) and is_constant(node.high)):
        return ""
    compared = n.Compare(0, 0, t.BOOLEAN, ">", node.low, node.high)
    return "区间的起点大于终点，没有值落在其中，请对调。" if _value(compared) is True else ""


def _mixed(node: n.Node) -> str:
    if not isinstance(node, n.If) or not t.conflict(node.yes.type, node.no.type):
        return ""
    yes, no = t.chinese(node.yes.type), t.chinese(node.no.type)
    return f"两个分支的类型不同：一个是{yes}，一个是{no}，请核对。"


def _null_order(text: str, node: n.Node) -> Iterator[Problem]:
    if not isinstance(node, n.Compare) or node.op in ("=", "!="):
        return
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, n.Literal) and side.value is None:
            fix = f"{text[other.pos : other.end]} = null"
            message = "与空值比较大小总是得“空”（不知道），判断有没有值请用“=”或“!=”。"
            yield problem(text, node.pos, node.end, message, suggestions=(fix,))


def _strange_values(text: str, node: n.Node, scope: Scope) -> Iterator[Problem]:
    for name, value in _compared(node):
        allowed = scope.allowed.get(name, ())
        if not allowed or value.value is None or value.value in allowed:
            continue
        texts = [each for each in allowed if isinstance(each, str)]
        near = nearest(str(value.value), texts) or texts[:3]
        shown = "单元格的输入" if name == "?" else f"“{name}”"
        message = f"{shown}没有{written(value.value)}这个取值，请从允许值中选用。"
        fixes = tuple(string(each) for each in near)
        yield problem(text, value.pos, value.end, message, suggestions=fixes)


def _compared(node: n.Node) -> Iterator[tuple[str, n.Literal]]:
    """(fact or ``?``, constant) of each equality the node tests."""
    if isinstance(node, n.Compare) and node.op in ("=", "!="):
        for name, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(name, n.Fact | n.Input) and isinstance(other, n.Literal):
                yield _label(name), other
    if isinstance(node, n.In) and isinstance(node.value, n.Fact | n.Input):
        yield from ((_label(node.value), each) for each in _constants(node.tests))
    if isinstance(node, n.UnaryTests):
        yield from (("?", each) for each in _constants(node.tests))


def _label(node: n.Fact | n.Input) -> str:
    return node.name if isinstance(node, n.Fact) else "?"


def _constants(tests: tuple[n.Test, ...]) -> Iterator[n.Literal]:
    for test in tests:
        equal = isinstance(test, n.ValueTest) or (
            isinstance(test, n.OpTest) and test.op in ("=", "!=")
        )
        operand = test.operand if equal else None  # type: ignore[attr-defined]  # both have one
        items = operand.items if isinstance(operand, n.ListLiteral) else (operand,)
        yield from (item for item in items if isinstance(item, n.Literal))
