"""Every rule that is shipped means the same in Python and in databases, at its own boundaries."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from guanbiao.audit.passed import acts_of
from guanbiao.gate import registry
from guanbiao.gate.describe import FactSet
from guanbiao.library.packs import read
from rulebook.feel import parse
from rulebook.feel import types as t
from rulebook.feel.parser import parse_unary_tests
from rulebook.feel.tree import Literal, walk
from rulebook.rules import Rule, RuleSet, compile_rules
from rulebook.sql import Column, Source, rules_to_sql
from rulebook.values import values_on
from tests.rulebook.engines import Engine

ROWS = 10_000
WHOLE, SCALE = 12, 4
DAYS = [dt.date(2017, 12, 5), dt.date(2025, 5, 2), dt.date(2026, 6, 3), dt.date(2026, 10, 1)]
KINDS = (t.NUMBER, t.STRING, t.BOOLEAN, t.DATE, t.DATE_TIME)


def editions() -> Iterator[tuple[str, str]]:
    """(pack folder, entity) of everything shipped that judges something."""
    for folder in sorted(settings.PACKS.glob("*/*/standard.toml")):
        acts = {rule.act for rule in read(folder.parent).rules if rule.judged}
        for name, fact_set in sorted(registry.fact_sets().items()):
            if acts & {act.name for act in acts_of(fact_set)}:
                yield str(folder.parent.relative_to(settings.PACKS)), name


def compiled(folder: str, fact_set: FactSet) -> RuleSet:
    """The edition's rules on these facts, each once, with the values of its first day."""
    pack = read(settings.PACKS / folder)
    acts = [act.name for act in acts_of(fact_set)]
    rules = {rule.id: rule for rule in pack.rules if rule.act in acts}
    scope = registry.scope_of(acts[0])
    return compile_rules(rules.values(), scope, values_on(pack.values, dt.date(2026, 6, 3)))


def constants(rules: RuleSet) -> dict[t.Type, set[Any]]:
    """Literals in the rules and tables: where verdicts change."""
    found: dict[t.Type, set[Any]] = {kind: set() for kind in KINDS}
    scope = rules.scope.extended(rules.constant_types)
    for rule in rules.rules:
        for tree in _trees(rule, scope):
            for node in walk(tree):
                if isinstance(node, Literal) and node.type in found:
                    found[node.type].add(node.value)
    found[t.NUMBER] |= {value for value in rules.constants.values() if isinstance(value, Decimal)}
    return found


def _trees(rule: Rule, scope: Any) -> Iterator[Any]:
    if rule.table is not None:
        for row in rule.table.rows:
            yield from (parse_unary_tests(cell or "-", scope) for cell in row.cells_in)
            yield from (parse(cell, scope, False) for cell in row.cells_out if cell)
    for text in (rule.when, rule.require):
        if text:
            yield parse(text, scope, False)


def value(kind: t.Type, known: dict[t.Type, list[Any]], dice: random.Random) -> Any:
    """A value on a boundary, just beside it, anywhere, or null."""
    if dice.random() < 0.12:
        return None
    if kind == t.NUMBER:
        edge = dice.choice([*known[kind], Decimal(0), Decimal(1), Decimal(5)])
        step = dice.choice([Decimal(0), Decimal(1), Decimal(-1), Decimal("0.0001"), Decimal(7)])
        return edge + step
    if kind == t.STRING:
        return dice.choice([*known[kind], "别的", ""])
    if kind == t.BOOLEAN:
        return dice.random() < 0.5
    day = dice.choice(DAYS) + dt.timedelta(days=dice.choice([-400, -31, -1, 0, 0, 1, 31, 400]))
    if kind == t.DATE:
        return day
    clock = dt.time(dice.randrange(24), dice.choice([0, 30]))
    return timezone.make_aware(dt.datetime.combine(day, clock))


def columns_of(fact_set: FactSet) -> dict[str, Column]:
    """The facts as columns, and the day."""
    columns = {
        fact.label: Column(fact.name, fact.type, WHOLE, SCALE, zoned=fact.type == t.DATE_TIME)
        for fact in fact_set.facts
    }
    return {**columns, "业务日期": Column("day", t.DATE)}


def records(folder: str, entity: str) -> list[dict[str, Any]]:
    """Ten thousand made-up records on and around the boundaries of the edition's rules."""
    fact_set = registry.fact_sets()[entity]
    known = {kind: sorted(values) for kind, values in constants(compiled(folder, fact_set)).items()}
    dice, columns = random.Random(f"{folder} {entity}"), columns_of(fact_set)
    return [
        {label: value(column.type, known, dice) for label, column in columns.items()}
        for _ in range(ROWS)
    ]


ONE_BY_ONE = {
    "Q/YCJG 101#5.4": "the form of a standard's number is a pattern of letters",
    "Q/YCJG 112#5.4": "what a figure earns is a quotient, which no database divides exactly",
    "山东省标准化条例#20": "the form of a standard's number is a pattern of letters",
    "财行〔2016〕214号#15.4": "three numbers of any length multiplied exceed what FEEL keeps",
}
"""Rules that no database says, with the reason: the audit judges their rows in Python."""


@cache
def judged(folder: str, entity: str) -> tuple[list[dict[str, Any]], dict[tuple[str, str], str]]:
    """The records, and (key, rule) → verdict in Python of all that is not quiet."""
    rules, rows = compiled(folder, registry.fact_sets()[entity]), records(folder, entity)
    said = {
        (str(n), finding.rule_id): finding.verdict.value
        for n, row in enumerate(rows)
        for finding in rules.judge(row)
        if not finding.verdict.quiet
    }
    return rows, said


@pytest.mark.parametrize(("folder", "entity"), list(editions()))
def test_a_shipped_edition_says_the_same_in_both(engine: Engine, folder: str, entity: str) -> None:
    fact_set = registry.fact_sets()[entity]
    rules, columns = compiled(folder, fact_set), columns_of(fact_set)
    sql = rules_to_sql(rules, columns, engine.dialect, Source("facts"))
    assert set(sql.refused) <= set(ONE_BY_ONE)
    rows, expected = judged(folder, entity)
    expected = {mark: verdict for mark, verdict in expected.items() if mark[1] not in sql.refused}
    engine.fill(columns, rows)
    said = engine.ask(f"SELECT key, rule_id, verdict FROM ({sql.findings}) AS s")
    assert {(key, rule): verdict for key, rule, verdict in said} == expected
