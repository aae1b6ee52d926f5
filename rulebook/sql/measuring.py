"""A measure as SQL: which rows of a relation of facts count, and the number of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from rulebook.feel import Scope, parse
from rulebook.feel import types as t
from rulebook.measures import How, Measure
from rulebook.sql.columns import Column
from rulebook.sql.compiler import Compiler
from rulebook.sql.terms import Term
from rulebook.sql.unpushable import UnpushableError


@dataclass(frozen=True)
class Formula:
    """The condition rows meet to be counted (``TRUE`` for all) and their number (``1`` in a count).

    A share's number is 100 for rows that meet its condition, 0 for the others, null for those of
    which it is not known.
    """

    when: str
    value: str


def measure_sql(
    measure: Measure, columns: Mapping[str, Column], relation: str, dialect: str = "postgres"
) -> Formula:
    """The formula over ``relation``, whose ``columns`` are the facts by label.

    Raises `UnpushableError` for what SQL cannot say exactly, `FeelError` for what is no FEEL.
    """
    scope = Scope({label: column.type for label, column in columns.items()})
    names = {label: column.term(relation) for label, column in columns.items()}
    compiler = Compiler(dialect, names)
    when = measure.when and _condition(compiler, measure.when, scope).sql(dialect)
    return Formula(when or "TRUE", _value(compiler, measure, scope).sql(dialect))


def _condition(compiler: Compiler, text: str, scope: Scope) -> exp.Expr:
    return compiler.condition(parse(text, scope))


def _value(compiler: Compiler, measure: Measure, scope: Scope) -> exp.Expr:
    if measure.how is How.COUNT:
        return exp.Literal.number(1)
    if measure.how is How.SHARE:
        met = _condition(compiler, measure.value, scope)
        return exp.Case(
            ifs=[
                exp.If(this=met, true=exp.Literal.number(100)),
                exp.If(this=exp.Not(this=exp.Paren(this=met.copy())), true=exp.Literal.number(0)),
            ]
        )
    return _number(compiler.term(parse(measure.value, scope)))


def _number(term: Term) -> exp.Expr:
    """A number; a fraction is divided at last, and is null where it is by nothing."""
    if term.type != t.NUMBER:
        raise UnpushableError(f"算式应得出数，实际得出{t.chinese(term.type)}")
    if term.over is None:
        return term.sql
    nothing = exp.Nullif(this=term.over.copy, expression=exp.Literal.number(0))
    return exp.Div(this=exp.Paren(this=term.copy), expression=nothing)
