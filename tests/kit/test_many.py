"""An act is filled in once for the rows chosen in a list; each is judged and kept by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.test import Client

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import ActForm, FilesField, NoDraft
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.kit import many
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet, cars
from guanbiao.people.actor import Actor
from guanbiao.people.models import Region, Unit
from tests.gate.makers import passage
from tests.kit.test_lists import read, signed_in

LIST = "/vehicles/vehicle/"
OLD = {"purchased_on": dt.date(2012, 1, 1)}
AWAY = {"disposed_on": "2026-06-03", "disposal_mode": "拍卖"}


def press(
    client: Client, verb: str, *rows: Vehicle, status: int = 200, **posted: Any
) -> tuple[str, Client]:
    """The page after an act was pressed for these rows, or the list it leads back to."""
    chosen = [row.pk for row in rows]
    answer = client.post(f"{LIST}bulk/", {"verb": verb, "chosen": chosen, **posted}, follow=True)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode(), client


def ticked(page: str) -> set[int]:
    """The rows that are still chosen."""
    found = page.split('name="chosen" value="')[1:]
    return {int(part[: part.index('"')]) for part in found if " checked" in part[:40]}


def test_the_form_comes_with_the_chosen_rows_and_nothing_is_done_yet(fleet: Fleet) -> None:
    first, second, gone = cars(fleet, {}, {}, {"state": "已处置"})
    page, manager = press(signed_in(fleet, "manager"), "check", first, second, gone)
    assert 'name="checked_on"' in page and 'name="filled"' in page
    assert f'href="{LIST}{first.pk}/"' in page and gone.plate in page
    assert ticked(page) == {first.pk, second.pk}
    assert "现为“已处置”" in page and "不能办" in page
    assert 'value="check">月度例检' in read(manager, LIST)
    assert not Receipt.objects.filter(act="vehicles.vehicle.check").exists()


def test_filled_in_once_it_is_done_for_each_with_a_receipt_of_its_own(fleet: Fleet) -> None:
    first, second, third = cars(fleet, {}, {}, {})
    page, _ = press(signed_in(fleet, "manager"), "check", first, second,
                    filled="1", checked_on="2026-06-02")  # fmt: skip
    assert "已月度例检 2 条" in page and "<tbody>" in page
    days = {car.pk: car.checked_on for car in Vehicle.objects.all()}
    assert days == {first.pk: dt.date(2026, 6, 2), second.pk: dt.date(2026, 6, 2),
                    third.pk: third.checked_on}  # fmt: skip
    assert Receipt.objects.filter(act="vehicles.vehicle.check").count() == 2


def test_a_form_that_is_not_valid_comes_back_with_all_that_was_typed(fleet: Fleet) -> None:
    first, second = cars(fleet, OLD, OLD)
    wrong = {"disposed_on": "昨天", "disposal_mode": "拍卖", "disposal_reason": "到期"}
    manager = signed_in(fleet, "manager")
    page, _ = press(manager, "dispose", first, second, status=422, filled="1", **wrong)
    assert "一条也没有办理" in page and 'value="昨天"' in page and 'value="到期"' in page
    assert "处置日期不是有效日期" in page and ticked(page) == {first.pk, second.pk}
    assert not Vehicle.objects.filter(state="已处置").exists()


def test_what_a_clause_stops_stays_chosen_and_is_tried_again(fleet: Fleet) -> None:
    old, young = cars(fleet, OLD, {})
    page, manager = press(signed_in(fleet, "manager"), "dispose", old, young, status=422,
                          filled="1", **AWAY)  # fmt: skip
    assert "已车辆处置 1 条" in page and "1 条没有办成" in page and "22.1" in page
    assert ticked(page) == {young.pk} and old.plate not in page and 'value="拍卖"' in page
    kept = Refusal.objects.get()
    assert "chosen" not in kept.content and "disposal_mode" in kept.content
    page, _ = press(manager, "dispose", young, filled="1", **AWAY, disposal_reason="事故全损")
    assert "已车辆处置 1 条" in page
    assert Vehicle.objects.filter(state="已处置").count() == 2


def test_an_act_without_a_form_is_asked_about_and_shows_what_was_left(fleet: Fleet) -> None:
    fine, broken = cars(fleet, {}, {"state": "维修"})
    page, _ = press(signed_in(fleet, "manager"), "seal", fine, broken)
    assert fine.plate in page and broken.plate in page and ticked(page) == {fine.pk}
    assert not Vehicle.objects.filter(state="封存").exists()
    page, _ = press(signed_in(fleet, "manager"), "seal", fine, broken, status=422, filled="1")
    assert "已封存车辆 1 条" in page and broken.plate in page and "现为“维修”" in page
    assert ticked(page) == set() and 'name="filled"' not in page


@pytest.mark.parametrize("who", ["clerk", "stranger", "dispatcher"])
def test_whoever_may_not_do_it_does_nothing(fleet: Fleet, who: str) -> None:
    (car,) = cars(fleet)
    press(signed_in(fleet, who), "check", car, status=403, filled="1", checked_on="2026-06-02")
    car.refresh_from_db()
    assert car.checked_on == dt.date(2026, 5, 20)


def test_nobody_comes_in_without_signing_in(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    answer = Client().post(f"{LIST}bulk/", {"verb": "check", "chosen": [car.pk], "filled": "1"})
    assert answer.status_code == 302 and "/login" in answer.headers["Location"]


def test_rows_of_others_are_neither_named_nor_touched(fleet: Fleet) -> None:
    own, foreign = cars(fleet, {}, {"unit": fleet.units["other"]})
    _move_away(fleet)
    manager = signed_in(fleet, "manager")
    assert foreign.plate not in read(manager, LIST)
    page, _ = press(manager, "check", own, foreign)
    assert own.plate in page and foreign.plate not in page
    press(manager, "check", own, foreign, filled="1", checked_on="2026-06-02")
    foreign.refresh_from_db()
    assert foreign.checked_on == dt.date(2026, 5, 20)


def _move_away(fleet: Fleet) -> None:
    """The other unit lies in another city."""
    with passage():
        city = Region.objects.create(code="990200", name="江北市", level="city")
        Unit.objects.filter(pk=fleet.units["other"].pk).update(region=city)


def test_a_row_one_may_only_look_at_is_named_with_the_reason(fleet: Fleet) -> None:
    """She keeps the cars of one city and sends those of another: both stand in her list."""
    ours, hers = cars(fleet, {}, {"unit": fleet.units["other"]})
    _move_away(fleet)
    with passage():
        for unit, role in (("other", "车队管理员"), ("bureau", "车辆调度员")):
            fleet.persons["stranger"].posts.create(
                unit=fleet.units[unit], role=role, from_day=dt.date(2020, 1, 1)
            )
    page, client = press(signed_in(fleet, "stranger"), "check", ours, hers)
    assert ticked(page) == {hers.pk} and ours.plate in page
    assert "您没有“月度例检”的权限，或该记录不在您的数据范围内" in page
    page, _ = press(client, "check", ours, hers, status=422, filled="1", checked_on="2026-06-02")
    assert "已月度例检 1 条" in page and "您没有“月度例检”的权限" in page
    ours.refresh_from_db()
    assert ours.checked_on == dt.date(2026, 5, 20)


def test_more_than_may_be_taken_at_once_is_said(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert many.MOST == 500
    monkeypatch.setattr(many, "MOST", 2)
    page, _ = press(signed_in(fleet, "manager"), "check", *cars(fleet, {}, {}, {}))
    assert len(ticked(page)) == 2 and "一次最多办理 2 条，您选了 3 条" in page


@pytest.mark.parametrize(
    "posted", [{}, {"chosen": ["x", "9" * 30]}, {"verb": "amend"}, {"verb": "x"}]
)
def test_what_nobody_can_mean_leads_back_to_the_list(fleet: Fleet, posted: dict[str, Any]) -> None:
    answer = signed_in(fleet, "manager").post(f"{LIST}bulk/?q=示", {"verb": "check", **posted})
    assert answer.status_code == 302 and answer.headers["Location"].startswith(f"{LIST}?q=")


def test_the_form_asks_few_questions_however_many_rows(
    fleet: Fleet, django_assert_max_num_queries: Any
) -> None:
    made, manager = cars(fleet, *({} for _ in range(40))), signed_in(fleet, "manager")
    press(manager, "check", *made)
    with django_assert_max_num_queries(8):
        press(manager, "check", *made)


def of_many() -> list[Act]:
    return [act for act in registry.acts() if act.many]


@pytest.mark.parametrize("act", of_many(), ids=lambda act: act.name)
def test_what_is_said_to_be_for_many_can_be(fleet: Fleet, act: Act) -> None:
    """Its form asks nothing that belongs to one row, and needs no row to be shown."""
    assert act.kind is not Kind.CREATE and not act.papers
    assert act.form is not NoDraft and issubclass(act.form, ActForm) and not act.form.secrets
    files = (FilesField, forms.FileField)
    assert not any(isinstance(each, files) for each in act.form.base_fields.values())
    assert not {many.VERB, many.CHOSEN, many.FILLED} & set(act.form.base_fields)
    actor, form = Actor.of(fleet.persons["manager"]), act.form(data={})
    form.bind(actor, None, actor.today)
    form.prefill(actor, None, actor.today)
    assert any(table.entity == act.entity for table in registry.tables())
