"""What evidence kept as text, told on a page as what it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from guanbiao.audit import measuring
from guanbiao.gate import registry
from guanbiao.kit import details
from guanbiao.kit.shown import _read_back


@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        ("12.50", Decimal("12.50")), ("2031-01-01", dt.date(2031, 1, 1)), (True, True), (7, 7),
        ("2026-06-03T08:00:00+00:00", dt.datetime(2026, 6, 3, 8, tzinfo=dt.UTC)),
    ],
)  # fmt: skip
def test_numbers_days_and_moments_are_read_back(kept: object, meant: object) -> None:
    assert _read_back(kept) == meant


@pytest.mark.parametrize(
    "text", ["", "NaN", "sNaN", "Infinity", "2031-13-01", "2026-06-03 08:00", "粤A12345", "在册"]
)
def test_a_text_stays_a_text(text: str) -> None:
    assert _read_back(text) == text


def test_only_rows_that_have_a_page_lead_to_one() -> None:
    known = {entity.name for entity in registry.entities()}
    apart = [each.entity for each in measuring.every() if each.entity.name not in known]
    assert {entity.model.__name__ for entity in apart} >= {"Case", "Sending"}
    for entity in apart:
        led = details.behind(entity, 7)
        assert led == ("/cases/7/" if entity.model.__name__ == "Case" else "")
