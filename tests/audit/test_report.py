"""What a person sees of an audit: a table on the terminal, all findings in an Excel file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from guanbiao.audit.report import HEADINGS, BadQuestion, run
from tests.audit.makers import books
from tests.gate.makers import Bureau

pytestmark = pytest.mark.django_db
DAYS = ("2021-01-01", "2026-12-31")


def sheet(path: Path) -> list[list[object]]:
    """The rows of the first sheet."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_the_terminal_shows_clause_verdict_count_and_example(
    shelf: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    dear, _ = books(shelf, [{"price": 120}, {"pages": 1}])
    run(("shelf.book",), *DAYS, None)
    said = capsys.readouterr().out
    for words in (
        "条款",
        "判定",
        "条数",
        "示例",
        "4.1",
        "拦截",
        "提示",
        "共 2 条记录",
        dear.title,
    ):
        assert words in said


def test_all_findings_are_written_to_excel(shelf: Bureau, tmp_path: Path) -> None:
    books(shelf, [{"price": 120, "title": "=HYPERLINK(1)"}, {"price": None}])
    run(("shelf.book",), *DAYS, tmp_path / "问题.xlsx")
    head, *rows = sheet(tmp_path / "问题.xlsx")
    assert head == list(HEADINGS.values())
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["判定"] for row in found} == {"拦截", "缺数据"}
    assert "=HYPERLINK(1)" in {row["名称"] for row in found}
    assert {row["单位"] for row in found} == {"节能科"}
    assert {row["效力"] for row in found} == {"不应"}
    assert {row["缺少的事实"] for row in found} == {"", "定价"}


def test_an_audit_without_findings_says_so_in_excel(shelf: Bureau, tmp_path: Path) -> None:
    run(("shelf.book",), *DAYS, tmp_path / "无.xlsx")
    assert sheet(tmp_path / "无.xlsx")[1][0] == "未发现问题"


def test_left_out_days_mean_from_the_oldest_record_up_to_today(shelf: Bureau) -> None:
    books(shelf, [{"bought_on": dt.date(2021, 5, 6)}])
    done = run(("shelf.book",), "", "", None)
    assert (done.from_day, done.to_day) == (dt.date(2021, 5, 6), timezone.localdate())


def test_without_any_record_the_period_is_today(shelf: Bureau) -> None:
    done = run(("shelf.book",), "", "", None)
    assert done.from_day == done.to_day


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ((("shelf.ghost",), "", ""), "没有对象“shelf.ghost”"),
        (((), "昨天", ""), "日期“昨天”看不懂"),
        (((), "2026-02-01", "2026-01-01"), "晚于截止日期"),
    ],
)
def test_a_question_that_makes_no_sense_ends_with_the_reason(
    shelf: Bureau, question: tuple[tuple[str, ...], str, str], words: str
) -> None:
    with pytest.raises(BadQuestion, match=words):
        run(*question, None)
