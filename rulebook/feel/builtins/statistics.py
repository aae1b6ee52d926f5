"""Sums, means and the like over lists of numbers (DMN 1.5, table 75)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rulebook.feel.builtins.lists import only_numbers
from rulebook.feel.meter import METER
from rulebook.feel.values.numbers import CONTEXT

Numbers = list[Decimal]


def total(items: Numbers) -> Decimal | None:
    """Sum; null for none."""
    if not only_numbers(items):
        return None
    found = Decimal(0)
    for item in items:
        found = CONTEXT.add(found, item)
    return found


def mean(items: Numbers) -> Decimal | None:
    """Arithmetic mean; null for none."""
    found = total(items)
    return None if found is None else CONTEXT.divide(found, Decimal(len(items)))


def product(items: Numbers) -> Decimal | None:
    """Product; null for none."""
    if not only_numbers(items):
        return None
    found = Decimal(1)
    for item in items:
        found = CONTEXT.multiply(found, item)
    return found


def median(items: Numbers) -> Decimal | None:
    """Middle item, or mean of the two in the middle; null for none."""
    if not only_numbers(items):
        return None
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def deviation(items: Numbers) -> Decimal | None:
    """Sample standard deviation; null for fewer than two."""
    centre = mean(items)
    if centre is None or len(items) < 2:
        return None
    METER.spend(2 * len(items))
    squares = Decimal(0)
    for item in items:
        apart = CONTEXT.subtract(item, centre)
        squares = CONTEXT.add(squares, CONTEXT.multiply(apart, apart))
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(items) - 1)))


def mode(items: Numbers) -> Numbers | None:
    """The most frequent numbers, ascending; empty for none."""
    if not items:
        return []
    if not only_numbers(items):
        return None
    counted = Counter(items)
    most = max(counted.values())
    return sorted(number for number, count in counted.items() if count == most)


STATISTICS: Mapping[str, Callable[..., Any]] = {
    "sum": total,
    "mean": mean,
    "product": product,
    "median": median,
    "stddev": deviation,
    "mode": mode,
}
