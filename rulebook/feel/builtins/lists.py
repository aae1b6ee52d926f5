"""List functions (DMN 1.5, table 75). Positions start at 1; negative ones count from the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.operators.comparison import less, order, same
from rulebook.feel.values import kinds
from rulebook.feel.values.functions import Function
from rulebook.feel.values.kinds import kind_of
from rulebook.feel.values.numbers import truncated

List = list[Any]


def _place(items: List, position: Decimal) -> int | None:
    """Index of a position, None if there is no such item."""
    number = truncated(position)
    if not number or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number


def list_contains(items: List, element: Any) -> bool:
    """Whether an equal item is there; null is an element like others."""
    METER.spend(len(items))
    return any(same(item, element) for item in items)


def sublist(items: List, start: Decimal, length: Decimal | None = None) -> List | None:
    """``length`` items from ``start`` on."""
    begin = _place(items, start)
    if begin is None:
        return None
    count = len(items) - begin if length is None else truncated(length)
    if count is None or count < 0 or begin + count > len(items):
        return None
    METER.spend(count)
    return items[begin : begin + count]


def concatenate(lists: List) -> List:
    """All lists in a row."""
    METER.spend(sum(map(len, lists)))
    return [item for items in lists for item in items]


def insert_before(items: List, position: Decimal, new: Any) -> List | None:
    """The item put in at a position; one behind the end is allowed."""
    METER.spend(len(items))
    place = _place(items, position)
    if place is None:
        return None
    return [*items[:place], new, *items[place:]]


def remove(items: List, position: Decimal) -> List | None:
    """Without the item at a position."""
    METER.spend(len(items))
    place = _place(items, position)
    return None if place is None else [*items[:place], *items[place + 1 :]]


def list_replace(items: List, where: Any, new: Any) -> List | None:
    """An item at a position, or all items a function accepts, replaced."""
    METER.spend(len(items))
    if isinstance(where, Function):
        return _replace_matches(items, where, new)
    place = _place(items, where)
    return None if place is None else [*items[:place], new, *items[place + 1 :]]


def _replace_matches(items: List, match: Function, new: Any) -> List | None:
    found = [call(match, item, new) for item in items]
    if not all(isinstance(one, bool) for one in found):
        return None
    return [new if hit else item for item, hit in zip(items, found, strict=True)]


def call(function: Function, *arguments: Any) -> Any:
    """Call a function value with positional arguments; null if their number does not fit."""
    if len(function.names) != len(arguments):
        return None
    METER.call()
    try:
        return function.body(*arguments)
    finally:
        METER.done()


def reverse(items: List) -> List:
    """Backwards."""
    METER.spend(len(items))
    return items[::-1]


def index_of(items: List, match: Any) -> List:
    """Positions of all equal items."""
    METER.spend(len(items))
    return [Decimal(i) for i, item in enumerate(items, 1) if same(item, match)]


def distinct_values(items: List) -> List:
    """Each value once, in order of first appearance."""
    found: List = []
    for item in items:
        METER.spend(1 + len(found) // 4)
        if not any(same(item, other) for other in found):
            found.append(item)
    return found


def union(lists: List) -> List:
    """All lists in a row, each value once."""
    return distinct_values(concatenate(lists))


def flatten(items: List) -> List:
    """Lists within lists dissolved."""
    found: List = []
    for item in items:
        METER.spend()
        if isinstance(item, list | tuple):
            found.extend(flatten(list(item)))
        else:
            found.append(item)
    return found


def append(items: List, new: List) -> List:
    """Items put behind."""
    METER.spend(len(items) + len(new))
    return [*items, *new]


def extreme(sign: int) -> Callable[[List], Any]:
    """``min`` (-1) and ``max`` (1): null for none, or for values without a common order."""

    def find(items: List) -> Any:
        METER.spend(len(items))
        best: Any = None
        for position, item in enumerate(items):
            found = order(item, best) if position else order(item, item)
            if found is None:
                return None
            if position == 0 or found == sign:
                best = item
        return best

    return find


def sort(items: List, precedes: Function | None = None) -> List | None:
    """In the order a function says, or the natural one."""
    METER.spend(len(items) * max(1, len(items).bit_length()))

    def before(left: Any, right: Any) -> bool:
        found = less(left, right) if precedes is None else call(precedes, left, right)
        if not isinstance(found, bool):
            raise ValueError("no order")
        return found

    def compare(left: Any, right: Any) -> int:
        if before(left, right):
            return -1
        return 1 if before(right, left) else 0

    return sorted(items, key=cmp_to_key(compare))


def all_true(items: List) -> bool | None:
    """False if any is false, null if any is no boolean, else true."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def any_true(items: List) -> bool | None:
    """True if any is true, null if any is no boolean, else false."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def only_numbers(items: List) -> bool:
    """Whether a list has items, all of them numbers."""
    METER.spend(len(items))
    return bool(items) and all(kind_of(item) == kinds.NUMBER for item in items)


LISTS: Mapping[str, Callable[..., Any]] = {
    "list contains": list_contains,
    "count": lambda items: Decimal(len(items)),
    "min": extreme(-1),
    "max": extreme(1),
    "sublist": sublist,
    "append": append,
    "concatenate": concatenate,
    "union": union,
    "insert before": insert_before,
    "remove": remove,
    "reverse": reverse,
    "index of": index_of,
    "distinct values": distinct_values,
    "flatten": flatten,
    "list replace": list_replace,
    "sort": sort,
    "all": all_true,
    "any": any_true,
}
