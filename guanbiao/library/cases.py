"""Running a pack's own cases: what its clauses say of the facts its authors wrote down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanbiao.library.pack import Case, Pack
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.flow import compile_answer
from rulebook.rules import Finding, RuleSet, Verdict, compile_rules
from rulebook.values import values_on

WORST_FIRST = (
    Verdict.BLOCK, Verdict.UNKNOWN, Verdict.WARN, Verdict.WAIVED, Verdict.PASS, Verdict.NA,
)  # fmt: skip
ScopeOf = Callable[[str], Scope | None]


@dataclass(frozen=True)
class CaseResult:
    """A case with what its clauses said: clause → verdict, and the findings themselves.

    ``answer`` is what the table said, where the case asks a question of the platform.
    """

    case: Case
    verdicts: Mapping[str, Verdict]
    findings: tuple[Finding, ...]
    answer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, str]:
        """Clause or result → what came instead of the expected; empty when the case holds."""
        verdicts = {
            clause: str(self.verdicts.get(clause, "无判定"))
            for clause, verdict in self.case.expect.items()
            if self.verdicts.get(clause) != verdict
        }
        answers = {
            label: str(self.answer.get(label, "无结果"))
            for label, value in self.case.gives.items()
            if self.answer.get(label) != value
        }
        return verdicts | answers

    @property
    def holds(self) -> bool:
        """Whether every expected verdict came."""
        return not self.wrong

    @property
    def told(self) -> str:
        """What came, in words, by clause; of a question the answer, yes alone where it is that."""
        verdicts = [
            f"{self.verdicts[clause].label} {clause}"
            for clause in self.case.expect
            if clause in self.verdicts
        ]
        answers = [
            label if value is True else f"{label} {value}"
            for label, value in self.answer.items()
            if value is not None and value is not False
        ]
        return "，".join([*verdicts, *answers])


def run(pack: Pack, scope_of: ScopeOf) -> tuple[CaseResult, ...]:
    """All cases of a pack, judged by its own rules alone with the facts of the acts.

    Facts a case does not tell are null. An act without scope has no rules: nothing is judged.
    """
    bench: dict[tuple[str, object], RuleSet] = {}
    return tuple(_run(pack, case, scope_of, bench) for case in pack.cases)


def _run(
    pack: Pack, case: Case, scope_of: ScopeOf, bench: dict[tuple[str, object], RuleSet]
) -> CaseResult:
    scope = scope_of(case.act)
    if scope is None:
        return CaseResult(case, {}, ())
    if case.gives:
        return CaseResult(case, {}, (), _answer(pack, case, scope))
    key = (case.act, case.on)
    if key not in bench:
        rules = [rule for rule in pack.rules if rule.act == case.act]
        bench[key] = compile_rules(rules, scope, values_on(pack.values, case.on))
    facts = {**dict.fromkeys(scope), "业务日期": case.on, **case.facts}
    findings = bench[key].judge(facts)
    return CaseResult(case, worst_by_clause(findings), findings)


def _answer(pack: Pack, case: Case, scope: Scope) -> Mapping[str, Any]:
    """What the pack's own table says to the case's question; nothing where it cannot say."""
    table = pack.table_for(case.act)
    if table is None:
        return {}
    facts = {**dict.fromkeys(scope), "业务日期": case.on, **case.facts}
    try:
        ask = compile_answer(case.act, table, scope, values_on(pack.values, case.on), {})
        return ask(case.act, facts).values
    except RulebookError:
        return {}


def worst_by_clause(findings: Iterable[Finding]) -> dict[str, Verdict]:
    """Clause → its worst verdict: a clause may be bound several times."""
    found: dict[str, Verdict] = {}
    for finding in findings:
        known = found.get(finding.clause, Verdict.NA)
        found[finding.clause] = min(known, finding.verdict, key=WORST_FIRST.index)
    return found
