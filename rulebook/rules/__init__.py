"""Rules: a clause made executable, and what it says of a record.

`Rule` is what a pack binds to an act; `compile_rules` turns many of them, once, into a
`RuleSet`; its `judge` reads flat facts and answers one `Finding` a rule.
"""

from rulebook.rules.compiling import RuleProblem, RulesError, compile_rules
from rulebook.rules.describing import Alternative, EditionRef, Modality, Rule, RuleKind, Verdict
from rulebook.rules.finding import Finding, TableRow, plain
from rulebook.rules.judging import CompiledRule, RuleSet

__all__ = [
    "Alternative",
    "CompiledRule",
    "EditionRef",
    "Finding",
    "Modality",
    "Rule",
    "RuleKind",
    "RuleProblem",
    "RuleSet",
    "RulesError",
    "TableRow",
    "Verdict",
    "compile_rules",
    "plain",
]
