"""Lines that count each other: a quota is used up by those before, in this file or its chunk."""

from __future__ import annotations

import pytest

from guanbiao.exchange import imports, sheets
from guanbiao.modules.vehicles.models import Quota, Vehicle
from guanbiao.modules.vehicles.tests.makers import SINCE, Fleet, cars
from tests.exchange.test_imports import book, filled, imported, line, tried
from tests.gate.makers import passage


def test_only_the_cars_beyond_the_quota_are_stopped(fleet: Fleet) -> None:
    with passage():
        Quota.objects.create(
            unit=fleet.units["other"], category="其他", number=2, basis="测试", from_day=SINCE
        )
    other = fleet.units["other"].name
    lines = [line(fleet, n, 使用单位=other, 登记所有人=other) for n in range(4)]
    upload = tried(fleet, book(*lines))
    assert upload.accepted == 2 and [number for number, _ in upload.problems] == [4, 5]
    assert "编制" in upload.problems[0][1] and "不超过 2 辆" in upload.problems[0][1]
    assert imported(upload).accepted == 2 and Vehicle.objects.count() == 2


def test_a_line_that_breaks_a_clause_takes_no_place_in_the_quota(fleet: Fleet) -> None:
    with passage():
        Quota.objects.create(
            unit=fleet.units["other"], category="其他", number=2, basis="测试", from_day=SINCE
        )
    other = {"使用单位": fleet.units["other"].name, "登记所有人": fleet.units["other"].name}
    lines = [line(fleet, n, **other) for n in range(5)]
    lines[0] |= {"登记所有人": "某公司"}
    lines += [line(fleet, 9)]
    upload = tried(fleet, book(*lines))
    words = dict(upload.problems)
    assert upload.accepted == 3 and sorted(words) == [2, 5, 6]
    assert "编制" not in words[2] and "登记" in words[2]
    assert all("（3 辆，不超过 2 辆）" in words[number] for number in (5, 6))
    assert imported(upload).accepted == 3


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_quota_used_up_in_one_chunk_is_used_up_in_the_next(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(imports, "CHUNK", chunk)
    with passage():
        Quota.objects.create(
            unit=fleet.units["other"], category="其他", number=3, basis="测试", from_day=SINCE
        )
    other = fleet.units["other"].name
    upload = tried(
        fleet, book(*(line(fleet, n, 使用单位=other, 登记所有人=other) for n in range(7)))
    )
    foreseen = (upload.accepted, upload.problems)
    assert upload.accepted == 3 and [number for number, _ in upload.problems] == [5, 6, 7, 8]
    imported(upload)
    assert (upload.accepted, upload.problems) == foreseen and Vehicle.objects.count() == 3


def test_what_a_dry_run_promises_goes_in_though_some_lines_only_pass_behind_others(
    fleet: Fleet,
) -> None:
    (car,) = cars(fleet, {"odometer": 1000})
    road = imports.Way.of("vehicles.fuel", fleet.actor("manager"))
    upload = imports.receive(road, "加油.xlsx", sheets.workbook(("加油", [
        filled(car, day, reading, card)
        for day, card, reading in ((1, "示A·99999", 5000), (2, "", 1600), (3, "", 1900))
    ])))  # fmt: skip
    imports.match(road, upload, upload.columns)
    imports.rehearse(upload.pk)
    upload.refresh_from_db()
    foreseen = (upload.accepted, upload.problems)
    assert upload.accepted and dict(upload.problems).keys() == {2}
    imported(upload)
    assert (upload.accepted, upload.problems) == foreseen


def test_a_line_stopped_by_one_that_leaves_itself_is_tried_once_more(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"odometer": 1000})
    fillings = [filled(car, 1, 5000, "示A·99999"), filled(car, 2, 1600)]
    road = imports.Way.of("vehicles.fuel", fleet.actor("manager"))
    upload = imports.receive(road, "加油.xlsx", sheets.workbook(("加油", fillings)))
    imports.match(road, upload, upload.columns)
    imports.rehearse(upload.pk)
    upload.refresh_from_db()
    assert upload.accepted == 1 and [number for number, _ in upload.problems] == [2]
