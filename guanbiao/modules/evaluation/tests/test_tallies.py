"""Tallies read each piece of evidence once, and say the same as if all were counted anew."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from guanbiao.audit import usage
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.modules.evaluation.tests.makers import Office

KEY = "month, source, act, unit_id, rule, row_clause, verdict"


def told() -> list[tuple[Any, ...]]:
    sums = f"{KEY}, sum(n)::BIGINT, sum(told)::BIGINT, sum(total)"
    return sorted(usage.ask(sums, usage.Wanted(), f"GROUP BY {KEY}"))


def anew() -> list[tuple[Any, ...]]:
    """The same, with nothing remembered."""
    (usage.home() / "state.json").unlink()
    usage.refresh()
    return told()


def note() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((usage.home() / "state.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets days pass for the tallies; what is written keeps bearing the present."""
    present = usage.clock

    def pass_by(days: int) -> None:
        monkeypatch.setattr(usage, "clock", lambda: present() + dt.timedelta(days=days))

    return pass_by


def pieces() -> int:
    return Receipt.objects.count() + Refusal.objects.count()


def test_evidence_is_read_once_and_adds_up_to_a_count_of_everything(
    office: Office, later: Callable[[int], None]
) -> None:
    office.quota()
    assert office.car().ok and office.car(price="200000").stopped
    many = pieces()
    assert usage.refresh() == many >= 3
    first = told()
    later(1)
    assert usage.refresh() == many, "what was young the last time, now for good"
    later(2)
    assert usage.refresh() == 0
    assert told() == first == anew()


def test_young_evidence_shows_at_once_and_is_not_counted_twice(office: Office) -> None:
    office.quota()
    assert office.car().ok
    usage.refresh()
    once = told()
    usage.refresh()
    assert told() == once != []
    assert note()["pieces"] == 0, "nothing is settled within the hour"


def test_evidence_that_came_too_late_for_the_watermark_is_found_the_next_day(
    office: Office, later: Callable[[int], None]
) -> None:
    office.quota()
    assert office.car(price="200000").stopped
    later(1)
    usage.refresh()
    assert office.car().ok, "as of a passage that lasted longer than any should"
    usage.refresh()
    without = told()
    later(2)
    usage.refresh()
    assert told() != without and told() == anew()


def test_lost_files_are_made_again(office: Office) -> None:
    office.quota()
    usage.refresh()
    whole = told()
    for path in usage.home().glob("*.parquet"):
        path.unlink()
    usage.refresh()
    assert told() == whole


def test_files_of_the_generation_before_stay_for_those_who_are_reading(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.quota()
    usage.refresh()
    read = note()["files"]
    monkeypatch.setattr(usage, "STALE", -60.0)
    usage.refresh()
    there = {path.name for path in usage.home().glob("*.parquet")}
    assert set(read) <= there
    usage.refresh()
    usage.refresh()
    there = {path.name for path in usage.home().glob("*.parquet")}
    assert there == {*note()["files"], *note()["earlier"]}


def test_what_is_up_to_date_is_left_alone(office: Office) -> None:
    office.quota()
    usage.up_to_date()
    at = note()["at"]
    usage.up_to_date(dt.timedelta(hours=1).total_seconds())
    assert note()["at"] == at
