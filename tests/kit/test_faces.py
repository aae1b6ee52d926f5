"""The same rows as a board and as a calendar: same scope, same narrowing, other shape."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.people.models import Region, Unit
from tests.gate.makers import passage
from tests.kit.test_lists import filling, read, signed_in

BOARD, MONTH = "/vehicles/vehicle/board/", "/vehicles/fuel/month/"


def cell(page: str, day: str) -> str:
    """What stands on a day."""
    start = page.index(f'<time datetime="{day}">')
    return page[start : page.index("</td>", start)]


def pillar(page: str, label: str) -> str:
    start = page.index(f'aria-label="{label}，')
    return page[start : page.index("</section>", start)]


def test_each_state_is_a_pillar_with_its_rows(fleet: Fleet, car: Vehicle) -> None:
    page = read(signed_in(fleet, "manager"), BOARD)
    assert car.plate in pillar(page, "在用") and car.plate not in pillar(page, "封存")
    assert "1 条，按" in page


def test_a_board_is_narrowed_like_the_list_and_leads_back_to_it(fleet: Fleet, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    assert car.plate not in read(manager, BOARD, q="没有这样的车")
    page = read(manager, BOARD, q=car.plate)
    assert car.plate in pillar(page, "在用")
    assert f"/vehicles/vehicle/?q={car.plate}" in page or "/vehicles/vehicle/?q=" in page


def test_a_full_pillar_says_where_the_rest_is(
    fleet: Fleet, car: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanbiao.kit.boards.MOST", 0)
    assert "看全部 1 条" in pillar(read(signed_in(fleet, "manager"), BOARD), "在用")


def test_rows_stand_on_their_local_day_and_the_month_turns(fleet: Fleet, car: Vehicle) -> None:
    late = dt.datetime(2026, 6, 2, 16, 30, tzinfo=dt.UTC)  # half past midnight of the 3rd here
    filling(car, late, "30", "夜间加油站")
    manager = signed_in(fleet, "manager")
    page = read(manager, MONTH, month="2026-06")
    assert car.plate in cell(page, "2026-06-03") and "00:30" in cell(page, "2026-06-03")
    assert car.plate not in cell(page, "2026-06-02")
    assert "month=2026-05" in page and "month=2026-07" in page
    assert car.plate not in read(manager, MONTH, month="2026-08")


def test_days_off_are_marked_by_the_published_calendar(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "manager"), MONTH, month="2026-10")
    assert page.count(">休<") >= 5 and page.count(">班<") >= 1


def test_a_calendar_names_a_request_by_what_it_is_about(
    fleet: Fleet, car: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = makers.a_request(fleet)
    day = f"{wish.depart_at:%Y-%m-%d}"
    clerk, month = signed_in(fleet, "clerk"), "/vehicles/request/month/"
    here = cell(read(clerk, month, month=day[:7]), day)
    told = f" · {wish.destination} · {wish.passengers} 人"
    assert f"{wish.category}{told}" in here and wish.number not in here
    hides = "guanbiao.kit.hiding.rights.hidden_of_key"
    monkeypatch.setattr(hides, lambda *_: frozenset({"category"}))
    here = cell(read(clerk, month, month=day[:7]), day)
    assert told[3:] in here and wish.category not in here


def test_a_day_with_many_rows_counts_them_and_opens_their_list(fleet: Fleet, car: Vehicle) -> None:
    for hour in range(6):
        filling(car, makers.NOW + dt.timedelta(hours=hour), "30", f"站{hour}")
    day = f"{makers.NOW:%Y-%m-%d}"
    here = cell(read(signed_in(fleet, "manager"), MONTH, month=day[:7]), day)
    assert "另有 2 条" in here and f"at_from={day}" in here and f"at_to={day}" in here


@pytest.mark.parametrize("month", ["", "2026-13", "<b>", "0000-01", "9999-12", "2026-06-01"])
def test_a_month_that_cannot_be_meant_is_this_one(fleet: Fleet, month: str) -> None:
    page = read(signed_in(fleet, "manager"), MONTH, month=month)
    assert f"{makers.NOW.year} 年 {makers.NOW.month} 月" in page and "<b>&" not in page


def test_whoever_may_not_see_the_list_sees_no_other_face(fleet: Fleet, car: Vehicle) -> None:
    with passage():
        elsewhere = Region.objects.create(code="990200", name="江北市", level="city")
        Unit.objects.filter(pk=fleet.units["other"].pk).update(region=elsewhere)
        fleet.persons["stranger"].posts.create(
            unit=fleet.units["other"], role="车队管理员", from_day=dt.date(2020, 1, 1)
        )
    filling(car, makers.NOW, "30")
    other = signed_in(fleet, "stranger")
    assert car.plate not in read(other, BOARD) and car.plate not in read(other, MONTH)
    clerk = signed_in(fleet, "clerk")
    read(clerk, MONTH, status=403)


def test_the_list_offers_its_other_faces(fleet: Fleet, car: Vehicle) -> None:
    page = read(signed_in(fleet, "manager"), "/vehicles/vehicle/", q=car.plate)
    assert "看板" in page and ">日历<" not in page
    fuel = read(signed_in(fleet, "manager"), "/vehicles/fuel/")
    assert ">日历<" in fuel and "看板" not in fuel


def test_a_card_opens_a_menu_of_what_may_be_done_with_it_as_it_stands(
    fleet: Fleet, car: Vehicle
) -> None:
    manager = signed_in(fleet, "manager")
    menu = f"/vehicles/vehicle/{car.pk}/menu/"
    assert f'hx-get="{menu}?q={car.plate[-5:]}"' in read(manager, BOARD, q=car.plate[-5:])
    page = read(manager, menu, q="示A")
    assert "封存车辆" in page and "启用车辆" not in page
    assert f'action="/vehicles/vehicle/{car.pk}/seal/?q=' in page and "from=board" in page
    assert f'href="/vehicles/vehicle/{car.pk}/check/?q=' in page


def test_an_act_chosen_on_a_card_passes_the_gate_and_leads_back_to_the_board(
    fleet: Fleet, car: Vehicle
) -> None:
    manager, row = signed_in(fleet, "manager"), f"/vehicles/vehicle/{car.pk}/"
    answer = manager.post(f"{row}seal/?q=示&from=board", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(f"{BOARD}?q=") and "已办理“封存车辆”" in page
    assert car.plate in pillar(page, "封存") and car.plate not in pillar(page, "在用")
    assert Receipt.objects.get(act="vehicles.vehicle.seal").key == str(car.pk)
    posted = {"checked_on": "2026-06-02"}
    answer = manager.post(f"{row}check/?from=board", posted)
    assert answer.headers["Location"] == f"{BOARD}?"
    assert f'href="{BOARD}?"' in read(manager, f"{row}check/?from=board")
    for wrong in ("month", "//evil.example", "list/../"):
        answer = manager.post(f"{row}check/?from={wrong}", posted)
        assert answer.headers["Location"] == row


def test_the_menu_of_a_card_is_for_those_who_see_the_row(fleet: Fleet, car: Vehicle) -> None:
    menu = f"/vehicles/vehicle/{car.pk}/menu/"
    assert "现在没有您可以办理的事项" in read(signed_in(fleet, "dispatcher"), menu)
    assert "card-menu" not in read(signed_in(fleet, "dispatcher"), BOARD)
    read(signed_in(fleet, "stranger"), menu, status=404)
    read(signed_in(fleet, "clerk"), menu, status=404)
    assert Client().get(menu).status_code == 302


def test_a_board_asks_nothing_more_for_its_menus(
    fleet: Fleet, django_assert_max_num_queries: Any
) -> None:
    makers.cars(fleet, *({} for _ in range(20)))
    manager = signed_in(fleet, "manager")
    read(manager, BOARD)
    with django_assert_max_num_queries(7):
        assert read(manager, BOARD).count("card-menu") == 20


def test_a_face_of_hidden_fields_does_not_exist(
    fleet: Fleet, car: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = signed_in(fleet, "manager")
    monkeypatch.setattr("guanbiao.kit.hiding.rights.hidden_of_key", lambda *_: frozenset({"state"}))
    read(manager, BOARD, status=404)
    assert "看板" not in read(manager, "/vehicles/vehicle/")
