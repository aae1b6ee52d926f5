"""What people see of a system: diagram, detail table, matrix, paper, numbers, files."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from guanbiao.audit import measuring
from guanbiao.modules.systems.measures import MEASURES
from guanbiao.modules.systems.models import Entry, Node
from guanbiao.modules.systems.tests.makers import Bureau
from guanbiao.people.actor import Actor

PAGES = ("tree", "sheet", "matrix", "paper")


def address(bureau: Bureau, page: str) -> str:
    assert bureau.system is not None
    return f"/systems/system/{bureau.system.pk}/{page}/"


def shown(bureau: Bureau, page: str, who: str = "keeper") -> str:
    answer = bureau.client(who).get(address(bureau, page))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("keeper", 200), ("deputy", 200), ("auditor", 200), ("clerk", 404), ("stranger", 404)],
)
def test_a_system_is_seen_by_those_it_concerns(
    bureau: Bureau, page: str, who: str, status: int
) -> None:
    assert bureau.client(who).get(address(bureau, page)).status_code == status


def test_the_diagram_shows_each_branch_and_how_much_of_it_is_there(bureau: Bureau) -> None:
    bureau.listed(branch="1.2.1")
    bureau.listed(branch="1.2.1", number="待编 1", state="待制定", due_year="2027", unit="")
    text = shown(bureau, "tree")
    node = Node.objects.get(code="1.2.1")
    assert f'href="/systems/node/{node.pk}/"' in text
    assert "已有 1 项，应有 2 项" in text and "案例六" in text


def test_the_detail_table_marks_what_the_platform_executes(bureau: Bureau) -> None:
    bureau.listed(number="Q/YCJG 203-2025", level="内部", origin="自编", issued_on="",
                  force_on="2025-07-01", title="公务用车使用管理规范")  # fmt: skip
    bureau.listed(number="国办发〔2007〕42号", sort="规范性文件", title="空调温度")
    bureau.listed()
    text = shown(bureau, "sheet")
    assert text.count("已贯标") == 1 and text.count("已入库") == 1 and "被代替标准号" in text
    row = text[text.index("合计") :]
    assert "100.00%" in row


def test_the_matrix_names_the_gap_and_opens_what_covers_the_rest(bureau: Bureau) -> None:
    line = bureau.listed(number="Q/YCJG 203-2025", level="内部", branch="1.2.1",
                         title="公务用车管理", issued_on="", force_on="2025-07-01")  # fmt: skip
    duty = bureau.duty()
    bureau.duty("2", name="节能监督")
    planned = bureau.duty("3", name="食堂管理")
    plan = bureau.listed(number="待编 1", state="待制定", due_year="2027", unit="")
    bureau.done("link.add", "keeper", duty=duty.pk, entry=line.pk)
    bureau.done("link.add", "keeper", duty=planned.pk, entry=plan.pk)
    text = shown(bureau, "matrix")
    assert "覆盖率 33.33%" in text and "缺 2 项" in text
    assert text.count('<b class="lack">缺</b>') == 2
    assert "派车" in text and f'href="/systems/entry/{line.pk}/"' in text


def test_coverage_is_a_measure_with_its_rows(bureau: Bureau) -> None:
    line, duty = bureau.listed(), bureau.duty()
    bureau.duty("2", name="节能监督")
    bureau.listed(number="待编 1", state="待制定", due_year="2027", unit="")
    bureau.done("link.add", "keeper", duty=duty.pk, entry=line.pk)
    june = measuring.month("2026-06", dt.date(2026, 6, 3))
    deputy = Actor.of(bureau.persons["deputy"])
    assert [measuring.value(each, deputy, june) for each in MEASURES] == [50.0, 50.0, 0.0, 1.0]
    answer = bureau.client("deputy").get("/systems/duty/?view=gaps")
    assert "节能监督" in answer.content.decode()


def test_the_paper_is_a_pdf(bureau: Bureau) -> None:
    bureau.listed()
    answer = bureau.client("keeper").get(address(bureau, "paper"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a file
    assert content.startswith(b"%PDF") and len(content) > 10_000


HEADINGS = ("标准体系", "体系编号", "标准号", "标准名称", "类别", "级别", "状态", "采用或自编",
            "发布日期", "实施日期", "责任部门")  # fmt: skip


def test_a_table_from_excel_enters_new_lines_and_changes_known_ones(bureau: Bureau) -> None:
    bureau.listed()
    unit, name = bureau.units["bureau"].name, "云川市机关事务标准体系"
    rows = [
        HEADINGS,
        (name, "1.2", "GB/T 41568-2022", "机关事务管理 术语", "标准", "国家", "现行", "采用",
         "2022-04-15", "2022-04-15", unit),
        (name, "1.3", "JT/T 808-2019", "道路运输车辆卫星定位系统 终端通讯协议", "标准", "行业",
         "现行", "采用", "2019-07-01", "2019-10-01", unit),
        (name, "1.3", "JT/T 809-2019", "号与级别不符", "标准", "国家", "现行", "采用", "", "",
         unit),
    ]  # fmt: skip
    content = "\n".join(",".join(row) for row in rows).encode("utf-8-sig")
    file = io.BytesIO(content)
    file.name = "明细.csv"
    client = bureau.client("keeper")
    answer = client.post("/systems/entry/import/", {"file": file}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "与级别“国家”不符" in text
    client.post(answer.redirect_chain[-1][0])
    assert {(e.number, e.branch) for e in Entry.objects.all()} == {
        ("GB/T 41568—2022", "1.2"), ("JT/T 808—2019", "1.3"),
    }  # fmt: skip


def test_the_detail_table_goes_out_in_its_columns(bureau: Bureau) -> None:
    bureau.listed()
    answer = bureau.client("keeper").post("/systems/entry/export/", {"form": "xlsx"})
    book = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a file
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if "标准号" in row)
    assert heads[:9] == ["序号", "体系编号", "标准号", "标准名称", "级别", "实施日期",
                         "被代替标准号", "状态", "责任部门"]  # fmt: skip
