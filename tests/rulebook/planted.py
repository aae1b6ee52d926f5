"""Five hundred clauses of two standards, among them fifty mistakes of known kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import RuleSet, compile_rules
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table
from tests.rulebook.makers import a_rule

KINDS = ("轿车", "客车", "货车", "越野车")
CELLS = ("“轿车”", "“客车”", "“货车”", "not(“轿车”, “客车”, “货车”)")
ACTS, MATTERS = 13, 10
LOOSER, CONFLICTS, CONTRADICTIONS, GAPS, OVERLAPS, SHADOWS = 20, 10, 5, 5, 5, 5


class Mistake(NamedTuple):
    """What was planted: its kind and the names of the clauses or rows concerned."""

    kind: str
    places: tuple[str, ...]


class Texts(NamedTuple):
    """Condition and requirement of an upper and a lower clause on the same matter."""

    when: str | None
    upper: str
    lower: str


@dataclass
class Shelf:
    """All clauses, act by act, all tables, and the mistakes among them."""

    upper: list[RuleSet] = field(default_factory=list)
    lower: list[RuleSet] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    mistakes: set[Mistake] = field(default_factory=set)

    @property
    def clauses(self) -> int:
        """How many clauses and table rows there are."""
        rules = sum(len(each) for each in (*self.upper, *self.lower))
        return rules + sum(len(table.rows) for table in self.tables)


def scope() -> Scope:
    """A number, a kind and a flag for every matter of an act."""
    names: dict[str, t.Type] = {"类别": t.STRING, "紧急": t.BOOLEAN, "人数": t.NUMBER}
    return Scope({**names, **{f"数量{n}": t.NUMBER for n in range(MATTERS)}})


def shelf(seed: int) -> Shelf:
    """260 clauses of rules and 245 rows of tables with 50 mistakes, the same for the same seed."""
    chance = random.Random(seed)
    made = Shelf()
    places = [(act, matter) for act in range(ACTS) for matter in range(MATTERS)]
    chosen = chance.sample(places, LOOSER + CONFLICTS + CONTRADICTIONS)
    kinds = ["宽"] * LOOSER + ["冲突"] * CONFLICTS + ["自相矛盾"] * CONTRADICTIONS
    planned = dict(zip(chosen, kinds, strict=True))
    for act in range(ACTS):
        texts = [_texts(planned.get((act, n)), f"数量{n}", chance) for n in range(MATTERS)]
        made.upper.append(_rules("上级", act, [(each.when, each.upper) for each in texts]))
        made.lower.append(_rules("本级", act, [(each.when, each.lower) for each in texts]))
    made.mistakes |= {Mistake(kind, _names(kind, *place)) for place, kind in planned.items()}
    made.tables += _tables(chance, made.mistakes)
    return made


def _names(kind: str, act: int, matter: int) -> tuple[str, ...]:
    lower = f"本级 第{act}.{matter}条"
    return (lower,) if kind == "自相矛盾" else (lower, f"上级 第{act}.{matter}条")


def _rules(name: str, act: int, texts: list[tuple[str | None, str]]) -> RuleSet:
    rules = [
        a_rule(text, when=when, id=f"{name}#{act}.{n}", standard=name, clause=f"{act}.{n}")
        for n, (when, text) in enumerate(texts)
    ]
    return compile_rules(rules, scope())


def _texts(kind: str | None, name: str, chance: random.Random) -> Texts:
    """A pair of clauses in one of several ways of writing; without ``kind`` a lawful one."""
    limit = chance.randint(10, 99)
    when = chance.choice(
        [None, "紧急", f"类别 = “{chance.choice(KINDS)}”", "not(紧急) and 人数 > 3"]
    )
    if kind is None:
        return _lawful(name, limit, when, chance)
    if kind == "宽":
        looser = [
            f"{name} <= {limit + 1}",
            f"{name} <= {limit}.01",
            f"{name} < {limit + 5} or 紧急",
        ]
        return Texts(when, f"{name} <= {limit}", chance.choice(looser))
    if kind == "冲突":
        return Texts(when, f"{name} >= {limit}", f"{name} = {limit} - 1.5")
    return Texts(when, f"{name} <= {limit}", f"{name} < 5 and {name} > 7")


def _lawful(name: str, limit: int, when: str | None, chance: random.Random) -> Texts:
    upper = f"{name} <= {limit}"
    lower = [
        upper,
        f"{name} <= {limit - chance.randint(0, 9)}",
        f"{name} in [1..{limit}]",
        f"not({name} > {limit} or {name} < 0)",
        f"if 紧急 then {name} < {limit} else {name} <= {limit}",
        f"{name} * 2 <= {2 * limit - 1}",
    ]
    return Texts(when, upper, chance.choice(lower))


def _tables(chance: random.Random, mistakes: set[Mistake]) -> Iterator[Table]:
    """Complete tables of sixteen rows over a kind, a number and a flag, each with one mistake."""
    plans = ["漏"] * GAPS + ["重叠"] * OVERLAPS + ["死行"] * SHADOWS
    chance.shuffle(plans)
    for number, plan in enumerate(plans):
        rows, name = list(_complete(chance)), f"表{number}"
        place = chance.randrange(len(rows))
        last = str(len(rows) + 1)
        if plan == "漏":
            mistakes.add(Mistake(plan, (name,)))
            del rows[place]
        elif plan == "重叠":
            mistakes.add(Mistake(plan, (name, str(place + 1), last)))
            rows.append((*rows[place][:3], "77"))
        else:
            mistakes.add(Mistake(plan, (name, last)))
            rows.append((CELLS[place % 4], f"> {chance.randint(1, 9)}", "-", "77"))
        yield _table(name, HitPolicy.FIRST if plan == "死行" else HitPolicy.UNIQUE, rows)


def _complete(chance: random.Random) -> Iterator[tuple[str, ...]]:
    for cell in CELLS:
        cut = chance.randint(3, 40)
        yield cell, f"<= {cut}", "-", str(cut)
        yield cell, f"> {cut}", "true", str(cut + 1)
        yield cell, f"({cut}..{cut + 9}]", "false", str(cut + 2)
        yield cell, f"> {cut + 9}", "false", str(cut + 3)


def _table(name: str, policy: HitPolicy, rows: list[tuple[str, ...]]) -> Table:
    columns = (Input("类别"), Input("人数"), Input("紧急"))
    made = tuple(Row(row[:3], row[3:], "5") for row in rows)
    return Table(name, policy, Aggregation.NONE, columns, (Output("限值", t.NUMBER),), made)
