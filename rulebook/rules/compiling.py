"""Compiling: from the FEEL texts of rules to functions, once for an edition and a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rulebook.errors import RulebookError
from rulebook.feel import Expression, Scope, compile_expression
from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.rules.describing import EditionRef, Rule
from rulebook.rules.judging import CompiledRule, Parts, RuleSet, judge_of
from rulebook.rules.tabling import TableUse
from rulebook.tables import Table

PART_LABELS = {
    "when": "适用条件",
    "require": "要求",
    "actual": "实际值",
    "limit": "限值",
    "table": "决策表",
    "value": "取值",
}


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One text of one rule that does not compile, with the error that says where and why."""

    rule_id: str
    part: str
    message: str

    def __str__(self) -> str:
        return f"规则“{self.rule_id}”的{PART_LABELS.get(self.part, self.part)}：{self.message}"


class RulesError(RulebookError):
    """Rules that do not compile; ``problems`` lists every one of them, not only the first."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def compile_rules(
    rules: Iterable[Rule],
    scope: Scope,
    values_on_day: Mapping[str, Any] | None = None,
    editions: Iterable[EditionRef] = (),
) -> RuleSet:
    """The rules that are judged, compiled once, in the order of ``order`` and ``id``.

    ``scope`` holds the labels of the act's facts with their types; ``values_on_day`` the dated
    values in force, which rules see as further names; ``editions`` names the editions with
    their digests (left out, those of the rules, without digest). Raises `RulesError` listing
    every text that does not compile: unknown names, wrong types, a value that hides a fact.
    """
    judged = sorted((rule for rule in rules if rule.judged), key=lambda rule: (rule.order, rule.id))
    constants = dict(values_on_day or {})
    types = {name: type_of(value) for name, value in constants.items()}
    bench = _Bench(scope.extended(types))
    bench.refuse_hidden_facts(scope, constants)
    compiled = tuple(one for rule in judged if (one := bench.compile(rule)) is not None)
    if bench.problems:
        raise RulesError(bench.problems)
    named = {EditionRef(rule.standard, rule.edition) for rule in judged}
    return RuleSet(compiled, constants, types, scope, tuple(editions) or tuple(sorted(named)))


def type_of(value: Any) -> t.Type:
    """The FEEL type of a constant; `ANY` for what has none."""
    for python, feel in PYTHON_TYPES:
        if isinstance(value, python):
            return feel
    return t.ANY


PYTHON_TYPES: tuple[tuple[type, t.Type], ...] = (
    (bool, t.BOOLEAN),
    (Decimal, t.NUMBER),
    (str, t.STRING),
    (dt.datetime, t.DATE_TIME),
    (dt.date, t.DATE),
    (dt.time, t.TIME),
    (dt.timedelta, t.DAYS_DURATION),
    (Months, t.MONTHS_DURATION),
)
"""In this order: True is an int and a datetime is a date, so the narrower comes first."""


@dataclass
class _Bench:
    """The work of compiling many rules over one scope; collects problems instead of stopping."""

    scope: Scope
    problems: list[RuleProblem] = field(default_factory=list)
    tables: dict[Table, TableUse] = field(default_factory=dict)

    def refuse_hidden_facts(self, facts: Scope, constants: Mapping[str, Any]) -> None:
        """A dated value called like a fact would silently be overruled by it."""
        for name in sorted(set(facts) & set(constants)):
            message = "取值与业务事实同名，规则将分不清两者：请给取值改名"
            self.problems.append(RuleProblem(name, "value", message))

    def compile(self, rule: Rule) -> CompiledRule | None:
        """The rule ready to judge; None when something of it does not compile."""
        before = len(self.problems)
        use = self._table(rule)
        scope = self.scope if use is None else self.scope.extended(use.outputs)
        compiled = {part: self._text(rule, part, scope) for part in TEXTS}
        require = compiled["require"]
        if len(self.problems) > before or require is None:
            return None
        parts = _parts(require, compiled, use)
        return CompiledRule(rule, parts, judge_of(rule, parts))

    def _table(self, rule: Rule) -> TableUse | None:
        if rule.table is None:
            return None
        known = self.tables.get(rule.table)
        if known is not None:
            return known
        try:
            use = TableUse.of(rule.table, self.scope)
        except RulebookError as error:
            self.problems.append(RuleProblem(rule.id, "table", str(error)))
            return None
        return self.tables.setdefault(rule.table, use)

    def _text(self, rule: Rule, part: str, scope: Scope) -> Expression | None:
        text = getattr(rule, part)
        if not text:
            return None
        try:
            compiled = compile_expression(text, scope)
        except RulebookError as error:
            self.problems.append(RuleProblem(rule.id, part, str(error)))
            return None
        if part in CONDITIONS and compiled.type not in (t.BOOLEAN, t.ANY):
            message = f"应得出是或否，实际得出{t.chinese(compiled.type)}：请改为比较或条件"
            self.problems.append(RuleProblem(rule.id, part, message))
        return compiled


TEXTS = ("when", "require", "actual", "limit")
CONDITIONS = frozenset({"when", "require"})


def _parts(
    require: Expression, compiled: Mapping[str, Expression | None], use: TableUse | None
) -> Parts:
    """The rule's functions, with the facts that each condition reads in the end."""
    when = compiled["when"]
    asked = frozenset() if when is None else when.names
    outputs = frozenset() if use is None else frozenset(use.outputs)
    inputs = frozenset() if use is None else use.names

    def read(names: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted((names - outputs) | (inputs if names & outputs else frozenset())))

    return Parts(
        require,
        when,
        compiled["actual"],
        compiled["limit"],
        require_names=read(require.names),
        when_names=read(asked),
        decide=None if use is None else use.decide,
        decide_first=bool(asked & outputs),
        row_of=None if use is None else use.row_of,
    )
