"""The typed tree of FEEL → SQL, node by node; whatever has no exact form is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.constancy import is_constant
from rulebook.sql import moments, numbers, texts
from rulebook.sql.constants import constant_value
from rulebook.sql.functions import call
from rulebook.sql.membership import accepts_any
from rulebook.sql.terms import NUMERIC, Term, as_type, cast, literal, paren, whole_number
from rulebook.sql.unpushable import UnpushableError

DIALECTS = ("duckdb", "postgres", "spark")


@dataclass(frozen=True)
class Compiler:
    """Compiles nodes for one ``dialect``; ``names`` says what SQL stands for each FEEL name.

    ``value`` is what ``?`` means inside a table cell or behind ``in``.
    """

    dialect: str
    names: Mapping[str, Term]
    value: Term | None = None

    def term(self, node: n.Node) -> Term:
        """The SQL of a node; `UnpushableError` with the reason when there is none."""
        if is_constant(node) and not isinstance(node, n.RangeLiteral | n.ListLiteral):
            return literal(constant_value(node))
        handler = HANDLERS.get(type(node))
        if handler is None:
            raise UnpushableError(f"“{type(node).__name__}”这种写法只能逐条计算")
        return _closed(handler(self, node))

    def condition(self, node: n.Node) -> exp.Expr:
        """The SQL of a boolean node."""
        term = self.term(node)
        if term.null:
            return as_type(exp.Null(), "BOOLEAN")
        if term.type != t.BOOLEAN:
            raise UnpushableError(f"条件的类型须为是否，实为{t.chinese(term.type)}")
        return term.sql

    def testing(self, value: Term) -> Compiler:
        """The same compiler, with ``?`` standing for ``value``."""
        return replace(self, value=value)

    def compare(self, op: str, left: Term, right: Term) -> exp.Expr:
        """``left op right`` as FEEL compares: equality never answers null."""
        if op in EQUALITY:
            same = self._equal(left, right)
            return same if op == "=" else exp.Not(this=paren(same))
        self._same_kind(left, right)
        node = ORDER[op]
        if left.type in NUMERIC:
            return numbers.compare(node, left, right)
        if left.type == t.STRING:
            sides = (texts.ordered(left, self.dialect), texts.ordered(right, self.dialect))
            return node(this=sides[0], expression=sides[1])
        if left.type not in (t.DATE, t.TIME, t.DATE_TIME):
            raise UnpushableError(f"{t.chinese(left.type)}的大小比较只能逐条计算")
        return node(this=left.copy, expression=right.copy)

    def _equal(self, left: Term, right: Term) -> exp.Expr:
        if left.null or right.null:
            return self._is_null(right if left.null else left)
        self._same_kind(left, right)
        if left.type in NUMERIC:
            return numbers.equal(left, right)
        return exp.NullSafeEQ(this=left.copy, expression=right.copy)

    def _is_null(self, term: Term) -> exp.Expr:
        if term.over is None:
            return exp.Is(this=paren(term.copy), expression=exp.Null())
        return exp.or_(
            exp.Is(this=term.copy, expression=exp.Null()),
            exp.Is(this=term.over.copy, expression=exp.Null()),
            exp.EQ(this=term.over.copy, expression=exp.Literal.number(0)),
            copy=False,
        )

    def _same_kind(self, left: Term, right: Term) -> None:
        if left.type != right.type or not t.known(left.type):
            kinds = f"{t.chinese(left.type)}与{t.chinese(right.type)}"
            raise UnpushableError(f"{kinds}的比较只能逐条计算：编译时须知道两侧同类")
        if left.zoned != right.zoned:
            raise UnpushableError("带时区与不带时区的时间只能逐条比较")


def _closed(term: Term) -> Term:
    """The term in parentheses where it is a condition: NOT and IS bind in unlike ways."""
    if isinstance(term.sql, exp.Predicate | exp.Connector | exp.Not | exp.Binary):
        return replace(term, sql=paren(term.sql))
    return term


EQUALITY = frozenset({"=", "!="})
ORDER: Mapping[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
Handler = Callable[[Compiler, Any], Term]


def _fact(compiler: Compiler, node: n.Fact) -> Term:
    known = compiler.names.get(node.name)
    if known is None:
        raise UnpushableError(f"事实“{node.name}”不在数据表中，只能逐条计算")
    if known.type == t.TIME and compiler.dialect == "spark":
        raise UnpushableError("Spark 没有时刻类型，只能逐条计算")
    return replace(known, sql=known.copy)


def _input(compiler: Compiler, _node: n.Input) -> Term:
    if compiler.value is None:
        raise UnpushableError("“?”离开了表格单元")
    return replace(compiler.value, sql=compiler.value.copy)


def _negate(compiler: Compiler, node: n.Negate) -> Term:
    term = compiler.term(node.operand)
    if term.type not in NUMERIC:
        raise UnpushableError("负号只能用于数字和时长")
    return numbers.negate(term)


def _arithmetic(compiler: Compiler, node: n.Arithmetic) -> Term:
    left, right = compiler.term(node.left), compiler.term(node.right)
    if left.null or right.null:
        return literal(None)
    if node.op in "+-" and left.type == right.type and left.type in NUMERIC:
        return numbers.add(left, right, left.type, minus=node.op == "-")
    if node.op == "+" and left.type == right.type == t.STRING:
        return texts.joined(left, right)
    if node.op in "+-" and left.type in (t.DATE, t.DATE_TIME):
        return _moved(compiler, node, left, right)
    if node.op in "*/" and left.type in NUMERIC and right.type in NUMERIC:
        return _scaled(node, left, right)
    raise UnpushableError(f"“{node.op}”的这种用法只能逐条计算")


def _scaled(node: n.Arithmetic, left: Term, right: Term) -> Term:
    if t.MONTHS_DURATION in (left.type, right.type):
        raise UnpushableError("年月时长的乘除只能逐条计算")
    if node.op == "/" and left.type == right.type == t.DAYS_DURATION:
        return numbers.divide(left, right, t.NUMBER)
    if not t.known(node.type):
        raise UnpushableError("时长之间只能相除，其他乘除只能逐条计算")
    operation = numbers.multiply if node.op == "*" else numbers.divide
    return operation(left, right, node.type)


def _moved(compiler: Compiler, node: n.Arithmetic, left: Term, right: Term) -> Term:
    if node.op == "-" and right.type in (t.DATE, t.DATE_TIME):
        return moments.minus(left, right, compiler.dialect)
    return moments.shift(left, whole_number(right), node.op == "-", compiler.dialect)


def _compare(compiler: Compiler, node: n.Compare) -> Term:
    left, right = compiler.term(node.left), compiler.term(node.right)
    return Term(paren(compiler.compare(node.op, left, right)), t.BOOLEAN)


def _and(compiler: Compiler, node: n.And) -> Term:
    parts = [paren(compiler.condition(part)) for part in node.parts]
    return Term(paren(exp.and_(*parts, wrap=False, copy=False)), t.BOOLEAN)


def _or(compiler: Compiler, node: n.Or) -> Term:
    parts = [paren(compiler.condition(part)) for part in node.parts]
    return Term(paren(exp.or_(*parts, wrap=False, copy=False)), t.BOOLEAN)


def _between(compiler: Compiler, node: n.Between) -> Term:
    value = compiler.term(node.value)
    low = compiler.compare(">=", value, compiler.term(node.low))
    high = compiler.compare("<=", value, compiler.term(node.high))
    return Term(paren(exp.and_(paren(low), paren(high), wrap=False, copy=False)), t.BOOLEAN)


def _in(compiler: Compiler, node: n.In) -> Term:
    testing = compiler.testing(compiler.term(node.value))
    return Term(paren(accepts_any(testing, node.tests)), t.BOOLEAN)


def _if(compiler: Compiler, node: n.If) -> Term:
    yes, no = whole_number(compiler.term(node.yes)), whole_number(compiler.term(node.no))
    type_ = no.type if yes.null else yes.type
    if not (yes.null or no.null) and (yes.type, yes.zoned) != (no.type, no.zoned):
        raise UnpushableError("“如果”两支的类型不同，只能逐条计算")
    condition = compiler.condition(node.condition)
    whole, scale = max(yes.whole, no.whole), max(yes.scale, no.scale)
    shape = Term(exp.Null(), type_, whole, scale, zoned=yes.zoned or no.zoned)
    if not t.known(type_):
        return literal(None)
    chosen = exp.case().when(condition, yes.copy, copy=False).else_(no.copy, copy=False)
    return shape.of(cast(shape.of(chosen)))


def _path(compiler: Compiler, node: n.Path) -> Term:
    return moments.part(compiler.term(node.source), node.name, compiler.dialect)


HANDLERS: Mapping[type[n.Node], Handler] = {
    n.Fact: _fact,
    n.Input: _input,
    n.Negate: _negate,
    n.Arithmetic: _arithmetic,
    n.Compare: _compare,
    n.And: _and,
    n.Or: _or,
    n.Between: _between,
    n.In: _in,
    n.If: _if,
    n.Path: _path,
    n.Call: call,
}
