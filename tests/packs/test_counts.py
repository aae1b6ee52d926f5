"""What docs/packs.md says is shipped is what is shipped."""

from __future__ import annotations

import re
from pathlib import Path

from guanbiao.library.pack import Pack
from tests.packs.shelves import packs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "packs.md"
OWN = "Q/YCJG"
"""How the numbers of the invented bureau begin."""


def judged(pack: Pack) -> set[str]:
    """Clauses that judge acts at the gate, by a rule or as the row of its table."""
    rules = [rule for rule in pack.rules if rule.judged]
    rows = {row.clause for rule in rules if rule.table for row in rule.table.rows}
    return {rule.clause for rule in rules} | rows


def counts(shipped: list[Pack]) -> tuple[int, int, int, int, int]:
    """Standards, those with bound clauses, clauses that demand something, bound, judged."""
    demanding = [(pack, each.number) for pack in shipped for each in pack.clauses if each.normative]
    bound = [(pack, number) for pack, number in demanding if number in pack.executed]
    return (
        len({pack.head.number for pack in shipped}),
        len({pack.head.number for pack, _ in bound}),
        len(demanding),
        len(bound),
        sum(number in judged(pack) for pack, number in bound),
    )


def told(line: str) -> tuple[int, ...]:
    """The numbers of a line of the table."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^\| {line} \|(.*)\|$", text, re.MULTILINE)
    assert found is not None, line
    return tuple(int(number) for number in re.findall(r"\d+", found[1]))


def test_the_page_counts_the_standards_of_others_as_they_are() -> None:
    assert told("issued by others") == counts(
        [pack for pack in packs() if not pack.head.number.startswith(OWN)]
    )


def test_the_page_counts_the_bureaus_own_standards_as_they_are() -> None:
    assert told("the sample bureau's own") == counts(
        [pack for pack in packs() if pack.head.number.startswith(OWN)]
    )


def test_enough_of_real_standards_is_carried_out() -> None:
    standards, carried, _, bound, _ = counts(
        [pack for pack in packs() if not pack.head.number.startswith(OWN)]
    )
    assert standards > carried >= 15 and bound >= 160
