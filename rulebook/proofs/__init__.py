"""Proofs over standards written as rules and decision tables.

prove_table(table, scope)       gaps, overlaps and rows that never decide
never_looser(lower, upper)      is every record that the upper rules hold up held up by the lower?
relaxations(lower, upper)       the same, matter by matter: what a lower standard may not relax
conflicts(first, second)        clauses that cannot be kept together, or not at all
difference(before, after)       where two editions judge differently

Each answers with findings whose `str` is a Chinese sentence. What cannot be decided is an
`Undecided` with its reason, never a guess; every example was judged by the engine itself.

Read exactly: logic, comparison, membership, ``if``, linear arithmetic, dates, times and durations,
decision tables. Any other part of an expression stands for "some value": what is proved then holds
whatever it is. Left out: numbers of more than 34 digits, which FEEL rounds, years outside 1–9999,
parts of a microsecond, values with a time zone.
"""

from rulebook.proofs.assuming import ANYTHING, COMPLETE, Assumptions
from rulebook.proofs.comparing import conflicts, difference, never_looser, relaxations
from rulebook.proofs.findings import (
    Conflict,
    Difference,
    Gap,
    Looser,
    Overlap,
    Proved,
    Undecided,
    Unreachable,
)
from rulebook.proofs.tables import TableProof, prove_table
from rulebook.proofs.words import Region

__all__ = [
    "ANYTHING",
    "COMPLETE",
    "Assumptions",
    "Conflict",
    "Difference",
    "Gap",
    "Looser",
    "Overlap",
    "Proved",
    "Region",
    "TableProof",
    "Undecided",
    "Unreachable",
    "conflicts",
    "difference",
    "never_looser",
    "prove_table",
    "relaxations",
]
