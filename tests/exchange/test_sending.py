"""One sender takes a row, holds no lock while it sends, and comes back later each time."""

from __future__ import annotations

import datetime as dt

import httpx2
import pytest
from django.db import connection
from django.utils import timezone

from guanbiao.exchange import hooks, sending
from guanbiao.exchange.models import Delivery, Hook
from guanbiao.modules.vehicles.tests.makers import Fleet

ROWS = Delivery.objects.select_related("hook")


@pytest.fixture
def waiting(fleet: Fleet) -> Delivery:
    hook = Hook.objects.create(
        person=fleet.persons["manager"], label="财务系统", url="https://erp.example.gov.cn/in",
        seal=0, entities=[], secret_sealed="",
    )  # fmt: skip
    return Delivery.objects.create(hook=hook, body="{}", due_at=timezone.now())


def due(row: Delivery) -> dt.timedelta:
    """How far off the next try is."""
    row.refresh_from_db()
    return row.due_at - timezone.now()


def test_who_claims_a_row_first_has_it_until_its_next_try(waiting: Delivery) -> None:
    assert sending.claim(ROWS, waiting.pk) == waiting
    assert sending.claim(ROWS, waiting.pk) is None
    assert dt.timedelta(minutes=1) < due(waiting) <= dt.timedelta(minutes=2)


def test_a_row_that_ended_or_is_not_due_is_nobodys(waiting: Delivery) -> None:
    ROWS.update(state=Delivery.State.DONE)
    assert sending.claim(ROWS, waiting.pk) is None
    ROWS.update(state=Delivery.State.WAITING, due_at=timezone.now() + dt.timedelta(minutes=1))
    assert sending.claim(ROWS, waiting.pk) is None
    assert Delivery.objects.get().tries == 0


def test_each_try_waits_twice_as_long_and_half_a_day_at_most(waiting: Delivery) -> None:
    minutes = []
    for _ in range(11):
        ROWS.update(due_at=timezone.now())
        sending.claim(ROWS, waiting.pk)
        minutes.append(round(due(waiting).total_seconds() / 60))
    assert minutes == [2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]


def test_what_may_not_go_out_yet_is_put_off_and_costs_no_try(waiting: Delivery) -> None:
    later = timezone.now() + dt.timedelta(hours=3)
    assert sending.claim(ROWS, waiting.pk, lambda _, __: later) is None
    waiting.refresh_from_db()
    assert (waiting.tries, waiting.due_at) == (0, later)


def test_no_transaction_and_so_no_lock_is_open_while_a_row_is_sent(
    waiting: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "allowed", lambda _: True)
    outside, inside = len(connection.savepoint_ids), []

    def there(_: httpx2.Request) -> httpx2.Response:
        inside.append(len(connection.savepoint_ids))
        return httpx2.Response(204)

    hooks.send(waiting.pk, httpx2.MockTransport(there))
    assert inside == [outside]


def test_what_is_due_goes_in_the_order_asked_for_and_so_many_at_once(waiting: Delivery) -> None:
    more = [Delivery.objects.create(hook=waiting.hook, body="{}", due_at=timezone.now())
            for _ in range(3)]  # fmt: skip
    Delivery.objects.filter(pk=more[0].pk).update(due_at=timezone.now() + dt.timedelta(days=1))
    sent: list[int] = []
    sending.run(ROWS.order_by("-pk"), sent.append, 2)
    assert sent == [more[2].pk, more[1].pk]
    sent.clear()
    sending.run(ROWS.order_by("pk"), sent.append, 9)
    assert sent == [waiting.pk, more[1].pk, more[2].pk]
