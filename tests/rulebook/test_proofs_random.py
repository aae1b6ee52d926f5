"""Proofs agree with trying every combination, on small random tables and rules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.feel import CellTests, Expression, Scope, compile_expression, compile_unary_tests
from rulebook.feel import types as t
from rulebook.proofs import (
    ANYTHING,
    COMPLETE,
    Difference,
    Looser,
    Proved,
    Undecided,
    conflicts,
    difference,
    never_looser,
    prove_table,
)
from rulebook.proofs.clauses import clauses_of
from rulebook.proofs.examples import examples
from rulebook.proofs.exploring import Explorer
from rulebook.proofs.words import Region
from rulebook.rules import RuleSet, Verdict, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table, compile_table
from tests.rulebook.makers import a_rule

SCOPE = Scope({"人数": t.NUMBER, "座数": t.NUMBER, "类别": t.STRING, "紧急": t.BOOLEAN})
STEPS = [Decimal(n) / 2 for n in range(-1, 6)]
"""Every whole number that cells name, and a value between and beyond any two."""
GRID: dict[str, list[Any]] = {
    "人数": STEPS,
    "座数": STEPS,
    "类别": ["甲", "乙", "丙", "别的"],
    "紧急": [True, False],
}
WHOLE = st.integers(0, 2).map(str)
NUMBER_CELLS = st.one_of(
    st.just("-"),
    WHOLE,
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), WHOLE).map(" ".join),
    st.tuples(st.sampled_from("[("), WHOLE, WHOLE, st.sampled_from("])")).map(
        lambda p: f"{p[0]}{min(p[1:3])}..{max(p[1:3])}{p[3]}"
    ),
    st.tuples(WHOLE, WHOLE).map(lambda p: f"not({p[0]}, > {p[1]})"),
)
TEXT_CELLS = st.sampled_from(["-", "“甲”", "“乙”，“丙”", "not(“甲”)", "not(“甲”, “丙”)"])
FLAG_CELLS = st.sampled_from(["-", "true", "false"])
ROWS = st.lists(
    st.tuples(NUMBER_CELLS, TEXT_CELLS, FLAG_CELLS, st.sampled_from("123")), min_size=1, max_size=6
)
POLICIES = st.sampled_from([HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY])
LABELS = ("人数", "类别", "紧急")


def facts(labels: tuple[str, ...], missing: bool = False) -> Iterator[dict[str, Any]]:
    """Every combination, with null if told so."""
    choices = [GRID[label] + [None] * missing for label in labels]
    for values in itertools.product(*choices):
        yield dict(zip(labels, values, strict=True))


def inside(region: Region, record: Mapping[str, Any]) -> bool:
    """Whether the engine finds the facts in a region."""
    cells = all(
        _cell(cell, label)(record[label], record) is True for label, cell in region.cells.items()
    )
    return cells and all(_condition(each)(record) is True for each in region.relations)


@cache
def _cell(text: str, label: str) -> CellTests:
    return compile_unary_tests(text, SCOPE, SCOPE[label])


@cache
def _condition(text: str) -> Expression:
    return compile_expression(text, SCOPE)


@given(ROWS, POLICIES, st.booleans())
@settings(max_examples=40, deadline=None)
def test_tables_are_proved_as_if_every_combination_were_tried(
    rows: list[tuple[str, ...]], policy: HitPolicy, missing: bool
) -> None:
    made = tuple(Row(row[:3], row[3:]) for row in rows)
    outputs = (Output("果", t.NUMBER, "3, 2, 1"),)
    table = Table("表", policy, Aggregation.NONE, tuple(map(Input, LABELS)), outputs, made)
    proof = prove_table(table, SCOPE, {}, ANYTHING if missing else COMPLETE)
    compiled = compile_table(table, SCOPE)
    hits = [(record, compiled.rows(record)) for record in facts(LABELS, missing)]
    assert not proof.undecided
    for record, rows_hit in hits:
        assert (not rows_hit) == any(inside(gap.region, record) for gap in proof.gaps), record
    both = {pair for _, found in hits for pair in itertools.combinations(found, 2)}
    assert {each.rows for each in proof.overlaps} == {pair for pair in both if _wrong(table, pair)}
    deciding = {_decides(table, found) for _, found in hits if found}
    alone = range(1, len(rows) + 1)
    if policy in (HitPolicy.FIRST, HitPolicy.PRIORITY):
        assert {each.row for each in proof.unreachable} == set(alone) - deciding
    else:
        never = {row for row in alone if not any(row in found for _, found in hits)}
        assert {each.row for each in proof.unreachable} == never


def _wrong(table: Table, pair: tuple[int, int]) -> bool:
    outs = [table.rows[row - 1].cells_out for row in pair]
    return table.hit_policy is HitPolicy.UNIQUE or (
        table.hit_policy is HitPolicy.ANY and outs[0] != outs[1]
    )


def _decides(table: Table, rows: tuple[int, ...]) -> int:
    """Under PRIORITY the greatest output is listed first."""
    if table.hit_policy is HitPolicy.PRIORITY:
        return min(rows, key=lambda row: (-int(table.rows[row - 1].cells_out[0]), row))
    return rows[0]


SIGNS = st.sampled_from(["<", "<=", "=", "!=", ">="])
ATOMS = st.one_of(
    st.tuples(st.sampled_from(["人数", "座数"]), SIGNS, WHOLE).map(" ".join),
    st.tuples(SIGNS, WHOLE).map(lambda p: f"人数 {p[0]} 座数 + {p[1]}"),
    st.tuples(WHOLE, WHOLE).map(lambda p: f"人数 between {min(p)} and {max(p)}"),
    st.sampled_from(
        [
            "类别 = “甲”",
            "类别 != “乙”",
            "类别 in (“甲”, “丙”)",
            "类别 != null",
            "紧急",
            "座数 = null",
            "2 * 人数 - 座数 >= 1",
            "人数 in [1..2]",
            "人数 <= (if 紧急 then 座数 else 2)",
        ]
    ),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({' '.join(p)})"),
        inner.map(lambda text: f"not({text})"),
        st.tuples(inner, inner, inner).map(lambda p: f"(if {p[0]} then {p[1]} else {p[2]})"),
    ),
    max_leaves=4,
)
RULES = st.lists(st.tuples(st.none() | ATOMS, CONDITIONS), min_size=1, max_size=2)
EVERY = tuple(SCOPE)


def a_set(name: str, texts: list[tuple[str | None, str]]) -> RuleSet:
    rules = [a_rule(require, when=when, id=f"{name}#{n}", standard=name, clause=str(n))
             for n, (when, require) in enumerate(texts)]  # fmt: skip
    return compile_rules(rules, SCOPE)


def stops(rules: RuleSet, record: dict[str, Any]) -> bool:
    return any(finding.stops for finding in rules.judge(record))


@given(CONDITIONS, st.none() | ATOMS)
@settings(max_examples=60, deadline=None)
def test_every_case_is_judged_as_the_engine_judges_its_example(
    require: str, when: str | None
) -> None:
    rules = a_set("甲", [(when, require)])
    (clause,) = clauses_of(rules)
    for path in Explorer(ANYTHING).paths(clause.verdict):
        (example,) = list(examples(path.known))
        assert rules.judge(example)[0].verdict is path.outcome, example


@given(RULES, RULES, st.booleans())
@settings(max_examples=40, deadline=None)
def test_strictness_agrees_with_trying_every_combination(
    lower_texts: list[tuple[str | None, str]],
    upper_texts: list[tuple[str | None, str]],
    missing: bool,
) -> None:
    lower, upper = a_set("下", lower_texts), a_set("上", upper_texts)
    found = never_looser(lower, upper, ANYTHING if missing else COMPLETE)
    records = list(facts(EVERY, missing))
    for clause, answer in zip(clauses_of(upper), found, strict=True):
        slips = [one for one in records if stops(clause.alone, one) and not stops(lower, one)]
        assert not isinstance(answer, Undecided)
        assert isinstance(answer, Looser) or not slips, slips[:1]
        if isinstance(answer, Looser):
            assert stops(clause.alone, dict(answer.example))
            assert not stops(lower, dict(answer.example))
        else:
            assert isinstance(answer, Proved)


@given(RULES, RULES)
@settings(max_examples=40, deadline=None)
def test_the_regions_of_a_difference_hold_every_record_judged_differently(
    old: list[tuple[str | None, str]], new: list[tuple[str | None, str]]
) -> None:
    before, after = a_set("旧", old), a_set("新", new)
    rows = difference(before, after, COMPLETE)
    assert all(isinstance(row, Difference) for row in rows)
    for record in facts(EVERY):
        verdicts = [[f.verdict for f in rules.judge(record)] for rules in (before, after)]
        differ = (Verdict.BLOCK in verdicts[0]) != (Verdict.BLOCK in verdicts[1])
        if differ and all(Verdict.UNKNOWN not in each for each in verdicts):
            assert any(inside(row.region, record) for row in rows), record  # type: ignore[union-attr]


SINGLE = st.one_of(
    st.tuples(st.sampled_from(["<", "<=", "=", ">="]), WHOLE).map(lambda p: f"人数 {p[0]} {p[1]}"),
    st.tuples(WHOLE, WHOLE).map(lambda p: f"人数 = (if 紧急 then {p[0]} else {p[1]})"),
    st.tuples(WHOLE, WHOLE).map(lambda p: f"人数 > {p[0]} and 人数 < {p[1]}"),
)
WHENS = st.sampled_from([None, "紧急", "not(紧急)", "类别 = “甲”", "类别 in (“甲”, “乙”)"])


@given(SINGLE, WHENS, SINGLE, WHENS)
@settings(max_examples=60, deadline=None)
def test_a_conflict_is_found_exactly_where_no_value_keeps_both(
    first: str, when_first: str | None, second: str, when_second: str | None
) -> None:
    one, other = a_set("甲", [(when_first, first)]), a_set("乙", [(when_second, second)])
    found = conflicts(one, other)
    torn = any(
        all(_applies(rules, record) for rules in (one, other) for record in records)
        and not any(_kept(one, record) and _kept(other, record) for record in records)
        for records in _contexts()
    )
    assert bool(found) == torn or any(getattr(each, "alone", False) for each in found)
    assert not any(isinstance(each, Undecided) for each in found)


def _contexts() -> Iterator[list[dict[str, Any]]]:
    for context in facts(("类别", "紧急"), missing=True):
        yield [{**context, "人数": value, "座数": None} for value in STEPS]


def _applies(rules: RuleSet, record: dict[str, Any]) -> bool:
    condition = rules.rules[0].when
    return condition is None or _condition(condition)(record) is True


def _kept(rules: RuleSet, record: dict[str, Any]) -> bool:
    return rules.judge(record)[0].verdict is Verdict.PASS
