"""Unary tests in SQL: what stands behind ``in`` and in the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.constancy import is_constant
from rulebook.sql.constants import constant_value
from rulebook.sql.terms import Term, literal, paren
from rulebook.sql.unpushable import UnpushableError

if TYPE_CHECKING:
    from rulebook.sql.compiler import Compiler


def accepts_any(compiler: Compiler, tests: tuple[n.Test, ...]) -> exp.Expr:
    """Whether one of the tests accepts the value under test: three-valued or."""
    parts = [paren(_accepts(compiler, test)) for test in tests]
    return exp.or_(*parts, wrap=False, copy=False)


def cell(compiler: Compiler, tests: n.UnaryTests) -> exp.Expr | None:
    """A table cell over the value under test; None for ``-``, which accepts everything."""
    if not tests.tests:
        return None
    accepted = accepts_any(compiler, tests.tests)
    return exp.Not(this=paren(accepted)) if tests.negated else accepted


def _accepts(compiler: Compiler, test: n.Test) -> exp.Expr:
    if isinstance(test, n.ConditionTest):
        return compiler.condition(test.operand)
    value = under_test(compiler)
    if isinstance(test, n.OpTest):
        return compiler.compare(test.op, value, compiler.term(test.operand))
    assert isinstance(test, n.ValueTest)
    return _holds(compiler, value, test.operand)


def _holds(compiler: Compiler, value: Term, operand: n.Node) -> exp.Expr:
    """Equal to the operand, in its range, or equal to one of its items."""
    if isinstance(operand, n.RangeLiteral):
        return _within(compiler, value, operand)
    if isinstance(operand, n.ListLiteral):
        if any(isinstance(item.type, t.ListType) for item in operand.items):
            raise UnpushableError("列表中的列表只能逐条计算")
        items = [_certainly(_holds(compiler, value, item)) for item in operand.items]
        return exp.or_(*items, wrap=False, copy=False) if items else exp.false()
    if is_constant(operand) and isinstance(constant := constant_value(operand), list):
        same = [compiler.compare("=", value, literal(item)) for item in constant]
        return exp.or_(*map(paren, same), wrap=False, copy=False) if same else exp.false()
    if not is_constant(operand) and _may_be_many(operand.type):
        raise UnpushableError("成员来自列表或区间变量，只能逐条计算")
    return compiler.compare("=", value, compiler.term(operand))


def _may_be_many(type_: t.Type) -> bool:
    return isinstance(type_, t.ListType | t.RangeType) or not t.known(type_)


def _certainly(condition: exp.Expr) -> exp.Expr:
    """An item of a list accepts or does not: what cannot be compared counts as different."""
    return exp.Coalesce(this=condition, expressions=[exp.false()])


def _within(compiler: Compiler, value: Term, bounds: n.RangeLiteral) -> exp.Expr:
    """Within constant ends; FEEL reads a null end as none at all and a reversed range as null."""
    ends = [end for end in (bounds.low, bounds.high) if end is not None]
    values: list[Any] = [constant_value(end) if is_constant(end) else None for end in ends]
    if not values or None in values or (len(values) > 1 and not values[0] <= values[1]):
        raise UnpushableError("区间的端点须为常量且由小到大，否则只能逐条计算")
    parts = []
    if bounds.low is not None:
        op = ">=" if bounds.low_closed else ">"
        parts.append(paren(compiler.compare(op, value, compiler.term(bounds.low))))
    if bounds.high is not None:
        op = "<=" if bounds.high_closed else "<"
        parts.append(paren(compiler.compare(op, value, compiler.term(bounds.high))))
    return exp.and_(*parts, wrap=False, copy=False)


def under_test(compiler: Compiler) -> Term:
    """The value ``?`` stands for."""
    if compiler.value is None:
        raise UnpushableError("测试离开了被测的值")
    return compiler.value
