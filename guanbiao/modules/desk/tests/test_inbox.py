"""The inbox: what is told there, who opens it, and where it leads."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.models import Case
from guanbiao.modules.desk.models import Message
from guanbiao.modules.desk.public import send
from guanbiao.modules.desk.tests.test_guides import read, signed_in
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request

__all__ = ["fleet", "still_clock"]


def told(fleet: Fleet, title: str, entity: str = "", key: object = "") -> Message:
    send([fleet.persons["clerk"].pk], f"test:{title}", title, entity, key)
    return Message.objects.get(title=title)


def test_opening_a_message_marks_it_and_leads_to_what_it_is_about(fleet: Fleet) -> None:
    request = a_request(fleet)
    message = told(fleet, "车来了", "vehicles.request", request.pk)
    clerk = signed_in(fleet, "clerk")
    assert f'href="/messages/{message.pk}/"' in read(clerk, "/")
    answer = clerk.get(f"/messages/{message.pk}/")
    assert answer["Location"] == f"/vehicles/request/{request.pk}/"
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    clerk.get(f"/messages/{message.pk}/")
    message.refresh_from_db()
    assert message.read_at == first


def test_the_bell_counts_what_was_not_opened(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    one, _ = told(fleet, "第一条"), told(fleet, "第二条")
    assert "消息，2 条未读" in read(clerk, "/messages/")
    clerk.get(f"/messages/{one.pk}/")
    assert "消息，1 条未读" in read(clerk, "/messages/")


def test_the_inbox_shows_what_was_not_opened_alone(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    one, _ = told(fleet, "第一条"), told(fleet, "第二条")
    clerk.get(f"/messages/{one.pk}/")
    assert "第一条" in read(clerk, "/messages/")
    page = read(clerk, "/messages/", show="unread")
    assert "第一条" not in page and "第二条" in page
    clerk.post("/messages/read/")
    assert "没有未读消息" in read(clerk, "/messages/", show="unread")


@pytest.mark.parametrize("who", ["colleague", "head", "stranger", "auditor"])
def test_nobody_opens_the_message_of_another(fleet: Fleet, who: str) -> None:
    message = told(fleet, "只给她")
    read(signed_in(fleet, who), f"/messages/{message.pk}/", status=404)
    assert Client().get(f"/messages/{message.pk}/")["Location"].startswith("/login/")
    message.refresh_from_db()
    assert message.read_at is None


def unread(fleet: Fleet, who: str) -> list[str]:
    deliver_waiting()
    rows = Message.objects.filter(person=fleet.persons[who], read_at=None).order_by("pk")
    return [title.partition("：")[0] for title in rows.values_list("title", flat=True)]


def test_what_was_told_of_a_task_is_read_once_it_is_done_or_taken_back(fleet: Fleet) -> None:
    for end in ("done", "withdrawn"):
        asked = a_request(fleet)
        case = Case.objects.get(entity="vehicles.request", key=str(asked.pk))
        fleet.done("cases.case.urge", "clerk", case, opinion="请尽快")
        assert unread(fleet, "head") == ["待办", "催办"]
        if end == "done":
            fleet.decided("agree", "head", asked, opinion="同意")
            assert unread(fleet, "dispatcher") == ["待办"]
        else:
            fleet.done("request.withdraw", "clerk", asked)
        assert unread(fleet, "head") == []
    assert unread(fleet, "dispatcher") == ["待办"] and unread(fleet, "clerk")[0] == "进展"


def test_messages_of_before_about_tasks_that_ended_are_read_by_the_migration(fleet: Fleet) -> None:
    done, waits = a_request(fleet), a_request(fleet, depart_at="2026-06-05 09:00")
    deliver_waiting()
    fleet.decided("agree", "head", done, opinion="同意")
    deliver_waiting()
    Message.objects.update(read_at=None)
    with connection.cursor() as cursor:
        cursor.execute(
            import_module("guanbiao.modules.desk.migrations.0003_tasks_that_ended").SETTLE
        )
    assert unread(fleet, "head") == ["待办"]
    assert Message.objects.get(person=fleet.persons["head"], read_at=None).key == str(waits.pk)


def test_a_message_about_nothing_leads_back_to_the_inbox(fleet: Fleet) -> None:
    message = told(fleet, "平台升级")
    assert signed_in(fleet, "clerk").get(f"/messages/{message.pk}/")["Location"] == "/messages/"
