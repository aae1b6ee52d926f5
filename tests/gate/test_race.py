"""Many hands at once: exactly one wins, the others get a finding with its clause."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from tests.gate.makers import TODAY, Bureau, add_book
from tests.shelf.models import Loan

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_sixteen_borrowers_and_one_book(committed_shelf: Bureau) -> None:
    shelf = committed_shelf
    book = add_book(shelf.actor(shelf.clerk)).subject
    clerk = shelf.actor(shelf.clerk)
    draft = {"book": book.pk, "start": "2026-06-04", "end": "2026-06-08"}

    def borrow(_: int) -> tuple[Outcome, float]:
        began = time.monotonic()
        try:
            return perform("shelf.loan.lend", clerk, draft=draft, on=TODAY), (
                time.monotonic() - began
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(borrow, range(200)))
    won = [outcome for outcome, _ in results if outcome.ok]
    lost = [outcome for outcome, _ in results if not outcome.ok]
    assert len(won) == 1 and Loan.objects.count() == 1
    assert all(outcome.stopped and outcome.findings[0].clause == "4.3" for outcome in lost)
