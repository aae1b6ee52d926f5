"""How a clause is executed: rules, tables, values, processes, grants, lists, cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from guanbiao.audit import ruled
from guanbiao.gate import registry
from guanbiao.gate.describe import Entity
from guanbiao.kit.columns import all_shown
from guanbiao.library import in_force
from guanbiao.library.cases import CaseResult
from guanbiao.library.pack import Pack
from guanbiao.modules.standards.feel import aloud, said
from guanbiao.modules.standards.processes import ProcessView, processes
from guanbiao.modules.standards.queries import act_label, case_results
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.fields import ALL_FIELDS, FieldRule
from rulebook.grants import Grant
from rulebook.measures import Measure
from rulebook.rules import Rule
from rulebook.tables import Table
from rulebook.tables.sheets import POLICIES

POLICY = {policy: words for words, policy in POLICIES.items()}


@dataclass(frozen=True)
class RuleView:
    """What is demanded, when, of which acts."""

    acts: tuple[str, ...]
    when: Markup
    require: Markup
    limit: Markup
    unit: str
    table: str


@dataclass(frozen=True)
class TableView:
    """A decision table; columns carry the unit of their fact."""

    name: str
    policy: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Markup, ...], tuple[Markup, ...], str, str], ...]


@dataclass(frozen=True)
class ValueView:
    """A dated value; the entry in force today is marked."""

    name: str
    unit: str
    entries: tuple[tuple[dt.date, Any, str, str, dt.date | None, bool], ...]


@dataclass(frozen=True)
class GrantView:
    """A grant in words."""

    role: str
    acts: tuple[str, ...]
    scope: str
    clause: str


@dataclass(frozen=True)
class FieldsView:
    """A right on fields in words."""

    of: str
    fields: tuple[str, ...]
    right: str
    stages: tuple[str, ...]
    roles: tuple[str, ...]
    clause: str


@dataclass(frozen=True)
class MeasureView:
    """A measure in words."""

    label: str
    formula: str
    target: str
    clause: str


@dataclass(frozen=True)
class Execution:
    """All that executes a clause, or a whole edition."""

    rules: tuple[RuleView, ...]
    tables: tuple[TableView, ...]
    values: tuple[ValueView, ...]
    processes: tuple[ProcessView, ...]
    grants: tuple[GrantView, ...]
    fields: tuple[FieldsView, ...]
    checklists: tuple[Any, ...]
    measures: tuple[MeasureView, ...]
    cases: tuple[CaseResult, ...]


def _measures(pack: Pack, number: str) -> tuple[MeasureView, ...]:
    found = (each for each in pack.measures if not number or each.clause == number)
    return tuple(
        MeasureView(each.name, _formula(each), target_words(each), each.clause) for each in found
    )


def _formula(measure: Measure) -> str:
    try:
        return ruled.words(measure, registry.entity(measure.entity))
    except registry.UnknownName:
        return f"平台已没有“{measure.entity}”的记录"


def target_words(measure: Measure) -> str:
    """``不高于 9.5 升``; empty where there is no target."""
    if measure.target is None:
        return ""
    side = "不低于" if measure.better == "up" else "不高于"
    return f"{side} {measure.target:f} {measure.unit}".strip()


def execution(pack: Pack, today: dt.date, number: str = "") -> Execution:
    """What executes clause ``number``; without one, tables, values and the rest of the edition."""
    rules = [rule for rule in pack.rules if rule.clause == number]
    return Execution(
        rules=_rules(rules, pack),
        tables=tuple(_table(each, rules) for each in _tables(pack, rules, number)),
        values=tuple(_value(each, today) for each in pack.values
                     if not number or any(entry.clause == number for entry in each.series)),
        processes=processes(pack, number),
        grants=tuple(_grant(each) for each in pack.grants if not number or each.clause == number),
        fields=tuple(_fields(pack, r) for r in pack.fields if not number or r.clause == number),
        measures=_measures(pack, number),
        checklists=tuple(c for c in pack.checklists if not number or c.clause == number),
        cases=tuple(result for result in case_results(pack.digest)
                    if not number or number in result.case.expect),
    )  # fmt: skip


def _rules(rules: list[Rule], pack: Pack) -> tuple[RuleView, ...]:
    """One view for rules that differ only in their act."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for rule in rules:
        name, scope = rule.table.name if rule.table is not None else "", _scope(rule, pack)
        texts = (aloud(each or "", scope) for each in (rule.when, rule.require, rule.limit))
        found.setdefault((*texts, rule.unit, name), []).append(act_label(rule.act))
    return tuple(RuleView(tuple(acts), *key) for key, acts in found.items())


def _scope(rule: Rule, pack: Pack) -> Scope:
    """The names a rule may use: facts of its act, dated values, what its table tells."""
    try:
        facts = registry.scope_of(rule.act)
    except registry.UnknownName:
        return Scope()
    outputs = {each.label: t.ANY for each in rule.table.outputs} if rule.table else {}
    values = {each.name: t.ANY for edition in in_force.everything() for each in edition.pack.values}
    return Scope({**values, **{each.name: t.ANY for each in pack.values}, **outputs, **facts})


def _tables(pack: Pack, rules: list[Rule], number: str) -> list[Table]:
    used = {rule.table.name for rule in rules if rule.table is not None}
    return [
        table
        for name, table in pack.tables.items()
        if not number or name in used or any(row.clause == number for row in table.rows)
    ]


def _table(table: Table, rules: list[Rule]) -> TableView:
    units = _units(rules)
    rows = tuple(
        (n, tuple(map(said, row.cells_in)), tuple(map(said, row.cells_out)), row.clause,
         row.annotation)
        for n, row in enumerate(table.rows, 1)
    )  # fmt: skip
    return TableView(
        table.name,
        POLICY.get(table.hit_policy, str(table.hit_policy)),
        tuple((each.label, units.get(each.label, "")) for each in table.inputs),
        tuple(each.label for each in table.outputs),
        rows,
    )


def _units(rules: list[Rule]) -> dict[str, str]:
    """Fact label → unit, of the acts these rules judge."""
    found: dict[str, str] = {}
    for rule in rules:
        try:
            facts = registry.act(rule.act).facts.facts
        except registry.UnknownName:
            continue
        found |= {fact.label: fact.unit for fact in facts}
    return found


def _value(value: Any, today: dt.date) -> ValueView:
    now = value.entry_on(today)
    entries = tuple(
        (e.from_day, e.value, e.clause, e.source, e.checked_on, e is now) for e in value.series
    )
    return ValueView(value.name, value.unit, entries)


def _grant(grant: Grant) -> GrantView:
    acts = tuple(act_label(act) for act in grant.acts)
    return GrantView(grant.role, acts, grant.scope.label, grant.clause)


def _fields(pack: Pack, rule: FieldRule) -> FieldsView:
    """Labels for names: of the act's form, or of the entity's fields and columns."""
    stages = {stage.name: stage.label for process in pack.processes for stage in process.stages}
    of, labels = _labels(rule.of)
    return FieldsView(
        of,
        tuple("全部字段" if name == ALL_FIELDS else labels.get(name, name) for name in rule.fields),
        rule.right.label,
        tuple(stages.get(name, name) for name in rule.stages),
        rule.roles,
        rule.clause,
    )


def _labels(name: str) -> tuple[str, dict[str, str]]:
    """What an act or entity is called, and field → label."""
    for entity in registry.entities():
        if entity.name == name:
            return entity.label, _columns(entity)
    form = getattr(registry.act(name).form, "base_fields", {})
    return act_label(name), {key: str(field.label or key) for key, field in form.items()}


def _columns(entity: Entity) -> dict[str, str]:
    own = {f.name: str(f.verbose_name) for f in entity.model._meta.concrete_fields}
    for table in registry.tables():
        if table.entity == entity:
            parts = (*table.columns, *(each for _, part in table.sections for each in part))
            own |= {c.path: c.label for c in all_shown(entity.model, parts)}
    return own
