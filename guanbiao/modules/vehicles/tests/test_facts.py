"""What rules may see: complete, typed, null where nothing is known, and the same everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from guanbiao.gate.describe import FactSet
from guanbiao.gate.judging import read_facts
from guanbiao.gate.perform import perform
from guanbiao.modules.vehicles import facts, matching
from guanbiao.modules.vehicles.models import Quota, Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet, a_trip, a_waiting, cars, wish
from rulebook.feel import types as t
from tests.gate.makers import passage

KINDS = {
    t.NUMBER: Decimal, t.STRING: str, t.BOOLEAN: bool, t.DATE: dt.date, t.DATE_TIME: dt.datetime,
}  # fmt: skip
FACTS_OF_DRIVER = {"驾驶员当日驾驶时长", "准驾车型相符", "驾驶证有效期至", "驾驶员人数"}


def one(fact_set: FactSet, key: Any) -> dict[str, Any]:
    (found,) = read_facts(fact_set, [key])
    return dict(found.values)


@pytest.fixture
def rows(fleet: Fleet) -> dict[str, Any]:
    """One row of every entity, after a whole trip."""
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    fleet.done("trip.depart", "driver", trip, odometer="36001")
    fleet.done("trip.come_back", "driver", trip, odometer="36080", parked_at_unit="on")
    fuel = fleet.done(
        "fuel.record", "manager", vehicle=car.pk, station="城东站", fixed_point="on",
        at="2026-06-03 08:00", litres="30", amount="228", odometer="36080",
    )  # fmt: skip
    return {
        "vehicles.vehicle": car, "vehicles.trip": trip, "vehicles.request": trip.request,
        "vehicles.driver": trip.driver, "vehicles.fuel": fuel,
        "vehicles.quota": Quota.objects.first(),
    }  # fmt: skip


SETS = [value for name, value in vars(facts).items() if name.endswith("_FACTS")]


@pytest.mark.parametrize("fact_set", SETS, ids=lambda each: each.entity.name)
def test_every_fact_is_read_and_has_its_type(rows: dict[str, Any], fact_set: FactSet) -> None:
    found = one(fact_set, rows[fact_set.entity.name].pk)
    for fact in fact_set.facts:
        value = found[fact.label]
        assert value is None or isinstance(value, KINDS[fact.type]), fact.label
    assert isinstance(found["业务日期"], dt.date)


@pytest.mark.parametrize("fact_set", SETS, ids=lambda each: each.entity.name)
def test_all_rows_are_read_by_the_same_query(rows: dict[str, Any], fact_set: FactSet) -> None:
    keys = list(fact_set.entity.model._default_manager.values_list("pk", flat=True))
    assert {each.key for each in read_facts(fact_set, keys)} == {str(key) for key in keys}


def test_what_nobody_typed_is_unknown(fleet: Fleet) -> None:
    outcome = perform("vehicles.request.submit", fleet.actor("clerk"), draft={}, rehearse=True)
    for label in (
        "用车事由",
        "目的地",
        "出发时间",
        "乘车人数",
        "车内人数",
        "提前工作日",
        "单程里程",
    ):
        assert outcome.facts[label] is None, label


def test_a_year_without_published_calendar_leaves_its_facts_unknown(fleet: Fleet) -> None:
    draft = wish(depart_at="2031-06-05 08:30", return_at="2031-06-05 12:00")
    outcome = perform("vehicles.request.submit", fleet.actor("clerk"), draft=draft, rehearse=True)
    assert outcome.facts["法定节假日用车"] is None and outcome.facts["提前工作日"] is None


def test_holidays_and_office_hours_come_from_the_legal_calendar(fleet: Fleet) -> None:
    clerk = fleet.actor("clerk")
    draft = wish(depart_at="2026-10-01 19:30", return_at="2026-10-01 22:00")
    found = perform("vehicles.request.submit", clerk, draft=draft, rehearse=True).facts
    assert found["法定节假日用车"] is True and found["工作时间外"] is True
    assert found["用车时长"] == Decimal("2.5") and found["车内人数"] == 4


def test_a_trip_keeps_the_car_as_it_was_when_sent(fleet: Fleet) -> None:
    (car,) = cars(fleet)
    trip = a_trip(fleet, car)
    with passage():
        Vehicle.objects.filter(pk=car.pk).update(state="维修", inspection_to=dt.date(2020, 1, 1))
    found = one(facts.TRIP_FACTS, trip.pk)
    assert found["车辆状态"] == "在用" and found["年检有效期至"] == dt.date(2027, 3, 31)


def test_hours_of_a_day_add_up_over_both_seats(fleet: Fleet) -> None:
    first, other = cars(fleet, {}, {})
    morning = a_waiting(fleet, return_at="2026-06-05 11:00")
    a_trip(fleet, first, morning, second_driver=fleet.drivers["second"].pk)
    later = a_waiting(fleet, destination="江左区财政局", depart_at="2026-06-05 14:00",
                      return_at="2026-06-05 16:00")  # fmt: skip
    trip = a_trip(fleet, other, later, driver=fleet.drivers["second"].pk)
    assert one(facts.TRIP_FACTS, trip.pk)["驾驶员当日驾驶时长"] == Decimal("4.5")


@pytest.mark.parametrize("leave", ["2026-06-05 07:00", "2026-06-05 08:30", "2026-06-05 23:30"])
def test_the_board_sees_what_the_gate_will_see(fleet: Fleet, leave: str) -> None:
    (car,) = cars(fleet)
    request = a_waiting(
        fleet, depart_at=leave, return_at="2026-06-06 01:00", category="应急保障", urgent="on",
        purpose="夜间应急值守保障用车，前往现场送人送物并值守到次日凌晨",
    )  # fmt: skip
    board = {**matching.request_facts(request), **matching.car_facts(request, car)}
    draft = {"request": request.pk, "vehicle": car.pk, "driver": fleet.drivers["driver"].pk}
    gate = perform(
        "vehicles.trip.dispatch", fleet.actor("dispatcher"), draft=draft, rehearse=True
    ).facts
    assert board == {label: gate[label] for label in board}
    after = {
        "出车里程表读数", "回场里程表读数", "行驶里程", "超时分钟", "回单位停放",
        "提前出车分钟", "提前时段已派单数",
    }  # fmt: skip
    assert set(gate) - set(board) <= FACTS_OF_DRIVER | after


def test_fuel_is_counted_by_calendar_month_and_vehicle(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"quota_100km": 20})
    for at, km in (("2026-05-31 18:00", "36100"), ("2026-06-01 08:00", "36400")):
        fuel = fleet.done(
            "fuel.record", "manager", vehicle=car.pk, station="城东站", fixed_point="on",
            at=at, litres="30", amount="228", odometer=km,
        )  # fmt: skip
    found = one(facts.FUEL_FACTS, fuel.pk)
    assert found["当月累计加油量"] == 30 and found["百公里油耗"] == 10
    assert found["上次里程表读数"] == 36100
