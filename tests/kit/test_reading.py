"""What evidence kept as text, told on a page as what it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from guanbiao.audit import measuring
from guanbiao.gate import registry
from guanbiao.kit import details, words
from guanbiao.kit.shown import _read_back, findings
from tests.rulebook.makers import a_rule, a_set


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


@pytest.mark.parametrize(
    ("limit", "sense", "said"),
    [
        (Decimal("3.50"), "<=", "不超过 3.5"), (10, ">=", "不少于 10"), (10, "<", "低于 10"),
        (0, ">", "多于 0"), (0, "=", "应为 0"), (5, "", "限 5"),
        (dt.date(2026, 12, 2), ">=", "不早于 2026年12月2日"), ("有公函", "=", "要求 有公函"),
        (dt.datetime(2026, 12, 2, 1, tzinfo=dt.UTC), "<", "早于 2026年12月2日 09:00"),
    ],
)  # fmt: skip
def test_a_limit_says_which_way_it_binds(limit: object, sense: str, said: str) -> None:
    assert words.bound(limit, sense) == said


@pytest.mark.django_db
def test_what_is_as_required_is_said_once() -> None:
    actual = 'if 法定节假日用车 then "节假日" else "工作日"'
    rules = a_set(a_rule("not(法定节假日用车)", actual=actual, limit='"工作日"'))
    for holiday, said in ((False, "工作日"), (True, "节假日，要求 工作日")):
        (told,) = findings(rules.judge({"法定节假日用车": holiday}))
        assert told.gist == said
