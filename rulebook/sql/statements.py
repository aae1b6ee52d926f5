"""A rule set as SQL over a relation of facts: one SELECT of findings, one of counts.

Every rule reads the relation by itself, so that a column store touches only the columns of that
rule and a decision table is joined only where it is used.
"""

# ruff: noqa: S608 - names are quoted by sqlglot, everything else comes from it

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from rulebook.feel import Scope, parse
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.rules import Rule, RuleSet, Verdict
from rulebook.sql.columns import Column
from rulebook.sql.compiler import DIALECTS, Compiler
from rulebook.sql.tables import Placed, place
from rulebook.sql.terms import NUMERIC, Term, as_type, literal, paren
from rulebook.sql.unpushable import UnpushableError

FACTS = "f"
TABLE = "t"


@dataclass(frozen=True)
class SqlRules:
    """What `rules_to_sql` made.

    ``findings`` yields (key, rule_id, verdict, limit, actual), the last two as text, for
    everything that neither passes nor is not applicable; ``counts`` yields (group columns…,
    rule_id, verdict, n) for everything. Both are empty when no rule could be pushed.
    ``refused`` says why a rule has to be judged in Python; ``unshown`` names the (rule id,
    part) whose value SQL cannot show exactly and leaves null.
    """

    findings: str
    counts: str
    pushed: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    unshown: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """The relation of facts (a table or view): its name, key and the columns to group by.

    Without ``show`` limit and actual stay null, for callers that only want verdicts.
    """

    relation: str
    key: str = "key"
    group: tuple[str, ...] = ()
    show: bool = True


def rules_to_sql(
    rules: RuleSet, columns: Mapping[str, Column], dialect: str, source: Source
) -> SqlRules:
    """The same rules as ``rules.judge``, as text of ``dialect`` (duckdb, postgres or spark).

    ``columns`` maps fact labels to columns. A rule with a construct that SQL cannot keep
    exactly is listed in ``refused``, never approximated.
    """
    if dialect not in DIALECTS:
        raise UnpushableError(f"不认识的数据库“{dialect}”：请用 {'、'.join(DIALECTS)} 之一")
    bench = _Bench(rules, columns, dialect, source)
    for rule in rules.rules:
        bench.add(rule)
    return bench.result()


@dataclass
class _Bench:
    """Collects one SELECT a rule, as text."""

    rules: RuleSet
    columns: Mapping[str, Column]
    dialect: str
    source: Source
    selects: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unshown: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rule: Rule) -> None:
        try:
            self.selects[rule.id] = self._select(rule).sql(dialect=self.dialect, copy=False)
        except UnpushableError as error:
            self.refused[rule.id] = error.reason

    def result(self) -> SqlRules:
        return SqlRules(
            "\nUNION ALL\n".join(self._loud(select) for select in self.selects.values()),
            "\nUNION ALL\n".join(self._counted(select) for select in self.selects.values()),
            tuple(self.selects),
            self.refused,
            frozenset(self.unshown),
        )

    def _name(self, name: str) -> str:
        return exp.to_identifier(name, quoted=True).sql(dialect=self.dialect)

    def _loud(self, select: str) -> str:
        wanted = ", ".join(map(self._name, FINDING))
        quiet = ", ".join(f"'{verdict.value}'" for verdict in Verdict if verdict.quiet)
        return (
            f"SELECT {wanted} FROM ({select}) AS j WHERE {self._name('verdict')} NOT IN ({quiet})"
        )

    def _counted(self, select: str) -> str:
        by = ", ".join(map(self._name, (*self.source.group, "rule_id", "verdict")))
        return f"SELECT {by}, COUNT(*) AS n FROM ({select}) AS j GROUP BY {by}"

    def _select(self, rule: Rule) -> exp.Select:
        compiler, scope, placed = Compiler(self.dialect, self.names), self.scope, Placed()
        if rule.table is not None:
            placed = place(compiler, rule.table, scope, TABLE)
            scope = scope.extended(placed.types)
            compiler = Compiler(self.dialect, {**self.names, **placed.outputs})
        columns = [
            _named(self._plain(self.source.key), "key"),
            *(self._plain(name) for name in self.source.group),
            _named(exp.Literal.string(rule.id), "rule_id"),
            _named(_verdict(compiler, rule, scope, placed), "verdict"),
            *(self._shown(compiler, rule, scope, part) for part in ("limit", "actual")),
        ]
        relation = exp.alias_(exp.table_(self.source.relation, quoted=True), FACTS)
        select = exp.Select().select(*columns, copy=False).from_(relation, copy=False)
        for join in placed.joins:
            select = select.join(join, copy=False)
        return select

    def _plain(self, name: str) -> exp.Expr:
        return exp.column(name, table=FACTS, quoted=True)

    @cached_property
    def scope(self) -> Scope:
        return self.rules.scope.extended(self.rules.constant_types)

    @cached_property
    def names(self) -> dict[str, Term]:
        """What facts and dated values are in SQL; a rule that uses any other is refused."""
        known: dict[str, Term] = {}
        for name, value in self.rules.constants.items():
            with suppress(UnpushableError):
                known[name] = literal(value)
        for label, column in self.columns.items():
            with suppress(UnpushableError):
                known[label] = column.term(FACTS)
        return known

    def _shown(self, compiler: Compiler, rule: Rule, scope: Scope, part: str) -> exp.Expr:
        text = getattr(rule, part) if self.source.show else None
        shown: exp.Expr = as_type(exp.Null(), "TEXT")
        if text:
            try:
                shown = _as_text(compiler.term(parse(text, scope)))
            except UnpushableError:
                self.unshown.add((rule.id, part))
        return _named(shown, part)


def _named(sql: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(sql, name, quoted=True, copy=False)


FINDING = ("key", "rule_id", "verdict", "limit", "actual")
SHOWN = frozenset({t.NUMBER, t.STRING, t.DATE})


def _as_text(term: Term) -> exp.Expr:
    """A value as findings print it: a number without superfluous zeros, a date as ISO 8601."""
    if term.null:
        return as_type(exp.Null(), "TEXT")
    if term.over is not None or term.type not in SHOWN:
        raise UnpushableError("此值由逐条计算给出")
    text: exp.Expr = as_type(term.copy, "TEXT")
    if term.type in NUMERIC:
        exact = as_type(term.copy, f"DECIMAL({max(term.whole + term.scale, 1)}, {term.scale})")
        text = as_type(exact, "TEXT")
        if term.scale:
            for character in ("0", "."):
                stripped = exp.Literal.string(character)
                text = exp.Anonymous(this="rtrim", expressions=[text, stripped])
    return text


def _verdict(compiler: Compiler, rule: Rule, scope: Scope, placed: Placed) -> exp.Expr:
    """The verdict as CASE, in the order in which the rule is judged in Python."""
    assert rule.require is not None
    kept = compiler.condition(parse(rule.require, scope))
    broken = Verdict.BLOCK if rule.modality.mandatory else Verdict.WARN
    clash = [] if placed.clash is None else [(placed.clash, Verdict.UNKNOWN)]
    branches = [*clash, (kept, Verdict.PASS), (_not(kept), broken)]
    if rule.when:
        when = parse(rule.when, scope)
        applies = compiler.condition(when)
        unsure = exp.Is(this=paren(applies.copy()), expression=exp.Null())
        gate = [(_not(applies), Verdict.NA), (unsure, Verdict.UNKNOWN)]
        asks_table = any(isinstance(x, n.Fact) and x.name in placed.outputs for x in n.walk(when))
        branches = [*(clash if asks_table else []), *gate, *branches]
    verdict = exp.case()
    for condition, said in branches:
        verdict = verdict.when(condition.copy(), _word(said), copy=False)
    return verdict.else_(_word(Verdict.UNKNOWN), copy=False)


def _not(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=paren(condition.copy()))


def _word(verdict: Verdict) -> exp.Expr:
    return exp.Literal.string(verdict.value)
