"""Proofs: a table of 24 rows and 4 inputs, and clauses against clauses.

The tables: complete and without overlaps (what an editor checks at every keystroke), the same with
three rows missing, and one of random ranges in which two pairs of rows in three overlap. The
standards: a limit that is another fact, and a value against a limit. Milliseconds of CPU, medians,
turn by turn. Run: ``make bench-proofs``; aim ≤ 50 ms for the tables that are complete or nearly so.
"""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.proofs import conflicts, never_looser, prove_table
from rulebook.rules import Modality, Rule, RuleSet, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

ROUNDS = 15
BANDS = (2, 3, 2, 2)
LABELS = ("乘车人数", "行驶里程", "购置价格", "车龄")
SCOPE = Scope({**dict.fromkeys(LABELS, t.NUMBER), "核定载客": t.NUMBER, "紧急": t.BOOLEAN})


def table(rows: list[tuple[str, ...]]) -> Table:
    """Rows of four cells; the output is the row's number."""
    made = tuple(Row(cells, (str(number),), "5") for number, cells in enumerate(rows))
    columns = tuple(map(Input, LABELS))
    return Table("表", HitPolicy.UNIQUE, Aggregation.NONE, columns, (Output("限值"),), made)


def band(place: int, of: int) -> str:
    """The cell of one of several bands that follow each other."""
    if place == 0:
        return "<= 10"
    return f"> {place * 10}" if place == of - 1 else f"({place * 10}..{place * 10 + 10}]"


def complete() -> list[tuple[str, ...]]:
    """24 rows that answer everything once."""
    places = itertools.product(*map(range, BANDS))
    return [tuple(itertools.starmap(band, zip(row, BANDS, strict=True))) for row in places]


def at_random() -> list[tuple[str, ...]]:
    """24 rows of random ranges, the same every time."""
    chance = random.Random(1)

    def cell() -> str:
        low, high = sorted(chance.sample(range(100), 2))
        return chance.choice(["-", f"[{low}..{high}]", f"> {low}", f"<= {high}"])

    return [tuple(cell() for _ in LABELS) for _ in range(24)]


def rule(require: str, when: str | None = None) -> RuleSet:
    """A set of one clause."""
    made = Rule(
        id="Q#1",
        standard="Q",
        edition="2026",
        clause="1",
        words="不应超过。",
        modality=Modality.MUST,
        act="vehicles.request.submit",
        when=when,
        require=require,
    )
    return compile_rules([made], SCOPE)


UPPER = rule("乘车人数 <= 核定载客")
SUBJECTS: dict[str, Callable[[], object]] = {
    "24 × 4, complete": partial(prove_table, table(complete()), SCOPE),
    "24 × 4, three rows missing": partial(prove_table, table(complete()[3:]), SCOPE),
    "24 × 4, random ranges": partial(prove_table, table(at_random()), SCOPE),
    "never looser, proved": lambda: never_looser(rule("乘车人数 <= 核定载客 - 1"), UPPER),
    "never looser, counter-example": lambda: never_looser(
        rule("乘车人数 <= 核定载客", when="not(紧急)"), UPPER
    ),
    "conflict": lambda: conflicts(rule("购置价格 = 24.5", "紧急"), rule("购置价格 >= 26", "紧急")),
}


def measure(subject: Callable[[], object]) -> float:
    """Milliseconds of CPU of one run."""
    started = time.process_time()
    subject()
    return (time.process_time() - started) * 1e3


def main() -> None:
    """Print the medians."""
    rounds: dict[str, list[float]] = {name: [] for name in SUBJECTS}
    for _ in range(ROUNDS):
        for name, subject in SUBJECTS.items():
            rounds[name].append(measure(subject))
    for name, times in rounds.items():
        print(f"{name:32s} {statistics.median(times):7.1f} ms")
