"""Rules read over facts that are not known yet: the verdict of each case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rulebook.feel import Scope, parse
from rulebook.feel import tree as n
from rulebook.proofs.deciding import ReadTable, Refused, TableCase
from rulebook.proofs.exploring import Case
from rulebook.proofs.reading import Reader
from rulebook.rules import Rule, RuleSet, Verdict

QUIET, ASKS, STOPS = 0, 1, 2
"""How much a verdict weighs: nobody needs to be told, a reason is asked, the act is stopped."""


@dataclass(frozen=True, eq=False)
class Clause:
    """A judged rule with its trees; ``alone`` judges concrete facts by it, as the gate does."""

    rule: Rule
    rules: RuleSet

    @cached_property
    def alone(self) -> RuleSet:
        """The rule set of only this rule, compiled by the engine."""
        return self.rules.only(lambda rule: rule is self.rule)

    @cached_property
    def scope(self) -> Scope:
        """Facts and dated values."""
        return self.rules.scope.extended(self.rules.constant_types)

    @cached_property
    def table(self) -> ReadTable | None:
        """The rule's table, parsed."""
        if self.rule.table is None:
            return None
        return ReadTable(self.rule.table, self.scope, self.rules.constants)

    @cached_property
    def outputs(self) -> frozenset[str]:
        """Names of the table's outputs."""
        return frozenset() if self.table is None else frozenset(self.table.output_types)

    @cached_property
    def when(self) -> n.Node | None:
        """The condition under which it applies; none: always."""
        return self._tree(self.rule.when) if self.rule.when else None

    @cached_property
    def require(self) -> n.Node:
        """What it requires."""
        assert self.rule.require is not None
        return self._tree(self.rule.require)

    def _tree(self, text: str) -> n.Node:
        scope = self.scope if self.table is None else self.scope.extended(self.table.output_types)
        return parse(text, scope)

    @cached_property
    def matter(self) -> frozenset[str]:
        """The facts the clause is about: those of the actual value, else of the requirement."""
        text = self.rule.actual
        found = self._facts(self._tree(text)) if text else frozenset()
        return found or self._facts(self.require) or self.facts

    @cached_property
    def required(self) -> frozenset[str]:
        """The facts the requirement measures, without those that only choose the limit."""
        chosen = {
            name
            for node in n.walk(self.require)
            if isinstance(node, n.If)
            for name in self._facts(node.condition)
        }
        return self._facts(self.require) - chosen or self._facts(self.require) or self.facts

    @cached_property
    def facts(self) -> frozenset[str]:
        """All facts the clause reads, those its table asks included."""
        trees = [self.require, *([] if self.when is None else [self.when])]
        if self.table is not None:
            trees += self.table.inputs
        return frozenset().union(*(self._facts(tree) for tree in trees))

    def _facts(self, node: n.Node) -> frozenset[str]:
        names = {each.name for each in n.walk(node) if isinstance(each, n.Fact)}
        return frozenset(names - self.outputs - set(self.rules.constants))

    def applies(self, case: Case) -> bool | None:
        """Whether the condition is true, false or unknown in a case."""
        return True if self.when is None else self._reader(case, self.rule.when).truth(self.when)

    def verdict(self, case: Case) -> Verdict:
        """What the rule says in a case; the same as `rulebook.rules.judging.judge_of` does."""
        try:
            self._ask_table(case, first=True)
            applies = self.applies(case)
            if applies is not True:
                return Verdict.NA if applies is False else Verdict.UNKNOWN
            self._ask_table(case, first=False)
            kept = self._reader(case, self.rule.require).truth(self.require)
        except Refused:
            return Verdict.UNKNOWN
        if kept is None:
            return Verdict.UNKNOWN
        broken = Verdict.BLOCK if self.rule.modality.mandatory else Verdict.WARN
        return Verdict.PASS if kept else broken

    def _ask_table(self, case: Case, first: bool) -> None:
        """A table that may refuse is asked when the gate asks it, even if nothing reads it."""
        if self.table is not None and self.table.refuses and first is self._asked_first:
            self._decided(case, self.table).result()

    @cached_property
    def _asked_first(self) -> bool:
        names = {each.name for each in n.walk(self.when) if isinstance(each, n.Fact)}
        return not self.outputs.isdisjoint(names)

    def weight(self, verdict: Verdict) -> int:
        """`QUIET`, `ASKS` or `STOPS`, given how strongly the clause binds."""
        if verdict.quiet:
            return QUIET
        return STOPS if self.rule.modality.mandatory else ASKS

    def _reader(self, case: Case, text: str | None) -> Reader:
        outputs = None if self.table is None else self._decided(case, self.table).output
        return Reader(case, text or "", self.rules.constants, outputs, self.outputs)

    def _decided(self, case: Case, table: ReadTable) -> TableCase:
        known: TableCase | None = case.tables.get(table)
        if known is None:
            known = case.tables[table] = TableCase(table, case)
        return known

    @property
    def name(self) -> str:
        """Standard and clause, as people cite it."""
        number = self.rule.clause
        return f"{self.rule.standard} {f'第{number}条' if number[0].isdigit() else number}"

    @property
    def words(self) -> str:
        """The clause's words, to stand within a sentence."""
        return self.rule.words.rstrip("。")


def clauses_of(rules: RuleSet) -> tuple[Clause, ...]:
    """The judged rules of a set, in its order."""
    return tuple(Clause(rule, rules) for rule in rules.rules)


def same_text(left: Clause, right: Clause) -> bool:
    """Whether two clauses judge alike, word for word and value for value."""
    texts = [(one.rule.when, one.rule.require, one.rule.table, one.rule.modality.mandatory)
             for one in (left, right)]  # fmt: skip
    values = [_values_read(one) for one in (left, right)]
    return texts[0] == texts[1] and values[0] == values[1]


def _values_read(clause: Clause) -> Mapping[str, Any]:
    trees: Iterable[Any] = [clause.require, clause.when]
    if clause.table is not None:
        trees = [*trees, *clause.table.inputs, *map(tuple, clause.table.rows)]
        trees += [tuple(cells) for cells in clause.table.results]
    names = {each.name for tree in trees for each in n.walk(tree) if isinstance(each, n.Fact)}
    return {name: value for name, value in clause.rules.constants.items() if name in names}


def confirmed(clause: Clause, facts: Mapping[str, Any], verdict: Verdict) -> bool:
    """Whether the engine itself gives that verdict on those facts."""
    return clause.alone.judge(dict(facts))[0].verdict is verdict
