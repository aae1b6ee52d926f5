"""A PDF is shown page by page as pictures, to whoever may open it, and never runs."""

from __future__ import annotations

import struct

import pytest
import typst
from django.test import Client

from guanbiao.gate import papers
from guanbiao.gate.models import Attachment
from guanbiao.modules.papers import child, leaves
from guanbiao.modules.papers.tests.test_papers import put, signed_in
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["fleet", "still_clock"]
ACTIVE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1);while(1){})>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 46>>stream
BT /F1 24 Tf 20 120 Td <4E915DDD6807> Tj ET   \nendstream endobj
5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H
/DescendantFonts[6 0 R]>>endobj
6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light
/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>endobj
7 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]
/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>endobj
trailer<</Root 1 0 R>>
"""
"""A page of Chinese words whose font the file does not bring, and a script that never ends."""


def document(pages: int, width: str = "210mm", height: str = "297mm") -> bytes:
    body = " #pagebreak() ".join(f"Page {n}" for n in range(1, pages + 1))
    made: bytes = typst.compile(f"#set page(width: {width}, height: {height})\n{body}".encode())
    return made


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.fixture
def request_(fleet: Fleet) -> Request:
    return a_request(fleet)


@pytest.fixture
def paper(fleet: Fleet, request_: Request) -> Attachment:
    """A notice of two pages with the clerk's request."""
    put(signed_in(fleet, "clerk"), request_, "会议通知.pdf", document(2))
    return Attachment.objects.get()


def test_every_page_is_shown_in_the_page(fleet: Fleet, paper: Attachment) -> None:
    clerk = signed_in(fleet, "clerk")
    page = clerk.get(f"/papers/{paper.pk}/").content.decode()
    assert "共 2 页" in page and 'alt="会议通知.pdf，第 2 页"' in page
    answer = clerk.get(f"/papers/{paper.pk}/page/2/")
    assert answer.headers["Content-Type"] == "image/png"
    assert size(answer.content) == (1200, 1698)


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("head", 200), ("auditor", 200), ("colleague", 404), ("stranger", 404),
     ("other_head", 404)],
)  # fmt: skip
def test_a_page_is_seen_by_those_who_may_open_the_file(
    fleet: Fleet, paper: Attachment, who: str, status: int
) -> None:
    assert signed_in(fleet, who).get(f"/papers/{paper.pk}/page/1/").status_code == status


def test_whoever_is_not_signed_in_sees_no_page(paper: Attachment) -> None:
    answer = Client().get(f"/papers/{paper.pk}/page/1/")
    assert answer.status_code == 302 and "/login/" in answer.headers["Location"]


def test_a_picture_of_a_page_can_do_nothing_and_stays_nowhere(
    fleet: Fleet, paper: Attachment
) -> None:
    answer = signed_in(fleet, "clerk").get(f"/papers/{paper.pk}/page/1/")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_that_is_not_there_is_not_found(
    fleet: Fleet, request_: Request, paper: Attachment
) -> None:
    clerk = signed_in(fleet, "clerk")
    for number in (0, 3, leaves.MOST + 1):
        assert clerk.get(f"/papers/{paper.pk}/page/{number}/").status_code == 404
    put(clerk, request_, "说明.txt", "到南屏县核查。".encode())
    words = Attachment.objects.get(name="说明.txt")
    assert clerk.get(f"/papers/{words.pk}/page/1/").status_code == 404


def test_a_script_in_a_file_does_not_run_and_its_words_are_drawn() -> None:
    assert papers.kind_of(ACTIVE) == papers.PDF
    drawn = leaves.picture(ACTIVE, 1, "")
    empty = leaves.picture(ACTIVE.replace(b"<4E915DDD6807> Tj", b"                "), 1, "")
    assert drawn and empty and len(drawn) > len(empty) + 500


def test_the_watermark_lies_in_the_picture_itself() -> None:
    plain, marked = (leaves.picture(document(1), 1, mark) for mark in ("", "周文斌　市财政局"))
    assert plain and marked and len(marked) > len(plain) + 5000 and size(plain) == size(marked)


@pytest.mark.parametrize(
    ("width", "height", "fits"), [("500mm", "100mm", (1200, 240)), ("10mm", "2000mm", (18, 3600))]
)
def test_a_page_of_any_shape_stays_within_bounds(
    width: str, height: str, fits: tuple[int, int]
) -> None:
    content = document(1, width, height)
    (told,) = leaves.of(papers.PDF, content).sizes
    drawn = leaves.picture(content, 1, "")
    assert drawn is not None and size(drawn) == told == fits


def test_a_long_file_is_shown_in_part() -> None:
    found = leaves.of(papers.PDF, document(leaves.MOST + 3))
    assert (len(found.sizes), found.total) == (leaves.MOST, leaves.MOST + 3)


def test_a_broken_or_slow_file_has_no_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaves.of(papers.PDF, b"%PDF-1.7\n1 0 obj\nendobj\n").sizes == ()
    assert leaves.of("text/plain", document(1)).sizes == ()
    monkeypatch.setattr(child, "SECONDS", 0.01)
    assert leaves.picture(document(1), 1, "") is None
