"""What only shows against the acts and facts of the platform: names, types, positions.

A pack is read without knowing any business. Before it is published its rules are compiled with
the facts of the acts they are bound to, so that an unknown act, an unknown name or a wrong type
is an error with file and line, never a surprise at run time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from guanbiao.library import answers, drawings
from guanbiao.library.pack import Pack
from guanbiao.library.problems import Problem
from rulebook.errors import RulebookError
from rulebook.feel import Scope, compile_expression
from rulebook.feel import types as t
from rulebook.feel.source import suggest
from rulebook.fields import ALL_FIELDS
from rulebook.grants import Grant
from rulebook.measures import Measure
from rulebook.processes import Stage
from rulebook.rules import Rule, RulesError, compile_rules
from rulebook.sql import Column
from rulebook.sql.measuring import measure_sql
from rulebook.values import values_on


class Vocabulary(Protocol):
    """What the platform can do and see: names of acts and reading rights, facts of an act."""

    def names(self) -> Collection[str]:
        """All acts and reading rights that exist."""

    def scope_of(self, act: str) -> Scope | None:
        """Labels and types of an act's facts; none when there is no such act."""

    def outputs_of(self, question: str) -> Mapping[str, t.Type] | None:
        """What a question of the platform wants answered; none for what nobody asks."""

    def services_of(self, act: str) -> Collection[str]:
        """What the platform may do by itself to the record of an act that exists."""

    def columns_of(self, entity: str) -> Mapping[str, Column] | None:
        """Facts of an entity by label, as SQL holds them; none when there is no such entity."""

    def fields_of(self, name: str) -> Collection[str] | None:
        """Fields of an act's draft or of an entity's rows; none when there is no such thing."""


def faults(pack: Pack, vocabulary: Vocabulary) -> list[Problem]:
    """Everything in ``pack`` that does not fit the platform, by file and line."""
    found = [*_unknown_acts(pack, vocabulary), *_rules(pack, vocabulary)]
    found += [*_stages(pack, vocabulary), *_drawn(pack, vocabulary), *_cases(pack, vocabulary)]
    found += [*answers.faults(pack, vocabulary, days_of_change(pack))]
    found += [*_fields(pack, vocabulary), *_measures(pack, vocabulary)]
    return sorted(set(found))


def _unknown_acts(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    names = vocabulary.names()
    for bind in pack.binds:
        for act in bind.acts:
            if act not in names and bind.kind != "decision":
                yield Problem("binds.toml", bind.line, _unknown(act, names))
    for grant in pack.grants:
        for act in _uncovered(grant, names):
            yield Problem("grants", 0, f"岗位“{grant.role}”：{_unknown(act, names)}")
    for process in pack.processes:
        for step in (process.act, *(stage.act for stage in process.stages)):
            if step is not None and step not in names:
                yield Problem(f"processes/{process.name}.toml", 0, _unknown(step, names))

    for drawing in pack.drawings:
        for step in drawing.acts:
            if step not in names:
                yield drawing.problem(_unknown(step, names))


def _uncovered(grant: Grant, names: Collection[str]) -> list[str]:
    """Acts of a grant that name nothing; ``.*`` must lead to something."""
    return [
        act
        for act in grant.acts
        if act not in names
        and not (act.endswith(".*") and any(name.startswith(act[:-1]) for name in names))
    ]


def _unknown(act: str, names: Collection[str]) -> str:
    hint = suggest(act, names) or "请核对业务动作名"
    return f"平台没有业务动作“{act}”：{hint}"


def _rules(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Compile every act's rules on every day on which a value of the pack changes."""
    for act in sorted({rule.act for rule in pack.rules}):
        scope = vocabulary.scope_of(act)
        if scope is None:
            continue
        rules = {rule.id: rule for rule in pack.rules if rule.act == act}
        for day in days_of_change(pack):
            try:
                compile_rules(rules.values(), scope, values_on(pack.values, day))
            except RulesError as refusal:
                for problem in refusal.problems:
                    file, line = _place(pack, rules.get(problem.rule_id), problem.part)
                    yield Problem(file, line, f"{problem}（业务动作 {act}）")


def _place(pack: Pack, rule: Rule | None, part: str) -> tuple[str, int]:
    """File and line of the text that does not compile."""
    if rule is None:
        return "values.toml", 0
    if part == "table" and rule.table is not None:
        return f"tables/{rule.table.name}.csv", 0
    lines = pack.files["binds.toml"].splitlines()
    for number in range(rule.order, len(lines)):
        if lines[number].replace(" ", "").startswith(f"{part}="):
            return "binds.toml", number + 1
        if lines[number].startswith("[["):
            break
    return "binds.toml", rule.order


def days_of_change(pack: Pack) -> list[dt.date]:
    """The first day of the pack, and every later one on which one of its values changes."""
    first = pack.head.from_day
    later = {entry.from_day for value in pack.values for entry in value.series}
    return [first, *sorted(day for day in later if day > first)]


def _stages(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Conditions of stages see the facts of the act that starts the process."""
    for process in pack.processes:
        scope = vocabulary.scope_of(process.act)
        if scope is None:
            continue
        for stage in process.stages:
            words = _condition(stage, scope)
            if words:
                yield Problem(f"processes/{process.name}.toml", 0, words)


def _drawn(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Drawings compile with the facts of the act they serve."""
    scopes = {d.process.act: vocabulary.scope_of(d.process.act) for d in pack.drawings}
    known = {act: scope for act, scope in scopes.items() if scope is not None}
    days = tuple(values_on(pack.values, day) for day in days_of_change(pack))
    services = {act: vocabulary.services_of(act) for act in known}
    means = drawings.Means(pack.roads, pack.tables, days, known, services)
    return drawings.faults(pack.drawings, means)


def _condition(stage: Stage, scope: Scope) -> str:
    if not stage.when:
        return ""
    try:
        kind = compile_expression(stage.when, scope).type
    except RulebookError as refusal:
        return f"环节“{stage.label}”的条件：{refusal}"
    if kind not in (t.BOOLEAN, t.ANY):
        return f"环节“{stage.label}”的条件应得出是或否，实际得出{t.chinese(kind)}：请改为比较"
    return ""


def _fields(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Rights are on fields that exist, at stages of this pack's own processes."""
    stages = {node.id for road in pack.roads.values() for node in road.nodes}
    for rule in pack.fields:
        known = vocabulary.fields_of(rule.of)
        if known is None:
            words = f"平台没有业务动作或对象“{rule.of}”：请核对名称"
            yield Problem("fields", 0, words)
            continue
        for name in rule.fields:
            if name not in known and name != ALL_FIELDS:
                hint = suggest(name, known) or "请核对字段名"
                yield Problem("fields", 0, f"“{rule.of}”没有字段“{name}”：{hint}")
        for stage in rule.stages:
            if stage not in stages:
                hint = suggest(stage, stages) or "请写本标准流程中的环节"
                yield Problem("fields", 0, f"本标准的流程没有环节“{stage}”：{hint}")


def _measures(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """Measures count an entity that exists, by a formula that SQL can say; binds name them."""
    known = {measure.name for measure in pack.measures}
    for bind in pack.binds:
        if bind.kind == "measure" and bind.name not in known:
            yield Problem(
                "binds.toml", bind.line, f"没有指标“{bind.name}”：请在 measures.toml 写明"
            )
    for measure in pack.measures:
        columns = vocabulary.columns_of(measure.entity)
        words = f"平台没有对象“{measure.entity}”：请核对名称"
        if columns is not None:
            words = _formula(measure, columns)
        if words:
            yield Problem("measures.toml", 0, f"指标“{measure.name}”：{words}")


def _formula(measure: Measure, columns: Mapping[str, Column]) -> str:
    try:
        measure_sql(measure, columns, "f")
    except RulebookError as refusal:
        return getattr(refusal, "reason", "") or str(refusal)
    return ""


def _cases(pack: Pack, vocabulary: Vocabulary) -> Iterable[Problem]:
    """A case may only tell facts that exist, and expect of clauses that judge its act."""
    judged: dict[str, set[str]] = {}
    for rule in pack.rules:
        judged.setdefault(rule.act, set()).add(rule.clause)
    for case in pack.cases:
        scope = vocabulary.scope_of(case.act)
        if scope is None:
            words = _unknown(case.act, vocabulary.names())
            yield Problem(case.file, case.line, f"用例“{case.name}”：{words}")
            continue
        for label in case.facts:
            if label not in scope:
                hint = suggest(label, scope) or "请核对事实名"
                words = f"用例“{case.name}”的事实“{label}”不存在：{hint}"
                yield Problem(case.file, case.line, words)
        unknown = set(case.gives) - set(vocabulary.outputs_of(case.act) or ())
        for label in sorted(unknown):
            words = f"用例“{case.name}”写了结果“{label}”，但平台不向 {case.act} 要它：请核对"
            yield Problem(case.file, case.line, words)
        for clause in sorted(set(case.expect) - judged.get(case.act, set())):
            words = f"用例“{case.name}”期望条款 {clause}，但它不判定 {case.act}：请核对"
            yield Problem(case.file, case.line, words)
