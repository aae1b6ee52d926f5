"""A message leaves the inbox as the standard says: once, in time, by another way if need be."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

import httpx2
import pytest
from django.conf import settings
from django.core import mail

from guanbiao.modules.channels import jobs
from guanbiao.modules.channels.models import Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from tests.gate.makers import passage

PHONE = "13900000001"
NIGHT = dt.datetime(2026, 6, 3, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
EARLY = NIGHT + dt.timedelta(hours=6)


def rows(post: Post) -> dict[str, str]:
    """Way → state of all that left or will."""
    found = Sending.objects.exclude(way=Way.INBOX).values_list("way", "state")
    return dict(found)


def test_a_task_goes_by_all_the_ways_the_standard_opens(post: Post) -> None:
    post.has(Way.MAIL, "wang@example.gov.cn")
    post.has(Way.SMS, PHONE)
    post.has(Way.IM, "wangxm")
    post.told("task:1:1")
    jobs.run()
    assert rows(post) == dict.fromkeys(["mail", "sms", "im"], State.DONE)
    assert mail.outbox[0].to == ["wang@example.gov.cn"] and "图书入架" in mail.outbox[0].subject
    (text,) = post.wire.texts("/send")[:1]
    assert json.loads(text)["phone"] == PHONE


def test_what_leaves_by_text_names_no_matter(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.has(Way.IM, "wangxm")
    post.told("task:1:1", "待办：审批——张三的病假")
    jobs.run()
    assert all("张三" not in body for _, body in post.wire.sent)
    assert any("待办" in body for _, body in post.wire.sent)


def test_a_copy_is_no_matter_for_a_text(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.told("copy:1:1")
    jobs.run()
    assert rows(post) == {}


def test_nothing_is_sent_twice_however_often_the_clock_rings(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    for _ in range(3):
        jobs.run()
    assert len(post.wire.texts("/send")) == 1
    assert Sending.objects.filter(way=Way.INBOX).count() == 1


def test_an_address_not_confirmed_gets_nothing(post: Post) -> None:
    address = post.has(Way.SMS, PHONE)
    type(address).objects.update(confirmed_at=None)
    post.told("late:1:1")
    jobs.run()
    assert rows(post) == {} and post.wire.sent == []


@pytest.mark.parametrize("moment", [NIGHT, EARLY])
def test_at_night_a_text_waits_until_seven_also_across_midnight(
    post: Post, moment: dt.datetime
) -> None:
    post.clock.now = moment
    post.has(Way.SMS, PHONE)
    post.has(Way.MAIL, "wang@example.gov.cn")
    post.told("task:1:1")
    jobs.run()
    assert rows(post) == {"sms": State.WAITING, "mail": State.DONE}
    due = Sending.objects.get(way=Way.SMS).due_at.astimezone(NIGHT.tzinfo)
    assert (due.day, due.hour, due.minute) == (4, 7, 0)
    post.clock.now = due
    jobs.run()
    assert rows(post)["sms"] == State.DONE


def test_what_is_urgent_rings_at_night_on_every_way_even_if_switched_off(post: Post) -> None:
    post.clock.now = NIGHT
    for way, value in ((Way.SMS, PHONE), (Way.IM, "wangxm"), (Way.MAIL, "w@example.gov.cn")):
        address = post.has(way, value)
        type(address).objects.update(wanted=False)
    post.told("late:1:1", "超时：审批")
    jobs.run()
    assert rows(post) == dict.fromkeys(["sms", "im", "mail"], State.DONE)


def test_a_way_switched_off_gets_nothing_that_is_not_urgent(post: Post) -> None:
    address = post.has(Way.SMS, PHONE)
    type(address).objects.update(wanted=False)
    post.told("task:1:1")
    jobs.run()
    assert rows(post) == {}


def test_after_the_daily_most_a_text_stays_in_the_inbox(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    for number in range(21):
        post.told(f"task:{number}:1")
    jobs.run()
    states = list(Sending.objects.filter(way=Way.SMS).values_list("state", flat=True))
    assert states.count(State.DONE) == 20 and states.count(State.LEFT) == 1
    post.told("late:1:1", "超时：审批")
    jobs.run()
    assert Sending.objects.get(message__event="late:1:1", way=Way.SMS).state == State.DONE


@pytest.mark.parametrize("answer", [500, httpx2.ConnectTimeout("slow")])
def test_what_does_not_arrive_is_tried_again_then_goes_by_another_way(
    post: Post, answer: object
) -> None:
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    post.wire.answer = answer
    jobs.run()
    assert rows(post) == {"sms": State.WAITING}
    post.has(Way.MAIL, "wang@example.gov.cn")
    for _ in range(jobs.TRIES):
        post.clock.now += dt.timedelta(hours=1)
        jobs.run()
    assert rows(post) == {"sms": State.FAILED, "mail": State.DONE}
    assert Sending.objects.get(way=Way.SMS).tries == jobs.TRIES


def test_a_token_that_grew_old_is_asked_anew(post: Post) -> None:
    post.has(Way.IM, "wangxm")
    post.told("task:1:1")
    post.wire.answer = 42001
    jobs.run()
    assert len(post.wire.texts("gettoken")) == 2
    assert "42001" in Sending.objects.get(way=Way.IM).words


def test_the_gateway_can_tell_who_asks(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx2.Request] = []
    monkeypatch.setattr(post.wire, "handle", lambda r: seen.append(r) or httpx2.Response(200))
    monkeypatch.setattr(
        "guanbiao.modules.channels.adapters.wire.client",
        lambda: httpx2.Client(transport=httpx2.MockTransport(post.wire.handle)),
    )
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    moment, body = seen[0].headers["X-Timestamp"], seen[0].content.decode()
    mark = hmac.new(b"s3", f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    assert seen[0].headers["X-Signature"] == mark


def test_a_plain_address_is_never_asked(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMS_URL", "http://sms.example.gov.cn/send")
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    assert post.wire.sent == [] and "不是 https" in Sending.objects.get(way=Way.SMS).words


def test_an_old_message_stays_in_the_inbox(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    post.clock.now += dt.timedelta(days=2)
    jobs.run()
    assert rows(post) == {}


@pytest.mark.parametrize(
    ("event", "ways"),
    [("matter:1:up:2026-06-03:2", ["mail", "sms"]), ("standards.asked:7", ["mail"]),
     ("review:1:30", ["mail"]), ("nobody:1", [])],
)  # fmt: skip
def test_each_source_of_messages_has_its_kind(post: Post, event: str, ways: list[str]) -> None:
    post.has(Way.MAIL, "wang@example.gov.cn")
    post.has(Way.SMS, PHONE)
    post.told(event)
    jobs.run()
    assert sorted(rows(post)) == ways


def test_whoever_has_left_gets_nothing_more(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    message = post.told("late:1:1")
    with passage():
        type(post.me).objects.filter(pk=message.person_id).update(active=False)
    jobs.run()
    assert rows(post) == {} and post.wire.sent == []
