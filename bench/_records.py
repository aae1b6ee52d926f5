"""Records and clauses for the bulk benches: rooms, their users and what is asked of them.

One set of clauses as rules, the same written as SQL by hand; both are counted by verdict.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.rules import Modality, Rule, RuleSet, compile_rules
from rulebook.sql import Column
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

LEVELS, RANKS, LARGE = 4, 6, 20
COLUMNS = {
    "单位层级": Column("level", t.STRING),
    "职级": Column("rank", t.STRING),
    "面积": Column("area", t.NUMBER, 4, 2),
    "公用占比": Column("shared", t.NUMBER, 1, 2),
    "用途": Column("purpose", t.STRING),
    "批准日期": Column("approved_on", t.DATE),
    "人数": Column("people", t.NUMBER, 3, 0),
}
SCOPE = Scope({label: column.type for label, column in COLUMNS.items()})
AREA = (Output("面积上限", t.NUMBER),)


def millions(default: int) -> int:
    """How many million rows: the environment's ``BULK_MILLIONS``, else the default."""
    return int(os.environ.get("BULK_MILLIONS", default))


def columns(number: str, hashed: str) -> str:
    """SELECT list of made-up records; ``hashed`` makes an integer ≥ 0 of ``{0}``."""

    def dice(factor: int, sides: int) -> str:
        return f"{hashed.format(f'{number} * {factor}')} % {sides}"

    return (
        f"CAST({number} AS varchar) AS key, '层级' || ({dice(1, LEVELS)}) AS level,"
        f" CASE {dice(31, 50)} WHEN 0 THEN '职级9' ELSE '职级' || ({dice(7, RANKS)}) END AS rank,"
        f" CAST(({dice(13, 4000)}) / 100.0 AS decimal(6, 2)) AS area,"
        f" CAST(({dice(17, 100)}) / 100.0 AS decimal(3, 2)) AS shared,"
        f" CASE {dice(19, 4)} WHEN 0 THEN '办公' WHEN 1 THEN '会议' WHEN 2 THEN '接待' END"
        " AS purpose,"
        f" DATE '2020-01-01' + CAST({dice(23, 2500)} AS integer) AS approved_on,"
        f" CAST({dice(29, 40)} AS decimal(3, 0)) AS people"
    )


def limits() -> list[tuple[str, str, int]]:
    """(level, rank, limit); one record in fifty has a rank that is in no row."""
    return [
        (f"层级{level}", f"职级{rank}", 9 + level * RANKS + rank)
        for level in range(LEVELS)
        for rank in range(RANKS)
    ]


def table(inputs: tuple[str, ...], rows: tuple[Row, ...]) -> Table:
    """A table of limits of the area."""
    made = tuple(map(Input, inputs))
    return Table("面积", HitPolicy.UNIQUE, Aggregation.NONE, made, AREA, rows)


def rule(number: str, require: str, by: Table | None = None) -> Rule:
    """A mandatory clause."""
    return Rule(
        id=f"Q#{number}",
        standard="Q",
        edition="2026",
        clause=number,
        words="房间应当合乎标准。",
        modality=Modality.MUST,
        act="offices.room.assign",
        require=require,
        table=by,
    )


@dataclass(frozen=True)
class Pair:
    """A clause and, by hand, its test and the join it needs."""

    name: str
    rule: Rule
    by_hand: str
    join: str = ""

    @property
    def rules(self) -> RuleSet:
        """The clause alone."""
        return compile_rules([self.rule], SCOPE)

    def sql(self, verdict: str = "verdict, count(*)", tail: str = "GROUP BY 1") -> str:
        """The clause as one would write it."""
        said = (
            f"CASE WHEN {self.by_hand} THEN 'pass' WHEN NOT ({self.by_hand}) THEN 'block'"
            " ELSE 'unknown' END AS verdict"
        )
        return f"SELECT {verdict} FROM (SELECT key, {said} FROM facts {self.join}) j {tail}"


def equality() -> Pair:
    """The limit by two columns in 24 rows."""
    rows = tuple(Row((f'"{a}"', f'"{b}"'), (str(limit),), "5.1") for a, b, limit in limits())
    listed = ", ".join(f"('{a}', '{b}', CAST({n} AS decimal(4, 0)))" for a, b, n in limits())
    join = (
        f"LEFT JOIN (VALUES {listed}) q(level, rank, top)"
        " ON q.level = facts.level AND q.rank = facts.rank"
    )
    by = table(("单位层级", "职级"), rows)
    return Pair("equality table", rule("5.1", "面积 <= 面积上限", by), "area <= q.top", join)


def mixed() -> Pair:
    """The limit by two columns, other for rooms of many people: 48 rows."""
    rows = tuple(
        Row((f'"{a}"', f'"{b}"', band), (str(limit + more),), "5.2")
        for a, b, limit in limits()
        for band, more in ((f"< {LARGE}", 0), (f">= {LARGE}", 9))
    )
    listed = ", ".join(
        f"('{a}', '{b}', CAST({n} AS decimal(4, 0)), CAST({n + 9} AS decimal(4, 0)))"
        for a, b, n in limits()
    )
    join = (
        f"LEFT JOIN (VALUES {listed}) q(level, rank, small, large)"
        " ON q.level = facts.level AND q.rank = facts.rank"
    )
    by = table(("单位层级", "职级", "人数"), rows)
    top = f"CASE WHEN people < {LARGE} THEN q.small WHEN people >= {LARGE} THEN q.large END"
    return Pair("mixed table", rule("5.2", "面积 <= 面积上限", by), f"area <= {top}", join)


def ranges() -> Pair:
    """The limit by bands of people alone: a table without a column of equalities."""
    bands = [(low, low + 10, 12 + low) for low in range(0, 40, 10)]
    rows = tuple(Row((f"[{low}..{high})",), (str(top),), "5.3") for low, high, top in bands)
    whens = " ".join(f"WHEN people >= {a} AND people < {b} THEN {top}" for a, b, top in bands)
    by = table(("人数",), rows)
    return Pair("table of ranges", rule("5.3", "面积 <= 面积上限", by), f"area <= CASE {whens} END")


def conditions() -> Pair:
    """Four conditions without a table."""
    return Pair(
        "conditions",
        rule(
            "5.4",
            '公用占比 <= 0.5 and 用途 in ("办公", "会议")'
            ' and 批准日期 >= date("2021-01-01") and 面积 < 30',
        ),
        "shared <= 0.5 AND coalesce(purpose IN ('办公', '会议'), FALSE)"
        " AND approved_on >= DATE '2021-01-01' AND area < 30",
    )


def pairs() -> tuple[Pair, ...]:
    """One clause of each kind."""
    return equality(), mixed(), ranges(), conditions()


def fifty() -> list[Pair]:
    """Fifty clauses: limits from tables, thresholds, texts, dates."""
    found = []
    for more in range(28, 32):
        for one in pairs()[:3]:
            asked = rule(f"{one.rule.clause}.{more}", f"面积 <= 面积上限 + {more}", one.rule.table)
            by_hand = one.by_hand.replace("area <=", f"area - {more} <=")
            found.append(Pair(one.name, asked, by_hand, one.join))
    for n in range(14):
        asked = rule(f"7.{n}", f"公用占比 <= 0.98 or 人数 < {n}")
        found.append(Pair("threshold", asked, f"shared <= 0.98 OR people < {n}"))
    for n in range(28, 40):
        asked = rule(f"8.{n}", f'not(用途 = "接待" and 面积 > {n}.5)')
        by_hand = f"NOT (coalesce(purpose = '接待', FALSE) AND area > {n}.5)"
        found.append(Pair("text", asked, by_hand))
    for n in range(10, 22):
        asked = rule(f"9.{n}", f'批准日期 >= date("2020-01-{n}")')
        found.append(Pair("day", asked, f"approved_on >= DATE '2020-01-{n}'"))
    return found


def rules_of(clauses: list[Pair]) -> RuleSet:
    """The clauses as one rule set."""
    return compile_rules([one.rule for one in clauses], SCOPE)
