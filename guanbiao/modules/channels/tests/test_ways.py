"""Which way a message goes is the table of the standard, and two for what is urgent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from guanbiao.modules.channels import jobs, rules
from guanbiao.modules.channels.models import Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post, own_rules
from guanbiao.modules.channels.tests.test_sending import NIGHT, PHONE, rows

TABLE = "tables/消息方式.csv"
MAIL = "wang@example.gov.cn"
ALL = "5.4,紧急消息用全部方式"


def urgent_by(post: Post, tmp_path: Path, ways: str, least: int) -> None:
    """A stricter unit: urgent messages open these ways only, and take so many."""
    own_rules(
        tmp_path,
        (TABLE, f"-,true,true,true,true,true,true,2,{ALL}", f"-,true,{ways},{least},{ALL}"),
    )


def everything(post: Post) -> None:
    for way, value in ((Way.MAIL, MAIL), (Way.SMS, PHONE), (Way.IM, "wangxm")):
        post.has(way, value)


def test_a_revised_row_counts_for_the_next_message(post: Post, tmp_path: Path) -> None:
    everything(post)
    post.told("task:1:1")
    jobs.run()
    assert rows(post) == dict.fromkeys(["mail", "sms", "im"], State.DONE)
    own_rules(
        tmp_path,
        (TABLE, "-,true,true,true,true,false,0,5.1", "-,true,false,false,false,false,0,5.1"),
    )
    post.told("task:2:1")
    jobs.run()
    found = Sending.objects.filter(message__event="task:2:1").exclude(way=Way.INBOX)
    assert [each.way for each in found] == [Way.MAIL]


def test_what_is_urgent_goes_by_the_ways_its_row_opens(post: Post, tmp_path: Path) -> None:
    urgent_by(post, tmp_path, "false,true,true,false,false", 2)
    everything(post)
    post.told("late:1:1")
    jobs.run()
    assert rows(post) == dict.fromkeys(["sms", "im"], State.DONE)


def test_another_way_makes_up_where_urgent_messages_would_take_one(
    post: Post, tmp_path: Path
) -> None:
    urgent_by(post, tmp_path, "false,true,false,false,false", 2)
    post.clock.now = NIGHT
    everything(post)
    post.told("late:1:1")
    jobs.run()
    assert rows(post) == dict.fromkeys(["sms", "mail"], State.DONE)


def test_an_urgent_message_that_fails_goes_by_whatever_else_there_is(
    post: Post, tmp_path: Path
) -> None:
    urgent_by(post, tmp_path, "false,true,false,false,false", 1)
    post.has(Way.SMS, PHONE)
    post.has(Way.MAIL, MAIL)
    post.told("late:1:1")
    post.wire.answer = 500
    for _ in range(jobs.TRIES):
        jobs.run()
        post.clock.now += dt.timedelta(hours=1)
    jobs.run()
    assert rows(post) == {"sms": State.FAILED, "mail": State.DONE}


@pytest.mark.parametrize(("more", "words"), [((), True), (((Way.SMS, PHONE),), False)])
def test_whoever_has_one_way_is_told_that_urgent_messages_take_two(
    post: Post, more: tuple[tuple[Way, str], ...], words: bool
) -> None:
    for way, value in ((Way.MAIL, MAIL), *more):
        post.has(way, value)
    page = post.client(post.me).get("/channels/").content.decode()
    assert ("紧急消息应同时用 2 种方式" in page) is words


def test_the_page_lists_what_comes_by_each_way(post: Post) -> None:
    unit, day = post.me.unit, post.clock.now.date()
    listed = rules.listed(unit, day)
    assert listed[Way.SMS] == ["待办", "会议", "督办"]
    assert "临近时限" in listed[Way.IM] and "临近时限" not in listed[Way.MAIL]
    page = post.client(post.me).get("/channels/").content.decode()
    assert "会发到这里：待办、会议、督办" in page


def test_a_table_that_cannot_decide_holds_up_nobody(post: Post, tmp_path: Path) -> None:
    own_rules(
        tmp_path, (TABLE, "命中策略,首个", "命中策略,唯一"),
        (TABLE, "6,-,-,", '6,"""转入新版""",-,'),
    )  # fmt: skip
    everything(post)
    post.told("late:1:1")
    post.told("copy:1:1")
    jobs.run()
    states = dict(Sending.objects.values_list("message__event", "state").exclude(way=Way.INBOX))
    assert states == {"copy:1:1": State.DONE}
    assert Sending.objects.filter(way=Way.INBOX).count() == 2
