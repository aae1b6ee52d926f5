"""A revision tried on the past says what judging every row by hand would say."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from guanbiao.audit.models import Rehearsal, RehearsalState
from guanbiao.audit.rehearsal import comparing, reading, running
from guanbiao.audit.rehearsal.bench import RehearsalBench
from guanbiao.gate import registry
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.gate.perform import perform
from guanbiao.library import in_force
from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse, read
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit
from rulebook.rules import RuleSet, compile_rules
from rulebook.sql import SqlRules
from tests.audit.makers import books
from tests.gate.makers import Bureau
from tests.shelf import pack
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2025, 6, 1), dt.date(2026, 6, 30)
ACTS = ("shelf.book.add", "shelf.book.record", "shelf.book.price", "shelf.loan.lend")


def candidate(folder: Path, cap: int = 60, pages: str = "should", **more: str) -> Pack:
    """The next edition: another cap, and pages wished for or demanded."""
    files = dict(read(pack.write(folder)).files)
    files["standard.toml"] = files["standard.toml"].replace('"2020"', '"2027"').replace(
        "2020-01-01", "2027-01-01"
    )  # fmt: skip
    files["text.md"] = files["text.md"].replace("100 元", f"{cap} 元").replace(
        "{#4.2 should}", f"{{#4.2 {pages}}}").replace("宜不少于", "应不少于")  # fmt: skip
    require = more.get("require", f"定价 <= {cap}")
    binds = files["binds.toml"].replace("定价 <= 100", require).replace('"100"', f'"{cap}"')
    files["binds.toml"] = binds
    if units := more.get("units"):
        files["standard.toml"] = files["standard.toml"].replace(
            "units = []", f'units = ["{units}"]'
        )
    return parse(files)


def ask(who: Actor, act: str, on: dt.date, subject: Any = None, **draft: Any) -> Any:
    reasons = {"Q/SHELF 1#4.2": "薄一些也可以用"}
    return perform(f"shelf.book.{act}", who, subject, draft, on=on, reasons=reasons)


def a_year(shelf: Bureau, seed: int, many: int = 60) -> None:
    """Books put on the shelf, recorded and priced anew on random days; some are refused."""
    chance = random.Random(seed)
    for number in range(many):
        who = shelf.actor(chance.choice([shelf.clerk, shelf.head, shelf.stranger]))
        on = FIRST + dt.timedelta(days=chance.randrange(394))
        pages = chance.choice([10, 49, 50, 300])
        act, price = chance.choice(["add", "record"]), chance.choice([10, 60, 61, 100, 101, 150])
        made = ask(who, act, on, title=f"第{seed}-{number}册", price=str(price), pages=str(pages))
        if made.ok and chance.random() < 0.5:
            ask(who, "price", on, made.subject, price=str(chance.choice([20, 61, 99, 130])))


def tried(new: Pack, **more: Any) -> Rehearsal:
    return running.carry_out(running.begin(new, FIRST, LAST, **more).pk)


def grade(sets: list[RuleSet], facts: dict[str, Any]) -> tuple[int, str]:
    """The gravest finding and the clauses that spoke."""
    found = [each for rules in sets for each in rules.judge(facts)]
    loud = {each.clause for each in found if comparing.grade_of(each)}
    return max(map(comparing.grade_of, found), default=0), "、".join(sorted(loud))


def by_hand(new: Pack) -> Counter[tuple[str, ...]]:
    """Every receipt and refusal judged one by one: (source, key, kind, was, now)."""
    found: Counter[tuple[str, ...]] = Counter()
    units = Unit.objects.in_bulk()
    kept = [("receipt", str(each.pk), each) for each in Receipt.objects.exclude(key="")]
    kept += [("refusal", f"R{each.pk}", each) for each in Refusal.objects.all()]
    for source, key, each in kept:
        facts = json.loads(each.content).get("facts")
        if each.act not in ACTS or not facts or not FIRST <= each.day <= LAST:
            continue
        known = {**facts, "业务日期": each.day}
        for label in ("定价", "页数"):
            known[label] = None if facts.get(label) is None else Decimal(facts[label])
        scope = registry.scope_of(each.act)
        old = in_force.in_force(each.act, units[each.unit_id], dt.date.today(), scope)  # noqa: DTZ011
        rules = [rule for rule in new.rules if rule.act == each.act]
        before, was = grade([old], known)
        after, now = grade([compile_rules(rules, scope)], known)
        found[source, key, kind(before, after, was, now), was, now] += 1
    return found


def kind(before: int, after: int, was: str, now: str) -> str:
    if before != 2 and after == 2:
        return "blocked"
    if before == 2 and after != 2:
        return "freed"
    if (before, after) in ((0, 1), (1, 0)):
        return "warned" if after else "unwarned"
    return "same" if was == now else "reason"


def changed(done: Rehearsal, *sources: str) -> Counter[tuple[str, ...]]:
    rows = reading.rows(done, reading.Wanted(), limit=10_000)
    return Counter((row["source"], row["key"], row["kind"], row["was"], row["now"])
                   for row in rows if row["source"] in sources)  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("pages", ["should", "must"])
def test_a_rehearsal_equals_judging_every_row_by_hand(
    shelf: Bureau, tmp_path: Path, seed: int, pages: str
) -> None:
    a_year(shelf, seed)
    new = candidate(tmp_path / "new", cap=random.Random(seed).choice([60, 80, 120]), pages=pages)
    done, expected = tried(new), by_hand(new)
    wanted = Counter({place: n for place, n in expected.items() if place[2] != "same"})
    assert changed(done, "receipt", "refusal") == wanted
    for source in ("receipt", "refusal"):
        kinds = Counter(place[2] for place in expected.elements() if place[0] == source)
        counts = {name: n for name, n in done.counts[source].items() if n}
        assert counts == dict(kinds)


def test_the_ledger_is_tried_as_it_stands_with_the_money_it_is_worth(
    shelf: Bureau, tmp_path: Path
) -> None:
    dear, cheap = books(
        shelf,
        [
            {"price": Decimal(90), "bought_on": dt.date(2026, 1, 5)},
            {"price": Decimal(30), "bought_on": dt.date(2026, 2, 5)},
        ],
    )
    done = tried(candidate(tmp_path / "new"))
    (row,) = reading.rows(done, reading.Wanted("ledger"))
    assert (row["record"], row["kind"], row["money"]) == (str(dear.pk), "blocked", Decimal(90))
    lines = {(line.group, line.kind): (line.count, line.money)
             for line in reading.lines(done, "month", reading.Wanted("ledger"))}  # fmt: skip
    assert lines == {
        ("2026-01", "blocked"): (1, Decimal(90)),
        ("2026-02", "same"): (1, Decimal(30)),
    }
    assert cheap.pk != dear.pk and Book.objects.count() == 2


def test_units_the_candidate_does_not_reach_are_counted_apart(
    shelf: Bureau, tmp_path: Path
) -> None:
    for who in (shelf.clerk, shelf.stranger):
        assert ask(shelf.actor(who), "record", LAST, title=who.name, price="90", pages="80").ok
    pilot = tried(candidate(tmp_path / "new", units=shelf.other.uscc))
    assert pilot.counts["receipt"] == {"blocked": 1, "beyond": 1}
    (row,) = reading.rows(pilot, reading.Wanted("receipt"))
    assert row["unit_id"] == shelf.other.pk
    only = reading.Wanted("receipt", unit_ids=[shelf.office.pk])
    assert reading.count(pilot, only) == 0


def test_a_rehearsal_cut_short_goes_on_where_it_was(
    shelf: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year(shelf, 4)
    new, real, done = candidate(tmp_path / "new"), RehearsalBench.part, []

    def part(self: RehearsalBench, planned: Any) -> Any:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(self.name(planned))
        return real(self, planned)

    monkeypatch.setattr(RehearsalBench, "part", part)
    begun = running.begin(new, FIRST, LAST)
    with pytest.raises(KeyboardInterrupt):
        running.carry_out(begun.pk)
    begun.refresh_from_db()
    assert begun.state == RehearsalState.RUNNING and 0 < begun.percent < 100
    cut = list(done)
    monkeypatch.setattr(RehearsalBench, "part", lambda self, each: (
        done.append(self.name(each)), real(self, each))[1])  # fmt: skip
    finished = running.carry_out(begun.pk)
    assert set(cut) < set(done) and len(done) == len(set(done))
    assert finished.percent == 100 and finished.done_rows == finished.rows
    whole = tried(new)
    assert whole.counts == finished.counts


def test_the_past_is_extracted_once_and_again_when_it_has_grown(
    shelf: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, new = shelf.actor(shelf.clerk), candidate(tmp_path / "new")
    ask(who, "record", LAST, title="甲", price="90", pages="80")
    made: list[Path] = []
    real = running.past.typed_parquet
    monkeypatch.setattr(running.past, "typed_parquet",
                        lambda *given: (made.append(given[-1]), real(*given))[1])  # fmt: skip
    assert tried(new).counts["receipt"] == {"blocked": 1, "beyond": 0}
    fresh = len(made)
    assert fresh and tried(new).counts["receipt"]["blocked"] == 1 and len(made) == fresh
    ask(who, "record", LAST, title="乙", price="95", pages="80")
    assert tried(new).counts["receipt"]["blocked"] == 2 and len(made) == fresh + 1


def test_where_sql_would_be_wrong_python_decides(
    shelf: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year(shelf, 5)
    new, real = candidate(tmp_path / "new"), comparing.rules_to_sql

    def lying(*given: Any) -> SqlRules:
        made = real(*given)
        wrong = made.findings.replace("<= 60", "<= 61").replace("60.00", "61.00")
        return SqlRules(wrong, made.counts, made.pushed, made.refused, made.unshown)

    honest = tried(new)
    monkeypatch.setattr(comparing, "rules_to_sql", lying)
    lied = tried(new)
    assert lied.counts == honest.counts
    by_python = tried(new, engine="python")
    assert by_python.counts == honest.counts and by_python.unpushed


def test_a_rule_sql_cannot_keep_is_tried_row_by_row(shelf: Bureau, tmp_path: Path) -> None:
    a_year(shelf, 6)
    plain = tried(candidate(tmp_path / "plain"))
    odd = tried(candidate(tmp_path / "odd", require="定价 ** 2 <= 3600"))
    assert odd.counts == plain.counts
    assert any("**" in reason for reason in odd.unpushed.values())
