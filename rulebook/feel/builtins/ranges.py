"""Relations between points and ranges (DMN 1.5, table 78), and ``range("[1..5]")``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel.builtins.temporal import TEMPORAL
from rulebook.feel.lexer import NUMBER, STRING, tokenize, unquote
from rulebook.feel.operators.comparison import order
from rulebook.feel.operators.structure import make_half_range, make_range
from rulebook.feel.values.numbers import number_from_text
from rulebook.feel.values.ranges import Range
from rulebook.feel.values.text import temporal_from_text

Relation = Callable[[Any, Any], bool]


def _order(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise ValueError("no common order")
    return found


def _before(a: Any, b: Any) -> bool:
    """Ends before the other starts; touching ends only count when both are included."""
    end, end_in = (a.high, a.high_closed) if isinstance(a, Range) else (a, True)
    start, start_in = (b.low, b.low_closed) if isinstance(b, Range) else (b, True)
    found = _order(end, start)
    if not isinstance(a, Range) and not isinstance(b, Range):
        return found < 0
    return found < 0 or (found == 0 and not (end_in and start_in))


def _meets(a: Range, b: Range) -> bool:
    return a.high_closed and b.low_closed and _order(a.high, b.low) == 0


def _reaches(a: Range, b: Range) -> bool:
    """A goes on at least to where b starts."""
    found = _order(a.high, b.low)
    return found > 0 or (found == 0 and a.high_closed and b.low_closed)


def _overlaps(a: Range, b: Range) -> bool:
    return _reaches(a, b) and _reaches(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    starts, ends = _order(a.low, b.low), _order(a.high, b.high)
    first = starts < 0 or (starts == 0 and a.low_closed and not b.low_closed)
    inside = ends < 0 or (ends == 0 and (not a.high_closed or b.high_closed))
    return first and _reaches(a, b) and inside


def _finishes(a: Any, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.high_closed and _order(a, b.high) == 0
    starts = _order(a.low, b.low)
    later = starts > 0 or (starts == 0 and (not a.low_closed or b.low_closed))
    return a.high_closed == b.high_closed and _order(a.high, b.high) == 0 and later


def _starts(a: Any, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.low_closed and _order(a, b.low) == 0
    ends = _order(a.high, b.high)
    earlier = ends < 0 or (ends == 0 and (not a.high_closed or b.high_closed))
    return a.low_closed == b.low_closed and _order(a.low, b.low) == 0 and earlier


def _includes(a: Range, b: Any) -> bool:
    if not isinstance(b, Range):
        low, high = _order(a.low, b), _order(b, a.high)
        return (low < 0 or (low == 0 and a.low_closed)) and (
            high < 0 or (high == 0 and a.high_closed)
        )
    low, high = _order(a.low, b.low), _order(a.high, b.high)
    from_start = low < 0 or (low == 0 and (a.low_closed or not b.low_closed))
    return from_start and (high > 0 or (high == 0 and (a.high_closed or not b.high_closed)))


def _coincides(a: Any, b: Any) -> bool:
    if not isinstance(a, Range):
        return _order(a, b) == 0
    closed = (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
    return _order(a.low, b.low) == 0 and _order(a.high, b.high) == 0 and closed


def _relation(relation: Relation, *kinds: str, turned: bool = False) -> Relation:
    """``kinds``: allowed operands, "pr" for a point and a range; others are null."""

    def check(left: Any, right: Any) -> bool:
        found = "".join("r" if isinstance(one, Range) else "p" for one in (left, right))
        if found not in kinds:
            raise ValueError("wrong operands")
        return relation(right, left) if turned else relation(left, right)

    return check


_ANY = ("pp", "pr", "rp", "rr")


_CALLS = ("date", "time", "date and time", "duration")


def range_from_text(text: str) -> Range | None:
    """``range("[1..5)")``: ends are literals; one may be left out behind an open bracket."""
    try:
        tokens = tokenize(text)
    except FeelError:
        return None
    words, kinds = tokens.words[:-1], tokens.kinds[:-1]
    if words.count("..") != 1 or words[0] not in "[(]" or words[-1] not in ")][":
        return None
    dots = words.index("..")
    low, high = (_literal_of(words[a:b], kinds[a:b]) for a, b in ((1, dots), (dots + 1, -1)))
    low_closed, high_closed = words[0] == "[", words[-1] == "]"
    if low is None and (dots > 1 or low_closed):
        return None
    if high is None and (dots < len(words) - 2 or high_closed):
        return None
    make = make_half_range if low is None or high is None else make_range
    return make(low, high, low_closed, high_closed)


def _literal_of(words: list[str], kinds: list[int]) -> Any:
    """A number, a string, or a date, time or duration written as a literal; else None."""
    if kinds == [STRING]:
        return unquote(words[0])
    if kinds == [NUMBER] or (words[:1] == ["-"] and kinds[1:] == [NUMBER]):
        return number_from_text("".join(words))
    if words[:1] == ["@"] and kinds[1:] == [STRING]:
        return temporal_from_text(unquote(words[1]))[0]
    called = " ".join(words[:-3])
    if called in _CALLS and kinds[-2:-1] == [STRING] and (words[-3], words[-1]) == ("(", ")"):
        return TEMPORAL[called](unquote(words[-2]))
    return None


RANGES: Mapping[str, Callable[..., Any]] = {
    "before": _relation(_before, *_ANY),
    "after": _relation(_before, *_ANY, turned=True),
    "meets": _relation(_meets, "rr"),
    "met by": _relation(_meets, "rr", turned=True),
    "overlaps": _relation(_overlaps, "rr"),
    "overlaps before": _relation(_overlaps_before, "rr"),
    "overlaps after": _relation(_overlaps_before, "rr", turned=True),
    "finishes": _relation(_finishes, "pr", "rr"),
    "finished by": _relation(_finishes, "rp", "rr", turned=True),
    "includes": _relation(_includes, "rp", "rr"),
    "during": _relation(_includes, "pr", "rr", turned=True),
    "starts": _relation(_starts, "pr", "rr"),
    "started by": _relation(_starts, "rp", "rr", turned=True),
    "coincides": _relation(_coincides, "pp", "rr"),
    "range": range_from_text,
}
