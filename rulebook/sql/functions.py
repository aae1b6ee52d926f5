"""Built-in functions that mean the same in every database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.constancy import is_constant
from rulebook.sql import moments, numbers, texts
from rulebook.sql.constants import constant_value
from rulebook.sql.membership import accepts_any
from rulebook.sql.terms import NUMERIC, Term, bounded, cast, paren, whole_number
from rulebook.sql.unpushable import UnpushableError

if TYPE_CHECKING:
    from rulebook.sql.compiler import Compiler

Arguments = Sequence[n.Node]
Function = Callable[["Compiler", str, Arguments], Term]


def call(compiler: Compiler, node: n.Call) -> Term:
    """A call of a built-in by position; everything else is refused with its name."""
    if not isinstance(node.function, n.BuiltinName) or node.names:
        raise UnpushableError("自定义函数和具名参数只能逐条计算")
    name = node.function.name
    function = FUNCTIONS.get(name)
    if function is None:
        raise UnpushableError(f"函数“{name}”在各数据库里含义不同，只能逐条计算")
    return function(compiler, name, node.arguments)


def _typed(compiler: Compiler, node: n.Node, *types: t.Type) -> Term:
    term = compiler.term(node)
    if term.type not in types:
        raise UnpushableError(f"函数参数的类型“{t.chinese(term.type)}”只能逐条计算")
    return term


def _not(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    return Term(exp.Not(this=paren(compiler.condition(arguments[0]))), t.BOOLEAN)


def _abs(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    term = whole_number(_typed(compiler, arguments[0], t.NUMBER, t.DAYS_DURATION))
    return term.of(exp.Abs(this=term.copy))


def _round(compiler: Compiler, name: str, arguments: Arguments) -> Term:
    term = _typed(compiler, arguments[0], t.NUMBER)
    scale = _constant_int(arguments[1]) if len(arguments) > 1 else 0
    return numbers.rounded(name, term, scale)


def _constant_int(node: n.Node) -> int:
    value = constant_value(node) if is_constant(node) else None
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise UnpushableError("函数的位置和位数参数须为整数常量，否则只能逐条计算")
    return int(value)


def _modulo(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    left, right = (_typed(compiler, each, t.NUMBER) for each in arguments)
    return numbers.modulo(left, right)


def _extreme(compiler: Compiler, name: str, arguments: Arguments) -> Term:
    nodes = arguments[0].items if isinstance(arguments[0], n.ListLiteral) else arguments
    terms = [whole_number(compiler.term(node)) for node in nodes]
    first = terms[0]
    if any((term.type, term.zoned) != (first.type, first.zoned) for term in terms):
        raise UnpushableError("最大最小值的各项须为同类，否则只能逐条计算")
    if first.type not in NUMERIC | {t.DATE, t.DATE_TIME}:
        raise UnpushableError("只有数字、时长和日期的最大最小值能由数据库计算")
    node = exp.Least if name == "min" else exp.Greatest
    whole, scale = max(each.whole for each in terms), max(each.scale for each in terms)
    shape = first.of(exp.Null(), whole=whole, scale=scale)
    void = exp.or_(*[exp.Is(this=each.copy, expression=exp.Null()) for each in terms], copy=False)
    rest = [term.copy for term in terms[1:]]
    chosen = node(this=first.copy, expressions=rest) if rest else first.copy
    return shape.of(cast(shape.of(exp.case().when(exp.Not(this=paren(void)), chosen, copy=False))))


def _length(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    return texts.length(_typed(compiler, arguments[0], t.STRING))


def _finding(compiler: Compiler, name: str, arguments: Arguments) -> Term:
    term, match = (_typed(compiler, each, t.STRING) for each in arguments)
    if name == "contains":
        return texts.contains(term, match, compiler.dialect)
    return texts.starts_with(term, match) if name == "starts with" else texts.ends_with(term, match)


def _substring(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    start = _constant_int(arguments[1])
    count = _constant_int(arguments[2]) if len(arguments) > 2 else None
    return texts.substring(_typed(compiler, arguments[0], t.STRING), start, count)


def _date(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    if len(arguments) != 1:
        raise UnpushableError("由年月日拼日期只能逐条计算")
    term = _typed(compiler, arguments[0], t.DATE, t.DATE_TIME)
    return term if term.type == t.DATE else moments.to_date(term)


def _months(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    start, end = (compiler.term(each) for each in arguments)
    return moments.months_between(start, end, compiler.dialect)


def _contained(compiler: Compiler, _name: str, arguments: Arguments) -> Term:
    members, element = arguments
    test = n.ValueTest(members.pos, members.end, t.BOOLEAN, members)
    found = accepts_any(compiler.testing(compiler.term(element)), (test,))
    return Term(paren(found), t.BOOLEAN)


def _parity(compiler: Compiler, name: str, arguments: Arguments) -> Term:
    term = whole_number(_typed(compiler, arguments[0], t.NUMBER))
    if term.scale:
        raise UnpushableError("奇偶判断只对整数列能由数据库计算")
    two = bounded(exp.Literal.number(2), t.NUMBER, 1, 0)
    rest = numbers.modulo(term, two)
    wanted = exp.Literal.number(1 if name == "odd" else 0)
    return Term(exp.EQ(this=paren(rest.sql), expression=wanted), t.BOOLEAN)


FUNCTIONS: Mapping[str, Function] = {
    "not": _not,
    "abs": _abs,
    "floor": _round,
    "ceiling": _round,
    "round half up": _round,
    "modulo": _modulo,
    "min": _extreme,
    "max": _extreme,
    "string length": _length,
    "contains": _finding,
    "starts with": _finding,
    "ends with": _finding,
    "substring": _substring,
    "date": _date,
    "years and months duration": _months,
    "list contains": _contained,
    "odd": _parity,
    "even": _parity,
}
