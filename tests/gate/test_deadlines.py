"""Deadlines in words: working time where a calendar is published, plain time where none is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guanbiao.gate import deadlines

HERE = timezone.get_default_timezone()
NOW = dt.datetime(2026, 11, 28, 13, 17, tzinfo=HERE)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=HERE)


def told(monkeypatch: pytest.MonkeyPatch, due: dt.datetime, worked: int | None) -> tuple[str, str]:
    monkeypatch.setattr(deadlines, "worked_minutes", lambda *_: worked)
    lamp = deadlines.light(due, NOW)
    assert lamp is not None
    return lamp.kind, lamp.words


@pytest.mark.parametrize(
    ("due", "worked", "kind", "words"),
    [
        (at(2026, 11, 30, 14, 30), 240, "pass", "剩 4 工作小时，11月30日 14:30 到期"),
        (at(2026, 12, 4, 9), 1050, "pass", "剩 2.5 个工作日，12月4日 09:00 到期"),
        (at(2026, 11, 28, 14, 0), 30, "warn", "剩 30 工作分钟，今日 14:00 到期"),
        (at(2026, 11, 29, 8, 0), 0, "warn", "11月29日 08:00 到期"),
        (at(2026, 11, 26, 12, 0), 645, "block", "超期 1.5 个工作日"),
        (at(2026, 11, 28, 12, 0), 0, "block", "今日 12:00 到期，已过"),
        (at(2026, 11, 30, 13, 17), None, "pass", "剩 2.0 天，11月30日 13:17 到期"),
        (at(2026, 11, 28, 14, 37), None, "warn", "剩 1 小时 20 分，今日 14:37 到期"),
    ],
)
def test_time_left_is_told_as_it_counts(
    monkeypatch: pytest.MonkeyPatch, due: dt.datetime, worked: int | None, kind: str, words: str
) -> None:
    assert told(monkeypatch, due, worked) == (kind, words)


def test_no_deadline_has_no_lamp() -> None:
    assert deadlines.light(None) is None
