"""What a search finds, for whom, and what it does not tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from guanbiao.gate import rights
from guanbiao.modules.desk import searching
from guanbiao.modules.meetings.tests import makers
from guanbiao.modules.meetings.tests.conftest import clock
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.actor import Actor

__all__ = ["clock"]


@pytest.fixture
def house(standards: None) -> House:
    """A bureau where two meetings were booked."""
    made = makers.make()
    room = made.room()
    made.booked(room, leader="<b>何建华</b>")
    made.booked(room, title="采购评审会", from_at="2026-06-05T09:00", to_at="2026-06-05T10:00")
    return made


@pytest.fixture
def look(house: House) -> Callable[[str, str], str]:
    """The page of a search, as somebody sees it."""

    def page(who: str, query: str) -> str:
        answer = house.client(who).get(f"/search/?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


Look = Callable[[str, str], str]


def test_two_characters_in_the_middle_find_a_meeting(look: Look) -> None:
    text = look("clerk", "q=部署")
    assert "节能工作<mark>部署</mark>会" in text
    assert "采购评审会" not in text


@pytest.mark.parametrize(
    ("who", "seen"),
    [("clerk", True), ("head", True), ("steward", True), ("auditor", True), ("colleague", False),
     ("neighbour", False), ("stranger", False)],
)  # fmt: skip
def test_everybody_finds_what_she_may_see(look: Look, who: str, seen: bool) -> None:
    assert ("节能工作" in look(who, "q=部署会")) is seen


def test_nobody_searches_without_signing_in(house: House) -> None:
    assert Client().get("/search/?q=部署").status_code == 302


def test_a_row_is_found_by_what_it_leads_to(look: Look) -> None:
    text = look("clerk", "q=第一会议")
    assert "会议室：<mark>第一会议</mark>室" in text


def test_a_case_is_found_by_number_and_by_its_words(house: House, look: Look) -> None:
    case = house.do("booking.book", "clerk", **house.wish(house.room(name="二号", asks="on"),
                    title="专题协调会")).case  # fmt: skip
    assert case is not None
    for query in (case.number, case.number.lower(), "专题协调"):
        assert case.number in look("clerk", f"q={query}")
        assert case.number in look("keeper", f"q={query}")
        assert "没有找到" in look("neighbour", f"q={query}")


def test_a_clause_is_found_by_its_words(look: Look) -> None:
    assert "不重复预定" in look("clerk", "q=同一会议室")


def test_one_character_is_too_few_and_no_word_finds_nothing(look: Look) -> None:
    text = look("clerk", "q=会")
    assert "请输入至少两个字" in text and "采购评审会" not in text
    assert "没有找到" in look("clerk", "q=不存在的词")


def test_what_was_typed_and_what_is_stored_stay_text(look: Look) -> None:
    text = look("clerk", "q=<b>何")
    assert "<b>何" not in text and "&lt;b&gt;何" in text
    assert "没有找到" in look("clerk", "q=%25%25")
    assert "没有找到" in look("clerk", "q=__")


def test_all_of_a_kind_comes_in_pages(house: House, look: Look) -> None:
    text = look("clerk", "q=评审&kind=meetings.booking")
    assert "采购<mark>评审</mark>会" in text
    assert "没有更多" in look("clerk", "q=评审&kind=meetings.booking&page=2")
    assert house.client("clerk").get("/search/?q=评审&kind=none").status_code == 404


def test_a_hidden_field_is_not_searched(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Actor.of(house.persons["clerk"])
    assert searching.find(clerk, "何建华")
    monkeypatch.setattr(rights, "hidden", lambda *_: frozenset({"leader"}))
    assert not searching.find(clerk, "何建华")


def test_every_searched_table_has_its_index_and_no_other_is_left(house: House) -> None:
    wanted = {index.name for t in searching.tables() if (index := searching.index_of(t))}
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'search%%'")
        assert {name for (name,) in cursor.fetchall()} == wanted


def test_the_index_is_what_a_search_asks(house: House) -> None:
    table = next(t for t in searching.tables() if t.entity.name == "meetings.booking")
    rows = table.entity.model._default_manager.filter(*searching.narrowed(table, "部署"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    index = searching.index_of(table)
    assert index is not None and index.name in rows.explain()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("from=2026-06-04&to=2026-06-04", True), ("from=2026-06-05", False),
        ("to=2026-06-03", False), ("unit=财政局", True), ("unit=没有这个单位", False),
        ("from=2026-13-01&to=9999-99-99", True), ("unit=财政局&from=2026-06-05", False),
    ],
)  # fmt: skip
def test_a_search_is_narrowed_by_unit_and_days(look: Look, query: str, seen: bool) -> None:
    assert ("<mark>部署</mark>" in look("steward", f"q=部署&{query}")) is seen


def test_narrowing_by_a_unit_never_shows_more(look: Look) -> None:
    assert "<mark>部署</mark>" not in look("neighbour", "q=部署&unit=财政局")


def test_all_of_a_kind_stays_narrowed(house: House, look: Look) -> None:
    for hour in range(8, 17):
        at = f"2026-06-08T{hour:02d}"
        room = house.room(name=f"{hour}室")
        house.booked(room, title=f"部署会{hour}", from_at=f"{at}:00", to_at=f"{at}:30")
    page = look("steward", "q=部署&from=2026-06-08")
    assert "from=2026-06-08&amp;kind=meetings.booking" in page
    assert "节能工作" not in look("steward", "q=部署&from=2026-06-08&kind=meetings.booking")


def test_clauses_and_tables_without_a_day_are_left_out_of_a_span(look: Look) -> None:
    assert "条款" in look("clerk", "q=会议室")
    page = look("clerk", "q=会议室&from=2020-01-01")
    assert "<h2>条款</h2>" not in page


@pytest.mark.parametrize("word", ["用车", "车", "用车申请"])
def test_a_service_is_found_by_its_name_and_by_its_act(look: Look, word: str) -> None:
    assert "我要用车" in look("clerk", f"q={word}")


def test_a_service_is_found_by_those_who_may_use_it(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanbiao.gate.authority.able", lambda *_: False)
    assert "我要用车" not in look("clerk", "q=用车")


@pytest.mark.parametrize("word", ["Q/YCJG 203", "q/ycjg 203", "203", "公务用车"])
def test_a_standard_is_found_by_number_and_title(look: Look, word: str) -> None:
    for who in ("clerk", "stranger"):
        text = look(who, f"q={word}")
        assert "<h2>标准</h2>" in text and "Q/YCJG 203" in text


def test_what_belongs_to_no_unit_is_left_out_of_a_narrowed_search(look: Look) -> None:
    page = look("clerk", "q=用车&from=2026-01-01")
    assert "<h2>办事</h2>" not in page and "<h2>标准</h2>" not in page
