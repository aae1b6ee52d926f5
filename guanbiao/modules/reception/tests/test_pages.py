"""What people see of receptions."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.audit import measuring, ruled
from guanbiao.modules.reception.measures import MEASURES
from guanbiao.modules.reception.tests.makers import House
from guanbiao.people.actor import Actor


def test_the_list_and_the_page_show_a_reception_and_its_people(house: House) -> None:
    order = house.filed()
    house.done("meal.arrange", "clerk", **house.meal(order))
    client = house.client("clerk")
    assert order.number in client.get("/reception/order/").content.decode()
    text = client.get(f"/reception/order/{order.pk}/").content.decode()
    for words in ("周明", "填写接待清单", "机关食堂", "JB2026-18", "示财函〔2026〕18号"):
        assert words in text
    for entity in ("meal", "lodging", "ride", "settlement"):
        assert client.get(f"/reception/{entity}/").status_code == 200


def test_the_portal_opens_when_ones_case_is_done(house: House) -> None:
    house.filed()
    text = house.client("clerk").get("/").content.decode()
    assert "检查公务用车管理情况" in text


def test_a_refused_form_keeps_what_was_typed_and_says_the_clause(house: House) -> None:
    answer = house.client("clerk").post("/reception/order/new/", house.wish(letter_no=""))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "没有公函的公务活动" in text and "示例省财政厅，处长" in text


def test_the_form_after_a_return_remembers_the_people(house: House) -> None:
    order = house.filed()
    text = house.client("clerk").get(f"/reception/order/{order.pk}/list/").content.decode()
    assert "周明，示例省财政厅，处长" in text


def test_a_line_that_cannot_be_read_is_told_by_number(house: House) -> None:
    guests = "周明，示例省财政厅，处长\n，，"
    outcome = house.do("order.submit", "clerk", **house.wish(guests=guests))
    assert "第 2 行" in outcome.errors["guests"][0]


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("head", 200), ("filer", 200), ("payer", 200), ("deputy", 200),
     ("auditor", 200), ("colleague", 404), ("stranger", 404)],
)  # fmt: skip
def test_a_reception_is_seen_by_those_it_concerns(house: House, who: str, status: int) -> None:
    order = house.filed()
    assert house.client(who).get(f"/reception/order/{order.pk}/").status_code == status


def test_the_numbers_count_what_was_filed_and_what_was_spent(house: House) -> None:
    house.budget()
    order = house.filed()
    house.done("order.submit", "clerk", **house.wish(letter_no="示审函〔2026〕3号"))
    house.done("meal.arrange", "clerk", **house.meal(order))
    house.done("order.list", "clerk", order, **house.listing())
    house.done("settlement.submit", "clerk", **house.bill(order))
    june = measuring.month("2026-06", dt.date(2026, 6, 3))
    deputy = Actor.of(house.persons["deputy"])
    assert [measuring.value(each, deputy, june) for each in MEASURES] == [50.0, 240.0]


def test_what_was_cancelled_counts_for_neither_rate_of_those_filed(house: House) -> None:
    on, june = dt.date(2026, 6, 3), measuring.month("2026-06", dt.date(2026, 6, 3))
    deputy = Actor.of(house.persons["deputy"])
    (own,) = [each for each in MEASURES if each.name == "reception.filed"]
    (laid,) = [m for m in ruled.measures(house.units["bureau"], on) if m.label == own.unless]
    kept = house.filed()
    house.done("order.submit", "clerk", **house.wish(letter_no="示审函〔2026〕3号"))
    assert [measuring.value(each, deputy, june) for each in (own, laid)] == [50.0, 50.0]
    house.done("order.cancel", "clerk", kept, remark="来访推迟")
    assert [measuring.value(each, deputy, june) for each in (own, laid)] == [0.0, 0.0]
