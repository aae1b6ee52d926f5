"""A rule set as SQL over a relation of facts: one SELECT of findings, one of counts.

Every rule reads the relation by itself, so that a column store touches only the columns of that
rule and a decision table is joined only where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from rulebook.feel import Scope, parse
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.rules import Rule, RuleSet, Verdict
from rulebook.sql.columns import Column
from rulebook.sql.compiler import DIALECTS, Compiler
from rulebook.sql.constants import walk
from rulebook.sql.tables import Placed, place
from rulebook.sql.terms import NUMERIC, Term, literal
from rulebook.sql.unpushable import UnpushableError

FACTS = "f"
TABLE = "t"
QUIET = (Verdict.PASS, Verdict.NA)


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
    """The relation of facts (a table or view): its name, key and the columns to group by."""

    relation: str
    key: str = "key"
    group: tuple[str, ...] = ()


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
    """Collects one SELECT a rule."""

    rules: RuleSet
    columns: Mapping[str, Column]
    dialect: str
    source: Source
    selects: list[tuple[str, exp.Select]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unshown: set[tuple[str, str]] = field(default_factory=set)

    def add(self, rule: Rule) -> None:
        try:
            self.selects.append((rule.id, self._select(rule)))
        except UnpushableError as error:
            self.refused[rule.id] = error.reason

    def result(self) -> SqlRules:
        findings = [self._loud(select) for _, select in self.selects]
        counts = [self._counted(select) for _, select in self.selects]
        return SqlRules(
            self._union(findings),
            self._union(counts),
            tuple(rule_id for rule_id, _ in self.selects),
            self.refused,
            frozenset(self.unshown),
        )

    def _union(self, selects: Sequence[exp.Select]) -> str:
        return "\nUNION ALL\n".join(select.sql(dialect=self.dialect) for select in selects)

    def _loud(self, select: exp.Select) -> exp.Select:
        wanted = [exp.column(name, quoted=True) for name in FINDING]
        quiet = [exp.Literal.string(verdict.value) for verdict in QUIET]
        loud = exp.column("verdict", quoted=True).isin(*quiet).not_()
        return exp.select(*wanted).from_(select.subquery("j")).where(loud)

    def _counted(self, select: exp.Select) -> exp.Select:
        names = (*self.source.group, "rule_id", "verdict")
        by = [exp.column(name, quoted=True) for name in names]
        count = exp.alias_(exp.Count(this=exp.Star()), "n")
        inner = select.subquery("j")
        return exp.select(*by, count).from_(inner).group_by(*[each.copy() for each in by])

    def _select(self, rule: Rule) -> exp.Select:
        scope = (self.rules.scope or Scope()).extended(self._constant_types())
        names = {**self._constants(), **self._facts()}
        compiler = Compiler(self.dialect, names)
        placed = Placed()
        if rule.table is not None:
            placed = place(compiler, rule.table, scope, TABLE)
            scope = scope.extended(placed.types)
            compiler = Compiler(self.dialect, {**names, **placed.outputs})
        verdict = _verdict(compiler, rule, scope, placed)
        columns = [
            self._plain(self.source.key),
            *(self._plain(name) for name in self.source.group),
            exp.alias_(exp.Literal.string(rule.id), "rule_id", quoted=True),
            exp.alias_(verdict, "verdict", quoted=True),
            *(self._shown(compiler, rule, scope, part) for part in ("limit", "actual")),
        ]
        columns[0] = exp.alias_(columns[0], "key", quoted=True)
        relation = exp.alias_(exp.table_(self.source.relation, quoted=True), FACTS)
        select = exp.select(*columns).from_(relation)
        for join in placed.joins:
            select = select.join(join)
        return select

    def _plain(self, name: str) -> exp.Expr:
        return exp.column(name, table=FACTS, quoted=True)

    def _facts(self) -> dict[str, Term]:
        known = {}
        for label, column in self.columns.items():
            try:
                known[label] = column.term(FACTS)
            except UnpushableError:
                continue  # the rule that uses it is refused, by the fact's name
        return known

    def _constants(self) -> dict[str, Term]:
        known = {}
        for name, value in self.rules.constants.items():
            try:
                known[name] = literal(value)
            except UnpushableError:
                continue  # likewise
        return known

    def _constant_types(self) -> dict[str, t.Type]:
        return dict(self.rules.constant_types)

    def _shown(self, compiler: Compiler, rule: Rule, scope: Scope, part: str) -> exp.Expr:
        text = getattr(rule, part)
        shown: exp.Expr = exp.cast(exp.Null(), "TEXT")
        if text:
            try:
                shown = _as_text(compiler.term(parse(text, scope)))
            except UnpushableError:
                self.unshown.add((rule.id, part))
        return exp.alias_(shown, part, quoted=True)


FINDING = ("key", "rule_id", "verdict", "limit", "actual")
SHOWN = frozenset({t.NUMBER, t.STRING, t.DATE})


def _as_text(term: Term) -> exp.Expr:
    """A value as findings print it: a number without superfluous zeros, a date as ISO 8601."""
    if term.null:
        return exp.cast(exp.Null(), "TEXT")
    if term.over is not None or term.type not in SHOWN:
        raise UnpushableError("此值由逐条计算给出")
    text: exp.Expr = exp.cast(term.copy, "TEXT")
    if term.type in NUMERIC:
        exact = exp.cast(term.copy, f"DECIMAL({max(term.whole + term.scale, 1)}, {term.scale})")
        text = exp.cast(exact, "TEXT")
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
        unsure = exp.Is(this=exp.paren(applies.copy()), expression=exp.Null())
        gate = [(_not(applies), Verdict.NA), (unsure, Verdict.UNKNOWN)]
        asks_table = any(isinstance(x, n.Fact) and x.name in placed.outputs for x in walk(when))
        branches = [*(clash if asks_table else []), *gate, *branches]
    verdict = exp.case()
    for condition, said in branches:
        verdict = verdict.when(condition.copy(), _word(said))
    return verdict.else_(_word(Verdict.UNKNOWN))


def _not(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.paren(condition.copy()))


def _word(verdict: Verdict) -> exp.Expr:
    return exp.Literal.string(verdict.value)
