"""Arithmetic on terms: exact, or refused."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.sql.terms import NUMERIC, Term, as_type, bounded, paren, whole_number
from rulebook.sql.unpushable import UnpushableError


def add(left: Term, right: Term, type_: t.Type, minus: bool = False) -> Term:
    """``left ± right``; a fraction may be shifted by a plain number: (a ± b·d) / d."""
    if left.over is not None or right.over is not None:
        return _shifted(left, right, type_, minus)
    node = exp.Sub if minus else exp.Add
    whole, scale = max(left.whole, right.whole) + 1, max(left.scale, right.scale)
    return bounded(_grouped(node, left, right), type_, whole, scale)


def _shifted(left: Term, right: Term, type_: t.Type, minus: bool) -> Term:
    if left.over is not None and right.over is not None:
        raise UnpushableError("两个商相加减只能逐条计算：数据库的小数除法不精确")
    over = left.over or right.over
    assert over is not None
    top = add(_over(left, over), _over(right, over), type_, minus)
    return replace(top, over=over, constant=None)


def _over(term: Term, over: Term) -> Term:
    """The numerator that ``term`` has over the denominator ``over``."""
    if term.over is not None:
        return replace(term, over=None)
    return multiply(term, over, term.type)


def multiply(left: Term, right: Term, type_: t.Type) -> Term:
    """``left * right``; a fraction only times a power of ten, which shifts without rounding."""
    if left.over is not None and right.over is not None:
        raise UnpushableError("两个商相乘只能逐条计算：数据库的小数除法不精确")
    if left.over is not None or right.over is not None:
        fraction, factor = (left, right) if left.over is not None else (right, left)
        _require_power_of_ten(factor)
        top = multiply(replace(fraction, over=None), factor, type_)
        return replace(top, over=fraction.over)
    product = _grouped(exp.Mul, left, right)
    return bounded(product, type_, left.whole + right.whole, left.scale + right.scale)


def _require_power_of_ten(factor: Term) -> None:
    """FEEL rounds a quotient to 34 digits before it multiplies; only a shift keeps that."""
    value = factor.constant
    if value is None or value <= 0 or value.normalize().as_tuple().digits != (1,):
        raise UnpushableError("商再乘以 10、100 以外的数只能逐条计算：逐条计算先舍入到 34 位")


def divide(left: Term, right: Term, type_: t.Type) -> Term:
    """``left / right`` as a fraction; dividing a fraction again is refused."""
    if left.over is not None or right.over is not None:
        raise UnpushableError("连续相除只能逐条计算：数据库的小数除法不精确")
    return replace(left, type=type_, over=right, constant=None)


def negate(term: Term) -> Term:
    """``-term``."""
    return term.of(exp.Neg(this=paren(term.copy)))


def _grouped(node: type[exp.Binary], left: Term, right: Term) -> exp.Expr:
    return paren(node(this=left.copy, expression=right.copy))


def compare(node: type[exp.Binary], left: Term, right: Term) -> exp.Expr:
    """An order comparison of numbers; null when a side is null or a divisor zero."""
    if left.over is not None and right.over is not None:
        raise UnpushableError("两个商之间的比较只能逐条计算：数据库的小数除法不精确")
    if right.over is not None:
        return compare(MIRRORED[node], right, left)
    if left.over is None:
        _comparable(left, right)
        return node(this=left.copy, expression=right.copy)
    top, across = replace(left, over=None), multiply(right, left.over, t.NUMBER)
    _comparable(top, across)
    return (
        exp.case()
        .when(_sign(left.over, exp.GT), node(this=top.copy, expression=across.copy), copy=False)
        .when(_sign(left.over, exp.LT), node(this=across.copy, expression=top.copy), copy=False)
    )


def equal(left: Term, right: Term) -> exp.Expr:
    """Equality of numbers as FEEL has it: null equals null and nothing else."""
    if left.over is not None and right.over is not None:
        raise UnpushableError("两个商之间的比较只能逐条计算：数据库的小数除法不精确")
    if right.over is not None:
        left, right = right, left
    if left.over is None:
        _comparable(left, right)
        return exp.NullSafeEQ(this=left.copy, expression=right.copy)
    top, across = replace(left, over=None), multiply(right, left.over, t.NUMBER)
    _comparable(top, across)
    void = exp.or_(
        exp.Is(this=top.copy, expression=exp.Null()),
        exp.Is(this=left.over.copy, expression=exp.Null()),
        _sign(left.over, exp.EQ),
        copy=False,
    )
    same = exp.EQ(this=top.copy, expression=across.copy)
    other_is_null = exp.Is(this=right.copy, expression=exp.Null())
    return (
        exp.case()
        .when(void, other_is_null, copy=False)
        .else_(exp.Coalesce(this=same, expressions=[exp.false()]), copy=False)
    )


def _sign(term: Term, node: type[exp.Binary]) -> exp.Expr:
    return node(this=term.copy, expression=exp.Literal.number(0))


MIRRORED: dict[type[exp.Binary], type[exp.Binary]] = {
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
}
MOST_DIGITS = 38


def _comparable(left: Term, right: Term) -> None:
    """Both sides must fit one DECIMAL, else DuckDB would compare them as DOUBLE."""
    if left.type not in NUMERIC or right.type not in NUMERIC:
        return
    if max(left.whole, right.whole) + max(left.scale, right.scale) > MOST_DIGITS:
        raise UnpushableError("两侧数值的位数相差太大，数据库无法精确比较")


def rounded(name: str, term: Term, scale: int) -> Term:
    """``floor``, ``ceiling`` and the roundings of FEEL to ``scale`` decimals."""
    term = whole_number(term)
    if term.scale <= scale:
        return term
    if scale < 0:
        raise UnpushableError("舍入到小数点左边只能逐条计算")
    steps = exp.Literal.number(scale)
    if name == "round half up":
        value: exp.Expr = exp.Round(this=term.copy, decimals=steps)
    elif name in {"floor", "ceiling"} and scale == 0:
        value = (exp.Floor if name == "floor" else exp.Ceil)(this=term.copy)
    else:
        raise UnpushableError(f"“{name}”在各数据库里舍入规则不同，只能逐条计算")
    result = bounded(value, term.type, term.whole + 1, scale)
    return result.of(as_type(value, f"DECIMAL({result.whole + scale}, {scale})"))


def modulo(left: Term, right: Term) -> Term:
    """FEEL's modulo: the sign of the divisor, null for a zero divisor."""
    left, right = whole_number(left), whole_number(right)
    rest = exp.Mod(this=paren(left.copy), expression=_not_zero(right))
    zero = exp.Literal.number(0)
    strays = exp.and_(
        exp.NEQ(this=rest.copy(), expression=zero.copy()),
        exp.NEQ(
            this=paren(exp.LT(this=rest.copy(), expression=zero.copy())),
            expression=paren(exp.LT(this=right.copy, expression=zero.copy())),
        ),
        copy=False,
    )
    value = (
        exp.case()
        .when(strays, exp.Add(this=rest.copy(), expression=right.copy), copy=False)
        .else_(rest, copy=False)
    )
    whole, scale = max(left.whole, right.whole), max(left.scale, right.scale)
    return bounded(value, t.NUMBER, whole + 1, scale)


def _not_zero(term: Term) -> exp.Expr:
    return exp.Nullif(this=term.copy, expression=exp.Literal.number(0))
