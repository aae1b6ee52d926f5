"""One's own addresses: proved by a code, sealed at rest, nobody else's business."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from guanbiao.modules.channels import jobs, own
from guanbiao.modules.channels.models import Address, Asked, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.people.models import Consent, Person
from guanbiao.people.models import Post as Place
from tests.gate.makers import passage

PHONE = "13900000001"


def code(post: Post) -> str:
    """The last code that was sent."""
    texts = post.wire.texts("/send")
    found = [each for text in texts for each in re.findall(r"验证码 (\d{6})", text)]
    return str(found[-1])


def press(client: Client, do: str, **typed: str) -> str:
    answer = client.post("/channels/", {"do": do, "way": "sms", **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_address_is_good_once_the_code_came_back(post: Post) -> None:
    client = post.client(post.me)
    assert "验证码已发到" in press(client, "ask", agree="1", address=PHONE)
    assert "验证码不对" in press(
        client, "confirm", code="000000" if code(post) != "000000" else "1"
    )
    assert "已验证" in press(client, "confirm", code=code(post))
    assert Address.objects.get().confirmed_at is not None
    assert PHONE not in Address.objects.get().value_sealed
    page = client.get("/channels/").content.decode()
    assert "139****0001" in page and PHONE not in page
    press(client, "off")
    assert Address.objects.get().wanted is False
    press(client, "remove")
    assert not own.kept().exists()


def test_a_code_is_for_one_person_ten_minutes_and_five_tries(post: Post) -> None:
    me, client = post.me, post.client(post.me)
    press(client, "ask", agree="1", address=PHONE)
    right = code(post)
    for _ in range(own.TRIES):
        press(client, "confirm", code="12345x")
    assert "次数过多" in press(client, "confirm", code=right)
    post.clock.now += dt.timedelta(minutes=2)
    press(client, "ask", agree="1", address=PHONE)
    other: Person = post.bureau.head
    with pytest.raises(own.Refused, match="过期"):
        own.confirm(other, Way.SMS, code(post))
    post.clock.now += dt.timedelta(minutes=11)
    with pytest.raises(own.Refused, match="过期"):
        own.confirm(me, Way.SMS, code(post))


def test_a_new_address_leaves_the_good_one_until_its_code_came_back(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    client = post.client(post.me)
    press(client, "ask", agree="1", address="13900000002")
    page = client.get("/channels/").content.decode()
    assert "139****0001" in page and "139****0002" in page
    post.told("task:1:1")
    jobs.run()
    assert PHONE in post.wire.texts("/send")[-1]
    press(client, "confirm", code=code(post))
    post.told("task:2:1")
    jobs.run()
    assert "13900000002" in post.wire.texts("/send")[-1]


def test_whoever_thinks_better_of_it_keeps_the_good_address(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    client = post.client(post.me)
    press(client, "ask", agree="1", address="13900000002")
    right = code(post)
    press(client, "keep")
    assert "过期" in press(client, "confirm", code=right)
    assert own.value_of(Address.objects.get()) == PHONE
    assert "139****0002" not in client.get("/channels/").content.decode()


def test_five_wrong_codes_do_not_cost_the_good_address(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    client = post.client(post.me)
    press(client, "ask", agree="1", address="13900000002")
    for _ in range(own.TRIES + 1):
        press(client, "confirm", code="12345x")
    post.told("task:1:1")
    jobs.run()
    assert PHONE in post.wire.texts("/send")[-1]


def test_an_address_no_code_could_be_sent_to_is_not_kept(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    client = post.client(post.me)
    post.wire.answer = 500
    assert "验证码没有发出" in press(client, "ask", agree="1", address="13900000002")
    assert "139****0002" not in client.get("/channels/").content.decode()
    assert own.value_of(Address.objects.get()) == PHONE
    assert "一分钟后" in press(client, "ask", address="13900000002")


def test_a_consent_without_an_address_may_be_withdrawn_too(post: Post) -> None:
    client = post.client(post.me)
    post.wire.answer = 500
    assert "撤回同意" in press(client, "ask", agree="1", address=PHONE)
    assert not own.kept().exists() and own.agreed(post.me, Way.SMS)
    press(client, "remove")
    assert not own.agreed(post.me, Way.SMS)


def test_a_person_asks_for_ten_codes_a_day_and_no_more(post: Post) -> None:
    for number in range(10):
        post.asks(post.me, Way.SMS, f"1390000000{number}")
        post.clock.now += own.AGAIN
    with pytest.raises(own.Refused, match="10 次"):
        post.asks(post.me, Way.MAIL, "wang@example.gov.cn")
    post.asks(post.bureau.head, Way.MAIL, "wang@example.gov.cn")
    post.clock.now += dt.timedelta(days=1)
    post.asks(post.me, Way.SMS, PHONE)


def test_one_address_gets_five_codes_a_day_whoever_asks(post: Post) -> None:
    people = [post.me, post.bureau.head]
    for turn in range(5):
        post.asks(people[turn % 2], Way.MAIL, "Victim@example.gov.cn")
        post.clock.now += own.AGAIN
    with pytest.raises(own.Refused, match="5 次"):
        post.asks(post.me, Way.MAIL, "victim@example.gov.cn")
    assert len(mail.outbox) == 5


def test_who_asked_is_forgotten_after_two_days_and_the_minute_is_not_won_by_it(post: Post) -> None:
    post.asks(post.me, Way.SMS, PHONE)
    jobs.run()
    assert Asked.objects.count() == 1 and PHONE not in Asked.objects.get().mark
    post.clock.now += own.KEPT + own.AGAIN
    jobs.run()
    assert not Asked.objects.exists()


def test_codes_are_not_to_be_had_by_the_dozen(post: Post) -> None:
    client = post.client(post.me)
    press(client, "ask", agree="1", address=PHONE)
    assert "一分钟后" in press(client, "ask", agree="1", address="13900000002")
    assert len(post.wire.texts("/send")) == 1


@pytest.mark.parametrize(
    ("way", "value"),
    [(Way.SMS, "12345"), (Way.SMS, "23900000001"), (Way.MAIL, "wang@"), (Way.MAIL, "a b@c.cn"),
     (Way.MAIL, "a@b.cn\nBcc: x@y.cn"), (Way.IM, "王 晓敏"), (Way.IM, "a|b"), (Way.IM, "@all|x")],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_leaves(
    post: Post, way: Way, value: str
) -> None:
    with pytest.raises(own.Refused):
        post.asks(post.me, way, value)
    assert post.wire.sent == [] and not Address.objects.exists()


def test_a_way_that_is_not_open_is_neither_offered_nor_taken(post: Post, settings: object) -> None:
    settings.SMS_URL = ""  # type: ignore[attr-defined]
    client = post.client(post.me)
    assert "手机号码" not in client.get("/channels/").content.decode()
    press(client, "ask", agree="1", address=PHONE)
    assert not Address.objects.exists()


def test_the_log_is_for_the_administrator_and_shows_neither_address_nor_matter(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.told("task:1:1", "待办：审批——张三的病假")
    jobs.run()
    assert post.client(post.me).get("/channels/log/").status_code == 403
    assert Client().get("/channels/log/").status_code == 302
    with passage():
        Place.objects.create(person=post.bureau.head, unit=post.bureau.bureau, role="系统管理员",
                             from_day=dt.date(2020, 1, 1))  # fmt: skip
    page = post.client(post.bureau.head).get("/channels/log/").content.decode()
    assert "送达率 100.0%" in page and "待办" in page
    assert "张三" not in page and "139" not in page


def test_no_address_is_kept_and_no_code_sent_before_one_agreed(post: Post) -> None:
    client = post.client(post.me)
    assert own.told(Way.SMS) in client.get("/channels/").content.decode()
    assert "勾选同意" in press(client, "ask", address=PHONE)
    assert post.wire.sent == [] and not Address.objects.exists() and not Consent.objects.exists()


def test_what_one_agreed_to_and_withdrew_stays_on_record_and_the_address_goes(post: Post) -> None:
    client = post.client(post.me)
    press(client, "ask", agree="1", address=PHONE)
    press(client, "confirm", code=code(post))
    given = Consent.objects.get()
    assert (given.purpose, given.words) == ("消息通知：短信", own.told(Way.SMS))
    assert given.address == "127.0.0.1" and given.withdrawn_at is None
    assert own.told(Way.SMS) not in client.get("/channels/").content.decode()
    post.clock.now += dt.timedelta(minutes=5)
    press(client, "remove")
    assert Consent.objects.get().withdrawn_at == post.clock.now
    assert not own.kept().exists() and Address.objects.get().value_sealed == ""
    assert "撤回" in client.get("/me/consent/").content.decode()
    assert "勾选同意" in press(client, "ask", address=PHONE)
    press(client, "ask", agree="1", address=PHONE)
    assert Consent.objects.count() == 2


def test_a_consent_is_for_one_way_and_one_person(post: Post) -> None:
    press(post.client(post.me), "ask", agree="1", address=PHONE)
    with pytest.raises(own.Refused, match="同意"):
        own.ask(post.me, Way.MAIL, "wang@example.gov.cn")
    post.client(post.bureau.head)
    with pytest.raises(own.Refused, match="同意"):
        own.ask(post.bureau.head, Way.SMS, PHONE)


def test_a_new_data_key_seals_addresses_too(post: Post) -> None:
    post.has(Way.SMS, PHONE)
    post.asks(post.me, Way.SMS, "13900000002")
    assert own.reseal("another") == 1
    address = Address.objects.get()
    assert own.value_of(address) == PHONE
    assert own.shown(address.asked_sealed) == "139****0002"
