"""What people see and press on the page of a case."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanbiao.exchange.models import Export
from guanbiao.exchange.sheets import read as read_sheet
from guanbiao.gate.models import Case
from guanbiao.modules.cases.tests.conftest import Office


def at(office: Office, name: str = "case", *args: object) -> str:
    return reverse(f"cases.{name}", args=[office.case.pk, *args])


def beside(page: str, field: str) -> str:
    """What stands between a field and the end of the form's line."""
    return page[page.index(field) :].partition("</div>")[0]


def test_sending_back_without_words_says_so_beside_the_words(office: Office) -> None:
    client = office.client(office.bureau.head)
    answer = client.post(at(office, "case_act", "send_back"), {"opinion": " ", "back": "row"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有办成" in page
    assert "请写明理由" in beside(page, 'id="opinion"') and 'aria-invalid="true"' in page
    assert "请写明理由" not in beside(page, 'id="say-back"')
    assert Case.objects.get(pk=office.case.pk).state == "running"


def test_sending_back_to_a_stage_without_words_opens_its_form_again(office: Office) -> None:
    client = office.client(office.bureau.head)
    page = client.post(at(office, "case_act", "send_back"), {"node": ""}).content.decode()
    assert "<details open><summary>退回到指定环节" in page
    assert "请写明理由" in beside(page, 'id="say-back"') and "aria-invalid" not in page


def test_a_person_nobody_knows_is_told_beside_the_name(office: Office) -> None:
    client = office.client(office.bureau.head)
    draft = {"to_person": "无此人", "opinion": "请代为审核"}
    page = client.post(at(office, "case_act", "transfer"), draft).content.decode()
    assert "<details open><summary>转办" in page and 'value="无此人"' in page
    assert "没有“无此人”" in beside(page, 'id="to-transfer"')
    assert 'value="请代为审核"' in beside(page, 'id="say-transfer"')
    assert "请代为审核" not in beside(page, 'id="opinion"')


def test_the_page_shows_drawing_trace_and_deck(office: Office) -> None:
    text = office.client(office.bureau.head).get(at(office)).content.decode()
    assert "<svg" in text and "单位负责人审批" in text
    for words in ("同意", "不同意", "退回", "转办", "委派", "加签", "抄送"):
        assert words in text
    whole = office.client(office.bureau.head).get(at(office), {"all": "1"}).content.decode()
    assert whole.count("<li class=") > text.count("<li class=")


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("head", 200), ("stranger", 404), ("deputy", 404)]
)
def test_a_case_is_seen_by_those_who_have_a_part_in_it(
    office: Office, who: str, status: int
) -> None:
    person = getattr(office.bureau, who, None) or office.deputy
    assert office.client(person).get(at(office)).status_code == status


def test_whoever_was_sent_a_copy_may_read_it(office: Office) -> None:
    office.done("copy", office.bureau.head, people="S0101")
    assert office.client(office.deputy).get(at(office)).status_code == 200


def test_the_head_agrees_on_the_page(office: Office) -> None:
    client = office.client(office.bureau.head)
    refused = client.post(at(office, "case_act", "disagree"))
    assert refused.status_code == 422 and "请写明理由" in refused.content.decode()
    assert client.post(at(office, "case_act", "agree"), {"opinion": "同意"}).status_code == 302
    office.case.refresh_from_db()
    assert office.case.state == "done"


def test_the_administrator_lists_cases_by_tab(office: Office) -> None:
    client = office.client(office.keeper)
    for tab in ("running", "vacant", "late", "ended", "nothing"):
        assert client.get(reverse("cases.cases"), {"tab": tab}).status_code == 200
    assert office.case.number in client.get(reverse("cases.cases")).content.decode()
    assert office.client(office.bureau.clerk).get(reverse("cases.cases")).status_code == 403


def test_words_stay_words(office: Office) -> None:
    office.done("urge", office.bureau.clerk, opinion="<script>alert(1)</script>")
    text = office.client(office.bureau.head).get(at(office)).content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;" in text


def test_the_list_says_where_a_case_hangs_and_with_whom(office: Office) -> None:
    text = office.client(office.keeper).get(reverse("cases.cases")).content.decode()
    for words in ("当前环节", "单位负责人审批", office.bureau.head.name, "到期"):
        assert words in text, words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "无此人"}, False), ({"late": "1"}, False), ({"from": "2099-01-01"}, False),
        ({"order": "due"}, True), ({"to": "2099-01-01"}, True), ({"business": "无"}, True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_like_those_of_the_desk(
    office: Office, query: dict[str, str], found: bool
) -> None:
    answer = office.client(office.keeper).get(reverse("cases.cases"), query)
    assert (office.case.number in answer.content.decode()) == found


def test_the_list_is_taken_out_as_it_was_narrowed(office: Office) -> None:
    client, path = office.client(office.keeper), reverse("cases.cases_file")
    for query, found in (("", True), ("?who=无此人", False)):
        answer = client.post(path + query)
        sheet = read_sheet(b"".join(answer.streaming_content))
        assert sheet[0][3:5] == ["当前环节", "办理人"]
        assert any(office.case.number in row for row in sheet) == found
    assert Export.objects.filter(entity="cases.case").exclude(seal="").count() == 2
    assert office.client(office.bureau.clerk).post(path).status_code == 403
    assert Client().post(path).status_code == 302
