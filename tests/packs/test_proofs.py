"""The standards of the repository, proved: their tables, their clauses, their levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest

from guanbiao.gate import registry
from guanbiao.library.pack import Level, Pack
from guanbiao.modules.vehicles.models import Body, Category
from guanbiao.people.models import Rank
from rulebook.proofs import (
    ANYTHING,
    COMPLETE,
    Assumptions,
    Difference,
    Looser,
    Proved,
    Undecided,
    conflicts,
    difference,
    never_looser,
    prove_table,
    relaxations,
)
from rulebook.proofs.words import spelled
from rulebook.rules import Rule, RuleKind, RuleSet, compile_rules
from rulebook.tables import Table
from rulebook.values import values_on
from tests.packs.shelves import packs, title

EVERY = pytest.mark.parametrize("pack", packs(), ids=title)
DAY = dt.date(2026, 1, 1)
NATIONAL = [pack for pack in packs() if pack.head.level is Level.NATIONAL]
OWN = [pack for pack in packs() if pack.head.number.startswith("Q/YCJG")]
OTHER = "其他"
"""Whatever no row of the table names."""
GAPS = {
    ("配备标准", "车辆类别", "“特种专业技术”"): "第9.4条：标准由有关部门另定，不判价格和排气量",
    ("超期升级", "升级层级", "> 2"): "第5.14条只有两级，报到分管负责人后不再升级",
    ("评价计分表", "评分项", OTHER): "计分表只认自己列出的评分项",
}
"""Table, label and cell of a gap that the standard means to leave, with the reason."""


def named(number: str, edition: str) -> Pack:
    return next(pack for pack in packs() if title(pack) == f"{number} {edition}")


def acts(*of: Pack) -> list[str]:
    """The acts that all these packs judge."""
    return sorted(set.intersection(*({rule.act for rule in pack.rules} for pack in of)))


def rules(pack: Pack, act: str, day: dt.date = DAY) -> RuleSet:
    chosen = [rule for rule in pack.rules if rule.act == act]
    return compile_rules(chosen, registry.scope_of(act), values_on(pack.values, day))


def listed(choices: type[Category | Body | Rank]) -> str:
    return ", ".join(spelled(str(each.value)) for each in choices)


KNOWN = Assumptions(
    complete=True,
    allowed={
        "车辆类别": listed(Category),
        "车型": listed(Body),
        "升级层级": ">= 1",
        "使用人职级": listed(Rank),
        "机关层级": '"省级", "市级", "县级"',
    },
    whole=frozenset({"升级层级"}),
)


def tables(pack: Pack) -> Iterator[tuple[str, Table]]:
    for name, table in pack.tables.items():
        using = [rule.act for rule in pack.rules if rule.table == table]
        using += [act for bind in pack.binds if bind.kind == "decision" and bind.table == name
                  for act in bind.acts]  # fmt: skip
        assert using, f"{name} is used by no rule and answers nothing"
        yield using[0], table


@EVERY
def test_no_table_has_gaps_but_those_its_standard_means_nor_overlaps_nor_dead_rows(
    pack: Pack,
) -> None:
    for act, table in tables(pack):
        proof = prove_table(table, registry.scope_of(act), values_on(pack.values, DAY), KNOWN)
        assert (proof.overlaps, proof.unreachable, proof.undecided) == ((), (), ())
        for gap in proof.gaps:
            ((label, cell),) = gap.region.cells.items()
            what = OTHER if cell.startswith("not(") else cell
            assert (table.name, label, what) in GAPS


@EVERY
def test_no_clauses_of_a_standard_contradict_each_other_or_themselves(pack: Pack) -> None:
    for act in acts(pack):
        assert [str(each) for each in conflicts(rules(pack, act), None, ANYTHING)] == []


PAIRS = [(own, upper, act) for own in OWN for upper in NATIONAL for act in acts(own, upper)]
BETWEEN = pytest.mark.parametrize(
    ("own", "upper", "act"), PAIRS, ids=[f"{title(a)} {title(b)} {c}" for a, b, c in PAIRS]
)


@BETWEEN
def test_the_bureau_relaxes_no_national_clause(own: Pack, upper: Pack, act: str) -> None:
    for each in relaxations(rules(own, act), rules(upper, act)):
        assert isinstance(each, Proved), str(each)


@BETWEEN
def test_the_bureau_contradicts_no_national_clause(own: Pack, upper: Pack, act: str) -> None:
    assert conflicts(rules(own, act), rules(upper, act)) == ()


@BETWEEN
def test_alone_the_bureau_is_looser_and_the_example_shows_why_national_rules_judge_too(
    own: Pack, upper: Pack, act: str
) -> None:
    national = rules(upper, act)
    for clause, each in zip(national.rules, never_looser(rules(own, act), national), strict=True):
        if isinstance(each, Proved):
            continue  # the bureau says as much by itself
        assert isinstance(each, Looser)
        verdicts = {one.rule_id: one.verdict for one in national.judge(each.example)}
        assert verdicts[clause.id] is each.upper_verdict
        assert not any(one.stops for one in rules(own, act).judge(each.example))


def test_a_bureau_that_lets_cars_be_dearer_is_shown_the_car() -> None:
    national = rules(named("中办发〔2017〕71号", "2017"), "vehicles.vehicle.register")
    (rule,) = [each for each in national.rules if each.require == "购置价格 <= 价格上限"]
    upper = national.only(lambda one: one is rule)
    dearer = compile_rules([_own(rule, "购置价格 <= 200000")], national.scope)
    (found,) = relaxations(dearer, upper)
    assert isinstance(found, Looser)
    assert Decimal(120000) < found.facts["购置价格"] <= Decimal(200000)
    cheaper = compile_rules([_own(rule, "购置价格 <= 120000")], national.scope)
    assert isinstance(relaxations(cheaper, upper, KNOWN)[0], Proved)


def _own(rule: Rule, require: str) -> Rule:
    plain = replace(rule, kind=RuleKind.RULE, table=None, when=None, limit=None)
    return replace(plain, id="Q#1", standard="Q", require=require)


def test_the_newer_rules_for_domestic_cars_are_no_looser_in_their_own_time() -> None:
    act = "vehicles.vehicle.register"
    old, new = named("中办发〔2017〕71号", "2017"), named("党政机关厉行节约反对浪费条例", "2025")
    found = {each.upper: each for each in relaxations(rules(new, act), rules(old, act))}
    alone = found["中办发〔2017〕71号 配备-2"]
    assert isinstance(alone, Looser)
    assert dt.date(2017, 12, 5) <= alone.facts["购置日期"] < dt.date(2025, 5, 2)
    later = Assumptions(allowed={"购置日期": '>= @"2025-05-02"'}, complete=True)
    found = {each.upper: each for each in relaxations(rules(new, act), rules(old, act), later)}
    assert isinstance(found["中办发〔2017〕71号 配备-2"], Proved)


def test_the_editions_of_the_bureau_differ_where_their_values_do() -> None:
    old, new = named("Q/YCJG 203", "2024"), named("Q/YCJG 203", "2025")
    act = "vehicles.trip.dispatch"
    rows = difference(rules(old, act, dt.date(2025, 1, 1)), rules(new, act), COMPLETE)
    assert not any(isinstance(row, Undecided) for row in rows)
    said = [str(row) for row in rows]
    assert any(each.startswith("5000 < 距上次保养里程 ≤ 7500：原“符合”，现“拦截”") for each in said)
    assert any("30 < 响应用时 ≤ 60" in each for each in said)
    for row in rows:
        assert isinstance(row, Difference)
        assert row.before is not row.after


def test_no_two_national_standards_contradict_each_other() -> None:
    for first, second in combinations(NATIONAL, 2):
        for act in acts(first, second):
            assert conflicts(rules(first, act), rules(second, act)) == ()
