"""Other systems are told of receipts: signed, again until it arrives, never beyond one's scope."""

from __future__ import annotations

import datetime as dt
import json

import httpx2
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from guanbiao.exchange import hooks, sending
from guanbiao.exchange.models import Delivery, Hook
from guanbiao.gate import seal
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_lists import read, signed_in

HERE, THERE = "/security/hooks/", "https://erp.example.gov.cn/in"
WISH = {"label": "财务系统", "url": THERE, "entity": ["vehicles.vehicle"]}


@pytest.fixture(autouse=True)
def hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOOK_HOSTS", ("erp.example.gov.cn",))


def subscribed(fleet: Fleet, who: str = "manager") -> tuple[Hook, str]:
    return hooks.subscribe(fleet.actor(who), "财务系统", THERE, ["vehicles.vehicle"])


def sealed(fleet: Fleet, car: Vehicle) -> None:
    """The manager seals a car, and the chain takes the receipt in."""
    fleet.done("vehicle.seal", "manager", car)
    seal.seal()


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.gov.cn/in", "https://127.0.0.1/", "https://evil.example/",
        "https://erp.example.gov.cn@evil.example/", "https://erp.example.gov.cn:8443/",
        "https://erp.example.gov.cn.evil.example/", "file:///etc/passwd", "https://[::1", "",
    ],
)  # fmt: skip
def test_only_named_hosts_by_https_are_told(fleet: Fleet, url: str) -> None:
    assert not hooks.allowed(url) and hooks.allowed(THERE)
    answer = signed_in(fleet, "manager").post(HERE, {**WISH, "url": url})
    assert answer.status_code == 422 and not Hook.objects.exists()


def test_a_receipt_is_told_with_a_signature_that_holds(fleet: Fleet, car: Vehicle) -> None:
    hook, secret = subscribed(fleet)
    sealed(fleet, car)
    assert hooks.collect(hook) == 1 and hooks.collect(hook) == 0
    came: list[httpx2.Request] = []

    def there(request: httpx2.Request) -> httpx2.Response:
        came.append(request)
        hooks.send(waiting.pk, httpx2.MockTransport(there))
        return httpx2.Response(204)

    waiting = Delivery.objects.get()
    for _ in range(2):
        hooks.send(waiting.pk, httpx2.MockTransport(there))
    (request,) = came
    body = request.content.decode()
    moment = request.headers["Guanbiao-Timestamp"]
    expected = f"sha256={hooks.signature(secret, moment, body)}"
    assert request.headers["Guanbiao-Signature"] == expected
    assert json.loads(body)["act"] == "vehicles.vehicle.seal" and json.loads(body)["key"] == car.pk
    waiting.refresh_from_db()
    assert (waiting.state, waiting.words) == ("done", "对方答复 204")
    assert secret not in Hook.objects.get().secret_sealed


@pytest.mark.parametrize("status", [302, 500, None])
def test_what_does_not_arrive_is_tried_again_later_each_time(
    fleet: Fleet, car: Vehicle, status: int | None
) -> None:
    hook, _ = subscribed(fleet)
    sealed(fleet, car)
    hooks.collect(hook)
    asked: list[str] = []

    def there(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if status is None:
            raise httpx2.ConnectError("down")
        return httpx2.Response(status, headers={"Location": "https://127.0.0.1/"})

    waits = []
    waiting = Delivery.objects.get()
    for _ in range(hooks.TRIES):
        hooks.send(waiting.pk, httpx2.MockTransport(there))
        waiting.refresh_from_db()
        waits.append(waiting.due_at - timezone.now())
        Delivery.objects.update(due_at=timezone.now())
    assert set(asked) == {THERE} and waiting.state == "failed"
    assert (
        waits[:3] == [dt.timedelta(minutes=n) for n in (2, 4, 8)] and max(waits) <= sending.LONGEST
    )


def test_a_host_struck_off_the_list_is_told_nothing_more(
    fleet: Fleet, car: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, _ = subscribed(fleet)
    sealed(fleet, car)
    hooks.collect(hook)
    monkeypatch.setattr(settings, "HOOK_HOSTS", ())
    hooks.run()
    assert "不在允许" in Delivery.objects.get().words


def test_nobody_hears_of_what_she_may_not_see(fleet: Fleet, car: Vehicle) -> None:
    elsewhere, _ = subscribed(fleet, "other_head")
    stranger, _ = subscribed(fleet, "stranger")
    sealed(fleet, car)
    assert stranger.entities == []
    assert hooks.collect(elsewhere) == 0 and hooks.collect(stranger) == 0


def test_whoever_loses_the_post_hears_no_more(fleet: Fleet, car: Vehicle) -> None:
    hook, _ = subscribed(fleet)
    sealed(fleet, car)
    with makers.passage():
        fleet.persons["manager"].posts.update(to_day=dt.date(2025, 1, 1))
    assert hooks.collect(hook) == 0


def test_a_subscription_is_made_and_stopped_on_its_page(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    page = manager.post(HERE, WISH).content.decode()
    assert "只显示这一次" in page and "财务系统" in page
    kept = Hook.objects.get()
    signed_in(fleet, "dispatcher").post(HERE, {"stop": str(kept.pk)})
    kept.refresh_from_db()
    assert kept.stopped_at is None and "财务系统" not in read(signed_in(fleet, "dispatcher"), HERE)
    manager.post(HERE, {"stop": str(kept.pk)})
    kept.refresh_from_db()
    assert kept.stopped_at is not None
    assert Client().get(HERE).status_code == 302
