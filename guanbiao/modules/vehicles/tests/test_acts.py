"""From a request to a rated trip, and what the clauses say on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from guanbiao.gate.models import Receipt, Task
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.gate.perform import perform
from guanbiao.kit import shown
from guanbiao.modules.vehicles.models import Request, Trip, Vehicle
from guanbiao.modules.vehicles.tests.makers import (
    NOW,
    Fleet,
    a_request,
    a_trip,
    a_waiting,
    cars,
    wish,
)
from rulebook.rules import Verdict
from tests.gate.makers import passage


def open_task(request: Request) -> Task:
    return Task.objects.get(case__key=str(request.pk), state="open")


def clauses(outcome: Outcome, verdict: Verdict) -> set[str]:
    return {f.clause for f in outcome.findings if f.verdict is verdict}


def ledger_line(fleet: Fleet, **changes: str) -> dict[str, str]:
    bureau = fleet.units["bureau"]
    return {
        "plate": "示A·20001", "unit": str(bureau.pk), "category": "机要通信", "body": "轿车",
        "model": "示例牌", "domestic": "on", "new_energy": "on", "price": "110000",
        "displacement": "0", "seats": "5", "purchased_on": "2025-08-01",
        "registered_to": bureau.name, "odometer": "12", **changes,
    }  # fmt: skip


def test_a_whole_journey(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    request = a_request(fleet)
    assert open_task(request).assignee == fleet.persons["head"]
    fleet.decided("agree", "head", request, opinion="同意")
    request.refresh_from_db()
    assert request.state == "waiting" and open_task(request).role == "车辆调度员"
    trip = a_trip(fleet, car, request)
    request.refresh_from_db()
    assert request.state == "dispatched"
    assert open_task(request).assignee == fleet.persons["driver"]
    fleet.done("trip.depart", "driver", trip, odometer="36000.5")
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on")
    car.refresh_from_db()
    assert car.odometer == 36080
    assert open_task(request).assignee == fleet.persons["clerk"]
    fleet.done("request.rate", "clerk", request, rating="5")
    request.refresh_from_db()
    assert request.state == "done" and request.rating == 5
    assert not Task.objects.filter(case__key=str(request.pk), state="open").exists()


def test_every_step_of_the_journey_leaves_a_receipt(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    acts = set(Receipt.objects.filter(entity__startswith="vehicles.").values_list("act", flat=True))
    assert {"vehicles.request.submit", "vehicles.trip.dispatch"} <= acts
    assert trip.receipt_id is not None or Trip.objects.get(pk=trip.pk).receipt_id is not None


def test_a_trip_across_cities_needs_the_deputy_too(fleet: Fleet) -> None:
    request = a_request(fleet, area="跨市", distance_km="120", depart_at="2026-06-08 08:30",
                        return_at="2026-06-08 17:00")  # fmt: skip
    fleet.decided("agree", "head", request)
    request.refresh_from_db()
    assert request.state == "approving" and open_task(request).role == "分管负责人"
    fleet.decided("agree", "deputy", request)
    request.refresh_from_db()
    assert request.state == "waiting"


def test_too_many_for_a_saloon_are_shown_a_larger_body(fleet: Fleet) -> None:
    outcome = fleet.do("request.submit", "clerk", **wish(passengers="6"))
    assert outcome.stopped
    stops = {f.clause: f for f in outcome.findings if f.stops}
    assert set(stops) == {"5.2.3", "49"}
    stop = stops["5.2.3"]
    assert (stop.limit, stop.actual, stop.field) == (5, 7, "passengers")
    offered = {way.changes["body"] for way in outcome.alternatives[stop.rule_id]}
    assert "商务车" in offered and "越野车" not in offered
    assert not Request.objects.exists()


def test_what_is_offered_can_be_submitted(fleet: Fleet) -> None:
    outcome = fleet.do("request.submit", "clerk", **wish(passengers="6"))
    ways = next(iter(outcome.alternatives.values()))
    assert fleet.do("request.submit", "clerk", **wish(passengers="6", **ways[0].changes)).ok


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"purpose": "开会"}, "5.1.1"),
        ({"private_use": "on"}, "5.1.3"),
        ({"depart_at": "2026-06-05 19:30", "return_at": "2026-06-05 21:00"}, "5.2.5"),
        ({"depart_at": "2026-06-19 09:00", "return_at": "2026-06-19 12:00"}, "5.4.1"),
        ({"area": "跨市", "distance_km": ""}, "5.4.4"),
    ],
)
def test_a_request_against_a_mandatory_clause_is_refused(
    fleet: Fleet, changes: dict[str, str], clause: str
) -> None:
    outcome = fleet.do("request.submit", "clerk", **wish(**changes))
    stopping = {f.clause for f in outcome.findings if f.stops}
    assert outcome.stopped and clause in stopping
    assert outcome.refusal_id is not None and not Request.objects.exists()


def test_short_notice_for_another_county_only_asks_for_a_reason(fleet: Fleet) -> None:
    draft = wish(area="跨县", depart_at="2026-06-04 08:30", return_at="2026-06-04 12:00")
    clerk = fleet.actor("clerk")
    asked = perform("vehicles.request.submit", clerk, draft=draft)
    assert asked.wanting and clauses(asked, Verdict.WARN) == {"5.2.1"}
    reasons = dict.fromkeys(asked.wanting, "上午刚接到通知")
    kept = perform("vehicles.request.submit", clerk, draft=draft, reasons=reasons)
    slip = shown.slip(Receipt.objects.get(pk=kept.receipt_id), clerk)
    assert {f.clause: f.reason for f in slip.findings if f.reason} == {"5.2.1": "上午刚接到通知"}


def test_a_journey_that_ends_before_it_begins_is_no_draft(fleet: Fleet) -> None:
    outcome = fleet.do("request.submit", "clerk", **wish(return_at="2026-06-05 07:00"))
    assert outcome.errors["return_at"] == ["返回时间应晚于出发时间。"]


def test_half_a_form_is_judged_and_nothing_is_kept(fleet: Fleet) -> None:
    clerk = fleet.actor("clerk")
    outcome = perform("vehicles.request.submit", clerk, draft={"purpose": "开会"}, rehearse=True)
    assert "5.1.1" in clauses(outcome, Verdict.BLOCK)
    assert not Request.objects.exists()


def test_nobody_agrees_to_her_own_request(fleet: Fleet) -> None:
    request = a_request(fleet, "head")
    assert open_task(request).assignee == fleet.persons["chief"]
    with pytest.raises(Forbidden, match="办理人"):
        fleet.decide("agree", "head", request)


def test_a_request_sent_back_is_mended_and_goes_on_in_the_same_case(fleet: Fleet) -> None:
    request = a_request(fleet)
    fleet.decided("send_back", "head", request, opinion="请写明对象")
    request.refresh_from_db()
    assert request.state == "sent_back"
    case = request_case(request)
    fleet.done("request.submit", "clerk", request, **wish(passengers="2"))
    assert request_case(request) == case
    assert open_task(request).assignee == fleet.persons["head"]


def request_case(request: Request) -> int:
    return Task.objects.filter(case__key=str(request.pk)).latest("pk").case_id


def test_sending_back_and_refusing_need_words(fleet: Fleet) -> None:
    request = a_request(fleet)
    for verb in ("send_back", "disagree"):
        assert "opinion" in fleet.decide(verb, "head", request, opinion="").errors


def test_a_refused_request_is_closed(fleet: Fleet) -> None:
    request = a_request(fleet)
    fleet.decided("disagree", "head", request, opinion="不属于本科室事项")
    request.refresh_from_db()
    assert request.state == "rejected"
    with pytest.raises(Forbidden, match="不能再办理"):
        fleet.decide("agree", "head", request)


def test_a_task_is_handed_over_to_a_colleague(fleet: Fleet) -> None:
    request = a_request(fleet)
    colleague = fleet.persons["colleague"]
    assert "to_person" in fleet.decide("transfer", "head", request, to_person="无此人").errors
    fleet.decided("transfer", "head", request, to_person=colleague.pk, opinion="请代办")
    assert open_task(request).assignee == colleague
    fleet.decided("agree", "colleague", request)


def test_the_applicant_takes_her_request_back_until_a_car_is_sent(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    first = a_request(fleet)
    fleet.done("request.withdraw", "clerk", first)
    first.refresh_from_db()
    assert first.state == "withdrawn"
    trip = a_trip(fleet, car)
    for outcome in (
        fleet.do("request.withdraw", "clerk", trip.request),
        fleet.decide("withdraw", "clerk", trip.request),
    ):
        assert "不能撤回" in outcome.errors["__all__"][0]


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"state": "维修"}, "5.3.1"),
        ({"insurance_to": dt.date(2026, 6, 4)}, "5.3.3"),
        ({"inspection_to": dt.date(2026, 6, 4)}, "5.3.4"),
        ({"inspection_to": None}, "5.3.4"),
        ({"serviced_at_km": 30000}, "5.3.5"),
        ({"checked_on": dt.date(2026, 4, 20)}, "5.3.6"),
        ({"checked_on": None}, "5.3.6"),
        ({"category": "机要通信"}, "5.2.8"),
        ({"seats": 3}, "5.2.3"),
    ],
)
def test_a_car_that_may_not_go_is_not_sent(
    fleet: Fleet, changes: dict[str, object], clause: str
) -> None:
    (car,) = cars(fleet, changes)
    request = a_waiting(fleet)
    draft = {"request": request.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    outcome = fleet.do("trip.dispatch", "dispatcher", **draft)
    assert outcome.stopped and clause in {f.clause for f in outcome.findings if f.stops}
    assert not Trip.objects.exists()


def test_a_car_or_driver_already_out_is_told_by_its_clause(fleet: Fleet) -> None:
    car, other = cars(fleet, {}, {})
    a_trip(fleet, car)
    asked = a_waiting(fleet, destination="江左区财政局")
    driver, second = (fleet.drivers[key].pk for key in ("driver", "second"))
    for draft in ({"vehicle": car.pk, "driver": second}, {"vehicle": other.pk, "driver": driver}):
        outcome = fleet.do("trip.dispatch", "dispatcher", request=asked.pk, **draft)
        first, *others = outcome.findings
        assert outcome.stopped and first.clause == "5.3.1" and "已有派车单" in str(first.actual)
        assert others and first.rule_id not in {finding.rule_id for finding in others}


def test_a_second_driver_is_not_in_two_cars_either(fleet: Fleet) -> None:
    car, other = cars(fleet, {}, {})
    second = fleet.drivers["second"].pk
    a_trip(fleet, car, second_driver=second)
    asked = a_waiting(fleet, destination="江左区财政局")
    outcome = fleet.do(
        "trip.dispatch", "dispatcher", request=asked.pk, vehicle=other.pk, driver=second
    )
    assert [f.clause for f in outcome.findings if f.stops] == ["5.3.1", "5.3.2"]
    assert "已有派车单" in str(outcome.findings[0].actual)


def test_the_database_itself_refuses_a_second_trip_at_the_same_time(fleet: Fleet) -> None:
    car, other = cars(fleet, {}, {})
    trip = a_trip(fleet, car, second_driver=fleet.drivers["second"].pk)
    for vehicle, driver in ((car, "driver"), (other, "driver"), (other, "second")):
        with pytest.raises(IntegrityError, match="_once"), passage():
            Trip.objects.create(
                number="PC-测试", request=trip.request, vehicle=vehicle,
                driver=fleet.drivers[driver], state="planned", planned=trip.planned,
                dispatched_at=NOW, odometer_last=0, serviced_at_km=0, vehicle_state="在用",
            )  # fmt: skip


def test_a_long_way_takes_two_drivers_with_good_licences(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"category": "应急保障"})
    request = a_request(
        fleet, area="跨省", distance_km="420", category="应急保障", urgent="on",
        depart_at="2026-06-08 08:30", return_at="2026-06-08 17:00",
    )  # fmt: skip
    fleet.decided("agree", "head", request)
    fleet.decided("agree", "deputy", request)
    draft = {"request": request.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    alone = fleet.do("trip.dispatch", "dispatcher", **draft)
    assert "5.4.3" in {f.clause for f in alone.findings if f.stops}
    second = fleet.drivers["second"]
    fleet.done("driver.amend", "manager", second, licence_class="C1", licence_to="2026-06-04",
               health_check_on="2026-01-10", active="on")  # fmt: skip
    late = fleet.do("trip.dispatch", "dispatcher", **draft, second_driver=second.pk)
    assert "5.3.10" in {f.clause for f in late.findings if f.stops}


def test_a_cancelled_trip_gives_car_and_driver_free(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    fleet.done("trip.cancel", "dispatcher", trip, opinion="车辆临时故障")
    trip.request.refresh_from_db()
    assert trip.request.state == "waiting" and open_task(trip.request).role == "车辆调度员"
    again = a_trip(fleet, car, trip.request)
    assert again.pk != trip.pk


def test_a_reading_below_the_last_one_is_refused(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    low = fleet.do("trip.depart", "driver", trip, odometer="35999")
    assert "5.3.11" in {f.clause for f in low.findings if f.stops}
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    lower = fleet.do("trip.come_back", "driver", trip, odometer="36000", parked_at_unit="on")
    assert "5.3.12" in {f.clause for f in lower.findings if f.stops}


def test_only_the_driver_sent_departs(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    with pytest.raises(Forbidden):
        fleet.do("trip.depart", "second", trip, odometer="36001")


def test_steps_out_of_order_are_said_so(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    early = fleet.do("trip.come_back", "driver", trip, odometer="36100")
    assert "待出车" in early.errors["__all__"][0]
    twice = fleet.do("trip.dispatch", "dispatcher", request=trip.request_id, vehicle=car.pk,
                     driver=fleet.drivers["second"].pk)  # fmt: skip
    assert "已派车" in twice.errors["request"][0]


def test_a_poor_rating_needs_words(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on")
    clerk = fleet.actor("clerk")
    poor = perform("vehicles.request.rate", clerk, trip.request, {"rating": "2"})
    assert not poor.ok and "8.5" in {f.clause for f in poor.findings if f.stops or f.asks_reason}
    fleet.done("request.rate", "clerk", trip.request, rating="2", rating_words="晚到 40 分钟")


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"price": "268000"}, "9"),
        ({"domestic": ""}, "配备-2"),
        ({"registered_to": "某某有限公司"}, "4.1.1"),
        ({"luxury_fitting": "on"}, "25.2"),
    ],
)
def test_a_vehicle_beyond_the_limits_is_not_entered(
    fleet: Fleet, changes: dict[str, str], clause: str
) -> None:
    outcome = fleet.do("vehicle.register", "manager", **ledger_line(fleet, **changes))
    assert outcome.stopped and clause in {f.clause for f in outcome.findings if f.stops}
    assert not Vehicle.objects.exists()


def test_a_lawful_vehicle_is_entered_once(fleet: Fleet) -> None:
    fleet.done("vehicle.register", "manager", **ledger_line(fleet, plate="示A20001"))
    assert Vehicle.objects.get().plate == "示A·20001"
    again = fleet.do("vehicle.register", "manager", **ledger_line(fleet))
    assert "已在台账中" in again.errors["plate"][0]


def test_a_vehicle_is_sealed_repaired_and_used_again(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    for verb, state in (("seal", "封存"), ("repair", "维修"), ("unseal", "在用")):
        fleet.done(f"vehicle.{verb}", "manager", car)
        car.refresh_from_db()
        assert car.state == state
    assert "才能启用" in fleet.do("vehicle.unseal", "manager", car).errors["__all__"][0]


def test_a_young_vehicle_is_not_disposed_of_without_a_reason(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    draft = {"disposed_on": "2026-06-03", "disposal_mode": "拍卖"}
    outcome = fleet.do("vehicle.dispose", "manager", car, **draft)
    assert "22.1" in {f.clause for f in outcome.findings if f.stops}
    fleet.done("vehicle.dispose", "manager", car, **draft, disposal_reason="事故全损，定损单 12 号")
    car.refresh_from_db()
    assert car.state == "已处置"


def test_a_filling_is_for_the_cards_own_vehicle(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    draft = {
        "vehicle": car.pk, "station": "城东定点站", "fixed_point": "on", "at": "2026-06-03 08:00",
        "litres": "30", "amount": "228", "odometer": "36010",
    }  # fmt: skip
    other = fleet.do("fuel.record", "manager", **draft, card_plate="示A·99999")
    assert "5.5.1" in {f.clause for f in other.findings if f.stops}
    assert fleet.do("fuel.record", "manager", **draft).ok
