"""Quiet hours of one's own widen those of the standard and never silence what is urgent."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.modules.channels import jobs, own, rules
from guanbiao.modules.channels.models import Rest, Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.modules.channels.tests.test_own import press
from guanbiao.modules.channels.tests.test_sending import PHONE, rows

HERE = dt.timezone(dt.timedelta(hours=8))
NOON = dt.datetime(2026, 6, 3, 12, 30, tzinfo=HERE)


def due(post: Post) -> str:
    found = Sending.objects.get(way=Way.SMS).due_at.astimezone(HERE)
    return f"{found:%d %H:%M}"


@pytest.mark.parametrize(
    ("hour", "begin", "end", "until"),
    [
        (12, "12:00", "14:00", "03 14:00"), (15, "12:00", "14:00", "03 15:30"),
        (21, "21:00", "08:00", "04 08:00"), (6, "21:00", "08:00", "03 08:00"),
        (21, "21:00", "22:30", "04 07:00"), (22, "06:00", "09:00", "04 09:00"),
        (7, "23:00", "06:00", "03 07:30"),
    ],
)  # fmt: skip
def test_a_text_waits_for_the_hours_of_the_standard_and_ones_own(
    post: Post, hour: int, begin: str, end: str, until: str
) -> None:
    own.rest(post.me, begin, end)
    post.clock.now = NOON.replace(hour=hour)
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    assert due(post) == until or rows(post) == {"sms": State.DONE}
    assert (rows(post)["sms"] == State.DONE) is (until.endswith("30"))


def test_what_is_urgent_rings_and_a_mail_goes_in_ones_own_hours_too(post: Post) -> None:
    own.rest(post.me, "12:00", "14:00")
    post.clock.now = NOON
    post.has(Way.SMS, PHONE)
    post.has(Way.MAIL, "wang@example.gov.cn")
    post.told("late:1:1")
    post.told("task:1:1")
    jobs.run()
    found = {(each.message.event, each.way): each.state
             for each in Sending.objects.exclude(way=Way.INBOX)}  # fmt: skip
    assert found == {
        ("late:1:1", "sms"): State.DONE, ("late:1:1", "mail"): State.DONE,
        ("task:1:1", "sms"): State.WAITING, ("task:1:1", "mail"): State.DONE,
    }  # fmt: skip


def test_what_is_tried_again_waits_for_hours_set_meanwhile(post: Post) -> None:
    post.clock.now = NOON - dt.timedelta(hours=1)
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    post.wire.answer = 500
    jobs.run()
    own.rest(post.me, "11:00", "14:00")
    post.wire.answer, post.clock.now = 200, NOON
    jobs.run()
    assert due(post) == "03 14:00"


def test_one_sets_and_gives_up_hours_on_ones_own_page(post: Post) -> None:
    client = post.client(post.me)
    assert "已设置您的免打扰时段" in press(client, "rest", begin="12:00", end="14:00")
    assert 'value="12:00"' in client.get("/channels/").content.decode()
    press(client, "rest", begin="13:00", end="14:30")
    assert str(Rest.objects.get().begin) == "13:00:00"
    press(client, "wake")
    assert not Rest.objects.exists()


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [("", "08:00", "请填写"), ("noon", "08:00", "请填写"), ("08:00", "08:00", "不能相同"),
     ("06:00", "23:00", "全天都不能发送")],
)  # fmt: skip
def test_hours_that_make_no_sense_or_leave_no_time_are_refused(
    post: Post, begin: str, end: str, words: str
) -> None:
    assert words in press(post.client(post.me), "rest", begin=begin, end=end)
    assert not Rest.objects.exists()


def test_hours_that_leave_no_time_after_a_revision_yield_to_the_standard(post: Post) -> None:
    Rest.objects.create(person=post.me, begin=dt.time(6), end=dt.time(23))
    hours = own.rests_of({post.me.pk})[post.me.pk]
    assert rules.not_before(Way.SMS, False, post.me.unit, NOON, hours) == NOON
