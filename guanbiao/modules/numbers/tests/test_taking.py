"""The rows behind a number as a file: what it is at its head, and nobody else's rows in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from guanbiao.exchange import exports
from guanbiao.exchange.models import Export
from guanbiao.gate import jobs
from guanbiao.modules.desk.models import Message
from guanbiao.modules.numbers import taking
from guanbiao.modules.numbers.queries import visible
from guanbiao.modules.numbers.tests.test_numbers import COST, filled, read, signed_in, spent
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, cars
from tests.gate.makers import passage

__all__ = ["fleet", "spent", "still_clock"]
JUNE = {"month": "2026-06"}
ADDRESS = f"/numbers/{COST}/rows/export/"


def whole(answer: Any) -> bytes:
    """The file an answer brings."""
    return b"".join(answer.streaming_content)


def taken(client: Client, form: str = "csv", **query: str) -> bytes:
    answer = client.post(ADDRESS, {"form": form}, query_params={**JUNE, **query})
    assert answer.status_code == 200, answer.status_code
    return whole(answer)


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_rows_of_a_number_come_out_with_its_formula_month_and_unit_at_the_head(
    fleet: Fleet, spent: Vehicle
) -> None:
    found = lines(taken(signed_in(fleet, "manager")))
    said = [line[0] for line in found[:6]]
    assert said[0] == "# 指标：加油费用" and said[1].startswith("# 公式：")
    assert said[2:5] == ["# 计量单位：元", "# 期间：2026年6月", "# 范围：有权查看的全部单位"]
    heads, row, mark = found[6:]
    assert dict(zip(heads, row, strict=True))["车辆"] == spent.plate
    assert mark[0].startswith("# 导出：周文斌　云川市机关事务管理局　2026-06-03 09:30")


def test_as_a_workbook_the_head_stands_above_the_headings_and_the_mark_on_its_own_sheet(
    fleet: Fleet, spent: Vehicle
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken(signed_in(fleet, "manager"), "xlsx")))
    rows, about = book.worksheets
    found = list(rows.iter_rows(values_only=True))
    assert found[0][0] == "指标：加油费用" and found[3][0] == "期间：2026年6月"
    kept = dict(zip(found[6], found[7], strict=True))
    assert kept["车辆"] == spent.plate and rows.freeze_panes == "A8"
    assert len(found) == 8
    (said,) = about.iter_rows(min_row=2, values_only=True)
    assert said[0].startswith("导出：周文斌") and said[1:] == ("2026年6月；有权查看的全部单位", 1)


def test_of_a_unit_its_own_rows_or_those_of_its_tree(fleet: Fleet, spent: Vehicle) -> None:
    bureau, office = fleet.units["bureau"], fleet.units["office"]
    (below,) = cars(fleet, {"unit": office})
    filled(below, dt.date(2026, 6, 2), 40)
    manager, unit = signed_in(fleet, "manager"), str(bureau.pk)
    own, tree = taken(manager, unit=unit).decode(), taken(manager, unit=unit, below="1").decode()
    assert below.plate not in own and spent.plate in own and f"范围：{bureau.name}\r" in own
    assert below.plate in tree and spent.plate in tree and "及下属单位" in tree


def test_each_takes_out_only_what_she_may_see(fleet: Fleet, spent: Vehicle) -> None:
    (elsewhere,) = cars(fleet, {"unit": fleet.units["other"]})
    filled(elsewhere, dt.date(2026, 6, 2), 40)
    assert signed_in(fleet, "stranger").post(ADDRESS).status_code == 404
    assert Client().post(ADDRESS).status_code == 302
    for key in ("manager", "auditor", "other_head"):
        client = signed_in(fleet, key)
        page = client.get(f"/numbers/{COST}/rows/", JUNE)
        seen = page.content.decode() if page.status_code == 200 else ""
        answer = client.post(ADDRESS, {"form": "csv"}, query_params=JUNE)
        assert answer.status_code == page.status_code
        if seen:
            text = whole(answer).decode()
            assert [p in text for p in (spent.plate, elsewhere.plate)] == [
                p in seen for p in (spent.plate, elsewhere.plate)
            ]


def test_what_was_taken_out_is_a_line_of_the_log_and_has_a_seal(
    fleet: Fleet, spent: Vehicle
) -> None:
    manager = signed_in(fleet, "manager")
    taken(manager)
    kept = Export.objects.get()
    assert (kept.entity, kept.label, kept.rows) == ("numbers.rows", "加油费用的记录", 1)
    assert exports.conditions(kept) == "2026年6月；有权查看的全部单位" and len(kept.digest) == 64
    assert kept.filename in read(manager, ADDRESS)
    assert "2026年6月" in read(manager, f"/numbers/export/{kept.pk}/seal/")
    for key in ("dispatcher", "auditor"):
        for page in ("", "file/", "seal/"):
            read(signed_in(fleet, key), f"/numbers/export/{kept.pk}/{page}", status=404)


@pytest.fixture
def many(
    fleet: Fleet, spent: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, dict[str, Any]]]:
    """Two fillings where one is already many; the jobs that were queued, with what they know."""
    queued: list[tuple[str, dict[str, Any]]] = []
    filled(spent, dt.date(2026, 6, 2), 200)
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(taking, "enqueue", lambda name, **more: queued.append((name, more)))
    return queued


def test_many_rows_are_written_in_the_background_and_their_owner_is_told(
    fleet: Fleet, many: list[tuple[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    manager = signed_in(fleet, "manager")
    here = manager.post(ADDRESS, query_params=JUNE).headers["Location"]
    assert "正在导出 2 行" in read(manager, here)
    read(manager, f"{here}file/", status=404)
    ((name, told),) = many
    with django_capture_on_commit_callbacks(execute=True):
        jobs.job(name)(**told)
    assert "下载文件" in read(manager, here)
    answer = manager.get(f"{here}file/")
    book = openpyxl.load_workbook(io.BytesIO(whole(answer)))
    assert book.worksheets[0].max_row == 9
    message = Message.objects.get(title__startswith="导出完成：加油费用的记录 2 行")
    assert manager.get(f"/messages/{message.pk}/")["Location"] == here


def test_a_file_written_after_the_right_is_gone_holds_nothing(
    fleet: Fleet, many: list[tuple[str, Any]]
) -> None:
    signed_in(fleet, "manager").post(ADDRESS, {"form": "csv"}, query_params=JUNE)
    ((name, told),) = many
    with passage():
        fleet.persons["manager"].posts.update(to_day=dt.date(2025, 1, 1))
    jobs.job(name)(**told)
    kept = Export.objects.get()
    assert (kept.rows, kept.state, kept.content) == (0, Export.State.DONE, None)


def test_every_measure_can_be_taken_out(fleet: Fleet, spent: Vehicle) -> None:
    makers.a_trip(fleet, spent)
    client = signed_in(fleet, "auditor")
    for each in visible(fleet.actor("auditor")):
        for form in ("xlsx", "csv"):
            answer = client.post(
                f"/numbers/{each.name}/rows/export/", {"form": form}, query_params=JUNE
            )
            assert answer.status_code == 200, each.name
