"""What people see and press, from the form to the printed slip."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from guanbiao.gate.cases import case_of
from guanbiao.gate.events import deliver_waiting
from guanbiao.modules.desk.models import Message
from guanbiao.modules.vehicles import queries
from guanbiao.modules.vehicles.models import Driver, Fuel, Quota, Request, Trip, Vehicle
from guanbiao.modules.vehicles.tests.makers import (
    Fleet,
    a_request,
    a_trip,
    a_waiting,
    cars,
    wish,
)
from tests.gate.makers import passage

NASTY = '<script>alert("x")</script>'
KEPT = "您填的内容都还在"


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def read(client: Client, name: str, *args: int, **query: object) -> str:
    answer = client.get(reverse(f"vehicles.{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def press(client: Client, name: str, *args: object, status: int = 302, **draft: object) -> str:
    answer = client.post(reverse(f"vehicles.{name}", args=args), draft)
    assert answer.status_code == status, (answer.status_code, errors(answer.content.decode()))
    return answer.content.decode()


def errors(page: str) -> list[str]:
    return re.findall(r'role="alert">(.*?)</', page, re.DOTALL)


def test_findings_appear_beside_the_fields_while_one_types(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    part = press(clerk, "request.check", status=200, **wish(passengers="6"))
    beside = part[part.index('id="finds-passengers"') :]
    assert "5.2.3" in beside and "不应" in beside and "采用" in beside
    assert 'data-take-field="body"' in beside and "hx-swap-oob" in part
    assert not Request.objects.exists()


def test_the_form_starts_filled_with_what_is_known(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "clerk"), "request.new")
    assert "节能科" in page and "王晓敏" in page and "提交用车申请" in page


def test_a_stopped_request_keeps_what_was_typed_and_says_why(fleet: Fleet) -> None:
    page = press(signed_in(fleet, "clerk"), "request.new", status=422, **wish(passengers="6"))
    assert KEPT in page and "南屏县政务中心" in page and "5.2.3" in page


def test_the_way_to_the_first_stop_leads_to_where_it_stands(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    page = press(clerk, "request.new", status=422, **wish(private_use="on"))
    (place,) = re.findall(r'href="#(finds-\w+)">跳到第一项', page)
    assert place == "finds-purpose" and f'id="{place}"' in page


def test_a_lawful_request_leads_to_its_page_with_receipt(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    press(clerk, "request.new", **wish())
    request = Request.objects.get()
    page = read(clerk, "request", request.pk)
    for words in (
        request.number,
        "贯标凭条",
        "SHA-256",
        "Q/YCJG 203",
        "单位负责人审批",
        "撤回申请",
    ):
        assert words in page, words


def test_a_warned_request_is_sent_with_its_reason(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    draft = wish(area="跨县", depart_at="2026-06-04 08:30", return_at="2026-06-04 12:00")
    page = press(clerk, "request.new", status=422, **draft)
    (name,) = re.findall(r'name="(reason:[^"]+)"', page)
    press(clerk, "request.new", **draft, **{name: "上午刚接到通知"})
    assert "上午刚接到通知" not in errors(page) and Request.objects.count() == 1


@pytest.mark.parametrize("field", ["purpose", "origin", "destination", "riders", "holiday_basis"])
def test_markup_typed_into_a_field_stays_text(fleet: Fleet, field: str) -> None:
    clerk = signed_in(fleet, "clerk")
    press(clerk, "request.new", **wish(**{field: f"到南屏县核查能耗数据{NASTY}"}))
    request = Request.objects.get()
    pages = [read(clerk, "request", request.pk), read(clerk, "request.list")]
    assert all(NASTY not in page for page in pages)
    assert "&lt;script&gt;" in "".join(pages) or field == "holiday_basis"


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
@pytest.mark.parametrize("page", ["request.new", "request.check"])
def test_a_year_nobody_means_is_said_so(fleet: Fleet, page: str, year: str) -> None:
    draft = wish(depart_at=f"{year}-01-01 00:00", return_at=f"{year}-12-31 23:59")
    status = 422 if page == "request.new" else 200
    answer = press(signed_in(fleet, "clerk"), page, status=status, **draft)
    assert ("年份应在" in answer) == (page == "request.new") and not Request.objects.exists()


@pytest.mark.parametrize(
    ("odd", "status"), [("²", 200), ("-1", 200), ("1e9", 200), ("٣", 404), ("9" * 30, 404)]
)
def test_a_form_like_no_request_is_a_fresh_one_or_not_found(
    fleet: Fleet, odd: str, status: int
) -> None:
    page = reverse("vehicles.request.new")
    assert signed_in(fleet, "clerk").get(page, {"like": odd}).status_code == status


def test_the_head_agrees_on_the_page_and_the_dispatcher_finds_it(fleet: Fleet) -> None:
    request = a_request(fleet)
    head, case = signed_in(fleet, "head"), case_of(request, "vehicles.request")
    deck = reverse("cases.deck", args=[case.pk])
    assert deck in read(head, "request", request.pk)
    page = head.get(deck).content.decode()
    for words in ("同意", "不同意", "退回", "转办", "请补充材料。"):
        assert words in page
    agree = reverse("cases.case_act", args=[case.pk, "agree"])
    answer = head.post(agree, {"opinion": "同意，注意安全", "back": "row"})
    assert answer["Location"] == reverse("vehicles.request", args=[request.pk])
    assert "同意，注意安全" in read(head, "request", request.pk)
    assert "取回" in head.get(deck).content.decode()
    assert "去派车" in read(signed_in(fleet, "dispatcher"), "request", request.pk)


@pytest.mark.parametrize(
    ("who", "status", "shown"),
    [("head", 200, True), ("clerk", 200, False), ("colleague", 404, False),
     ("stranger", 404, False)],
)  # fmt: skip
def test_the_deck_is_for_whoever_has_the_task(
    fleet: Fleet, who: str, status: int, shown: bool
) -> None:
    case = case_of(a_request(fleet), "vehicles.request")
    answer = signed_in(fleet, who).get(reverse("cases.deck", args=[case.pk]))
    assert answer.status_code == status
    assert ("同意" in answer.content.decode()) == shown or status == 404


def test_nobody_reads_a_deck_without_signing_in(fleet: Fleet, client: Client) -> None:
    case = case_of(a_request(fleet), "vehicles.request")
    assert client.get(reverse("cases.deck", args=[case.pk])).status_code == 302


def test_whoever_decides_reads_the_application_on_the_case_too(fleet: Fleet) -> None:
    request = a_request(fleet)
    case = case_of(request, "vehicles.request")
    page = signed_in(fleet, "head").get(reverse("cases.case", args=[case.pk])).content.decode()
    assert "申请内容" in page and request.purpose in page


def test_what_a_trip_did_is_not_taken_back_by_the_deck(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    case = case_of(a_trip(fleet, car).request, "vehicles.request")
    deck = reverse("cases.deck", args=[case.pk])
    assert "取回" not in signed_in(fleet, "dispatcher").get(deck).content.decode()


def test_sending_back_without_words_says_so_and_keeps_the_page(fleet: Fleet) -> None:
    request = a_request(fleet)
    case = case_of(request, "vehicles.request")
    path = reverse("cases.case_act", args=[case.pk, "send_back"])
    answer = signed_in(fleet, "head").post(path, {"back": "row"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请写明理由" in page and request.destination in page
    assert "请补充材料。" in page


def test_a_request_sent_back_is_mended_on_the_same_form(fleet: Fleet) -> None:
    request = a_request(fleet)
    fleet.decided("send_back", "head", request, opinion="写明对象")
    clerk = signed_in(fleet, "clerk")
    assert "修改后重新提交" in read(clerk, "request", request.pk)
    assert request.purpose in read(clerk, "request.act", request.pk, "submit")
    colleague = signed_in(fleet, "colleague")
    press(colleague, "request.act", request.pk, "submit", status=404, **wish())
    press(clerk, "request.act", request.pk, "submit", **wish(passengers="2"))
    assert Request.objects.get().passengers == 2


def test_a_car_is_sent_from_the_board(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    request = a_waiting(fleet, distance_km="20")
    dispatcher = signed_in(fleet, "dispatcher")
    draft = {"request": request.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    page = press(dispatcher, "dispatch", status=422, **draft)
    names = re.findall(r'name="(reason:[^"]+)"', page)
    assert names
    press(dispatcher, "dispatch", **draft, **dict.fromkeys(names, "新能源车均已派出"))
    assert Trip.objects.get().vehicle == car


def test_a_car_that_may_not_go_is_refused_on_the_board_too(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"state": "维修"})
    request = a_waiting(fleet)
    draft = {"request": request.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    page = press(signed_in(fleet, "dispatcher"), "dispatch", status=422, **draft)
    assert "没有派出" in page and "5.3.1" in page and not Trip.objects.exists()


def test_the_driver_departs_and_returns_on_the_phone(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    driver = signed_in(fleet, "driver")
    assert car.plate in read(driver, "my_trips") and "登记出车" in read(driver, "my_trips")
    low = press(driver, "trip_act", trip.pk, "depart", status=422, odometer="35000")
    assert "5.3.11" in low and 'value="35000"' in low
    early = press(driver, "trip_act", trip.pk, "depart", status=422, odometer="36001")
    said = re.sub(r"<[^>]+>|\s+", " ", early[early.index('role="alert"') :][:400])
    assert "5.3.15 按计划出车：" in said and "不超过 60 分钟，请在下面写明原因。" in said
    why = dict.fromkeys(re.findall(r'name="(reason:[^"]+)"', early), "用车单位改为今日出发")
    press(driver, "trip_act", trip.pk, "depart", odometer="36001", **why)
    page = read(driver, "trip", trip.pk)
    assert "登记回场" in page
    press(driver, "trip_act", trip.pk, "come_back", odometer="36080", parked_at_unit="on")
    page = read(driver, "trip", trip.pk)
    assert "79 km" in page and f"已回场交车，已送{trip.request.applicant.name}" in page


def test_the_task_of_a_driver_leads_to_where_it_is_done(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    driver, there = signed_in(fleet, "driver"), reverse("vehicles.trip", args=[trip.pk])
    place = reverse("vehicles.request_trip", args=[trip.request_id])
    assert f'href="{place}">办理' in driver.get("/todo/").content.decode()
    assert driver.get(place)["Location"] == there
    deliver_waiting()
    message = Message.objects.get(person=fleet.persons["driver"])
    assert driver.get(f"/messages/{message.pk}/")["Location"] == place
    assert f'href="{place}">去登记出车' in read(driver, "request", trip.request_id)
    assert signed_in(fleet, "clerk").get(place)["Location"] == there
    assert signed_in(fleet, "stranger").get(place).status_code == 404
    fleet.done("trip.cancel", "dispatcher", trip, opinion="车辆故障")
    assert driver.get(place).status_code == 404


def test_a_driver_sees_the_next_trip_first_and_the_latest_of_the_past(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    for day in (9, 5, 8):
        hours = {"depart_at": f"2026-06-0{day} 08:30", "return_at": f"2026-06-0{day} 10:30"}
        a_trip(fleet, car, a_waiting(fleet, **hours))
    rows = list(queries.my_trips(fleet.actor("driver")))
    assert [trip.planned.lower.day for trip in rows] == [5, 8, 9]
    with passage():
        Trip.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(state="done")
    assert [t.planned.lower.day for t in queries.my_trips(fleet.actor("driver"))] == [9, 8, 5]


def test_the_clerk_rates_the_trip_on_her_page(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on")
    clerk = signed_in(fleet, "clerk")
    assert "提交评价" in read(clerk, "request", trip.request_id)
    press(clerk, "request.act", trip.request_id, "rate", rating="5", rating_words="准时")
    page = read(clerk, "request", trip.request_id)
    assert "5 分" in page and "办结" in page


def test_the_slip_is_one_sheet_with_a_code_that_verifies(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    page = read(signed_in(fleet, "driver"), "trip.print", trip.pk)
    for words in ("公务用车派车单", trip.number, trip.request.number, car.plate, "蒋海涛", "<svg"):
        assert words in page, words


def test_whom_to_call_stands_on_the_trip_and_its_slip_masked(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip, driver = a_trip(fleet, car), signed_in(fleet, "driver")
    phone = fleet.persons["clerk"].phone
    for place in ("trip", "trip.print"):
        page = read(driver, place, trip.pk)
        assert f"{phone[:3]}****{phone[-4:]}" in page and phone not in page, place


def test_the_ledger_is_narrowed_sorted_and_summed(fleet: Fleet) -> None:
    cars(fleet, {"plate": "示A·11111", "price": 100000}, {"plate": "示A·22222", "price": 90000},
         {"plate": "示A·D3333", "new_energy": True, "category": "机要通信"})  # fmt: skip
    manager = signed_in(fleet, "manager")
    page = read(manager, "vehicle.list", sort="price")
    assert page.index("示A·22222") < page.index("示A·11111")
    page = read(manager, "vehicle.list", view="green")
    assert "示A·D3333" in page and "示A·11111" not in page
    page = read(manager, "vehicle.list", q="2222")
    assert "示A·22222" in page and "90,000.00" in page and "示A·11111" not in page
    assert "没有符合的记录" in read(manager, "vehicle.list", q="没有这辆 & 那辆")


def test_chosen_cars_are_sealed_together(fleet: Fleet) -> None:
    first, second, broken = cars(fleet, {}, {}, {"state": "维修"})
    manager = signed_in(fleet, "manager")
    chosen = {"verb": "seal", "chosen": [first.pk, second.pk, broken.pk], "filled": "1"}
    page = manager.post(reverse("vehicles.vehicle.bulk"), chosen).content.decode()
    assert Vehicle.objects.filter(state="封存").count() == 2
    assert "1 条没有办成" in page and broken.plate in page


def test_a_vehicle_is_entered_amended_and_served(fleet: Fleet) -> None:
    bureau, manager = fleet.units["bureau"], signed_in(fleet, "manager")
    line = {
        "plate": "示A·D20001", "unit": bureau.name, "category": "其他", "body": "轿车",
        "model": "示例牌", "domestic": "on", "new_energy": "on", "price": "150000",
        "displacement": "0", "seats": "5", "purchased_on": "2025-08-01",
        "registered_to": bureau.name, "odometer": "4800",
    }  # fmt: skip
    press(manager, "vehicle.new", **line)
    car = Vehicle.objects.get()
    assert bureau.name in read(manager, "vehicle.act", car.pk, "amend")
    press(manager, "vehicle.act", car.pk, "amend", **{**line, "model": "示例牌 2 代"})
    press(manager, "vehicle.act", car.pk, "check", checked_on="2026-06-03")
    press(manager, "vehicle.act", car.pk, "service", serviced_on="2026-06-03", odometer="4900")
    car.refresh_from_db()
    assert (car.model, car.checked_on, car.serviced_at_km) == (
        "示例牌 2 代", dt.date(2026, 6, 3), 4900,
    )  # fmt: skip
    assert "贯标凭条" in read(manager, "vehicle", car.pk)


def test_an_unknown_unit_is_said_so_and_the_rest_is_kept(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    page = press(manager, "vehicle.new", status=422, plate="示A·20001", unit="没有的单位")
    assert "没有这个单位" in page and "示A·20001" in page and KEPT in page


def test_a_driver_is_entered_and_amended(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    driver = fleet.drivers["driver"]
    assert "蒋海涛" in read(manager, "driver.list") and "吕明" not in read(
        manager, "driver.list", q="蒋"
    )
    press(manager, "driver.act", driver.pk, "amend", licence_class="B1", licence_to="2031-01-01",
          health_check_on="2026-02-01", active="on")  # fmt: skip
    assert Driver.objects.get(pk=driver.pk).licence_class == "B1"
    page = press(manager, "driver.act", driver.pk, "amend", status=422, licence_class="B1",
                 licence_to="2020-01-01", active="on")  # fmt: skip
    assert "4.2.1" in page
    assert "登记驾驶员" in read(manager, "driver.new")


def test_a_driver_records_fuel_for_the_car_she_was_sent_with_only(fleet: Fleet) -> None:
    car, other = cars(fleet, {}, {})
    a_trip(fleet, car)
    driver = signed_in(fleet, "driver")
    page = read(driver, "fuel.new")
    assert car.plate in page and other.plate not in page
    draft = {"station": "城东站", "fixed_point": "on", "at": "2026-06-03 08:00", "litres": "30",
             "amount": "228", "odometer": "36010"}  # fmt: skip
    assert "没有派给您" in press(driver, "fuel.new", status=422, vehicle=other.plate, **draft)
    press(driver, "fuel.new", vehicle=car.plate, **draft)
    assert Fuel.objects.get().recorded_by == fleet.persons["driver"]


def test_a_quota_is_set_against_what_is_held(fleet: Fleet) -> None:
    cars(fleet)
    manager = signed_in(fleet, "manager")
    press(manager, "quota.new", unit=fleet.units["other"].name, category="其他", number="3",
          basis="云机管函〔2026〕1 号", from_day="2026-06-01")  # fmt: skip
    assert Quota.objects.filter(unit=fleet.units["other"]).count() == 1
    assert "云机管函〔2026〕1 号" in read(manager, "quota.list")


def test_no_page_of_a_module_carries_style_or_script_in_its_markup(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    pages = [
        read(signed_in(fleet, "clerk"), "request", trip.request_id),
        read(signed_in(fleet, "dispatcher"), "dispatch"),
        read(signed_in(fleet, "manager"), "vehicle", car.pk),
        read(signed_in(fleet, "driver"), "trip.print", trip.pk),
    ]
    for page in pages:
        assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*src=)', page)
