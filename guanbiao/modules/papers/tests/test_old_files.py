"""Word and Excel files of 97 to 2003 are previewed; what is hostile or cut off shows nothing."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest

from guanbiao.gate import papers
from guanbiao.gate.models import Attachment
from guanbiao.modules.papers import child, previews
from guanbiao.modules.papers.tests.makers import document, storage, workbook
from guanbiao.modules.papers.tests.test_papers import (
    fleet,
    put,
    request_,
    signed_in,
    still_clock,
)
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.makers import Fleet

__all__ = ["fleet", "request_", "still_clock"]
NOTICE = "关于公务用车的通知\r各单位：\x07请于6月底前核查。\x0c附件\r"


def asked(content: bytes) -> tuple[list[str], list[list[str]]]:
    kind = papers.kind_of(content)
    assert kind == papers.OLD
    return previews.asked(kind, content)


def test_the_words_of_an_old_document_are_read_piece_by_piece() -> None:
    told = ["关于公务用车的通知", "各单位：", "请于6月底前核查。", "附件", "Page 1 \u2013 2"]
    assert asked(document(NOTICE, b"Page 1 \x96 2\r")) == (told, [])


def test_what_a_field_shows_is_read_and_what_it_is_made_by_is_not() -> None:
    text = "见\x13 HYPERLINK \x13 QUOTE x \x14y\x15\x14附件一\x15，共\x13 PAGE \x15页\x01\r"
    assert asked(document(text))[0] == ["见附件一，共页"]


def test_notes_and_headers_after_the_text_are_left_out() -> None:
    assert asked(document("正文\r", "页眉\r", length=3))[0] == ["正文"]


def test_the_cells_of_an_old_workbook_are_shown() -> None:
    assert asked(workbook([["姓名", "里程"], ["王晓敏", 120.0], ["李文", 3.5]])) == (
        [],
        [["姓名", "里程"], ["王晓敏", "120"], ["李文", "3.5"]],
    )


def test_whoever_sees_the_record_sees_the_words(fleet: Fleet, request_: Request) -> None:
    clerk = signed_in(fleet, "clerk")
    assert put(clerk, request_, "通知.doc", document(NOTICE)) == 302
    assert put(clerk, request_, "名单.xls", workbook([["姓名"]])) == 302
    words, cells = Attachment.objects.order_by("pk").values_list("pk", flat=True)
    page = clerk.get(f"/papers/{words}/").content.decode()
    assert "请于6月底前核查。" in page and "只显示文字" in page
    assert "<td>姓名</td>" in clerk.get(f"/papers/{cells}/").content.decode()
    assert signed_in(fleet, "stranger").get(f"/papers/{words}/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        document(NOTICE, flags=0x0300), document(NOTICE, length=-5), document(),
        storage({"WordDocument": b"\xec\xa5"}), storage({"PowerPoint Document": b"x"}),
        storage({"Workbook": b"\x09\x08"}), papers.STARTS[-1][0], papers.STARTS[-1][0] * 90,
    ],
)  # fmt: skip
def test_what_is_sealed_empty_or_no_document_shows_nothing(content: bytes) -> None:
    assert asked(content) == ([], [])


def test_a_sheet_with_one_cell_in_its_last_corner_ends_its_reader_at_most() -> None:
    asked(workbook([["姓名"]], corner=True))
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "近", "远"
    book.save(out)
    assert previews.asked(previews.SHEET, out.getvalue()) == ([], [])


def test_a_file_cut_off_or_changed_anywhere_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS", 60)
    chance = random.Random(7)
    for whole in (document(NOTICE, b"Page\r"), workbook([["姓名", 3.0]])):
        for _ in range(12):
            broken = bytearray(whole[: chance.randrange(8, len(whole))])
            for _ in range(chance.randrange(4)):
                broken[chance.randrange(8, len(broken)) if len(broken) > 8 else 0] ^= 0xFF
            words, cells = previews.asked(papers.OLD, bytes(broken))
            assert len(words) <= 300 and len(cells) <= 100
