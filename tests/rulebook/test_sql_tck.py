"""Cases of the DMN Technology Compatibility Kit, answered by databases.

A literal expression over scalars is asked in SQL when its constructs can be pushed. The kit writes
its values into the expressions, where they would be computed in Python before SQL is made; so
every constant is moved into a column of its own first. A decision table is asked as a rule. Level
2 always runs; the folder that ``GUANBIAO_TCK`` names is asked too when it is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from rulebook.dmn import Engine as Model
from rulebook.dmn import load
from rulebook.dmn.model import Decision, DecisionTable, InputData
from rulebook.dmn.model import Literal as Text
from rulebook.errors import RulebookError
from rulebook.feel import Scope, parse
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.feel.constancy import is_constant
from rulebook.feel.values.kinds import kind_of
from rulebook.rules import compile_rules
from rulebook.sql import Column, Source, UnpushableError, rules_to_sql
from rulebook.sql.columns import COLUMN_TYPES
from rulebook.sql.compiler import Compiler
from rulebook.sql.constants import constant_value
from rulebook.sql.terms import Term, literal, paren
from rulebook.tck.cases import Case, find_cases
from rulebook.tck.judge import NEAR
from tests.rulebook.engines import Engine
from tests.rulebook.makers import a_rule

LEVEL_2 = Path(__file__).parent / "tck" / "compliance-level-2"
MORE = os.environ.get("GUANBIAO_TCK", "")
FOLDERS = [LEVEL_2, *([Path(MORE)] if MORE else [])]
MAKERS = frozenset({"date", "time", "date and time", "duration", "number"})
ASKED = 48
"""So many results of level 2 can be asked: the others have lists, contexts, services, functions."""

Facts = dict[str, tuple[Column, Any]]


@cache
def model(path: Path) -> Model:
    return load(path)


def results(folder: Path) -> Iterator[tuple[Case, Decision, Any]]:
    """Case, decision and expected value of every result that a decision over inputs gives."""
    for case in find_cases(folder):
        engine = model(case.model)
        for one in case.expected:
            decision = engine.by_name.get(one.name)
            if case.kind == "decision" and isinstance(decision, Decision):
                needs = engine.requirements(decision.requires)
                if all(isinstance(found.element, InputData) for found in needs):
                    yield case, decision, None if one.error else one.value


def column(name: str, value: Any, type_: t.Type) -> Column | None:
    """A column that holds the value; None when no column can."""
    found = kind_of(value) if value is not None else type_
    if found not in COLUMN_TYPES or getattr(value, "tzinfo", None) is not None:
        return None
    if found != t.NUMBER or value is None:
        return Column(name, found, 12, 6 if found == t.DAYS_DURATION else 0)
    _, digits, exponent = value.normalize().as_tuple()
    return Column(name, found, max(len(digits) + exponent, 1), max(-exponent, 0))


def facts(case: Case, decision: Decision) -> Facts | None:
    """The inputs as columns; None when one is no scalar."""
    engine, made = model(case.model), {}
    for number, found in enumerate(engine.requirements(decision.requires)):
        value = case.inputs.get(found.element.name)
        declared = engine.type_of(found.element)
        kept = column(f"c{number}", value, declared)
        if kept is None or declared not in (t.ANY, kept.type):
            return None
        made[found.element.name] = (kept, value)
    return made


def lifted(node: Any, into: Facts, deep: bool) -> Any:
    """The tree with constants as facts; not ``deep``: only the first argument of a call."""
    if isinstance(node, n.Literal) or _made(node):
        value = constant_value(node)
        name = f"常数{len(into)}"
        kept = None if value is None else column(f"l{len(into)}", value, node.type)
        if kept is not None:
            into[name] = (kept, value)
            return n.Fact(node.pos, node.end, kept.type, name)
        return node
    if isinstance(node, tuple):
        return tuple(lifted(part, into, deep) for part in node)
    if isinstance(node, n.RangeLiteral) or not is_dataclass(node) or not _of_tree(node):
        return node
    if isinstance(node, n.Call) and not deep:
        first = tuple(lifted(part, into, deep) for part in node.arguments[:1])
        return replace(node, arguments=(*first, *node.arguments[1:]))
    changed = {one.name: lifted(getattr(node, one.name), into, deep) for one in fields(node)}
    return replace(node, **changed)


def _made(node: Any) -> bool:
    """Whether it is a call that writes a constant, as ``date("2026-10-01")`` does."""
    called = isinstance(node, n.Call) and isinstance(node.function, n.BuiltinName)
    return called and node.function.name in MAKERS and is_constant(node)


def _of_tree(node: Any) -> bool:
    return type(node).__module__ == n.__name__


def ask(engine: Engine, made: Facts, tree: n.Node, declared: t.Type, expected: Any) -> str:
    """The query whether the tree has the expected value; DMN's conversions are not SQL's."""
    names = {name: kept.term("f") for name, (kept, _) in made.items()}
    compiler = Compiler(engine.dialect, names)
    term = compiler.term(tree)
    if declared not in (t.ANY, term.type) and not term.null:
        raise UnpushableError("the value is converted")
    said = " AND ".join(same(compiler, term, expected))
    engine.fill(
        {name: kept for name, (kept, _) in made.items()},
        [{name: value for name, (_, value) in made.items()}],
    )
    return f"SELECT {said} FROM facts AS f"


def same(compiler: Compiler, term: Term, expected: Any) -> Iterator[str]:
    """Conditions that are true when the term is what is expected: numbers within 1e-8."""
    pairs = [("=", expected)]
    if isinstance(expected, Decimal):
        pairs = [(">", expected - NEAR), ("<", expected + NEAR)]
    for op, bound in pairs:
        condition: exp.Expr = paren(compiler.compare(op, term, literal(bound)))
        yield condition.sql(dialect=compiler.dialect)


def literally(engine: Engine, case: Case, decision: Decision, expected: Any) -> bool | None:
    """What SQL says of a literal expression; None when it cannot be pushed."""
    assert isinstance(decision.logic, Text)
    for deep in (True, False):
        made = facts(case, decision)
        if made is None:
            return None
        scope = Scope({name: kept.type for name, (kept, _) in made.items()})
        try:
            tree = lifted(parse(decision.logic.text, scope), made, deep)
            given = made or {"无": (Column("c", t.STRING), "")}
            query = ask(engine, given, tree, model(case.model).type_of(decision), expected)
        except RulebookError:
            continue
        ((said,),) = engine.ask(query)
        return said is True
    return None


def by_table(engine: Engine, case: Case, decision: Decision, expected: Any) -> bool | None:
    """What SQL says of a decision table with one output; None when it cannot be pushed."""
    assert isinstance(decision.logic, DecisionTable)
    made, table = facts(case, decision), decision.logic.table
    if made is None or len(table.outputs) > 1 or isinstance(expected, list | Mapping):
        return None
    scope = Scope({name: kept.type for name, (kept, _) in made.items()})
    columns = {name: kept for name, (kept, _) in made.items()}
    label = table.outputs[0].label or "结果"
    named = replace(table, outputs=(replace(table.outputs[0], label=label),))
    extra = {"预期": expected}
    try:
        rules = compile_rules([a_rule(f"{label} = 预期", table=named)], scope, extra)
        sql = rules_to_sql(rules, columns, engine.dialect, Source("facts"))
    except RulebookError:
        return None
    if not sql.pushed:
        return None
    engine.fill(columns, [{name: value for name, (_, value) in made.items()}])
    return [verdict for _, verdict, _ in engine.ask(sql.counts)] == ["pass"]


def wrong(engine: Engine, folder: Path) -> tuple[int, list[str]]:
    """How many results were asked, and those that came out wrong."""
    asked, found = 0, []
    for case, decision, expected in results(folder):
        way = {Text: literally, DecisionTable: by_table}.get(type(decision.logic))
        said = None if way is None else way(engine, case, decision, expected)
        asked += said is not None
        if said is False:
            found.append(f"{case.folder}/{case.id} {decision.name}: {expected!r}")
    return asked, found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_the_kit_expects_databases_say_too(engine: Engine, folder: Path) -> None:
    asked, found = wrong(engine, folder)
    assert found == []
    assert asked >= ASKED
