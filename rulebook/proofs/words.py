"""Values, cells and regions of facts in the words of the people who write standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months, duration_text
from rulebook.feel.values.numbers import number_text
from rulebook.feel.values.text import date_text, moment_text, time_text
from rulebook.proofs.amounts import value_of
from rulebook.proofs.exploring import CALCULATED
from rulebook.proofs.known import Holds, Known, Literal, Missing, Name, Same, names_in
from rulebook.proofs.linear import Bound

MISSING = "缺数据"
PRESENT = "not(null)"


def spelled(value: Any) -> str:
    """A constant as FEEL writes it; texts in Chinese quotation marks, which FEEL understands."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return f"“{value}”" if not set(value) & set('“”"\\\n') else _escaped(value)
    return f'@"{_iso(value)}"'


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


def _iso(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return moment_text(value)
    if isinstance(value, dt.date):
        return date_text(value)
    if isinstance(value, dt.time):
        return time_text(value)
    return str(value) if isinstance(value, Months) else duration_text(value)


def said(value: Any) -> str:
    """A constant as people say it."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    return spelled(value).removeprefix('@"').removesuffix('"' if _dated(value) else "")


def _dated(value: Any) -> bool:
    return isinstance(value, dt.date | dt.time | dt.timedelta | Months)


def facts_said(facts: Mapping[str, Any]) -> str:
    """Concrete facts, one after the other."""
    shown = {name: value for name, value in facts.items() if not name.startswith(CALCULATED)}
    return "，".join(f"{name} = {said(value)}" for name, value in shown.items()) or "任意情形"


@dataclass(frozen=True)
class Region:
    """A set of facts: a FEEL cell for each label that is restricted, and what holds between labels.

    ``cells`` can be copied into a decision table; ``relations`` are FEEL conditions. ``words``
    says the same in Chinese; nothing at all means every case.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    relations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "，".join(self.words) or "任意情形"


End = tuple[Any, bool]
"""A value and whether it belongs to the interval."""


def interval(low: End | None, high: End | None) -> str:
    """The FEEL cell of an interval; ends that are None are open."""
    if low is not None and high is not None:
        if low[0] == high[0]:
            return spelled(low[0])
        left, right = "[" if low[1] else "(", "]" if high[1] else ")"
        return f"{left}{spelled(low[0])}..{spelled(high[0])}{right}"
    if low is not None:
        return f">{'=' if low[1] else ''} {spelled(low[0])}"
    return "-" if high is None else f"<{'=' if high[1] else ''} {spelled(high[0])}"


def interval_said(label: str, low: End | None, high: End | None) -> str:
    """The same in words: ``18 < 乘车人数 ≤ 45``."""
    if low is not None and high is not None and low[0] == high[0]:
        return f"{label} = {said(low[0])}"
    left = "" if low is None else f"{said(low[0])} {'≤' if low[1] else '<'} "
    right = "" if high is None else f" {'≤' if high[1] else '<'} {said(high[0])}"
    if left and not right:
        return f"{label} {'≥' if low and low[1] else '>'} {said(low[0] if low else None)}"
    return f"{left}{label}{right}"


def region_of(known: Known, literals: Sequence[Literal] | None = None) -> Region:
    """What the literals (all that is known, if left out) leave open, fact by fact."""
    chosen = known.literals if literals is None else tuple(literals)
    names = dict.fromkeys(name for statement, _ in chosen for name in sorted(names_in(statement)))
    related = {name for s, _ in chosen if len(names_in(s)) > 1 for name in names_in(s)}
    cells: dict[str, str] = {}
    words: list[str] = []
    for name in names:
        own = [(s, truth) for s, truth in chosen if names_in(s) == {name}]
        cell, word = _cell(name, own, known)
        if cell != "-" and not (cell == PRESENT and name in related):
            cells[_label(name)] = cell
            words.append(word)
    relations = [_relation(s, truth, known) for s, truth in chosen if len(names_in(s)) > 1]
    relations = list(dict.fromkeys(relations))
    return Region(cells, tuple(relations), (*words, *(_signs(each) for each in relations)))


def _label(name: str) -> str:
    return name.removeprefix(CALCULATED).partition("；")[0]


def _cell(name: str, own: Iterable[Literal], known: Known) -> tuple[str, str]:
    """The FEEL cell of one fact and its words."""
    own, label = list(own), _label(name)
    for statement, truth in own:
        if isinstance(statement, Missing) and truth:
            return "null", f"{label} {MISSING}"
        if isinstance(statement, Holds):
            return spelled(truth), f"{label} = {said(truth)}"
    texts = [(s.right, truth) for s, truth in own if isinstance(s, Same)]
    if texts:
        return _text_cell(label, texts)
    bounds = [_directed(s, truth, known) for s, truth in own if isinstance(s, Bound)]
    low, high = _ends(bounds, known.types.get(name, t.ANY))
    if low is None and high is None and any(isinstance(s, Missing) for s, _ in own):
        return PRESENT, f"{label} 有数据"
    return interval(low, high), interval_said(label, low, high)


def _text_cell(label: str, texts: list[tuple[Name | str, bool]]) -> tuple[str, str]:
    for text, truth in texts:
        if truth:
            return spelled(text), f"{label} = {spelled(text)}"
    listed = [spelled(text) for text, _ in texts]
    return f"not({', '.join(listed)})", f"{label} 不是{'、'.join(listed)}"


def _directed(statement: Bound, truth: bool, known: Known) -> Bound:
    if truth:
        return statement
    other = statement.opposite()
    factors = {name: Fraction(factor) for name, factor in other.terms}
    return known.bound(factors, other.constant, other.strict)


def _ends(bounds: Iterable[Bound], kind: t.Type) -> tuple[End | None, End | None]:
    lows: list[tuple[Fraction, bool]] = []
    highs: list[tuple[Fraction, bool]] = []
    for one in bounds:
        factor = one.terms[0][1]
        (highs if factor > 0 else lows).append((-one.constant / factor, one.strict))
    low = max(lows, default=None)
    high = min(highs, key=lambda end: (end[0], not end[1]), default=None)
    return _end(low, kind), _end(high, kind)


def _end(end: tuple[Fraction, bool] | None, kind: t.Type) -> End | None:
    if end is None:
        return None
    value = value_of(end[0], kind)
    return (Decimal(end[0].numerator) / Decimal(end[0].denominator) if value is None else value,
            not end[1])  # fmt: skip


def _relation(statement: Any, truth: bool, known: Known) -> str:
    """A condition between several facts, as FEEL."""
    if isinstance(statement, Same):
        assert isinstance(statement.right, Name)
        return f"{statement.left.name} {'=' if truth else '!='} {statement.right.name}"
    one = _directed(statement, truth, known)
    left = [(name, factor) for name, factor in one.terms if factor > 0]
    right = [(name, -factor) for name, factor in one.terms if factor < 0]
    kind = _step(known.types.get(one.terms[0][0], t.ANY))
    constant = value_of(abs(one.constant), kind)
    number = spelled(abs(one.constant) if constant is None else constant)
    first = _side(left, number if one.constant > 0 else "")
    second = _side(right, number if one.constant < 0 else "")
    return f"{first} {'<' if one.strict else '<='} {second}"


def _step(kind: t.Type) -> t.Type:
    """The kind of a difference between two values of a kind; of days, a number of them."""
    return (
        t.DAYS_DURATION if kind in (t.DATE_TIME, t.TIME) else t.NUMBER if kind == t.DATE else kind
    )


def _side(terms: list[tuple[str, int]], constant: str) -> str:
    parts = [_label(name) if factor == 1 else f"{factor} * {_label(name)}"
             for name, factor in terms]  # fmt: skip
    return " + ".join([*parts, *filter(None, [constant])]) or "0"


def _signs(relation: str) -> str:
    return relation.replace("<=", "≤").replace("!=", "≠")
