"""A ledger from Excel: tried first, then written, nothing lost, nothing executed."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles import imports, opening, sheets
from guanbiao.modules.vehicles.models import Quota, Upload, Vehicle
from guanbiao.modules.vehicles.tests.makers import SINCE, Fleet, cars
from tests.gate.makers import passage

CELL = '<row r="{1}"><c r="{0}{1}"><v>2</v></c></row>'


def line(fleet: Fleet, number: int, **changes: Any) -> dict[str, Any]:
    bureau = fleet.units["bureau"].name
    return {
        "车牌号": f"示A·{20000 + number}", "使用单位": bureau, "车辆类别": "其他", "车型": "轿车",
        "品牌型号": "示例牌", "新能源": "否", "国产": "是", "购置价格（元）": 150000.0,
        "排气量（L）": 1.5, "特殊情况": "", "核定载客（人）": 5, "购置日期": "2022-03-01",
        "登记所有人": bureau, "固定使用人": "", "增加高档配置": "", "年检有效期至": "2027-03-31",
        "交强险有效期至": "2027-02-28", "里程表读数（km）": 36000, "月度燃油定额（L）": "",
        "百公里油耗定额（L）": "", **changes,
    }  # fmt: skip


def book(*records: dict[str, Any]) -> bytes:
    return sheets.write(list(records))


def plain_book(sheet: str) -> bytes:
    """A workbook around hand-written XML of its sheet."""
    empty = openpyxl.Workbook()
    kept = io.BytesIO()
    empty.save(kept)
    made = io.BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                content = f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>'
            new.writestr(part.filename, content)
    return made.getvalue()


def tried(fleet: Fleet, content: bytes) -> Upload:
    upload = imports.receive(fleet.actor("manager"), "台账.xlsx", content)
    imports.rehearse(upload.pk)
    upload.refresh_from_db()
    return upload


def imported(upload: Upload) -> Upload:
    assert imports.begin(upload.pk)
    imports.carry_out(upload.pk)
    upload.refresh_from_db()
    return upload


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
    assert "车牌号：" in words[3] and "使用单位：没有这个单位" in words[4]
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
    lines = sheets.read(bytes(upload.content))
    assert imports._next_chunk(fleet.actor("manager"), upload.pk, lines)
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


def test_only_the_cars_beyond_the_quota_are_stopped(fleet: Fleet) -> None:
    with passage():
        Quota.objects.create(
            unit=fleet.units["other"], category="其他", number=2, basis="测试", from_day=SINCE
        )
    other = fleet.units["other"].name
    lines = [line(fleet, n, 使用单位=other, 登记所有人=other) for n in range(4)]
    upload = tried(fleet, book(*lines))
    assert upload.accepted == 2 and [number for number, _ in upload.problems] == [4, 5]
    assert "编制" in upload.problems[0][1] and "限 2 辆" in upload.problems[0][1]
    assert imported(upload).accepted == 2 and Vehicle.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"plate,unit\n1,2\n", "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "不是 Excel 工作簿"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"", "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(content: bytes, words: str) -> None:
    with pytest.raises(opening.SheetError, match=words):
        opening.rows(content)


def test_another_archive_called_xlsx_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(opening.SheetError, match="不是 Excel 工作簿"):
        opening.rows(made.getvalue())


def test_a_file_too_large_is_not_opened() -> None:
    with pytest.raises(opening.SheetError, match="20 MB"):
        opening.rows(b"PK\x03\x04" + b"\0" * opening.LARGEST)


def test_a_zip_bomb_is_not_unpacked() -> None:
    made = io.BytesIO(plain_book(CELL.format("A", 1)))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (opening.UNPACKED + 1))
    assert len(made.getvalue()) < opening.LARGEST
    with pytest.raises(opening.SheetError, match="异常巨大"):
        opening.rows(made.getvalue())


def test_a_bomb_that_lies_about_its_size_only_kills_its_reader() -> None:
    content = bytearray(plain_book("<!--" + " " * 300_000_000 + "-->" + CELL.format("A", 1)))
    whole = struct.pack("<I", zipfile.ZipFile(io.BytesIO(content)).getinfo(
        "xl/worksheets/sheet1.xml").file_size)  # fmt: skip
    place = content.rindex(whole)
    content[place : place + 4] = struct.pack("<I", 1000)
    with pytest.raises(opening.SheetError):
        opening.rows(bytes(content))


def test_one_cell_in_the_last_corner_does_not_take_the_memory() -> None:
    content = plain_book(CELL.format("A", 1) + CELL.format("XFD", 1048576))
    assert len(content) < 10_000
    with pytest.raises(opening.SheetError, match="异常巨大"):
        opening.rows(content)


def test_macros_are_turned_away() -> None:
    made = io.BytesIO(plain_book(CELL.format("A", 1)))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(opening.SheetError, match="宏"):
        opening.rows(made.getvalue())


def saved(workbook: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def test_merged_cells_are_named_by_their_place(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1), line(fleet, 2))))
    workbook.active.merge_cells("C2:C3")
    with pytest.raises(opening.SheetError, match="第 2 行第 3 列有合并单元格"):
        sheets.read(saved(workbook))


def test_a_wrong_heading_is_met_with_the_right_one(fleet: Fleet) -> None:
    record = line(fleet, 1)
    wrong = {("车牌号码" if name == "车牌号" else name): value for name, value in record.items()}
    with pytest.raises(opening.SheetError, match=r"缺少 1 列.*车牌号.*车牌号码"):
        sheets.read(book(wrong))


def test_a_heading_given_twice_is_told(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    workbook.active["U1"] = "车牌号"
    with pytest.raises(opening.SheetError, match="出现了两次"):
        sheets.read(saved(workbook))


def test_formulas_are_never_run_in_or_out(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    workbook.active["H2"] = "=1+150000"
    upload = tried(fleet, saved(workbook))
    assert "购置价格" in dict(upload.problems)[2]
    evil = '=HYPERLINK("http://x","y")'
    imported(tried(fleet, book(line(fleet, 2, 品牌型号=evil))))
    out = openpyxl.load_workbook(io.BytesIO(sheets.ledger_file(Vehicle.objects.all()))).active
    cell = out["E2"]
    assert cell.data_type == "s" and str(cell.value).startswith("'=")
    assert Vehicle.objects.get().model == evil


def test_what_is_exported_can_be_imported_again(fleet: Fleet) -> None:
    cars(fleet, {}, {"new_energy": True, "displacement": 0, "fixed_user": ""})
    upload = tried(fleet, sheets.ledger_file(Vehicle.objects.select_related("unit")))
    assert (upload.changed, upload.problems) == (2, [])


def test_dates_numbers_and_yes_or_no_are_read_as_people_write_them(fleet: Fleet) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    sheet = workbook.active
    sheet["L2"], sheet["K2"], sheet["F2"] = dt.date(2022, 3, 1), "5", True
    (read,) = sheets.read(saved(workbook))
    assert read.draft["purchased_on"] == "2022-03-01"
    assert read.draft["seats"] == "5" and read.draft["new_energy"] == "on"


def test_a_hundred_thousand_lines_are_read(fleet: Fleet) -> None:
    content = book(*(line(fleet, n) for n in range(opening.MOST_ROWS)))
    assert len(sheets.read(content)) == opening.MOST_ROWS


def test_an_empty_sheet_and_a_bare_heading_are_told(fleet: Fleet) -> None:
    with pytest.raises(opening.SheetError, match="是空的"):
        opening.rows(plain_book(""))
    bare = openpyxl.load_workbook(io.BytesIO(book(line(fleet, 1))))
    bare.active.delete_rows(2)
    with pytest.raises(opening.SheetError, match="没有车辆"):
        imports.receive(fleet.actor("manager"), "台账.xlsx", saved(bare))


def test_more_lines_are_told_to_be_split() -> None:
    content = plain_book(CELL.format("A", 1) + CELL.format("B", opening.MOST_ROWS + 2))
    with pytest.raises(opening.SheetError, match="分成几个文件"):
        opening.rows(content)


def send(client: Client, content: bytes, name: str = "台账.xlsx") -> Any:
    return client.post(reverse("vehicles.import"), {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def manager(fleet: Fleet) -> Client:
    client = Client()
    client.force_login(fleet.account("manager"))
    return client


def test_the_whole_way_on_the_pages(fleet: Fleet, manager: Client) -> None:
    template = b"".join(manager.get(reverse("vehicles.import_template")).streaming_content)
    assert len(sheets.read(template)) == 1
    answer = send(manager, book(line(fleet, 1), line(fleet, 2, 车牌号="A12")))
    page = manager.get(answer["Location"]).content.decode()
    assert "1 行可导入" in page and "1 行有问题" in page and "尚未写入" in page
    key = Upload.objects.get().pk
    back = manager.get(reverse("vehicles.import_problems", args=[key]))
    returned = openpyxl.load_workbook(io.BytesIO(b"".join(back.streaming_content))).active
    assert [cell.value for cell in returned[1]][:3] == ["行号", "问题", "车牌号"]
    assert returned["A2"].value == 3 and "车牌号" in returned["B2"].value
    page = manager.post(answer["Location"], follow=True).content.decode()
    assert "已导入 1 行" in page and Vehicle.objects.count() == 1


def test_a_wrong_file_is_told_on_the_page(manager: Client) -> None:
    answer = send(manager, b"hello", "台账.xlsx")
    assert answer.status_code == 422 and "不是 Excel 工作簿" in answer.content.decode()
    assert not Upload.objects.exists()


def test_nobody_opens_anothers_upload(fleet: Fleet) -> None:
    upload = tried(fleet, book(line(fleet, 1)))
    client = Client()
    client.force_login(fleet.account("clerk"))
    for page in ("import_page", "import_problems"):
        path = reverse(f"vehicles.{page}", args=[upload.pk])
        assert client.get(path).status_code == 403 and client.post(path).status_code == 403
