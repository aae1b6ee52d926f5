"""Fifty mistakes among five hundred clauses: all are found, none is invented."""

from __future__ import annotations

from collections import Counter

from rulebook.proofs import (
    COMPLETE,
    Conflict,
    Looser,
    Undecided,
    conflicts,
    prove_table,
    relaxations,
)
from rulebook.rules import RuleSet
from tests.rulebook.planted import Mistake, Shelf, scope, shelf


def compared(lower: RuleSet, upper: RuleSet) -> set[Mistake]:
    """What is wrong between the clauses of one act; a conflict is not also called looser."""
    found: set[Mistake] = set()
    torn = conflicts(lower, upper)
    loose = relaxations(lower, upper)
    assert not any(isinstance(each, Undecided) for each in (*torn, *loose))
    for each in torn:
        assert isinstance(each, Conflict)
        places = (each.first,) if each.alone else (each.first, each.second)
        found.add(Mistake("自相矛盾" if each.alone else "冲突", places))
    for one in loose:
        if isinstance(one, Looser):
            assert len(one.by) == 1
            places = (*one.by, one.upper)
            if Mistake("冲突", places) not in found:
                found.add(Mistake("宽", places))
    return found


def in_tables(books: Shelf) -> Counter[Mistake]:
    """What is wrong with the tables, each finding counted."""
    found: Counter[Mistake] = Counter()
    for table in books.tables:
        proof = prove_table(table, scope(), {}, COMPLETE)
        assert not proof.undecided
        found.update(Mistake("漏", (gap.table,)) for gap in proof.gaps)
        found.update(Mistake("重叠", (each.table, *map(str, each.rows))) for each in proof.overlaps)
        found.update(Mistake("死行", (row.table, str(row.row))) for row in proof.unreachable)
    return found


def test_all_planted_mistakes_are_found_and_none_is_invented() -> None:
    books = shelf(seed=1)
    assert books.clauses >= 500
    assert len(books.mistakes) == 50
    found = in_tables(books)
    for lower, upper in zip(books.lower, books.upper, strict=True):
        found.update(compared(lower, upper))
    assert set(found) == books.mistakes
    assert set(found.values()) == {1}
