"""The lists of the desk: narrowed in the address, ordered, and never wider than one's own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanbiao.gate.models import Task
from guanbiao.modules.cases.tests.conftest import Clock, Office, clock, office
from guanbiao.modules.desk.asked import OPEN, Asked
from guanbiao.modules.desk.models import CopyRead
from guanbiao.modules.desk.tests.test_guides import read, signed_in
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["clock", "fleet", "office"]


@pytest.fixture
def task(fleet: Fleet, clock: Clock) -> Task:
    """A request waits for the head."""
    clock.now = makers.NOW
    a_request(fleet)
    return Task.objects.select_related("case__applicant__unit").get(state="open")


def shown(
    fleet: Fleet, task: Task, reader: str = "head", page: str = "/todo/", **query: str
) -> bool:
    return task.case.title in read(signed_in(fleet, reader), page, **query)


def test_a_task_is_found_by_number_business_applicant_and_unit(fleet: Fleet, task: Task) -> None:
    applicant = task.case.applicant
    for query in (
        {"q": task.case.number}, {"q": task.case.title[:6]}, {"business": "vehicles"},
        {"who": applicant.name}, {"who": applicant.unit.name[:3]},
    ):  # fmt: skip
        assert shown(fleet, task, **query), query
    for query in ({"q": "YC-0"}, {"business": "meetings"}, {"who": "没有这个人"}):
        assert not shown(fleet, task, **query), query


def test_a_task_is_found_by_its_days(fleet: Fleet, task: Task) -> None:
    today = timezone.localdate(task.opened_at)
    due = timezone.localdate(task.due_at)
    before, after = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    assert shown(fleet, task, **{"from": str(today), "to": str(today)})
    assert not shown(fleet, task, **{"from": str(after)})
    assert not shown(fleet, task, to=str(before))
    assert shown(fleet, task, due=str(due))
    assert not shown(fleet, task, due=str(due + dt.timedelta(days=1)))
    assert shown(fleet, task, due="2026-13-40"), "what cannot be meant is passed over"


def test_only_what_is_late(fleet: Fleet, task: Task, clock: Clock) -> None:
    assert not shown(fleet, task, late="1")
    clock.now = makers.NOW + dt.timedelta(days=3)
    assert shown(fleet, task, late="1")


def test_each_day_of_the_portal_leads_to_what_falls_due(fleet: Fleet, task: Task) -> None:
    due = timezone.localdate(task.due_at)
    assert f'href="/todo/?due={due}"' in read(signed_in(fleet, "head"), "/")


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_narrowing_shows_nobody_what_is_not_hers(fleet: Fleet, task: Task, who: str) -> None:
    for page in ("/todo/", "/done/", "/started/", "/copied/", "/overdue/"):
        assert not shown(fleet, task, who, page, q=task.case.number)


def test_one_s_own_cases_are_found_by_number_and_day(fleet: Fleet, task: Task) -> None:
    today = str(timezone.localdate(task.opened_at))
    assert shown(fleet, task, "clerk", "/started/", q=task.case.number, to=today)
    assert not shown(fleet, task, "clerk", "/started/", q=task.case.number, to="2026-01-01")


def test_the_order_is_chosen_and_stays(fleet: Fleet, task: Task) -> None:
    rows = Task.objects.all()
    asked = {name: Asked.of(OPEN, {"order": name}).rows(rows) for name in ("", "opened", "x")}
    assert asked[""].query.order_by == ("due_at", "opened_at", "pk")
    assert asked["opened"].query.order_by == ("-opened_at", "-pk")
    assert asked["x"].query.order_by == asked[""].query.order_by
    page = read(signed_in(fleet, "head"), "/todo/", order="opened", who="科")
    assert '<option value="opened" selected>' in page


def test_what_was_copied_is_read_once_it_was_opened(office: Office) -> None:
    office.done("copy", office.bureau.head, people="S0101")
    reader = office.client(office.deputy)
    title, at = office.case.title, f"/cases/{office.case.pk}/"
    assert title in read(reader, "/copied/", read="no")
    assert title not in read(reader, "/copied/", read="yes")
    assert f'href="{at}"' in read(reader, "/copied/")
    assert reader.get(at).status_code == 200
    assert title in read(reader, "/copied/", read="yes")
    assert title not in read(reader, "/copied/", read="no")


def test_whoever_was_sent_no_copy_leaves_no_mark(office: Office) -> None:
    assert office.client(office.bureau.head).get(f"/cases/{office.case.pk}/").status_code == 200
    assert not CopyRead.objects.exists()


@pytest.mark.parametrize("page", ["/todo/", "/started/"])
def test_more_rows_ask_no_more_of_the_database(fleet: Fleet, task: Task, page: str) -> None:
    """Whether something was published is asked by the clock, so it is not counted."""
    client = signed_in(fleet, "head" if page == "/todo/" else "clerk")
    counts = []
    for hour in (8, 10):
        read(client, page)
        with CaptureQueriesContext(connection) as queries:
            read(client, page, q="BJ", who="科", business="vehicles")
        asked = [q["sql"] for q in queries.captured_queries]
        counts.append(len([each for each in asked if "library_publication" not in each]))
        a_request(fleet, depart_at=f"2026-06-08 {hour:02d}:30", return_at="2026-06-08 11:30")
    assert counts[0] == counts[1]


def test_many_are_offered_only_where_one_can_be_chosen(fleet: Fleet, task: Task) -> None:
    assert "批量同意" in read(signed_in(fleet, "head"), "/todo/")
    makers.a_waiting(fleet)
    page = read(signed_in(fleet, "dispatcher"), "/todo/")
    assert "派车" in page and "批量同意" not in page and "data-choose-all" not in page
