"""What must hold when things go wrong: retries, other ways, floods of codes, odd titles, scope."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from guanbiao.modules.channels import jobs
from guanbiao.modules.channels.models import Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post, own_rules
from guanbiao.people.models import Person
from guanbiao.people.models import Post as Place
from tests.gate.makers import passage

PHONE = "13900000001"
HERE = dt.timezone(dt.timedelta(hours=8))
BEFORE_NIGHT = dt.datetime(2026, 6, 3, 21, 59, tzinfo=HERE)


def test_a_text_tried_again_does_not_ring_at_night(post: Post) -> None:
    post.clock.now = BEFORE_NIGHT
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    post.wire.answer = 500
    jobs.run()
    asked = len(post.wire.texts("/send"))
    for _ in range(60):
        post.clock.now += dt.timedelta(minutes=5)
        jobs.run()
    assert len(post.wire.texts("/send")) == asked
    post.wire.answer, post.clock.now = 200, BEFORE_NIGHT + dt.timedelta(hours=9, minutes=2)
    jobs.run()
    assert Sending.objects.get(way=Way.SMS).state == State.DONE


def test_what_the_clock_missed_by_day_does_not_ring_at_night(post: Post) -> None:
    post.clock.now = BEFORE_NIGHT
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.lay_out()
    post.clock.now += dt.timedelta(hours=2)
    jobs.run()
    assert post.wire.sent == []


def _mail_fails(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    for _ in range(jobs.TRIES):
        jobs.run()
        post.clock.now += dt.timedelta(hours=1)
    jobs.run()


@pytest.mark.parametrize(("event", "off"), [("copy:1:1", False), ("task:1:1", True)])
def test_another_way_is_one_the_standard_opens_and_the_person_wants(
    post: Post, monkeypatch: pytest.MonkeyPatch, event: str, off: bool
) -> None:
    post.has(Way.MAIL, "wang@example.gov.cn")
    phone = post.has(Way.SMS, PHONE)
    type(phone).objects.filter(pk=phone.pk).update(wanted=not off)
    post.told(event)
    _mail_fails(post, monkeypatch)
    assert Sending.objects.get(way=Way.MAIL).state == State.FAILED
    assert post.wire.sent == []


def test_taking_an_address_away_does_not_win_another_code(post: Post) -> None:
    client = post.client(post.me)
    for number in range(5):
        client.post(
            "/channels/",
            {"do": "ask", "way": "sms", "agree": "1", "address": f"1390000000{number}"},
        )
        client.post("/channels/", {"do": "remove", "way": "sms"})
    assert len(post.wire.texts("/send")) == 1


def test_one_odd_message_does_not_keep_the_others(post: Post) -> None:
    post.has(Way.MAIL, "wang@example.gov.cn")
    post.has(Way.SMS, PHONE)
    post.told("task:1:1", "待办：审批\n第二行")
    post.told("task:2:1")
    jobs.run()
    assert set(Sending.objects.values_list("state", flat=True)) == {State.DONE}


def test_the_log_reaches_as_far_as_the_grant(post: Post, tmp_path: Path) -> None:
    own_rules(
        tmp_path,
        ("grants/channels.toml", 'scope = "all"', 'scope = "unit"'),
        ("grants/channels.toml", "系统管理员", "通道管理员"),
    )
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    bureau = post.bureau
    with passage():
        stranger = Person.objects.create(staff_no="S1", name="赵某", unit=bureau.other)
        for unit, who in ((post.me.unit, bureau.head), (bureau.other, stranger)):
            Place.objects.create(person=who, unit=unit, role="通道管理员",
                                 from_day=dt.date(2020, 1, 1))  # fmt: skip
    near, far = (
        post.client(who).get("/channels/log/").content.decode() for who in (bureau.head, stranger)
    )
    assert post.me.name in near and "已发 1 条" in near
    assert post.me.name not in far and "已发 1 条" not in far


def test_a_refused_token_says_so_and_is_not_kept(post: Post) -> None:
    post.has(Way.IM, "wangxm")
    post.told("task:1:1")
    post.wire.token = {"errcode": 40001}
    jobs.run()
    assert "40001" in Sending.objects.get(way=Way.IM).words
    assert post.wire.texts("message/send") == []
