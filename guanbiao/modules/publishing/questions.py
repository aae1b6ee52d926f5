"""A quiz made from the clauses themselves: limits, dated values, and how strongly a clause binds.

The same release and person always get the same questions in the same order.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from guanbiao.library.pack import MODALITIES, Clause, Pack

FORCES = ("应", "不应", "宜", "可")
MODAL = re.compile("不应当|不应|不得|严禁|禁止|应当|必须|应|宜|可以|可")
NUMBER = re.compile(r"(?<![\d.第])\d+(?:\.\d+)?(?![\d.]*条)")
MOST = 5
GAP = "＿＿"
OTHERS = (Decimal("0.5"), Decimal(2), Decimal("1.5"), Decimal(3))


@dataclass(frozen=True)
class Question:
    """What is asked of a clause; ``answer`` is one of ``choices``."""

    clause: str
    words: str
    choices: tuple[str, ...]
    answer: str


def questions(pack: Pack, seed: str) -> list[Question]:
    """Up to five questions on the normative clauses of a pack."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    clauses = [each for each in pack.clauses if each.normative and each.words]
    chance.shuffle(clauses)
    found = [made for each in clauses for made in _of(pack, each, chance)]
    found.sort(key=lambda each: GAP not in each.words)
    return _one_a_clause(found)[:MOST]


def _one_a_clause(found: list[Question]) -> list[Question]:
    known: dict[str, Question] = {}
    for each in found:
        known.setdefault(each.clause, each)
    return list(known.values())


def _of(pack: Pack, clause: Clause, chance: random.Random) -> Iterator[Question]:
    yield from _by_number(pack, clause, chance)
    words = MODAL.sub(GAP, clause.words, count=1)
    if words != clause.words:
        answer = MODALITIES[clause.modality]
        yield Question(clause.number, words, FORCES, answer)


def _by_number(pack: Pack, clause: Clause, chance: random.Random) -> Iterator[Question]:
    """The number of the words, or of the value that stands under the clause."""
    values = [(value.name, str(entry.value), value.unit) for value in pack.values
              for entry in value.series[-1:] if entry.clause == clause.number
              and isinstance(entry.value, Decimal)]  # fmt: skip
    for name, text, unit in values:
        yield _numbered(clause, f"{name}是{GAP}{unit}。", text, chance)
    if (hit := NUMBER.search(clause.words)) and not values:
        words = f"{clause.words[: hit.start()]}{GAP}{clause.words[hit.end() :]}"
        yield _numbered(clause, words, hit[0], chance)


def _numbered(clause: Clause, words: str, answer: str, chance: random.Random) -> Question:
    right = Decimal(answer)
    wrong = {_plain(right * each) for each in OTHERS} | {_plain(right + each) for each in (1, 2, 5)}
    wrong.discard(_plain(right))
    choices = [_plain(right), *chance.sample(sorted(wrong), 3)]
    chance.shuffle(choices)
    return Question(clause.number, words, tuple(choices), _plain(right))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def score(asked: list[Question], answers: dict[int, str]) -> int:
    """Right answers of a hundred; 100 where nothing can be asked."""
    if not asked:
        return 100
    right = sum(answers.get(place) == each.answer for place, each in enumerate(asked))
    return round(100 * right / len(asked))
