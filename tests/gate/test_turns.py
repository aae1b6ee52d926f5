"""Rows that come together are stopped in turn, by what those before them left."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from guanbiao.gate.describe import Among, Fact, FactSet
from guanbiao.gate.judging import Facts
from guanbiao.gate.turns import Turns, might_pass_alone
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import Finding, Modality, Rule, RuleSet, compile_rules
from tests.shelf.module import BOOK

DAY = dt.date(2026, 6, 3)


def shelf(among: Among) -> FactSet:
    """Books, of which something is counted."""
    facts = (
        Fact("title", "书名", t.STRING),
        Fact("price", "定价", t.NUMBER),
        Fact("sum", "合计", t.NUMBER, among=among),
    )
    return FactSet(BOOK, facts, "")


def at_most(limit: int) -> RuleSet:
    """One clause: no more than that together, and no book without a title."""
    scope = Scope({"书名": t.STRING, "定价": t.NUMBER, "合计": t.NUMBER})
    rules = [
        Rule(id=f"Q#{n}", standard="Q", edition="1", clause=str(n), words=require,
             modality=Modality.MUST, act="shelf.book.add", require=require)
        for n, require in enumerate((f"合计 <= {limit}", '书名 != "无"'), 1)
    ]  # fmt: skip
    return compile_rules(rules, scope)


def row(key: str, unit: int, total: int | None, price: int = 1, title: str = "书") -> Facts:
    """Facts as they are read when all rows are written."""
    values: dict[str, Any] = {"书名": title, "定价": Decimal(price), "业务日期": DAY}
    return Facts(key, unit, DAY, {**values, "合计": None if total is None else Decimal(total)})


def refused(among: Among, limit: int, *rows: Facts) -> dict[str, list[Any]]:
    """Key → what was found to be wrong, of the rows stopped in their turn."""
    rules = at_most(limit)

    def judge(facts: Facts) -> tuple[Finding, ...]:
        return rules.judge(facts.values)

    together = {each.key: judge(each) for each in rows}
    stopped = {key: found for key, found in together.items() if any(f.stops for f in found)}
    told = Turns(shelf(among), rows).refused(stopped, judge)
    return {key: [f.clause for f in found if f.stops] for key, found in told.items()}


BY_UNIT = Among(("unit_id",))


def test_a_limit_takes_the_first_and_stops_the_rest() -> None:
    rows = [row(str(n), 1, 7) for n in range(5)]  # two were there before
    assert refused(BY_UNIT, 4, *rows) == {"2": ["1"], "3": ["1"], "4": ["1"]}


def test_each_group_has_its_own_count() -> None:
    rows = [row("a", 1, 2), row("b", 2, 1), row("c", 1, 2)]
    assert refused(BY_UNIT, 1, *rows) == {"c": ["1"]}


def test_whoever_is_stopped_by_another_clause_takes_no_place() -> None:
    rows = [row("a", 1, 3, title="无"), row("b", 1, 3), row("c", 1, 3)]
    assert refused(BY_UNIT, 2, *rows) == {"a": ["2"]}


def test_amounts_are_added_up_like_rows() -> None:
    adding = Among(("unit_id",), "price")
    rows = [row("a", 1, 60, 30), row("b", 1, 60, 20), row("c", 1, 60, 10)]
    assert refused(adding, 45, *rows) == {"b": ["1"]}


def test_a_count_that_is_not_known_stays_unknown() -> None:
    assert set(refused(BY_UNIT, 9, row("a", 1, None))) == {"a"}


def test_where_nobody_is_stopped_in_turn_those_stopped_together_leave() -> None:
    assert refused(Among(), 1, row("a", 1, 2), row("b", 1, 2)) == {"a": ["1"], "b": ["1"]}


def test_only_what_others_may_have_caused_is_tried_again() -> None:
    rules, unsure = at_most(1), shelf(Among())
    crowded, faulty = row("a", 1, 2), row("b", 1, 2, title="无")
    assert might_pass_alone(unsure, rules, rules.judge(crowded.values))
    assert not might_pass_alone(unsure, rules, rules.judge(faulty.values))
    assert not might_pass_alone(shelf(BY_UNIT), rules, rules.judge(crowded.values))
