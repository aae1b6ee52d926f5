"""Judging: compiled rules over the facts of one record, one finding a rule.

The functions are made once, when an edition comes into force; judging itself is a loop over
closures whose constant parts are bound already, because the gate does it on every write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules.describing import EditionRef, Rule, Verdict
from rulebook.rules.finding import Finding, TableRow

Facts = dict[str, Any]
Evaluate = Callable[[Facts], Any]
Judge = Callable[[Facts], Finding]


@dataclass(frozen=True, slots=True)
class Parts:
    """The compiled texts of one rule.

    ``require_names`` and ``when_names`` are the facts they read, table inputs included;
    ``decide`` adds the outputs of the rule's table to the facts, ``decide_first`` when its
    condition already needs them; ``row_of`` tells which table row decided.
    """

    require: Evaluate
    when: Evaluate | None = None
    actual: Evaluate | None = None
    limit: Evaluate | None = None
    require_names: tuple[str, ...] = ()
    when_names: tuple[str, ...] = ()
    decide: Callable[[Facts], Facts] | None = None
    decide_first: bool = False
    row_of: Callable[[Facts], TableRow | None] | None = None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with the function that judges by it."""

    rule: Rule
    parts: Parts
    judge: Judge


def judge_of(rule: Rule, parts: Parts) -> Judge:
    """The function that judges one record by ``rule``; it never raises.

    An error inside is a verdict too: unknown, with the error as note, so that one broken rule
    neither lets a record pass nor hides what the other rules say.
    """
    say = _speaker(rule, parts)
    na = _lean(rule, Verdict.NA)
    broken = Verdict.BLOCK if rule.modality.mandatory else Verdict.WARN
    when, require, when_names = parts.when, parts.require, parts.when_names
    first = parts.decide if parts.decide_first else None
    then = None if parts.decide_first else parts.decide

    def judge(facts: Facts) -> Finding:
        try:
            if first is not None:
                facts = first(facts)
            if when is not None and (applies := when(facts)) is not True:
                return na if applies is False else say(facts, Verdict.UNKNOWN, when_names)
            if then is not None:
                facts = then(facts)
            kept = require(facts)
            if kept is True:
                return say(facts, Verdict.PASS, ())
            if kept is False:
                return say(facts, broken, ())
            return say(facts, Verdict.UNKNOWN, parts.require_names)
        except Exception as error:  # noqa: BLE001 - any failure of a rule is its verdict
            return _failed(rule, error)

    return judge


def _lean(rule: Rule, verdict: Verdict) -> Finding:
    return Finding(
        rule.id,
        rule.standard,
        rule.edition,
        rule.clause,
        rule.words,
        verdict,
        unit=rule.unit,
        field=rule.field,
        modality=rule.modality,
    )


def _failed(rule: Rule, error: Exception) -> Finding:
    note = f"规则计算出错，未能判定（{type(error).__name__}：{error}）：请联系标准管理员核对该条款"
    return _lean(rule, Verdict.UNKNOWN)._replace(note=note)


def _speaker(rule: Rule, parts: Parts) -> Callable[[Facts, Verdict, tuple[str, ...]], Finding]:
    """A function that fills a finding of ``rule``; what never changes is bound here."""
    head = (rule.id, rule.standard, rule.edition, rule.clause, rule.words)
    unit, field_, modality = rule.unit, rule.field, rule.modality
    limit, actual, row_of = parts.limit, parts.actual, parts.row_of
    settled = {verdict: _lean(rule, verdict) for verdict in Verdict}
    bare = limit is None and actual is None and row_of is None
    new = tuple.__new__

    def say(facts: Facts, verdict: Verdict, names: tuple[str, ...]) -> Finding:
        if bare and not names:
            return settled[verdict]
        missing = tuple([name for name in names if facts.get(name) is None]) if names else ()
        row = None if row_of is None else row_of(facts)
        note = "" if verdict is not Verdict.UNKNOWN or missing else _unexplained(row_of, row)
        return new(
            Finding,
            (
                *head,
                verdict,
                None if limit is None else limit(facts),
                None if actual is None else actual(facts),
                unit,
                field_,
                missing,
                row,
                note,
                modality,
            ),
        )

    return say


def _unexplained(row_of: object, row: TableRow | None) -> str:
    if row_of is not None and row is None:
        return "决策表中没有适用的行：请核对填报内容，或由标准管理员补充该情形"
    return "条件算不出是或否：请由标准管理员核对该条款的写法"


@dataclass(frozen=True)
class RuleSet:
    """The rules in force for one act, unit and day, ready to judge.

    ``constants`` are the dated values of that day, visible to the rules as names, with their
    types in ``constant_types``; ``scope`` the facts they were compiled for; ``editions`` those
    whose rules are here.
    """

    compiled: tuple[CompiledRule, ...]
    constants: Mapping[str, Any] = field(default_factory=dict)
    constant_types: Mapping[str, t.Type] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    editions: tuple[EditionRef, ...] = ()

    def judge(self, facts: Mapping[str, Any]) -> tuple[Finding, ...]:
        """One finding a rule, in the rules' order. ``facts``: label → FEEL value or None."""
        known = {**self.constants, **facts}
        return tuple([compiled.judge(known) for compiled in self.compiled])

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are judged."""
        return tuple(compiled.rule for compiled in self.compiled)

    def rule(self, rule_id: str) -> Rule:
        """The rule with that id; KeyError when it is not judged here."""
        for compiled in self.compiled:
            if compiled.rule.id == rule_id:
                return compiled.rule
        raise KeyError(rule_id)

    @property
    def names(self) -> frozenset[str]:
        """Labels of the facts and values the rules read."""
        return frozenset(
            name
            for compiled in self.compiled
            for name in (*compiled.parts.when_names, *compiled.parts.require_names)
        )

    def only(self, keep: Callable[[Rule], bool]) -> RuleSet:
        """The same set with only the rules that ``keep`` accepts."""
        return replace(self, compiled=tuple(one for one in self.compiled if keep(one.rule)))

    def __len__(self) -> int:
        """How many rules are judged."""
        return len(self.compiled)

    def __iter__(self) -> Iterator[Rule]:
        """The rules in order."""
        return iter(self.rules)
