"""An opinion may carry files, a signature by hand and words one writes often."""

from __future__ import annotations

import pytest
from django.test import Client

from guanbiao.gate.cases import case_of
from guanbiao.gate.models import Attachment, Case, CaseEvent
from guanbiao.modules.cases import signing
from guanbiao.modules.cases.models import Phrase
from guanbiao.modules.papers.tests.test_papers import PDF, file, signed_in
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["fleet", "still_clock"]
STROKES = "10,10 20,30 25,40;100,50 140,60"


@pytest.fixture
def case(fleet: Fleet) -> Case:
    found = case_of(a_request(fleet), "vehicles.request")
    assert found is not None
    return found


def agree(client: Client, case: Case, **draft: object) -> int:
    return client.post(f"/cases/{case.pk}/agree/", {"opinion": "同意。", **draft}).status_code


def test_files_and_signature_stand_under_the_opinion(fleet: Fleet, case: Case) -> None:
    head = signed_in(fleet, "head")
    assert agree(head, case, sent=[file("批示.pdf", PDF)], signature=STROKES) == 302
    event = CaseEvent.objects.get(case=case, verb="同意")
    mine = Attachment.objects.filter(entity="cases.case", key=str(case.pk))
    assert {each.name for each in mine} == {"批示.pdf", signing.NAME}
    assert {each.receipt_id for each in mine} == {event.receipt}
    page = head.get(f"/cases/{case.pk}/").content.decode()
    assert "批示.pdf" in page and "手写签名" in page


def test_a_wrong_file_undoes_the_opinion_and_says_why(fleet: Fleet, case: Case) -> None:
    head = signed_in(fleet, "head")
    answer = head.post(
        f"/cases/{case.pk}/agree/", {"opinion": "同意。", "sent": file("木马.exe", b"MZ\0")}
    )
    assert answer.status_code == 422 and "木马.exe" in answer.content.decode()
    assert not CaseEvent.objects.filter(case=case, verb="同意").exists()


@pytest.mark.parametrize("text", ["10,10 x", "9999,1", "1,1;<script>", "10,201", "1 2"])
def test_a_signature_is_nothing_but_numbers_on_the_pad(fleet: Fleet, case: Case, text: str) -> None:
    assert agree(signed_in(fleet, "head"), case, signature=text) == 422


def test_one_signs_at_the_keyboard_with_ones_own_name_only(fleet: Fleet, case: Case) -> None:
    head, name = signed_in(fleet, "head"), fleet.persons["head"].name
    assert agree(head, case, signed_name="王晓敏") == 422
    assert agree(head, case, signed_name=f" {name} ") == 302
    kept = Attachment.objects.get(entity="cases.case", key=str(case.pk))
    assert kept.name == signing.TYPED


def test_a_name_stays_text_in_its_picture() -> None:
    assert b"<script" not in signing.typed("<script>").content


def test_ones_phrases_are_offered_where_opinions_are_written(fleet: Fleet, case: Case) -> None:
    head = signed_in(fleet, "head")
    head.post("/cases/phrases/", {"words": "请抓紧落实。"})
    assert "请抓紧落实。" in head.get(f"/cases/{case.pk}/deck/").content.decode()
    assert "请抓紧落实。" in head.post("/cases/agree/", {"case": case.pk}).content.decode()


def test_an_empty_pad_is_no_signature() -> None:
    assert signing.drawn("  ") is None
    drawn = signing.drawn(STROKES)
    assert drawn is not None and drawn.content.count(b"<polyline") == 2


def test_phrases_are_ones_own(fleet: Fleet, case: Case) -> None:
    head, clerk = signed_in(fleet, "head"), signed_in(fleet, "clerk")
    assert head.post("/cases/phrases/", {"words": "请抓紧落实。"}).status_code == 302
    assert "请抓紧落实。" in head.get(f"/cases/{case.pk}/").content.decode()
    kept = Phrase.objects.get()
    clerk.post("/cases/phrases/", {"remove": str(kept.pk)})
    assert Phrase.objects.exists() and "请抓紧" not in clerk.get("/cases/phrases/").content.decode()
    head.post("/cases/phrases/", {"remove": str(kept.pk)})
    assert not Phrase.objects.exists()


def test_what_came_with_an_opinion_is_not_taken_away_again(fleet: Fleet, case: Case) -> None:
    head = signed_in(fleet, "head")
    agree(head, case, sent=[file("批示.pdf", PDF)])
    paper = Attachment.objects.get()
    page = head.post(f"/papers/{paper.pk}/remove/", follow=True).content.decode()
    paper.refresh_from_db()
    assert paper.state == "在册" and "不能移除" in page


def test_several_cases_agreed_to_at_once_say_what_each_is_about(fleet: Fleet, case: Case) -> None:
    said = signed_in(fleet, "head").post("/cases/agree/", {"case": case.pk}).content.decode()
    request = Request.objects.get(pk=case.key)
    for words in ("目的地", request.destination, "出发时间", "乘车人数", "全部申请内容"):
        assert words in said, words
