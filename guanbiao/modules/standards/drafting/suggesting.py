"""What a clause's words already say of its rule: fact, comparison, limit, and two cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Fact
from rulebook.feel import types as t

COMPARISONS = (
    ("<=", r"不应?(?:超过|高于|大于|多于|长于)|不得(?:超过|高于|大于)|以内|以下|至多|最多|不超"),
    (">=", r"不应?(?:少于|低于|小于|短于)|不得(?:少于|低于|小于)|以上|至少|最少|提前"),
    ("<", r"小于|低于|少于|不足"),
    (">", r"大于|高于|超过|多于"),
)
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([%％℃a-zA-Z²/]+|[\u4e00-\u9fff]{0,3})")
UNITS = {"升": "L", "公里": "km", "千米": "km", "平方米": "m²", "％": "%", "个": "", "名": "人"}
SHORTEST = 2


@dataclass(frozen=True)
class Proposal:
    """A rule read from words: ``act`` judged by ``fact op amount``."""

    act: Act
    fact: Fact
    op: str
    amount: Decimal
    unit: str


def proposals(words: str) -> list[Proposal]:
    """What the words may mean, the closest first."""
    found = _amount(words)
    if found is None:
        return []
    op, amount, unit = found
    rated = sorted(_facts(words), key=lambda one: -one[0])
    whole = [one for one in rated if one[2].label in words]
    rated = whole or rated
    made = [Proposal(act, fact, op, amount, fact.unit or unit) for _, act, fact in rated]
    return made[:5]


def _amount(words: str) -> tuple[str, Decimal, str] | None:
    """The comparison and the number that stands next to it."""
    for op, pattern in COMPARISONS:
        for hit in re.finditer(pattern, words):
            behind = AMOUNT.search(words, hit.end())
            before = [each for each in AMOUNT.finditer(words) if each.end() <= hit.start() + 3]
            near = behind if behind and behind.start() - hit.end() < 4 else None
            near = near or (before[-1] if before else None)
            if near is not None:
                return op, Decimal(near[1]), UNITS.get(near[2], near[2])
    return None


def _facts(words: str) -> Iterator[tuple[float, Act, Fact]]:
    """Numeric facts whose label occurs in the words, with how much of them it covers."""
    for act in registry.acts():
        if act.unjudged:
            continue
        for fact in act.facts.facts:
            if fact.type == t.NUMBER and (shared := _shared(fact.label, words)):
                yield shared - len(fact.label) / 100, act, fact


def _shared(label: str, words: str) -> float:
    """How many characters of a label stand together in the words; 0 where it is too few."""
    if label in words:
        return len(label) + 1
    for size in range(len(label) - 1, max(SHORTEST, len(label) // 2), -1):
        if any(label[i : i + size] in words for i in range(len(label) - size + 1)):
            return size
    return 0


STEP = {"<=": Decimal(1), "<": Decimal(1), ">=": Decimal(-1), ">": Decimal(-1)}


def examples(op: str, amount: Decimal) -> tuple[Decimal, Decimal]:
    """A value that just keeps the limit, and the next one that does not."""
    exponent = amount.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
    if op in ("<=", ">="):
        return amount, amount + step * STEP[op]
    return amount - step * STEP[op], amount
