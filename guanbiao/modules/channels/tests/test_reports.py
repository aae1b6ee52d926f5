"""What a gateway reports of a text counts once, from whoever holds the secret alone."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import httpx2
import pytest
from django.test import Client

from guanbiao.modules.channels import jobs
from guanbiao.modules.channels.adapters import sms
from guanbiao.modules.channels.models import Early, Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.modules.channels.tests.test_sending import PHONE, rows

URL = "/channels/report/"
NUMBER = "G-2026-1"


@pytest.fixture
def sent(post: Post, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A text that went out under a number of the gateway."""
    taken = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"id": NUMBER}))
    monkeypatch.setattr(
        "guanbiao.modules.channels.adapters.wire.client", lambda: httpx2.Client(transport=taken)
    )
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    assert Sending.objects.get(way=Way.SMS).reference == NUMBER
    return post


def report(post: Post, late: int = 0, mark: str = "", raw: bytes = b"", **said: Any) -> int:
    """The gateway reports; the answer's status."""
    body = raw or json.dumps({"id": NUMBER, "state": "delivered", **said}).encode()
    moment = str(int(post.clock.now.timestamp()) - late)
    headers = {"X-Timestamp": moment, "X-Signature": mark or sms.signature(moment, body)}
    answer = Client(enforce_csrf_checks=True).post(
        URL, body, content_type="application/json", headers=headers
    )
    return answer.status_code


def test_a_text_that_arrived_is_written_down(sent: Post) -> None:
    assert report(sent) == 200
    found = Sending.objects.get(way=Way.SMS)
    assert (found.state, found.words) == (State.ARRIVED, "回执：已送达")


def test_a_text_that_did_not_arrive_goes_by_another_way(sent: Post) -> None:
    sent.has(Way.MAIL, "wang@example.gov.cn")
    assert report(sent, state="failed", reason="空号") == 200
    jobs.run()
    assert rows(sent) == {"sms": State.FAILED, "mail": State.DONE}
    assert "空号" in Sending.objects.get(way=Way.SMS).words


@pytest.mark.parametrize(("first", "then"), [("delivered", "failed"), ("failed", "delivered")])
def test_the_first_report_counts(sent: Post, first: str, then: str) -> None:
    sent.has(Way.MAIL, "wang@example.gov.cn")
    assert [report(sent, state=first), report(sent, state=first)] == [200, 200]
    before = list(Sending.objects.order_by("pk").values_list("way", "state", "words"))
    assert report(sent, state=then) == 200
    assert list(Sending.objects.order_by("pk").values_list("way", "state", "words")) == before


def test_without_the_secret_nothing_is_taken(sent: Post, settings: object) -> None:
    assert report(sent, mark="0" * 64) == 403
    assert report(sent, late=301) == 403 and report(sent, late=-301) == 403
    assert Client().post(URL, b"{}", content_type="application/json").status_code == 403
    settings.SMS_SECRET = ""  # type: ignore[attr-defined]
    assert report(sent) == 403
    assert Sending.objects.get(way=Way.SMS).state == State.DONE


@pytest.mark.parametrize(
    "raw",
    [b"{", b"[]", b"3", b'{"id": "", "state": "failed"}', b'{"id": 3, "state": "failed"}',
     b'{"id": "G-2026-1", "state": "perhaps"}', b'{"phone": "13900000001", "text": "x"}',
     b"\xff\xfe", b'{"id": "' + b"x" * 10_000 + b'"}'],
)  # fmt: skip
def test_what_is_no_report_is_refused(sent: Post, raw: bytes) -> None:
    assert report(sent, raw=raw) == 400
    assert Sending.objects.get(way=Way.SMS).state == State.DONE


def test_only_posts_count(sent: Post) -> None:
    assert Client().get(URL).status_code == 405


@pytest.mark.parametrize(
    ("state", "found"), [("delivered", State.ARRIVED), ("failed", State.FAILED)]
)
def test_a_report_that_is_here_before_our_own_note_counts(
    post: Post, monkeypatch: pytest.MonkeyPatch, state: str, found: State
) -> None:
    def hasty(_: httpx2.Request) -> httpx2.Response:
        assert report(post, state=state, reason="空号") == 200
        assert report(post, state="delivered") == 200, "the first counts"
        return httpx2.Response(200, json={"id": NUMBER})

    monkeypatch.setattr(
        "guanbiao.modules.channels.adapters.wire.client",
        lambda: httpx2.Client(transport=httpx2.MockTransport(hasty)),
    )
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    assert Sending.objects.get(way=Way.SMS).state == found
    assert not Early.objects.exists()


def test_a_report_of_what_nobody_ever_sent_is_forgotten_after_a_day(sent: Post) -> None:
    assert report(sent, id="G-9") == 200 and Early.objects.count() == 1
    sent.clock.now += jobs.FRESH + dt.timedelta(minutes=1)
    jobs.run()
    assert not Early.objects.exists()


@pytest.mark.parametrize("answer", [b"ok", b"[]", b'{"code": 0}'])
def test_a_gateway_without_numbers_is_as_good(
    post: Post, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    taken = httpx2.MockTransport(lambda _: httpx2.Response(200, content=answer))
    monkeypatch.setattr(
        "guanbiao.modules.channels.adapters.wire.client", lambda: httpx2.Client(transport=taken)
    )
    post.has(Way.SMS, PHONE)
    post.told("task:1:1")
    jobs.run()
    assert Sending.objects.get(way=Way.SMS).reference == ""
    assert report(post, id="") == 400
