"""String functions on terms, only those that count and compare alike everywhere."""

from __future__ import annotations

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.sql.terms import Term, as_type, bounded, paren
from rulebook.sql.unpushable import UnpushableError

TEXT_DIGITS = 10


def length(term: Term) -> Term:
    """``string length``: characters, not bytes."""
    counted = as_type(exp.Length(this=term.copy), f"DECIMAL({TEXT_DIGITS}, 0)")
    return bounded(counted, t.NUMBER, TEXT_DIGITS, 0)


def position(term: Term, match: Term, dialect: str) -> exp.Expr:
    """Where ``match`` begins in ``term``, from 1; 0 when it does not occur."""
    if dialect == "postgres":
        return exp.Anonymous(this="strpos", expressions=[term.copy, match.copy])
    return exp.Anonymous(this="instr", expressions=[term.copy, match.copy])


def contains(term: Term, match: Term, dialect: str) -> Term:
    """``contains(term, match)``; no pattern characters are involved."""
    found = exp.GT(this=position(term, match, dialect), expression=exp.Literal.number(0))
    return Term(found, t.BOOLEAN)


def starts_with(term: Term, match: Term) -> Term:
    """``starts with(term, match)``."""
    head = exp.Anonymous(this="left", expressions=[term.copy, exp.Length(this=match.copy)])
    return Term(exp.EQ(this=head, expression=match.copy), t.BOOLEAN)


def ends_with(term: Term, match: Term) -> Term:
    """``ends with(term, match)``."""
    tail = exp.Anonymous(this="right", expressions=[term.copy, exp.Length(this=match.copy)])
    return Term(exp.EQ(this=tail, expression=match.copy), t.BOOLEAN)


def joined(left: Term, right: Term) -> Term:
    """``left + right``."""
    return Term(paren(exp.DPipe(this=left.copy, expression=right.copy)), t.STRING)


def ordered(term: Term, dialect: str) -> exp.Expr:
    """The text as it is compared for order: by code point, whatever the database's collation."""
    if dialect == "postgres":
        return exp.Collate(this=term.copy, expression=exp.to_identifier("C", quoted=True))
    return term.copy


def substring(term: Term, start: int, count: int | None) -> Term:
    """``substring`` from a constant positive place, null beyond the text's end.

    Negative places differ between databases and are refused.
    """
    if start < 1 or (count is not None and count < 1):
        raise UnpushableError("从末尾截取文本只能逐条计算：各数据库的规则不同")
    length_ = None if count is None else exp.Literal.number(count)
    node = exp.Substring(this=term.copy, start=exp.Literal.number(start), length=length_)
    long_enough = exp.GTE(this=exp.Length(this=term.copy), expression=exp.Literal.number(start))
    return Term(exp.case().when(long_enough, node, copy=False), t.STRING)
