"""A standard says which number tells how well it is kept, and the platform counts it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from guanbiao.audit import measuring, ruled
from guanbiao.modules.standards.models import Draft
from guanbiao.modules.standards.public import draft_pack, files_of
from guanbiao.modules.standards.tests.makers import House
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.people.models import Post
from rulebook.measures import How
from tests.gate.makers import passage

NAME = "大额加油占比"


def said(**changes: str) -> dict[str, str]:
    """A share of large fillings, as the browser sends it."""
    return {
        "at": "1.1", "old": "", "name": NAME, "entity": "vehicles.fuel", "how": "share",
        "when": "加油量 > 0", "value": "金额 >= 400", "unit": "%", "target": "30", "better": "down",
        **changes,
    }  # fmt: skip


@pytest.fixture
def filled(house: House) -> House:
    """Three fillings of the bureau this month, one of them large; the keeper looks after cars."""
    unit, now = house.units["bureau"], timezone.localtime()
    with passage():
        car = Vehicle.objects.create(
            plate="云A10001", unit=unit, category="机要通信", body="轿车", model="某型",
            price=150000, displacement=Decimal("1.5"), seats=5, registered_to=unit.name,
            purchased_on=dt.date(2024, 1, 1),
        )  # fmt: skip
        for amount in (300, 500, 200):
            Fuel.objects.create(
                vehicle=car, card_plate=car.plate, station="城东", at=now, litres=30,
                amount=amount, odometer=amount,
            )  # fmt: skip
        Post.objects.create(person=house.persons["writer"], unit=unit, role="车队管理员",
                            from_day=dt.date(2024, 1, 1))  # fmt: skip
    return house


def preview(house: House, draft: Draft, who: str = "writer", **changes: str) -> str:
    address = reverse("standards.measure_preview", args=[draft.pk])
    answer = house.client(who).post(address, said(**changes))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_measure_is_kept_in_the_pack_and_bound_to_its_clause(house: House) -> None:
    draft = house.bound()
    assert house.post("measure", draft, **said()).status_code == 302
    (measure,) = draft_pack(draft).measures
    assert (measure.how, measure.target, measure.better) == (How.SHARE, Decimal(30), "down")
    assert measure.when == "加油量 > 0" and measure.clause == "1.1"
    assert [b.name for b in draft_pack(draft).binds if b.kind == "measure"] == [NAME]
    assert draft.problems == 0 and draft.stale == 1, "the clause was confirmed without it"


def test_the_preview_counts_the_records_its_author_may_see(filled: House) -> None:
    draft = filled.bound()
    shown = preview(filled, draft)
    assert "33.3" in shown and "3 条记录" in shown and "没有达到目标" in shown
    assert "达到目标" in preview(filled, draft, target="40")
    assert "1,000" in preview(filled, draft, how="sum", value="金额")
    assert "333.3" in preview(filled, draft, how="average", value="金额")
    assert ">300<" in preview(filled, draft, how="median", value="金额").replace(".0", "")
    assert "11.1" in preview(filled, draft, how="average", value="金额 / 加油量")
    assert "2 条记录" in preview(filled, draft, how="count", when="金额 > 250")


def test_who_may_not_see_the_records_gets_no_number(filled: House) -> None:
    shown = preview(filled, filled.bound(), "second")
    assert "不能试算" in shown and "33.3" not in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "金额大"}, "金额大"), ({"how": "average", "value": "金额 > 1"}, "得出数"),
        ({"how": "sum", "value": ""}, "没有算式"), ({"entity": ""}, "请选择数哪一种记录"),
        ({"target": "很多"}, "不是数"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_and_what_was_typed_stays(
    house: House, changes: dict[str, str], words: str
) -> None:
    draft = house.bound()
    answer = house.post("measure", draft, **said(**changes))
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and NAME in html
    assert "measures.toml" not in files_of(draft)


def test_a_measure_is_changed_and_taken_away_again(house: House) -> None:
    draft = house.bound()
    house.post("measure", draft, **said())
    house.post("measure", draft, **said(name="大额加油", old=NAME, target=""))
    (measure,) = draft_pack(draft).measures
    assert measure.name == "大额加油" and measure.target is None
    assert [b.name for b in draft_pack(draft).binds if b.kind == "measure"] == ["大额加油"]
    house.post("bind", draft, do="drop", at="1.1", place="1")
    assert draft_pack(draft).measures == ()


def test_a_changed_target_proposes_other_words_and_changed_words_ask_for_a_look(
    house: House,
) -> None:
    draft = house.bound()
    house.post("measure", draft, **said())
    house.post("text", draft, do="put", at="1.1", title="加油", modality="must",
               body="大额加油占比不应超过 30%。")  # fmt: skip
    house.done("draft.confirm", "writer", draft, clause="1.1")
    house.post("measure", draft, **said(old=NAME, target="25"))
    page = house.client("writer").get(reverse("standards.text", args=[draft.pk]), {"at": "1.1"})
    assert draft.stale == 1 and "大额加油占比不应超过 25%。" in page.content.decode()
    house.post("text", draft, do="put", at="1.1", title="加油", modality="must", confirm="1",
               body="大额加油占比不应超过 25%。")  # fmt: skip
    assert draft.stale == 0
    house.post("text", draft, do="put", at="1.1", title="加油", modality="must",
               body="大额加油占比不应超过 20%。")  # fmt: skip
    assert draft.stale == 1


def test_two_measures_of_one_name_are_refused(house: House) -> None:
    draft = house.bound()
    house.post("measure", draft, **said())
    answer = house.post("measure", draft, **said(how="count"))
    assert "已经有指标" in answer.content.decode()


def test_a_file_that_names_what_is_not_there_is_told_in_words(house: House) -> None:
    draft = house.bound()
    house.post("measure", draft, **said())
    for old, new, words in (
        ("vehicles.fuel", "vehicles.nothing", "平台没有对象"),
        ("share", "guess", "算法“guess”不认识"),
        ("target = 30", 'target = "多"', "target 应为数"),
        ("金额 >= 400", "金额 + 400", "条件的类型须为是否"),
    ):
        text = files_of(draft)["measures.toml"]
        house.post("file", draft, path="measures.toml", text=text.replace(old, new))
        html = house.client("writer").get(reverse("standards.text", args=[draft.pk])).content
        assert words in html.decode(), words
        house.post("file", draft, path="measures.toml", text=text)


def test_a_number_in_force_stands_among_the_numbers_and_opens_its_rows(filled: House) -> None:
    draft = filled.bound()
    filled.post("measure", draft, **said())
    made = ruled.ruled("Q/YCJG 401", draft_pack(draft).measures[0])
    actor = filled.actor("writer")
    month = measuring.month("", actor.today)
    assert measuring.value(made, actor, month) == 33.3
    assert measuring.rows(made, actor, month).count() == 3
    assert [(line.counted, line.value) for line in measuring.by_unit(made, actor, month)] == [
        (3, 33.3)
    ]
    assert made.met(33.3) is False and made.met(None) is None
    assert measuring.value(made, filled.actor("second"), month) is None


def page(house: House, who: str, draft: Draft, **query: Any) -> int:
    address = reverse("standards.measure", args=[draft.pk])
    return int(house.client(who).get(address, query).status_code)


@pytest.mark.parametrize(
    ("who", "status"), [("writer", 200), ("reader1", 200), ("foreign", 404), ("clerk", 404)]
)
def test_the_measures_of_a_draft_are_seen_with_the_draft(
    house: House, who: str, status: int
) -> None:
    draft = house.bound()
    assert page(house, who, draft, at="1.1") == status
    answer = house.client(who).post(reverse("standards.measure", args=[draft.pk]), said())
    assert answer.status_code == {"writer": 302, "reader1": 403}.get(who, 404)
