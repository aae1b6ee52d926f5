"""Askers at one moment: the limits of codes hold, whoever is first."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from guanbiao.modules.channels import own
from guanbiao.modules.channels.models import Asked, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.people import cipher
from guanbiao.people.models import Person

MAIL = "both@example.gov.cn"


def _at_once(asks: list[tuple[Person, Way, str]]) -> list[str]:
    """All ask at one moment, each on a connection of its own: the words of who was refused."""
    gate = threading.Barrier(len(asks))

    def ask(one: tuple[Person, Way, str]) -> str:
        try:
            gate.wait(30)
            own.ask(*one)
        except own.Refused as refusal:
            return str(refusal)
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as pool:
        return [words for words in pool.map(ask, asks) if words]


def _agreed(post: Post, who: Person, *ways: Way) -> None:
    post.client(who)
    for way in ways:
        own.agree(who, way, None)


def _asked(who: Person, address: str, times: int) -> None:
    """Codes of this morning."""
    mark = cipher.mark(f"{Way.MAIL.value} {address}", own.FIELD)
    at = timezone.now() - dt.timedelta(hours=1)
    Asked.objects.bulk_create([Asked(person=who, mark=mark, at=at) for _ in range(times)])


def test_two_persons_share_the_last_code_of_an_address(committed_post: Post) -> None:
    bureau = committed_post.bureau
    both = [bureau.clerk, bureau.head]
    for who in both:
        _agreed(committed_post, who, Way.MAIL)
    _asked(bureau.clerk, MAIL, 4)
    refused = _at_once([(who, Way.MAIL, MAIL) for who in both])
    assert len(refused) == 1 and "达到每日上限" in refused[0]
    assert Asked.objects.count() == 5


def test_one_person_gets_her_last_code_once_however_she_asks(committed_post: Post) -> None:
    me = committed_post.me
    _agreed(committed_post, me, Way.MAIL, Way.SMS)
    for n in range(3):
        _asked(me, f"{n}@example.gov.cn", 3)
    refused = _at_once([(me, Way.MAIL, MAIL), (me, Way.SMS, "13900000001")])
    assert len(refused) == 1 and "10 次" in refused[0]
    assert Asked.objects.count() == 10


def test_pressing_twice_sends_one_code(committed_post: Post) -> None:
    me = committed_post.me
    _agreed(committed_post, me, Way.MAIL)
    refused = _at_once([(me, Way.MAIL, MAIL)] * 4)
    assert len(refused) == 3 and all("一分钟后" in words for words in refused)
    assert Asked.objects.count() == 1


def test_crossed_askers_do_not_wait_for_each_other_for_ever(committed_post: Post) -> None:
    bureau = committed_post.bureau
    for who in (bureau.clerk, bureau.head):
        _agreed(committed_post, who, Way.MAIL, Way.SMS)
    asks = [(who, way, value) for who in (bureau.clerk, bureau.head)
            for way, value in ((Way.MAIL, MAIL), (Way.SMS, "13900000001"))]  # fmt: skip
    assert _at_once(asks) == [] and Asked.objects.count() == 4
