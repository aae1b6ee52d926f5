"""What people see of supervision and of the handling of cases."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from guanbiao.gate.models import Case, CaseEvent, Task
from guanbiao.modules.oversight.models import Matter
from guanbiao.modules.oversight.tests.makers import Clock, Office
from tests.gate.makers import passage


def page(office: Office, who: str, name: str, *args: object, **query: object) -> str:
    answer = office.client(who).get(reverse(f"oversight.{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_supervisor_registers_a_matter_on_a_page(office: Office) -> None:
    client = office.client("supervisor")
    address = reverse("oversight.register")
    refused = client.post(address, office.wish(basis=""))
    assert refused.status_code == 422
    assert "写明依据的会议" in refused.content.decode()
    assert "完成办公楼照明改造" in refused.content.decode()
    assert client.post(address, office.wish()).status_code == 302
    assert "完成办公楼照明改造" in page(office, "supervisor", "matters")


def test_the_owner_reports_on_the_page_of_the_matter(office: Office) -> None:
    matter = office.matter()
    address = reverse("oversight.matter_act", args=[matter.pk, "report"])
    client = office.client("owner")
    short = client.post(address, {"words": "正在办", "progress": "10"})
    assert short.status_code == 422 and "正在办" in short.content.decode()
    sent = client.post(address, {"words": "已完成三层灯具更换并验收", "progress": "40"})
    assert sent.status_code == 302
    assert "三层灯具" in page(office, "owner", "matter", matter.pk)


def test_an_overdue_matter_is_red(office: Office, clock: Clock) -> None:
    office.matter()
    clock.on(7, 4)
    assert "超期 3 天" in page(office, "supervisor", "matters", view="late")
    assert "没有督办事项" in page(office, "supervisor", "matters", view="closing")


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("owner", 200), ("head", 200), ("deputy", 200), ("auditor", 200),
     ("colleague", 404), ("stranger", 404)],
)  # fmt: skip
def test_a_matter_is_seen_by_those_it_concerns(office: Office, who: str, status: int) -> None:
    matter = office.matter()
    answer = office.client(who).get(reverse("oversight.matter", args=[matter.pk]))
    assert answer.status_code == status


def test_words_on_a_page_stay_words(office: Office) -> None:
    matter = office.matter(title="<script>alert(1)</script>改造")
    assert "<script>alert(1)" not in page(office, "supervisor", "matter", matter.pk)


def handled(office: Office, minutes: int, verb: str, late: bool = False) -> Case:
    """A closed case of one step, as the gate would have left it."""
    at = dt.datetime(2026, 6, 2, 3, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    with passage():
        case = Case.objects.create(
            number=f"BJ-{Case.objects.count()}", title="用车", act="a.b.c", entity="a.b", key="1",
            unit=office.units["organ"], applicant=office.persons["owner"], process="head",
            edition_digest="", clause="6.1", state="done", opened_at=at, closed_at=at,
        )  # fmt: skip
        Task.objects.create(case=case, number=1, stage="head", label="单位负责人审批", state="done",
                            opened_at=at, due_at=at - dt.timedelta(hours=1 if late else -1),
                            done_at=at, done_by=office.persons["head"])  # fmt: skip
        CaseEvent.objects.create(
            case=case, at=at, actor=office.persons["head"], verb=verb, stage="单位负责人审批",
            minutes=minutes, receipt=uuid.uuid4(), number=1, words="", body={},
        )  # fmt: skip
    return case


def test_efficiency_counts_medians_returns_and_lateness(office: Office) -> None:
    for minutes, verb, late in ((10, "同意", False), (20, "同意", True), (60, "退回", False)):
        handled(office, minutes, verb, late)
    assert page(office, "supervisor", "efficiency", month="9999-12")
    text = page(office, "supervisor", "efficiency", month="2026-06")
    row = text[text.index("单位负责人审批") :]
    cells = [part.split("<")[0] for part in row.split('<td class="num">')[1:6]]
    assert cells == ["3", "20", "52", "66.7%", "33.3%"]
    assert "66.7%" in text.partition("一次办结率")[2][:60]


@pytest.mark.parametrize("by", ["stage", "person", "unit"])
def test_every_line_opens_its_rows(office: Office, by: str) -> None:
    case = handled(office, 10, "同意")
    key = {"stage": "单位负责人审批", "person": office.persons["head"].pk,
           "unit": office.units["organ"].pk}[by]  # fmt: skip
    assert case.number in page(office, "supervisor", "efficiency_rows", by=by, key=key,
                               month="2026-06")  # fmt: skip
    assert case.number not in page(office, "supervisor", "efficiency_rows", by=by, key=key,
                                   month="2026-05")  # fmt: skip


def test_efficiency_of_other_units_is_not_counted(office: Office) -> None:
    handled(office, 10, "同意")
    assert "单位负责人审批" in page(office, "head", "efficiency", month="2026-06")
    answer = office.client("owner").get(reverse("oversight.efficiency"))
    assert answer.status_code == 403


def test_a_strange_month_or_grouping_is_no_fault(office: Office) -> None:
    page(office, "supervisor", "efficiency", month="2026-99", by="nothing")
    rows = reverse("oversight.efficiency_rows")
    assert office.client("supervisor").get(rows, {"by": "person", "key": "x"}).status_code == 404


def test_a_verb_nobody_knows_leads_back(office: Office) -> None:
    matter = office.matter()
    address = reverse("oversight.matter_act", args=[matter.pk, "explode"])
    assert office.client("supervisor").post(address).status_code == 302
    assert Matter.objects.get().state == matter.state
