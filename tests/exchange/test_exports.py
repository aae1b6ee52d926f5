"""A list taken out as a file: typed, in one's scope, marked, and on record."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from guanbiao.exchange import exports, work
from guanbiao.exchange.models import Export
from guanbiao.gate import jobs
from guanbiao.modules.desk.models import Message
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_lists import FUEL, filling, read, signed_in

VEHICLES = "/vehicles/vehicle/"


def taken(client: Client, address: str, form: str = "xlsx", **query: str) -> bytes:
    answer = client.post(f"{address}export/", {"form": form}, query_params=query)
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_cells_are_numbers_dates_and_words_under_chinese_headings(
    fleet: Fleet, car: Vehicle
) -> None:
    filling(car, makers.NOW, "30.5")
    book = sheet(taken(signed_in(fleet, "manager"), FUEL))
    heads, row = (list(line) for line in book.worksheets[0].iter_rows(values_only=True))
    kept = dict(zip(heads, row, strict=True))
    assert kept["加油时间"] == dt.datetime(2026, 6, 3, 9, 30)  # noqa: DTZ001 - a cell has no zone
    assert (kept["加油量（L）"], kept["定点加油"], kept["车辆"]) == (30.5, "是", car.plate)


def test_every_file_says_who_took_it_out_and_when(fleet: Fleet, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    (said,) = sheet(taken(manager, FUEL)).worksheets[1].iter_rows(min_row=2, values_only=True)
    assert said[0].startswith("导出：周文斌　云川市机关事务管理局　2026-06-03 09:30")
    last = taken(manager, FUEL, "csv").decode("utf-8-sig").splitlines()[-1]
    assert last.startswith("# 导出：周文斌")


def test_the_conditions_are_told_in_words(fleet: Fleet, car: Vehicle) -> None:
    wish = {"q": "示", "state": "在用", "new_energy": "no", "view": "green"}
    book = sheet(taken(signed_in(fleet, "manager"), VEHICLES, **wish))
    (said,) = book.worksheets[1].iter_rows(min_row=2, values_only=True)
    assert said[1:] == ("新能源；查找“示”；状态：在用；新能源：否", 0)


def test_only_the_rows_and_columns_asked_for_come_out(fleet: Fleet) -> None:
    makers.cars(fleet, {"plate": "示A·11111"}, {"plate": "示A·22222", "state": "维修"})
    content = taken(signed_in(fleet, "manager"), VEHICLES, "csv", state="维修", col="seats")
    heads, row, _ = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (heads, row) == (["车牌号", "核定载客（人）"], ["示A·22222", "5"])


def test_what_a_spreadsheet_would_run_stays_text(fleet: Fleet) -> None:
    makers.cars(fleet, *({"model": f"{sign}1+1"} for sign in "=+-@"))
    manager = signed_in(fleet, "manager")
    book = sheet(taken(manager, VEHICLES, col="model"))
    cells = [line[1] for line in book.worksheets[0].iter_rows(min_row=2)]
    assert [(c.data_type, c.value[0]) for c in cells] == [("s", "'")] * 4
    lines = list(csv.reader(io.StringIO(taken(manager, VEHICLES, "csv").decode("utf-8-sig"))))
    assert all(not value.startswith(("=", "+", "-", "@")) for line in lines for value in line)


def test_a_stranger_takes_nothing_out_and_another_unit_only_its_own(
    fleet: Fleet, car: Vehicle
) -> None:
    assert signed_in(fleet, "stranger").post(f"{VEHICLES}export/").status_code == 403
    assert Client().post(f"{VEHICLES}export/").status_code == 302
    text = taken(signed_in(fleet, "other_head"), VEHICLES, "csv").decode("utf-8-sig")
    assert car.plate not in text
    assert [line.rows for line in Export.objects.all()] == [0]


def test_every_export_is_kept_as_a_line_of_the_log(fleet: Fleet, car: Vehicle) -> None:
    taken(signed_in(fleet, "manager"), VEHICLES, q="示A")
    kept = Export.objects.get()
    assert (kept.person.name, kept.rows, kept.query, kept.content) == (
        "周文斌",
        1,
        "q=%E7%A4%BAA",
        None,
    )
    assert len(kept.digest) == 64


@pytest.fixture
def many(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three cars where two are already many; the names of the jobs that were queued."""
    queued: list[str] = []
    makers.cars(fleet, {}, {}, {})
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "enqueue", lambda name, **more: queued.append(name))
    return queued


def test_many_rows_are_written_in_the_background_for_their_owner_alone(
    fleet: Fleet, many: list[str]
) -> None:
    manager = signed_in(fleet, "manager")
    here = manager.post(f"{VEHICLES}export/").headers["Location"]
    assert many == [exports.JOB] and "正在导出 3 行" in read(manager, here)
    assert manager.get(f"{here}file/").status_code == 404
    jobs.job(exports.JOB)(export_id=Export.objects.get().pk)
    assert "下载文件" in read(manager, here)
    answer = manager.get(f"{here}file/")
    book = sheet(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert book.worksheets[0].max_row == 4
    for key in ("dispatcher", "auditor"):
        assert signed_in(fleet, key).get(here).status_code == 404
        assert signed_in(fleet, key).get(f"{here}file/").status_code == 404


def test_whoever_left_an_export_to_the_background_is_told_when_it_is_there(
    fleet: Fleet, many: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    manager = signed_in(fleet, "manager")
    here = manager.post(f"{VEHICLES}export/").headers["Location"]
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.job(exports.JOB)(export_id=Export.objects.get().pk)
    told = Message.objects.get(title__startswith="导出完成")
    assert told.person == fleet.persons["manager"] and "3 行" in told.title
    assert manager.get(f"/messages/{told.pk}/")["Location"] == here


def test_the_file_holds_what_its_owner_may_see_when_it_is_written(
    fleet: Fleet, many: list[str]
) -> None:
    manager = signed_in(fleet, "manager")
    here = manager.post(f"{VEHICLES}export/").headers["Location"]
    with makers.passage():
        fleet.persons["manager"].posts.update(to_day=dt.date(2025, 1, 1))
    work.JOBS[exports.JOB](export_id=Export.objects.get().pk)
    assert Export.objects.get().rows == 0 and here


def test_a_file_nobody_fetched_is_not_kept_for_ever(fleet: Fleet, many: list[str]) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{VEHICLES}export/")
    old = Export.objects.get()
    exports.carry_out(old.pk)
    Export.objects.update(at=makers.NOW - exports.KEPT - dt.timedelta(hours=1))
    manager.post(f"{VEHICLES}export/")
    old.refresh_from_db()
    assert old.content is None
    assert "已不再保留" in read(manager, f"{VEHICLES}export/{old.pk}/")
