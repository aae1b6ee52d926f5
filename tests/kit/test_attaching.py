"""Files may come with the form of an act; each is judged and kept by itself."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from guanbiao.gate.models import Attachment, Receipt
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.makers import Fleet, wish
from tests.kit.test_lists import FUEL, read, signed_in

NEW = "/vehicles/request/new/"


def pdf(name: str = "公函.pdf") -> SimpleUploadedFile:
    page, out = PdfWriter(), io.BytesIO()
    page.add_blank_page(200, 200)
    page.write(out)
    return SimpleUploadedFile(name, out.getvalue())


def sent(client: Client, **files: object) -> str:
    typed = {name: value for name, value in wish().items() if value not in (None, False)}
    answer = client.post(NEW, {**typed, **files}, follow=True)
    return str(answer.content.decode())


def test_what_is_sent_along_is_with_the_row_before_anybody_else_looks(fleet: Fleet) -> None:
    page = sent(signed_in(fleet, "clerk"), papers=[pdf(), pdf("会议通知.pdf")])
    made = Request.objects.get()
    kept = Attachment.objects.filter(entity="vehicles.request", key=str(made.pk))
    assert {each.name for each in kept} == {"公函.pdf", "会议通知.pdf"}
    assert "已上传“公函.pdf”" in page
    assert Receipt.objects.filter(act="papers.paper.attach").count() == 2
    assert "公函.pdf" in read(signed_in(fleet, "head"), f"/vehicles/request/{made.pk}/")


def test_a_wrong_file_is_told_and_costs_nothing_else(fleet: Fleet) -> None:
    page = sent(signed_in(fleet, "clerk"), papers=[SimpleUploadedFile("木马.exe", b"MZ\0"), pdf()])
    assert "“木马.exe”没有上传：" in page and "已上传“公函.pdf”" in page
    assert Request.objects.count() == Attachment.objects.count() == 1


def test_a_refused_form_keeps_no_file_and_says_so(fleet: Fleet) -> None:
    client = signed_in(fleet, "clerk")
    answer = client.post(NEW, {"purpose": "调研", "papers": pdf()})
    assert answer.status_code == 422 and "请重新选择" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_only_forms_that_say_so_take_files(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    assert 'name="papers"' not in read(manager, f"{FUEL}new/")
    assert 'name="papers"' in read(signed_in(fleet, "clerk"), NEW)
