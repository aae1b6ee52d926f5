"""A ledger from Excel: tried first, then written, nothing lost, nothing executed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guanbiao.exchange import imports, opening, sheets
from guanbiao.exchange.models import Upload
from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests.makers import SINCE, Fleet, cars
from tests.gate.makers import passage


def line(fleet: Fleet, number: int, **changes: Any) -> dict[str, Any]:
    bureau = fleet.units["bureau"].name
    return {
        "车牌号": f"示A·{20000 + number}", "使用单位": bureau, "车辆类别": "其他", "车型": "轿车",
        "品牌型号": "示例牌", "新能源": "否", "国产": "是", "购置价格（元）": 150000.0,
        "排气量（L）": 1.5, "特殊情况（大型客车、越野等）": "", "核定载客（人）": 5,
        "购置日期": "2022-03-01", "登记所有人": bureau, "固定使用人": "",
        "增加高档配置或豪华内饰": "", "年检有效期至": "2027-03-31",
        "交强险有效期至": "2027-02-28", "里程表读数（km）": 36000, "月度燃油定额（L）": "",
        "百公里油耗定额（L）": "", **changes,
    }  # fmt: skip


def filled(car: Vehicle, day: int, reading: int, card: str = "") -> dict[str, Any]:
    return {
        "车牌号": car.plate, "加油卡绑定车牌": card or car.plate, "加油站": "城东加油站",
        "定点加油": "是", "加油时间": f"2026-06-0{day} 09:00", "加油量（L）": 30, "金额（元）": 240,
        "里程表读数（km）": reading,
    }  # fmt: skip


def book(*records: dict[str, Any]) -> bytes:
    return sheets.workbook(("车辆", records))


def way(fleet: Fleet, who: str = "manager") -> imports.Way:
    return imports.Way.of("vehicles.vehicle", fleet.actor(who))


def received(fleet: Fleet, content: bytes, name: str = "台账.xlsx") -> Upload:
    upload = imports.receive(way(fleet), name, content)
    imports.match(way(fleet), upload, upload.columns)
    upload.refresh_from_db()
    return upload


def tried(fleet: Fleet, content: bytes) -> Upload:
    upload = received(fleet, content)
    imports.rehearse(upload.pk)
    upload.refresh_from_db()
    return upload


def imported(upload: Upload) -> Upload:
    assert imports.begin(upload.pk)
    imports.carry_out(upload.pk)
    upload.refresh_from_db()
    return upload


def saved(workbook: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def send(client: Client, content: bytes, name: str = "台账.xlsx") -> Any:
    return client.post(
        reverse("vehicles.vehicle.import"), {"file": SimpleUploadedFile(name, content)}
    )


@pytest.fixture
def manager(fleet: Fleet) -> Client:
    client = Client()
    client.force_login(fleet.account("manager"))
    return client


def test_a_dry_run_counts_and_writes_nothing(fleet: Fleet) -> None:
    upload = tried(fleet, book(*(line(fleet, n) for n in range(3))))
    assert (upload.rows, upload.fresh, upload.accepted, upload.problems) == (3, 3, 3, [])
    assert not Vehicle.objects.exists()


def test_good_lines_come_in_and_bad_ones_come_back_with_words(fleet: Fleet) -> None:
    upload = tried(fleet, book(
        line(fleet, 1),
        line(fleet, 2, 车牌号="A12"),
        line(fleet, 3, 使用单位="没有的单位"),
        line(fleet, 4, 购置日期="去年三月"),
        line(fleet, 5, **{"车辆类别": "机要通信", "购置价格（元）": 268000.0}),
        line(fleet, 1, 品牌型号="重复"),
        line(fleet, 6, 新能源="不清楚"),
    ))  # fmt: skip
    words = dict(upload.problems)
    assert upload.accepted == 1 and sorted(words) == [3, 4, 5, 6, 7, 8]
    assert words[3].startswith("车牌号写法不对") and "没有这个单位" in words[4]
    assert "购置日期" in words[5] and "71号 9：" in words[6]
    assert "第 2 行重复" in words[7] and "是 或 否" in words[8]
    imported(upload)
    assert (upload.state, upload.accepted) == ("done", 1)
    assert Vehicle.objects.get().plate == "示A·20001"


def test_a_known_plate_is_changed_not_doubled(fleet: Fleet) -> None:
    imported(tried(fleet, book(line(fleet, 1))))
    again = tried(fleet, book(line(fleet, 1, 品牌型号="新型号"), line(fleet, 2)))
    assert (again.fresh, again.changed) == (1, 1)
    imported(again)
    assert Vehicle.objects.get(plate="示A·20001").model == "新型号"
    assert Vehicle.objects.count() == 2


def test_what_is_wrong_is_said_in_the_words_of_the_house(fleet: Fleet) -> None:
    upload = tried(fleet, book(
        line(fleet, 1, 车辆类别="不存在", **{"核定载客（人）": "很多"}),
        line(fleet, 2, 购置日期=""),
    ))  # fmt: skip
    words = dict(upload.problems)
    choices = "可填：机要通信、应急保障"
    assert words[2].startswith(f"“不存在”不是可选的车辆类别，{choices}"), words[2]
    assert "；核定载客应为整数" in words[2] and words[3] == "请填写购置日期"
    assert not any("。；" in each or "  " in each for each in words.values())


def test_of_the_lines_to_come_the_new_and_the_changed_add_up(fleet: Fleet) -> None:
    imported(tried(fleet, book(line(fleet, 1))))
    again = tried(fleet, book(
        line(fleet, 1, 品牌型号="新型号"), line(fleet, 2, 车牌号="A12"), line(fleet, 3),
        line(fleet, 4, 车辆类别="不存在"),
    ))  # fmt: skip
    assert (again.fresh, again.changed, again.accepted) == (1, 1, 2)
    assert len(again.problems) == 2


def test_after_a_dry_run_the_columns_can_be_seen_to_once_more(
    fleet: Fleet, manager: Client
) -> None:
    here = send(manager, book(line(fleet, 1)))["Location"]
    assert "重新核对列" in manager.get(here).content.decode()
    page = manager.post(here, {"columns": "1"}, follow=True).content.decode()
    assert "每一项取自文件的哪一列" in page and "没有找到" not in page
    kept = Upload.objects.get()
    assert (kept.state, kept.accepted, kept.problems) == ("matching", 0, [])
    columns = {f"column-{name}": str(place) for name, place in kept.columns.items()}
    manager.post(here, columns)
    manager.post(here)
    manager.post(here, {"columns": "1"})
    kept.refresh_from_db()
    assert kept.state == "done", "what is written stays written"


def test_a_required_item_the_file_has_no_column_for_is_told_before(
    fleet: Fleet, manager: Client
) -> None:
    record = line(fleet, 1)
    del record["购置日期"]
    page = manager.get(send(manager, book(record))["Location"]).content.decode()
    assert "没有找到 1 个必填项：购置日期" in page and "新登记的行会被逐条退回" in page


def test_every_imported_vehicle_bears_a_receipt(fleet: Fleet) -> None:
    imported(tried(fleet, book(*(line(fleet, n) for n in range(5)))))
    marks = set(Vehicle.objects.values_list("receipt_id", flat=True))
    assert None not in marks and Receipt.objects.filter(pk__in=marks).count() == len(marks)


def test_an_import_goes_on_where_it_was_cut_short(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    upload = tried(fleet, book(*(line(fleet, n) for n in range(6))))
    assert imports.begin(upload.pk)
    chunks = imports._chunks(way(fleet).lines(upload))
    assert imports._next_chunk(way(fleet), upload.pk, chunks)
    first = dict(Vehicle.objects.values_list("plate", "receipt_id"))
    assert len(first) == 2
    imports.carry_out(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.accepted) == ("done", 6)
    now = dict(Vehicle.objects.values_list("plate", "receipt_id"))
    assert all(now[plate] == mark for plate, mark in first.items())


def test_pressing_twice_imports_once(fleet: Fleet) -> None:
    upload = tried(fleet, book(line(fleet, 1)))
    assert imports.begin(upload.pk) and not imports.begin(upload.pk)
    imports.carry_out(upload.pk)
    imports.carry_out(upload.pk)
    assert Vehicle.objects.count() == 1


def test_merged_cells_are_named_by_their_place(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1), line(fleet, 2))))
    workbook.worksheets[0].merge_cells("C2:C3")
    with pytest.raises(opening.SheetError, match="第 2 行第 3 列有合并单元格"):
        sheets.read(saved(workbook))


def test_a_strange_heading_is_guessed_and_mended_by_hand(fleet: Fleet, manager: Client) -> None:
    record = line(fleet, 1)
    strange = {"车牌号": "车牌号码", "使用单位": "归口", "购置价格（元）": "购置价格"}
    content = book({strange.get(name, name): value for name, value in record.items()})
    here = send(manager, content)["Location"]
    kept = Upload.objects.get()
    assert kept.state == "matching" and "unit" not in kept.columns
    assert (kept.columns["plate"], kept.columns["price"]) == (0, 7)
    page = manager.get(here).content.decode()
    assert "每一项取自文件的哪一列" in page and "归口（如 云川市机关事务管理局）" in page
    columns = {f"column-{name}": str(place) for name, place in kept.columns.items()}
    without = {name: place for name, place in columns.items() if name != "column-plate"}
    answer = manager.post(here, without)
    assert answer.status_code == 422 and "还需指定 1 列：车牌号" in answer.content.decode()
    assert manager.post(here, {**columns, "column-unit": "0"}).status_code == 422
    manager.post(here, {**columns, "column-unit": "1"})
    kept.refresh_from_db()
    assert (kept.state, kept.accepted, kept.problems) == ("checked", 1, [])


def test_a_heading_given_twice_is_left_to_the_person(fleet: Fleet, manager: Client) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    workbook.worksheets[0]["U1"] = "车牌号"
    send(manager, saved(workbook))
    assert Upload.objects.get().state == "checked", "the same words twice: the first is taken"


def test_of_a_known_row_the_file_may_leave_things_out(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"fixed_user": "", "quota_100km": 9})
    upload = imported(tried(fleet, book({"车牌号": car.plate, "品牌型号": "新型号"})))
    car.refresh_from_db()
    assert (upload.accepted, car.model, car.quota_100km, car.seats) == (1, "新型号", 9, 5)


def test_a_known_row_that_nothing_may_change_is_left_and_said(fleet: Fleet) -> None:
    (car,) = cars(fleet, {"odometer": 1000})
    filling = filled(car, 2, 1300)
    road = imports.Way.of("vehicles.fuel", fleet.actor("manager"))
    for accepted, said in ((1, ""), (0, "没有可用的变更动作")):
        upload = imports.receive(road, "加油.xlsx", sheets.workbook(("加油", [filling])))
        imports.match(road, upload, upload.columns)
        imports.rehearse(upload.pk)
        upload.refresh_from_db()
        assert upload.accepted == accepted and said in str(upload.problems)
        imported(upload)
    assert Fuel.objects.count() == 1


def test_a_csv_of_an_old_office_is_read_too(fleet: Fleet) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        record = line(fleet, 1)
        text = sheets.comma_separated(list(record), [list(record.values())], "导出：某人")
        upload = imports.receive(way(fleet), "台账.csv", text.decode("utf-8-sig").encode(encoding))
        assert upload.rows == 1 and len(upload.columns) == 20
    with pytest.raises(opening.SheetError, match="残缺"):
        sheets.read(b'a,b\n"x,1\n', "a.csv")
    with pytest.raises(opening.SheetError, match="编码"):
        sheets.read(b"\x00\x81\xff", "a.csv")


def test_formulas_are_never_run_in_or_out(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    workbook.worksheets[0]["H2"] = "=1+150000"
    upload = tried(fleet, saved(workbook))
    assert "购置价格" in dict(upload.problems)[2]
    evil = '=HYPERLINK("http://x","y")'
    imported(tried(fleet, book(line(fleet, 2, 品牌型号=evil))))
    assert Vehicle.objects.get().model == evil


def test_what_is_exported_can_be_imported_again(fleet: Fleet, manager: Client) -> None:
    cars(fleet, {}, {"new_energy": True, "displacement": 0, "fixed_user": ""})
    for form in ("xlsx", "csv"):
        sent = manager.post("/vehicles/vehicle/export/", {"form": form})
        upload = received(fleet, sent.getvalue(), f"车辆.{form}")
        imports.rehearse(upload.pk)
        upload.refresh_from_db()
        assert (upload.rows, upload.changed, upload.problems) == (2, 2, [])


def test_dates_numbers_and_yes_or_no_are_read_as_people_write_them(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    sheet = workbook.worksheets[0]
    sheet["L2"], sheet["K2"], sheet["F2"] = dt.date(2022, 3, 1), "5", True
    (read,) = way(fleet).lines(received(fleet, saved(workbook)))
    assert read.draft["purchased_on"] == "2022-03-01"
    assert read.draft["seats"] == "5" and read.draft["new_energy"] == "on"


def test_a_hundred_thousand_lines_are_read(fleet: Fleet) -> None:
    content = book(*(line(fleet, n) for n in range(opening.MOST_ROWS)))
    assert len(sheets.read(content)) == opening.MOST_ROWS + 1


def test_an_empty_sheet_and_a_bare_heading_are_told(fleet: Fleet) -> None:
    with pytest.raises(opening.SheetError, match="是空的"):
        opening.rows(saved(openpyxl.Workbook()))
    bare = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    bare.worksheets[0].delete_rows(2)
    with pytest.raises(opening.SheetError, match="没有内容"):
        imports.receive(way(fleet), "台账.xlsx", saved(bare))


def test_the_whole_way_on_the_pages(fleet: Fleet, manager: Client) -> None:
    template = b"".join(manager.get(reverse("vehicles.vehicle.template")).streaming_content)
    assert len(sheets.read(template)) == 2
    answer = send(manager, book(line(fleet, 1), line(fleet, 2, 车牌号="A12")))
    page = manager.get(answer["Location"]).content.decode()
    assert "1 行可导入" in page and "1 行有问题" in page and "尚未写入" in page
    key = Upload.objects.get().pk
    back = manager.get(reverse("vehicles.vehicle.problems", args=[key]))
    returned = openpyxl.load_workbook(io.BytesIO(back.getvalue())).active
    assert [cell.value for cell in returned[1]][:3] == ["行号", "问题", "车牌号"]
    assert returned["A2"].value == 3 and "车牌号" in returned["B2"].value
    page = manager.post(answer["Location"], follow=True).content.decode()
    assert "已导入 1 行" in page and Vehicle.objects.count() == 1


def test_the_lines_given_back_go_in_again_without_a_look_at_columns(
    fleet: Fleet, manager: Client
) -> None:
    content = book(line(fleet, 1), line(fleet, 2, 车牌号="A12"))
    for said in ("A13", line(fleet, 2)["车牌号"]):
        at = send(manager, content)["Location"]
        assert "试算：共" in manager.get(at).content.decode()
        key = Upload.objects.latest("pk").pk
        back = manager.get(reverse("vehicles.vehicle.problems", args=[key]))
        returned = openpyxl.load_workbook(io.BytesIO(back.getvalue()))
        sheet = returned.active
        heads = [cell.value for cell in sheet[1]]
        assert heads[:3] == ["行号", "问题", "车牌号"] and heads.count("问题") == 1
        assert "车牌号" in sheet["B2"].value and sheet.max_row == 2
        sheet["C2"].value = said
        content = saved(returned)
    page = manager.get(send(manager, content)["Location"]).content.decode()
    assert "1 行可导入" in page and "0 行有问题" in page


def test_a_wrong_file_is_told_on_the_page(manager: Client) -> None:
    answer = send(manager, b"hello", "台账.xlsx")
    assert answer.status_code == 422 and "不是 Excel 工作簿" in answer.content.decode()
    assert not Upload.objects.exists()


def test_nobody_opens_anothers_upload(fleet: Fleet) -> None:
    upload = tried(fleet, book(line(fleet, 1)))
    client = Client()
    client.force_login(fleet.account("clerk"))
    for page in ("upload", "problems"):
        path = reverse(f"vehicles.vehicle.{page}", args=[upload.pk])
        assert client.get(path).status_code == 403 and client.post(path).status_code == 403


def test_a_colleague_who_may_import_too_does_not_see_my_file(fleet: Fleet) -> None:
    upload = tried(fleet, book(line(fleet, 1)))
    with passage():
        fleet.persons["colleague"].posts.create(
            unit=fleet.units["bureau"], role="车队管理员", from_day=SINCE
        )
    client = Client()
    client.force_login(fleet.account("colleague"))
    assert client.get(reverse("vehicles.vehicle.import")).status_code == 200
    assert client.get(reverse("vehicles.vehicle.upload", args=[upload.pk])).status_code == 404
