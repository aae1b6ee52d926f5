"""Numbers say what they are, open the rows they count, and show nobody what is not hers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanbiao.audit import measuring, ruled
from guanbiao.modules.numbers.queries import (
    compared,
    known,
    named,
    small_line,
    tile,
    tiles,
    visible,
)
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_trip, cars
from guanbiao.people.models import Region, Unit
from guanbiao.people.uscc import with_check_digit
from tests.gate.makers import passage

__all__ = ["fleet", "still_clock"]
COST = "vehicles.fuel_cost"


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def read(client: Client, address: str, status: int = 200, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def filled(car: Vehicle, day: dt.date, amount: int) -> None:
    at = dt.datetime.combine(day, dt.time(9), makers.ZONE)
    with passage():
        Fuel.objects.create(
            vehicle=car, card_plate=car.plate, station="城东", at=at, litres=10, amount=amount,
            odometer=1,
        )  # fmt: skip


@pytest.fixture
def spent(fleet: Fleet) -> Vehicle:
    (car,) = cars(fleet)
    filled(car, dt.date(2026, 6, 1), 300)
    filled(car, dt.date(2026, 5, 31), 500)
    filled(car, dt.date(2026, 5, 1), 100)
    return car


def test_a_number_is_that_of_its_month_by_the_local_calendar(fleet: Fleet, spent: Vehicle) -> None:
    manager = fleet.actor("manager")
    cost = named(manager, COST)
    assert cost is not None
    june = measuring.month("2026-06", makers.TODAY)
    assert measuring.value(cost, manager, june) == 300.0
    assert measuring.value(cost, manager, measuring.before(june)) == 600.0
    assert measuring.value(cost, manager, measuring.month("2025-01", makers.TODAY)) is None
    shown = tile(cost, manager, june)
    assert (shown.value, shown.change, shown.good) == (300.0, -300.0, True)


def test_the_units_add_up_and_lead_to_the_rows(fleet: Fleet, spent: Vehicle) -> None:
    (elsewhere,) = cars(fleet, {"unit": fleet.units["other"]})
    filled(elsewhere, dt.date(2026, 6, 2), 50)
    manager = signed_in(fleet, "manager")
    page = read(manager, f"/numbers/{COST}/")
    assert "350" in page and "审计局" in page and "2 条记录" in page
    own = read(manager, f"/numbers/{COST}/rows/", unit=str(fleet.units["other"].pk))
    assert elsewhere.plate in own and spent.plate not in own


def test_each_number_counts_only_what_its_reader_may_see(fleet: Fleet, spent: Vehicle) -> None:
    head, driver = fleet.actor("other_head"), fleet.actor("driver")
    cost = named(head, COST)
    if cost is not None:
        assert measuring.value(cost, head, measuring.month("", makers.TODAY)) is None
    seen, all_seen = (
        {each.name for each in visible(who)} for who in (driver, fleet.actor("auditor"))
    )
    assert seen < all_seen


def test_a_stranger_finds_no_number_and_no_row(fleet: Fleet, spent: Vehicle) -> None:
    stranger = signed_in(fleet, "stranger")
    assert COST not in read(stranger, "/numbers/")
    read(stranger, f"/numbers/{COST}/", status=404)
    read(stranger, f"/numbers/{COST}/rows/", status=404)


def test_every_measure_can_be_computed_and_opened(fleet: Fleet, spent: Vehicle) -> None:
    a_trip(fleet, spent)
    auditor, client = fleet.actor("auditor"), signed_in(fleet, "auditor")
    names = {measure.name for measure in visible(auditor)}
    assert {"vehicles.response", "vehicles.saturation", "oversight.at_once", COST} <= names
    for name in sorted(names):
        read(client, f"/numbers/{name}/")
        read(client, f"/numbers/{name}/rows/", month="2026-06")
    saturation = named(auditor, "vehicles.saturation")
    assert saturation is not None
    june = measuring.month("2026-06", makers.TODAY)
    assert measuring.value(saturation, auditor, june) == 100.0


def test_the_year_of_every_measure_is_one_statement_and_each_month_as_alone(
    fleet: Fleet, spent: Vehicle
) -> None:
    june = measuring.month("2026-06", makers.TODAY)
    every = known(spent.unit, makers.TODAY)
    assert len(every) > 30
    for measure in every:
        with CaptureQueriesContext(connection) as asked:
            year = measuring.trend(measure, None, june, spent.unit.path)
        assert len(asked) == 1, measure.name
        assert [period.key for period, _ in year[:1] + year[-1:]] == ["2025-07", "2026-06"]
        for period, value in (year[0], *year[-3:]):
            assert measuring.value(measure, None, period, spent.unit.path) == value, measure.name


@pytest.mark.parametrize("month", ["2026-99", "9999-12", "0001-01"])
def test_a_month_nobody_means_is_this_month(fleet: Fleet, spent: Vehicle, month: str) -> None:
    page = read(signed_in(fleet, "manager"), f"/numbers/{COST}/", month=month)
    assert "2026年6月" in page


def test_the_wall_shows_the_same_numbers_and_renews_itself(fleet: Fleet, spent: Vehicle) -> None:
    client = signed_in(fleet, "manager")
    seen, at = "", "1"
    while at != "1" or not seen:
        page = read(client, "/numbers/screen/", page=at)
        seen += page
        (at,) = re.findall(r'hx-get="\S+page=(\d+)"', page)
    assert "公务用车加油费" in seen and "every 60s" in page and "加油费/rows/" in unquote(seen)
    june = measuring.month("", makers.TODAY)
    told = [t.measure.label for t in tiles(fleet.actor("manager"), june) if t.value is not None]
    assert told and all(label in seen for label in told) and "加油费用" not in seen


def test_a_small_line_needs_two_months_and_leaves_gaps_out() -> None:
    assert small_line([None, 3.0]) == ""
    assert small_line([1.0, None, 3.0]) == "0.0,32.0 120.0,0.0"


def test_the_sum_over_units_equals_the_whole(fleet: Fleet, spent: Vehicle) -> None:
    manager = fleet.actor("manager")
    cost = named(manager, COST)
    assert cost is not None
    june = measuring.month("2026-06", makers.TODAY)
    lines = measuring.by_unit(cost, manager, june)
    assert sum(line.value or 0 for line in lines) == measuring.value(cost, manager, june)
    assert {line.key for line in lines} <= set(Unit.objects.values_list("pk", flat=True))


def test_a_number_goes_down_to_a_unit_and_up_again(fleet: Fleet, spent: Vehicle) -> None:
    bureau, office = fleet.units["bureau"], fleet.units["office"]
    (below,) = cars(fleet, {"unit": office})
    filled(below, dt.date(2026, 6, 2), 40)
    manager, address = signed_in(fleet, "manager"), f"/numbers/{COST}/"
    whole = read(manager, address, month="2026-06", unit=str(bureau.pk))
    assert "340" in whole and f"unit={office.pk}" in whole and "及下属单位" in whole
    part = read(manager, address, month="2026-06", unit=str(office.pk))
    assert ">40" in part and f"unit={bureau.pk}" in part[: part.index("<h1>")]
    behind = f"{address}rows/"
    asked = {"month": "2026-06", "unit": str(bureau.pk)}
    own, tree = read(manager, behind, **asked), read(manager, behind, **asked, below="1")
    assert tree.count("<td class") > own.count("<td class") > 0


def test_a_unit_out_of_reach_is_not_there(fleet: Fleet, spent: Vehicle) -> None:
    with passage():
        region = Region.objects.create(code="990200", name="临江市", level="city")
        far = Unit.objects.create(
            name="临江市统计局", short_name="统计局", kind="organ", level="city", region=region,
            uscc=with_check_digit("11990000000000777"),
        )  # fmt: skip
    manager = signed_in(fleet, "manager")
    for wrong in (str(far.pk), "9" * 30, "x", "-1"):
        for address in (f"/numbers/{COST}/", f"/numbers/{COST}/rows/"):
            read(manager, address, status=404, unit=wrong)


def test_a_month_is_held_against_the_last_and_the_same_a_year_before(
    fleet: Fleet, spent: Vehicle
) -> None:
    filled(spent, dt.date(2025, 6, 10), 250)
    manager = fleet.actor("manager")
    cost = named(manager, COST)
    assert cost is not None
    june = measuring.month("2026-06", makers.TODAY)
    last, earlier = compared(cost, manager, measuring.trend(cost, manager, june))
    assert (last.label, last.change) == ("上月", -300.0)
    assert (earlier.label, earlier.value, earlier.change) == ("上年同月", 250.0, 50.0)
    page = read(signed_in(fleet, "manager"), f"/numbers/{COST}/", month="2026-06")
    assert "较上年同月增加" in page and "较上月减少" in page


def test_what_nobody_in_particular_asks_for_is_bounded_by_a_unit(
    fleet: Fleet, spent: Vehicle
) -> None:
    cost = named(fleet.actor("manager"), COST)
    assert cost is not None
    june = measuring.month("2026-06", makers.TODAY)
    assert measuring.value(cost, None, june, fleet.units["bureau"].path) == 300.0
    assert measuring.value(cost, None, june, fleet.units["other"].path) is None
    with pytest.raises(ValueError, match="bounded by a unit"):
        measuring.rows(cost, None, june)


def test_what_a_standard_lays_down_stands_once_with_source_and_target(
    fleet: Fleet, spent: Vehicle
) -> None:
    manager = fleet.actor("manager")
    june = measuring.month("2026-06", makers.TODAY)
    labels = [each.measure.label for each in tiles(manager, june)]
    assert "公务用车加油费" in labels and "加油费用" not in labels, "the standard's own remains"
    assert len(labels) == len(set(labels))
    assert named(manager, COST) is not None, "its page and its rows stay where they are"
    page = read(signed_in(fleet, "manager"), "/numbers/", month="2026-06")
    assert "国务院令第621号（资产与服务） 条款 7" in page, "standard and clause stand on the tile"


def test_every_measure_that_gives_way_gives_way_to_one_there_is(fleet: Fleet) -> None:
    laid = {each.label for each in ruled.measures(fleet.units["bureau"], makers.TODAY)}
    giving = {each.unless for each in measuring.every() if each.unless}
    assert len(giving) == 4 and giving <= laid


def test_a_target_is_told_with_whether_it_is_reached(fleet: Fleet, spent: Vehicle) -> None:
    manager = fleet.actor("manager")
    june = measuring.month("2026-06", makers.TODAY)
    cost = named(manager, COST)
    assert cost is not None
    low = tile(replace(cost, target=Decimal(400)), manager, june)
    high = tile(replace(cost, target=Decimal(200)), manager, june)
    assert (low.aim, low.reached, high.reached) == ("目标不高于 400 元", True, False)
    assert tile(cost, manager, june).aim == "" and tile(cost, manager, june).reached is None


def test_numbers_there_are_none_of_come_last_and_stay_off_the_wall(
    fleet: Fleet, spent: Vehicle
) -> None:
    june = measuring.month("2026-06", makers.TODAY)
    empty = [each.value is None for each in tiles(fleet.actor("manager"), june)]
    assert True in empty and empty == sorted(empty)
    assert "暂无数据" not in read(signed_in(fleet, "manager"), "/numbers/screen/")
