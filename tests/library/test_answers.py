"""A table that answers a question of the platform, where nobody does an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from guanbiao.gate import registry
from guanbiao.gate.asking import ask
from guanbiao.gate.vocabulary import Registered
from guanbiao.library import in_force
from guanbiao.library.cases import run
from guanbiao.library.checking import faults
from guanbiao.library.packs import parse
from guanbiao.library.problems import PackError
from guanbiao.library.publish import publish
from rulebook.flow import Refused
from tests.library.makers import Office, files

QUESTION, DAY = "shelf.place", dt.date(2020, 6, 1)
TABLE = '''命中策略,唯一
列,输入,输出,条款
名称,书名,层
类型,文本,数字
1,"""辞海""",1,4.1
2,"not(""辞海"")",T1上限 / 50,4.1
'''
BIND = """
[[bind]]
clause = "4.1"
kind = "decision"
act = ["shelf.place"]
table = "放置"
"""
CASE = """- name: 辞海放一层
  act: shelf.place
  on: 2020-06-01
  facts: {书名: 辞海}
  gives: {层: 1}
"""
OTHER = """- name: 其他书按上限放
  act: shelf.place
  on: 2020-06-01
  facts: {书名: 红楼梦}
  gives: {层: 2}
"""


def content(*args: Any, **more: Any) -> dict[str, str]:
    found = files(*args, **more)
    found["binds.toml"] += BIND
    found["tables/放置.csv"] = TABLE
    found["cases/places.yaml"] = CASE + OTHER
    return found


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    in_force.refresh()
    yield
    in_force.refresh()


def told(changed: dict[str, str]) -> str:
    return "\n".join(map(str, faults(parse(changed), Registered())))


def test_the_table_in_force_answers_with_row_and_clause() -> None:
    assert ask(QUESTION, Office(), DAY, {"书名": "辞海"}) is None
    publish(parse(content()), by="t")
    found = ask(QUESTION, Office(), DAY, {"书名": "辞海"})
    assert found and found.values == {"层": Decimal(1)}
    assert found.why == "“放置”第 1 行，条款 4.1"


def test_the_values_of_the_day_count_and_a_later_edition_takes_over() -> None:
    publish(parse(content(cap=100)), by="t")
    publish(parse(content(edition="2021", from_day="2021-07-01", cap=250)), by="t")
    days = [DAY, dt.date(2021, 7, 1)]
    found = [ask(QUESTION, Office(), day, {"书名": "红楼梦"}) for day in days]
    assert [each and each.values["层"] for each in found] == [Decimal(2), Decimal(5)]


def test_a_table_that_cannot_decide_says_so() -> None:
    changed = content()
    changed["tables/放置.csv"] += "3,-,3,4.1\n"
    publish(parse(changed), by="t")
    with pytest.raises(Refused, match="放置"):
        ask(QUESTION, Office(), DAY, {"书名": "辞海"})


def test_nobody_asks_what_no_module_declared() -> None:
    with pytest.raises(registry.UnknownName):
        ask("shelf.nowhere", Office(), DAY, {})


def test_a_case_of_an_answer_holds_or_says_what_came() -> None:
    holds, wrong = content(cap=100), content()
    wrong["cases/places.yaml"] = CASE.replace("层: 1", "层: 3")
    assert [each.wrong for each in run(parse(holds), Registered().scope_of) if each.answer] == [
        {},
        {},
    ]
    assert [each.told for each in run(parse(holds), Registered().scope_of) if each.answer] == [
        "层 1",
        "层 2",
    ]
    (found,) = [each for each in run(parse(wrong), Registered().scope_of) if each.answer]
    assert found.wrong == {"层": "1"}


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("binds.toml", "shelf.place", "shelf.plaec", "没有这项平台决策"),
        ("tables/放置.csv", "书名,层", "书名,排", "没有输出“层”（现有：排）"),
        ("tables/放置.csv", "文本,数字", "文本,文本", "应为文本，实际为数字"),
        ("tables/放置.csv", "T1上限", "T2上限", "T2上限"),
        ("cases/places.yaml", "层: 1", "架: 1", "写了结果“架”"),
        ("cases/places.yaml", "shelf.place", "shelf.book.record", "写了结果“层”"),
    ],
)
def test_an_answer_that_does_not_fit_is_told(name: str, old: str, new: str, words: str) -> None:
    changed = content()
    assert old in changed[name]
    changed[name] = changed[name].replace(old, new)
    assert words in told(changed)


def test_a_table_that_answers_whatever_is_asked_once_goes_through() -> None:
    assert told(content()) == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            "tables/放置.csv",
            '2,"not(""辞海"")"',
            '2,"""红楼梦"""',
            "平台会问到而得不到答案：决策表“放置”没有一行适用于",
        ),
        (
            "tables/放置.csv",
            '2,"not(""辞海"")"',
            "2,-",
            "平台不知道听哪一行的：决策表“放置”第1行与第2行都适用于",
        ),
        (
            "tables/放置.csv",
            '命中策略,唯一\n列,输入,输出,条款\n名称,书名,层\n类型,文本,数字\n1,"""辞海"""',
            "命中策略,首个\n列,输入,输出,条款\n名称,书名,层\n类型,文本,数字\n1,-",
            "第2行永远不会生效",
        ),
        ("cases/places.yaml", OTHER, "", "第2行没有用例命中"),
    ],
)
def test_gaps_overlaps_idle_rows_and_untried_ones_stop_the_publication(
    name: str, old: str, new: str, words: str
) -> None:
    changed = content()
    assert old in changed[name]
    changed[name] = changed[name].replace(old, new)
    assert words in told(changed)
    assert "请" in told(changed), "it says what to do"


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("binds.toml", 'act = ["shelf.place"]\n', "", "应写明 act（决策名）和 table"),
        ("binds.toml", 'table = "放置"', 'table = "摆放"', "决策表 摆放 不存在"),
        ("cases/places.yaml", "gives: {层: 1}", "gives: 1", "gives 应为“结果: 值”"),
        ("cases/places.yaml", "gives: {层: 1}", "gives: {层: 1}\n  expect: {}", "恰有"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused(
    name: str, old: str, new: str, words: str
) -> None:
    changed = content()
    assert old in changed[name]
    changed[name] = changed[name].replace(old, new)
    with pytest.raises(PackError, match=words):
        parse(changed)
