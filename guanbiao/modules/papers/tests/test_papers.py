"""A file goes with a record: who may attach, open and remove it, and what is no file of ours."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from guanbiao.gate import papers
from guanbiao.gate.models import Attachment, Blob, Receipt
from guanbiao.modules.papers import previews
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["fleet", "still_clock"]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-anything")


def put(client: Client, request: Request, name: str, content: bytes) -> int:
    draft = {"entity": "vehicles.request", "key": request.pk, "sent": file(name, content)}
    return client.post("/papers/attach/", draft).status_code


@pytest.fixture
def request_(fleet: Fleet) -> Request:
    return a_request(fleet)


@pytest.fixture
def paper(fleet: Fleet, request_: Request) -> Attachment:
    assert put(signed_in(fleet, "clerk"), request_, "会议通知.pdf", PDF) == 302
    return Attachment.objects.get()


def archive(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for member in members:
            made.writestr(member, "<w/>")
    return out.getvalue()


def test_the_receipt_names_the_file_by_its_digest(paper: Attachment) -> None:
    receipt = Receipt.objects.get(act="papers.paper.attach")
    digest = hashlib.sha256(PDF).hexdigest()
    assert json.loads(receipt.content)["papers"] == [["会议通知.pdf", digest]]
    assert paper.receipt_id == receipt.pk and paper.digest == digest


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("head", 200), ("auditor", 200), ("colleague", 404), ("stranger", 404),
     ("other_head", 404)],
)  # fmt: skip
def test_a_file_is_opened_by_those_who_may_see_the_record(
    fleet: Fleet, paper: Attachment, who: str, status: int
) -> None:
    for address in (f"/papers/{paper.pk}/", f"/papers/{paper.pk}/content/"):
        assert signed_in(fleet, who).get(address).status_code == status


def test_whoever_is_not_signed_in_opens_nothing(paper: Attachment) -> None:
    answer = Client().get(f"/papers/{paper.pk}/content/")
    assert answer.status_code == 302 and "/login/" in answer.headers["Location"]


@pytest.mark.parametrize("who", ["colleague", "stranger", "other_head"])
def test_nobody_attaches_to_a_record_she_may_not_see(
    fleet: Fleet, request_: Request, who: str
) -> None:
    assert put(signed_in(fleet, who), request_, "会议通知.pdf", PDF) == 404
    assert not Attachment.objects.exists()


def test_only_the_uploader_removes_and_the_bytes_stay(fleet: Fleet, paper: Attachment) -> None:
    assert signed_in(fleet, "head").post(f"/papers/{paper.pk}/remove/").status_code == 403
    assert signed_in(fleet, "clerk").post(f"/papers/{paper.pk}/remove/").status_code == 302
    paper.refresh_from_db()
    assert paper.state == "已移除" and Blob.objects.filter(digest=paper.digest).exists()


def test_a_file_becomes_no_page_of_ours(fleet: Fleet, paper: Attachment) -> None:
    answer = signed_in(fleet, "clerk").get(f"/papers/{paper.pk}/content/")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    saved = signed_in(fleet, "clerk").get(f"/papers/{paper.pk}/content/?save=1")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.pdf", b""), ("木马.exe", b"MZ\x90\0\x03"), ("页面.html", b"<!doctype html><script>"),
        ("图.svg", b"<svg onload=alert(1)>"), ("包.zip", archive("a.txt")),
        ("宏.docx", archive("word/document.xml", "word/vbaProject.bin")),
        ("伪装.pdf", PNG), ("伪装.png", PDF), ("双面.txt", b"<script>alert(1)</script>"),
        ("坏.docx", b"PK\x03\x04broken"), ("标记.txt", "\ufeff<html>".encode()),
        ("控制.txt", b"a\x07b"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_not_taken(name: str, content: bytes) -> None:
    with pytest.raises(papers.Refused, match="“"):
        papers.checked(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("批复.pdf", PDF), ("现场.PNG", PNG), ("纪要.docx", archive("word/document.xml")),
        ("版式.ofd", archive("OFD.xml")), ("说明.txt", "同意。".encode("gb18030")),
        ("名单.csv", b"a,b\r\n1,2\r\n"),
    ],
)  # fmt: skip
def test_what_offices_use_is_taken(name: str, content: bytes) -> None:
    assert papers.checked(name, content).content == content


def test_a_file_beyond_the_limit_is_refused_with_the_limit(settings: object) -> None:
    settings.ATTACHMENT_MB = 1  # type: ignore[attr-defined]
    with pytest.raises(papers.Refused, match="超过 1 MB"):
        papers.checked("大.pdf", PDF + b"0" * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\temp\\批复.pdf", "批复.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("fdp\u202e.pdf", "fdp.pdf"),
        ("很" * 300 + ".pdf", "很" * 100 + ".pdf"), ("", "未命名"),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(name: str, clean: str) -> None:
    assert papers.clean_name(name) == clean


def test_a_workbook_and_words_are_previewed(fleet: Fleet, request_: Request) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "单位"])
    out = io.BytesIO()
    book.save(out)
    clerk = signed_in(fleet, "clerk")
    put(clerk, request_, "名单.xlsx", out.getvalue())
    put(clerk, request_, "说明.txt", "到南屏县核查。".encode())
    sheet, words = Attachment.objects.order_by("pk")
    assert "姓名" in clerk.get(f"/papers/{sheet.pk}/").content.decode()
    assert "到南屏县核查" in clerk.get(f"/papers/{words.pk}/").content.decode()


def test_bytes_that_changed_are_given_to_nobody(paper: Attachment) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE gate_blob SET content = 'x'")


def test_the_same_file_is_kept_once(fleet: Fleet, request_: Request, paper: Attachment) -> None:
    put(signed_in(fleet, "clerk"), request_, "再传一次.pdf", PDF)
    assert Attachment.objects.count() == 2 and Blob.objects.count() == 1


def word(part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", part)
    return out.getvalue()


def pages(*members: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in members:
            made.writestr(name, part)
    return out.getvalue()


def leaf(words: str) -> str:
    return (
        '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>'
        f'<ofd:TextObject ID="7"><ofd:TextCode X="0" Y="5">{words}</ofd:TextCode>'
        "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )


def slide(words: str) -> str:
    name = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return f'<s xmlns:a="{name}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></s>'


def test_the_words_of_an_ofd_document_and_of_slides_are_read_page_by_page() -> None:
    at = "Doc_0/Pages/Page_{}/Content.xml".format
    ofd = pages(
        ("OFD.xml", "<OFD/>"), (at(10), leaf("第三页")), (at(2), leaf("第二页")),
        (at(0), leaf("关于公务用车的通知")), ("Doc_0/Document.xml", leaf("不是正文")),
    )  # fmt: skip
    assert papers.kind_of(ofd) == "application/ofd"
    told = ["关于公务用车的通知", "第二页", "第三页"]
    assert previews.paragraphs("application/ofd", ofd) == told
    deck = pages(
        ("ppt/presentation.xml", "<p/>"), ("ppt/slides/slide2.xml", slide("第二张")),
        ("ppt/slides/slide1.xml", slide("节能培训")),
    )  # fmt: skip
    assert previews.paragraphs(str(papers.kind_of(deck)), deck) == ["节能培训", "第二张"]
    assert previews.paragraphs("application/ofd", pages((at(0), BOMB))) == []


BOMB = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY a "x">]><w>&a;</w>'


@pytest.mark.parametrize(
    "content",
    [
        word(BOMB.encode("utf-16")), word(b"<!DOCTYPE w [<!ENTITY a 'x'>]><w>&a;</w>"),
        word(b"<w>"), word(b'<?xml version="1.0" encoding="x-none"?><w/>'),
        word(b"<w/>").replace(b"<w/>", b"\0\0\0\0"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_read_is_shown_without_preview(content: bytes) -> None:
    kind = papers.kind_of(content)
    assert kind is not None and previews.paragraphs(kind, content) == []


def test_each_of_several_files_is_judged_by_itself(fleet: Fleet, request_: Request) -> None:
    clerk = signed_in(fleet, "clerk")
    both = [file("批复.pdf", PDF), file("x.png", PNG)]
    draft = {"entity": "vehicles.request", "key": request_.pk, "sent": both}
    page = clerk.post("/papers/attach/", draft, follow=True).content.decode()
    assert [each.name for each in Attachment.objects.all()] == ["批复.pdf"]
    assert "5.3" in page and "没有上传" in page
