"""Uploads have an end: a person's on a day, a record's at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from guanbiao.exchange import sheets
from guanbiao.exchange.models import Upload
from guanbiao.gate import papers
from guanbiao.gate.cases import case_of
from guanbiao.gate.models import Attachment, CaseEvent, Receipt
from guanbiao.modules.cases.tests.test_opinions import STROKES
from guanbiao.modules.papers.tests.test_papers import PDF, file, signed_in
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["fleet", "still_clock"]
HALF = PDF + b"0" * 600_000
"""More than half of one MB."""


def put(fleet: Fleet, request: Request, who: str = "clerk", content: bytes = HALF) -> str:
    """Attach a file; what the page then says."""
    draft = {"entity": "vehicles.request", "key": request.pk, "sent": file("现场.pdf", content)}
    answer = signed_in(fleet, who).post("/papers/attach/", draft, follow=True)
    return str(answer.content.decode())


@pytest.fixture
def request_(fleet: Fleet) -> Request:
    return a_request(fleet)


def test_a_record_holds_so_much_and_says_what_to_do(
    fleet: Fleet, request_: Request, settings: Any
) -> None:
    settings.RECORD_MB = 1
    assert "已上传“现场.pdf”" in put(fleet, request_)
    page = put(fleet, request_, "head")
    assert "“现场.pdf”没有上传：这条记录的附件已有 0.6 MB，加上这次的 0.6 MB" in page
    assert "超过每条记录 1 MB 的上限。请先移除不用的附件，或压缩后再上传。" in page
    assert Attachment.objects.count() == Receipt.objects.filter(act__startswith="papers").count()
    assert Attachment.objects.count() == 1
    assert "已上传" in put(fleet, request_, content=PDF)


def test_removing_a_file_makes_room_with_the_record_not_in_the_day(
    fleet: Fleet, request_: Request, settings: Any
) -> None:
    settings.RECORD_MB, settings.UPLOAD_DAY_MB = 1, 2
    for _ in range(3):
        assert "已上传" in put(fleet, request_)
        last = Attachment.objects.latest("pk")
        signed_in(fleet, "clerk").post(f"/papers/{last.pk}/remove/")
    page = put(fleet, request_)
    assert "您今天已上传 1.7 MB，加上这次的 0.6 MB，超过每人每天 2 MB 的上限。" in page


def test_a_day_is_ones_own_and_ends_at_midnight(
    fleet: Fleet, request_: Request, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_DAY_MB = 1
    assert "已上传" in put(fleet, request_)
    assert "没有上传" in put(fleet, request_)
    assert "已上传" in put(fleet, request_, "head")
    midnight = makers.NOW.replace(hour=0, minute=0) + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    assert "已上传" in put(fleet, request_)


def test_no_limit_is_said_by_nought(fleet: Fleet, request_: Request, settings: Any) -> None:
    settings.RECORD_MB = settings.UPLOAD_DAY_MB = 0
    assert all("已上传" in put(fleet, request_) for _ in range(3))


def test_a_signature_never_stands_in_an_opinions_way(
    fleet: Fleet, request_: Request, settings: Any
) -> None:
    settings.RECORD_MB = settings.UPLOAD_DAY_MB = 1
    case, head = case_of(request_, "vehicles.request"), signed_in(fleet, "head")
    assert case is not None and "已上传" in put(fleet, request_, "head")
    address = f"/cases/{case.pk}/agree/"
    refused = head.post(address, {"opinion": "同意。", "sent": file("批示.pdf", HALF)})
    assert refused.status_code == 422 and "每人每天 1 MB 的上限" in refused.content.decode()
    assert not CaseEvent.objects.filter(case=case, verb="同意").exists()
    assert head.post(address, {"opinion": "同意。", "signature": STROKES}).status_code == 302
    assert Attachment.objects.filter(kind=papers.SVG).count() == 1


def test_files_of_imports_end_too(fleet: Fleet, settings: Any) -> None:
    settings.UPLOAD_DAY_MB = 1
    content = sheets.workbook(("台账", [{"车牌号": "示A·10001"}]))
    common = {"person": fleet.persons["manager"], "entity": "vehicles.vehicle", "name": "台账.xlsx"}
    Upload.objects.create(content=HALF + HALF[:448_000], **common)
    Upload.objects.update(at=makers.NOW)
    answer = signed_in(fleet, "manager").post(
        "/vehicles/vehicle/import/", {"file": file("台账.xlsx", content)}
    )
    assert answer.status_code == 422 and "每人每天 1 MB 的上限" in answer.content.decode()
    assert Upload.objects.count() == 1
