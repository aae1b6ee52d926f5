"""Equality, order and membership (DMN 1.5, table 53 and 10.3.2.13). None where FEEL says null."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.values import kinds
from rulebook.feel.values.durations import SECOND, nanos_of
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.ranges import Range
from rulebook.feel.values.wide import nanos_of_day, offset_of, utc_nanos


def equal(left: Any, right: Any) -> bool | None:
    """``left = right``: null equals only null; values of different kinds are not comparable."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    rule = _EQUAL.get(kind)
    return bool(left == right) if rule is None else rule(left, right)


def unequal(left: Any, right: Any) -> bool | None:
    """``left != right``."""
    same = equal(left, right)
    return None if same is None else not same


def same(left: Any, right: Any) -> bool:
    """Equality for lists and lookups: not comparable counts as different."""
    return equal(left, right) is True


def _lists(left: Any, right: Any) -> bool | None:
    METER.spend(1 + min(len(left), len(right)))
    if len(left) != len(right):
        return False
    return all(same(a, b) for a, b in zip(left, right, strict=True))


def _contexts(left: Any, right: Any) -> bool | None:
    METER.spend(1 + min(len(left), len(right)))
    if left.keys() != right.keys():
        return False
    return all(same(value, right[key]) for key, value in left.items())


def _ranges(left: Any, right: Any) -> bool | None:
    ends = (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
    return ends and same(left.low, right.low) and same(left.high, right.high)


def _moments(left: Any, right: Any) -> bool | None:
    found = _order_moments(left, right)
    return None if found is None else found == 0


def _times(left: Any, right: Any) -> bool | None:
    found = _order_times(left, right)
    return None if found is None else found == 0


def _functions(left: Any, right: Any) -> bool | None:
    return True if left is right else None


_EQUAL: dict[str, Callable[[Any, Any], bool | None]] = {
    kinds.LIST: _lists,
    kinds.CONTEXT: _contexts,
    kinds.RANGE: _ranges,
    kinds.DATE_TIME: _moments,
    kinds.TIME: _times,
    kinds.FUNCTION: _functions,
}


def order(left: Any, right: Any) -> int | None:
    """-1, 0, 1; None when the two have no order."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    rule = _ORDER.get(kind)
    return None if rule is None else rule(left, right)


def _plain(left: Any, right: Any) -> int | None:
    return 0 if left == right else -1 if left < right else 1


def _order_moments(left: Any, right: Any) -> int | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return _plain(utc_nanos(left), utc_nanos(right))


def _order_times(left: Any, right: Any) -> int | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return _plain(utc_clock(left), utc_clock(right))


def utc_clock(value: Any) -> int:
    """Nanoseconds since midnight UTC (own clock where there is no zone); may be negative."""
    offset = offset_of(value)
    shift = 0 if offset is None else (offset.days * 86_400 + offset.seconds) * SECOND
    return nanos_of_day(value) - shift


def _order_durations(left: Any, right: Any) -> int | None:
    return _plain(nanos_of(left), nanos_of(right))


_ORDER: dict[str, Callable[[Any, Any], int | None]] = {
    kinds.NUMBER: _plain,
    kinds.STRING: _plain,
    kinds.DATE: _plain,
    kinds.MONTHS: _plain,
    kinds.DATE_TIME: _order_moments,
    kinds.TIME: _order_times,
    kinds.DAYS: _order_durations,
}


def less(left: Any, right: Any) -> bool | None:
    """``left < right``."""
    found = order(left, right)
    return None if found is None else found < 0


def at_most(left: Any, right: Any) -> bool | None:
    """``left <= right``."""
    found = order(left, right)
    return None if found is None else found <= 0


def more(left: Any, right: Any) -> bool | None:
    """``left > right``."""
    found = order(left, right)
    return None if found is None else found > 0


def at_least(left: Any, right: Any) -> bool | None:
    """``left >= right``."""
    found = order(left, right)
    return None if found is None else found >= 0


def between(value: Any, low: Any, high: Any) -> bool | None:
    """``value between low and high``."""
    return both(at_least(value, low), at_most(value, high))


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued conjunction of two."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def in_range(value: Any, within: Range) -> bool | None:
    """Whether a value lies in a range; null when it cannot be compared."""
    low: bool | None = True
    high: bool | None = True
    if within.low is not None:
        low = at_least(value, within.low) if within.low_closed else more(value, within.low)
    if within.high is not None:
        high = at_most(value, within.high) if within.high_closed else less(value, within.high)
    if within.low is None and within.high is None:
        return None
    return both(low, high)


def within(value: Any, low: Any, high: Any, low_closed: bool, high_closed: bool) -> bool | None:
    """``value in [low..high]``: both comparisons hold; a null end is not known."""
    if isinstance(value, Range):
        return equal(value, Range(low, high, low_closed, high_closed))
    above = at_least(value, low) if low_closed else more(value, low)
    below = at_most(value, high) if high_closed else less(value, high)
    return both(above, below)


def accepts(value: Any, tested: Any) -> bool | None:
    """An expression used as unary test: equal to it, or inside it if it is a list or range."""
    if isinstance(tested, Range) and not isinstance(value, Range):
        return in_range(value, tested)
    if kind_of(tested) == kinds.LIST:
        return _in_list(value, tested)
    return equal(value, tested)


def _in_list(value: Any, tested: Any) -> bool | None:
    METER.spend(1 + len(tested))
    if kind_of(value) == kinds.LIST and same(value, tested):
        return True
    found: bool | None = False
    for item in tested:
        if same(value, item) or (isinstance(item, Range) and in_range(value, item)):
            return True
    return found


def any_of(*found: bool | None) -> bool | None:
    """Three-valued disjunction; anything but true and false counts as null."""
    if any(one is True for one in found):
        return True
    return False if all(one is False for one in found) else None


def all_of(*found: bool | None) -> bool | None:
    """Three-valued conjunction; anything but true and false counts as null."""
    if any(one is False for one in found):
        return False
    return True if all(one is True for one in found) else None


def negation(value: Any) -> bool | None:
    """Three-valued ``not``."""
    return not value if value is True or value is False else None


def truth(value: Any) -> bool | None:
    """Booleans as they are, everything else null."""
    return value if value is True or value is False else None
