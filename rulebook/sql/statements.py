"""A rule set as SQL over a relation of facts: one SELECT of findings, one of counts.

Every rule reads the relation by itself, so that a column store touches only the columns of that
rule and a decision table is joined only where it is used.
"""

# ruff: noqa: S608 - names are quoted by sqlglot, everything else comes from it

from __future__ import annotations

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class _Judged:
    """A rule in SQL.

    Its verdict in words and as place in `Verdict`, whether it is worth a finding, what that shows.
    """

    rule_id: str
    verdict: exp.Expr
    number: exp.Expr
    loud: exp.Expr
    shown: list[exp.Expr]
    joins: tuple[exp.Join, ...]


@dataclass
class _Bench:
    """Collects two SELECTs a rule, as text."""

    rules: RuleSet
    columns: Mapping[str, Column]
    dialect: str
    source: Source
    findings: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unshown: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rule: Rule) -> None:
        try:
            judged = self._judged(rule)
        except UnpushableError as error:
            self.refused[rule.id] = error.reason
        else:
            self.findings.append(self._loud(judged))
            self.counts.append(self._counted(judged))
            self.pushed.append(rule.id)

    def result(self) -> SqlRules:
        return SqlRules(
            "\nUNION ALL\n".join(self.findings),
            "\nUNION ALL\n".join(self.counts),
            tuple(self.pushed),
            self.refused,
            frozenset(self.unshown),
        )

    def _judged(self, rule: Rule) -> _Judged:
        compiler, scope, placed = Compiler(self.dialect, self.names), self.scope, Placed()
        if rule.table is not None:
            placed = place(compiler, rule.table, scope, TABLE)
            scope = scope.extended(placed.types)
            compiler = Compiler(self.dialect, {**self.names, **placed.outputs})
        return _Judged(
            rule.id,
            _verdict(compiler, rule, scope, placed, _word),
            _verdict(compiler, rule, scope, placed, _number),
            _verdict(compiler, rule, scope, placed, _loud),
            [self._shown(compiler, rule, scope, part) for part in ("limit", "actual")],
            placed.joins,
        )

    def _loud(self, judged: _Judged) -> str:
        """What is not quiet; the verdict is computed for nothing else."""
        rule_id = _named(exp.Literal.string(judged.rule_id), "rule_id")
        verdict = _named(judged.verdict, "verdict")
        columns = [_named(self._plain(self.source.key), "key"), rule_id, verdict, *judged.shown]
        return self._text(columns, judged, judged.loud)

    def _counted(self, judged: _Judged) -> str:
        """Grouped by the verdict's number: databases group texts twice as slowly."""
        group = [self._plain(name) for name in self.source.group]
        inner = self._text([*group, _named(judged.number, "said")], judged)
        by = ", ".join(map(self._name, (*self.source.group, "said")))
        word = exp.Case(this=exp.column("said", quoted=True), ifs=[])
        for number, verdict in enumerate(Verdict):
            word = word.when(exp.Literal.number(number), _word(verdict), copy=False)
        said = (_named(exp.Literal.string(judged.rule_id), "rule_id"), _named(word, "verdict"))
        named = [*map(self._name, self.source.group), *(x.sql(dialect=self.dialect) for x in said)]
        counted = f"SELECT {by}, COUNT(*) AS n FROM ({inner}) AS j GROUP BY {by}"
        return f"SELECT {', '.join(named)}, n FROM ({counted}) AS c"

    def _text(self, columns: list[exp.Expr], judged: _Judged, where: exp.Expr | None = None) -> str:
        relation = exp.alias_(exp.table_(self.source.relation, quoted=True), FACTS)
        select = exp.Select().select(*columns, copy=True).from_(relation, copy=False)
        for join in judged.joins:
            select = select.join(join.copy(), copy=False)
        if where is not None:
            select = select.where(where, copy=False)
        return select.sql(dialect=self.dialect, copy=False)

    def _name(self, name: str) -> str:
        return exp.to_identifier(name, quoted=True).sql(dialect=self.dialect)

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
                text = exp.Trim(this=text, expression=stripped, position="TRAILING")
    return text


Say = Callable[[Verdict], exp.Expr]
"""What stands in SQL for a verdict."""


def _verdict(compiler: Compiler, rule: Rule, scope: Scope, placed: Placed, say: Say) -> exp.Expr:
    """The verdict as CASE, in the order in which the rule is judged in Python.

    Conditions stand as ``CASE condition WHEN TRUE …``: PostgreSQL computes them once then.
    """
    assert rule.require is not None
    broken = Verdict.BLOCK if rule.modality.mandatory else Verdict.WARN
    kept = compiler.condition(parse(rule.require, scope))
    verdict = _truth(kept, say(Verdict.PASS), say(broken), say)
    if not rule.when:
        return _unless(placed.clash, verdict, say)
    when = parse(rule.when, scope)
    first = any(isinstance(x, n.Fact) and x.name in placed.outputs for x in n.walk(when))
    inner = verdict if first else _unless(placed.clash, verdict, say)
    outer = _truth(compiler.condition(when), inner, say(Verdict.NA), say)
    return _unless(placed.clash, outer, say) if first else outer


def _truth(condition: exp.Expr, yes: exp.Expr, no: exp.Expr, say: Say) -> exp.Case:
    """``yes`` where the condition is true, ``no`` where it is false, else unknown."""
    found = exp.Case(this=paren(condition), ifs=[])
    found = found.when(exp.true(), yes, copy=False).when(exp.false(), no, copy=False)
    return found.else_(say(Verdict.UNKNOWN), copy=False)


def _unless(clash: exp.Expr | None, verdict: exp.Expr, say: Say) -> exp.Expr:
    """The verdict, unknown where the table contradicts itself."""
    if clash is None:
        return verdict
    said = exp.case().when(clash.copy(), say(Verdict.UNKNOWN), copy=False)
    return said.else_(verdict, copy=False)


def _word(verdict: Verdict) -> exp.Expr:
    return exp.Literal.string(verdict.value)


def _number(verdict: Verdict) -> exp.Expr:
    return exp.Literal.number(list(Verdict).index(verdict))


def _loud(verdict: Verdict) -> exp.Expr:
    return exp.Boolean(this=not verdict.quiet)
