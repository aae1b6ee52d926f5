"""What people see of a sheet: the card, the rows behind a figure, the files."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from guanbiao.modules.evaluation.tests.makers import Office
from guanbiao.modules.scoring import figures, rubric
from guanbiao.modules.scoring.models import Sheet
from guanbiao.modules.scoring.tests.test_acts import WHY, given, item, listed, opened


def shown(office: Office, path: str, who: str = "keeper", status: int = 200) -> str:
    answer = office.client(who).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def card(sheet: Sheet, rest: str = "card/") -> str:
    return f"/scoring/sheet/{sheet.pk}/{rest}"


def test_the_card_says_which_figure_fills_an_item_and_by_which_formula(office: Office) -> None:
    listed(office, "现行", "待制定")
    sheet = opened(office)
    text = shown(office, card(sheet))
    assert "有现行标准的职责 ÷ 全部在用职责" in text and "50.00 %" in text
    one = item(sheet, "职责有标准")
    assert f'href="/scoring/item/{one.pk}/evidence/"' in text
    assert f'href="/scoring/item/{one.pk}/score/"' not in text
    by_hand = item(sheet, "经验推广")
    assert f'href="/scoring/item/{by_hand.pk}/score/"' in text and "人工评分" in text
    assert "/standards/" in text and "合计" in text


def test_a_score_by_hand_shows_who_gave_it_when_and_why(office: Office) -> None:
    sheet = opened(office)
    office.done("scoring.item.score", "keeper", item(sheet, "经验推广"), score="2.5", reason=WHY)
    row = re.search("经验推广.*?</tr>", shown(office, card(sheet)))
    assert row is not None
    assert "许静怡" in row[0] and WHY in row[0] and "2.50" in row[0] and "2026年6月3日" in row[0]


def test_the_number_of_a_figure_is_that_of_the_rows_it_opens(office: Office) -> None:
    listed(office, "现行", "待制定", "待制定")
    sheet = opened(office)
    text = shown(office, f"/scoring/item/{item(sheet, '职责有标准').pk}/evidence/")
    assert "您可见 3 条" in text and "33.33 %" in text
    assert len(re.findall(r'href="/systems/duty/\d+/"', text)) == 3


def test_the_clauses_bound_and_not_bound_are_the_rows_of_their_share(office: Office) -> None:
    sheet = opened(office)
    one = item(sheet, "条款绑定业务")
    known = figures.every(sheet.unit, sheet.to_day)["条款绑定率"]
    asked = figures.Asked(None, sheet.unit, sheet.from_day, sheet.to_day)
    rows = [known.tell(each) for each in known.rows(asked)]
    bound = sum(row.words.startswith("已绑定") for row in rows)
    assert one.reading is not None and abs(float(one.reading) - 100 * bound / len(rows)) < 0.01
    text = shown(office, f"/scoring/item/{one.pk}/evidence/")
    assert f"您可见 {len(rows):,} 条" in text and "/clauses/" in text


def test_how_often_clauses_were_kept_counts_stops_too(office: Office) -> None:
    office.quota()
    assert office.car().ok
    assert not office.car(price="990000").ok
    sheet = opened(office, unit=office.units["organ"].name)
    asked = figures.Asked(None, sheet.unit, sheet.from_day, sheet.to_day)
    known = figures.every(sheet.unit, sheet.to_day)["条款符合率"]
    one = item(sheet, "办理符合条款")
    assert one.reading is not None and 0 < one.reading < 100
    text = shown(office, f"/scoring/item/{one.pk}/evidence/")
    assert "中办发〔2017〕71号 9.1" in text and known.formula in text
    assert asked.period.label == "2026-01-01 至 2026-06-03"


def test_rows_are_not_shown_to_whom_they_are_not_granted(office: Office) -> None:
    sheet = opened(office)
    text = shown(office, f"/scoring/item/{item(sheet, '诉求按时答复').pk}/evidence/")
    assert "没有查看这些记录的权限" in text


def test_an_item_without_a_figure_opens_no_rows(office: Office) -> None:
    shown(office, f"/scoring/item/{item(opened(office), '经验推广').pk}/evidence/", status=404)


@pytest.mark.parametrize("rest", ["card/", "card.xlsx", "card.pdf"])
@pytest.mark.parametrize(
    ("who", "status"), [("deputy", 200), ("auditor", 200), ("clerk", 404), ("other_head", 404)]
)
def test_a_sheet_is_seen_by_those_it_concerns(
    office: Office, rest: str, who: str, status: int
) -> None:
    assert office.client(who).get(card(opened(office), rest)).status_code == status


def test_the_workbook_has_every_item_and_the_sum(office: Office) -> None:
    sheet = opened(office)
    given(office, sheet)
    sheet.refresh_from_db()
    answer = office.client("deputy").get(card(sheet, "card.xlsx"))
    content = answer.getvalue()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("计分表").to_python()
    assert rows[0][:4] == ["序号", "类别", "评分项", "条款"] and len(rows) == 20
    assert rows[-1][2] == "合计" and float(rows[-1][7]) == float(sheet.total)
    assert "何建华" in rows[1][9] and WHY in rows[1][9]
    about = book.get_sheet_by_name("导出说明").to_python()
    assert any("导出编号" in str(cell) for row in about for cell in row)


def test_the_paper_is_a_pdf(office: Office) -> None:
    answer = office.client("keeper").get(card(opened(office), "card.pdf"))
    content = answer.getvalue()
    assert content.startswith(b"%PDF") and len(content) > 10_000


def test_every_figure_the_shipped_table_names_is_one_the_platform_has(office: Office) -> None:
    (found,) = rubric.offered(office.units["bureau"], office.clock.now.date())
    known = figures.every(office.units["bureau"], office.clock.now.date())
    wanted = [line.figure for line in found.lines() if line.figure]
    assert len(wanted) == 14 and set(wanted) <= set(known)
