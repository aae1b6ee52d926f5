"""Random facts around the boundaries of rules, as Python dicts and as rows of a relation."""

# ruff: noqa: DTZ001 - wall-clock times are what is tested

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from rulebook.feel import types as t
from rulebook.feel.values.durations import Months
from rulebook.rules import Finding, RuleSet
from rulebook.sql import Column

COLUMNS = {
    "乘车人数": Column("passengers", t.NUMBER, 4, 0),
    "核定载客": Column("seats", t.NUMBER, 4, 0),
    "用车类别": Column("category", t.STRING),
    "法定节假日用车": Column("on_holiday", t.BOOLEAN),
    "出车日期": Column("depart_day", t.DATE),
    "年检有效期至": Column("inspection_to", t.DATE),
    "出发时间": Column("depart_at", t.DATE_TIME),
    "返回时间": Column("return_at", t.DATE_TIME),
    "加油量": Column("litres", t.NUMBER, 6, 2),
    "行驶里程": Column("trip_km", t.NUMBER, 6, 2),
    "上车时刻": Column("boarded_at", t.TIME),
    "候车时长": Column("waited", t.DAYS_DURATION, 8, 0),
    "使用年限": Column("service_life", t.MONTHS_DURATION, 4, 0),
}
ROWS_A_TIME = 60


def numbers(whole: int, scale: int) -> st.SearchStrategy[Decimal | None]:
    """Decimals around the boundaries of the rules, and null."""
    top = Decimal(10) ** whole - 1
    near = st.sampled_from(["0", "1", "2", "3", "5", "0.08", "0.10", "0.30", "4", "8", "100"])
    edges = near.map(Decimal).filter(lambda value: value == round(value, scale))
    return st.none() | edges | st.decimals(-20, min(top, Decimal(200)), places=scale)


DAYS = st.dates(dt.date(2026, 8, 28), dt.date(2026, 12, 3)) | st.sampled_from(
    [dt.date(2026, 8, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2024, 2, 29)]
)
MOMENTS = st.datetimes(dt.datetime(2026, 9, 29), dt.datetime(2026, 10, 3)).map(
    lambda moment: moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
) | st.just(dt.datetime(2026, 10, 1, 8, 29, 59, 999_999))
CLOCKS = st.sampled_from([dt.time(), dt.time(8), dt.time(8, 30), dt.time(23, 59, 59)]) | st.times()
SPANS = st.sampled_from([-90_000, -1, 0, 59, 3_600, 86_400, 7_200_000]).map(
    lambda seconds: dt.timedelta(seconds=seconds)
)
FACTS = st.fixed_dictionaries(
    {
        "乘车人数": numbers(4, 0),
        "核定载客": numbers(4, 0),
        "用车类别": st.none() | st.sampled_from(["调研核查", "会议活动", "其他公务", "", "Ａ会议"]),
        "法定节假日用车": st.none() | st.booleans(),
        "出车日期": st.none() | DAYS,
        "年检有效期至": st.none() | DAYS,
        "出发时间": st.none() | MOMENTS,
        "返回时间": st.none() | MOMENTS,
        "加油量": numbers(6, 2),
        "行驶里程": numbers(6, 2),
        "上车时刻": st.none() | CLOCKS,
        "候车时长": st.none() | SPANS,
        "使用年限": st.none() | st.sampled_from([-13, -1, 0, 1, 12, 180]).map(Months),
    }
)


def from_python(rules: RuleSet, rows: list[dict[str, Any]]) -> dict[tuple[str, str], Finding]:
    """(key, rule) → finding, all of them."""
    return {
        (str(key), finding.rule_id): finding
        for key, row in enumerate(rows)
        for finding in rules.judge(row)
    }


def agree(said: list[tuple[str, str, str]], expected: dict[tuple[str, str], Finding]) -> None:
    """The loud findings of SQL are those of Python, no more, no less."""
    loud = {
        pair: f.verdict.value for pair, f in expected.items() if f.verdict not in ("pass", "na")
    }
    found = {(key, rule): verdict for key, rule, verdict in said}
    assert found == loud
