"""Satisfaction before and after an edition, any measure by unit, each within one's sight."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.modules.evaluation.effects import DID, ITS
from guanbiao.modules.evaluation.pages import outcomes
from guanbiao.modules.evaluation.tests.makers import Office
from guanbiao.people.actor import Actor
from tests.gate.makers import passage

LOCAL = ZoneInfo("Asia/Shanghai")
CHANGE = dt.date(2025, 9, 1)
RATING = next(each for module in registry.modules() for each in module.measures
              if each.name == "voices.satisfaction")  # fmt: skip


def edition(units: tuple[str, ...] = ()) -> Published:
    found = in_force.edition_named("中办发〔2017〕71号", "2017")
    assert found is not None
    return replace(found, from_day=CHANGE, units=units)


def rated(office: Office, unit: str, months: range, low: int, high: int) -> None:
    """Ten ratings a month, counted from January 2025, one point apart now and then."""
    chance, who = random.Random(7), office.persons["clerk"]
    with passage():
        for month in months:
            at = dt.datetime(2025 + month // 12, month % 12 + 1, 9, 10, tzinfo=LOCAL)
            for n in range(10):
                RATING.entity.model._default_manager.create(
                    number=f"{unit[:2]}{month:02}{n:02}", kind="建议", title="洁净",
                    content="请打扫", person=who, from_unit=who.unit, unit=office.units[unit],
                    said_at=at, state="已评价", answered_at=at, rating=chance.choice((low, high)),
                )  # fmt: skip


def told(office: Office, who: str, of: Published) -> outcomes.Outcome:
    return outcomes._outcome(RATING, Actor.of(office.persons[who]), of)


def test_ratings_that_rose_with_the_edition_are_told_with_interval_and_count(
    office: Office,
) -> None:
    rated(office, "organ", range(8), 2, 3)
    rated(office, "organ", range(8, 17), 4, 5)
    found = told(office, "auditor", edition())
    (effect,) = found.effects
    assert effect.method == ITS and effect.certain and effect.jump is not None
    assert effect.jump > 20
    assert (found.before, found.after) == (80, 90)
    assert (effect.before, effect.after) == (8, 9)


def test_too_few_months_with_ratings_claim_nothing_but_say_how_many_there_are(
    office: Office,
) -> None:
    rated(office, "organ", range(5, 12), 3, 4)
    found = told(office, "auditor", edition())
    (effect,) = found.effects
    assert not effect.enough and "前 3 个月、后 4 个月" in effect.reason
    assert (found.before, found.after) == (30, 40)


def test_a_pilot_is_compared_with_those_it_does_not_bind(office: Office) -> None:
    rated(office, "organ", range(8), 2, 3)
    rated(office, "organ", range(8, 17), 4, 5)
    rated(office, "other", range(17), 3, 4)
    _, compared = told(office, "auditor", edition((office.units["organ"].uscc,))).effects
    assert compared.method == DID and compared.jump is not None and compared.jump > 20


def test_the_month_that_is_not_over_does_not_count(office: Office) -> None:
    rated(office, "organ", range(16, 18), 1, 1)
    assert told(office, "auditor", edition()).after == 10


def test_ratings_of_units_she_does_not_see_are_left_out_of_her_numbers(office: Office) -> None:
    rated(office, "organ", range(17), 3, 4)
    rated(office, "other", range(17), 3, 4)
    assert told(office, "auditor", edition()).after == 180
    assert told(office, "head", edition()).after == 90


def text(office: Office, who: str, name: str, *args: object, **query: str) -> str:
    answer = office.client(who).get(reverse(f"evaluation.{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_says_not_enough_data_and_the_method(office: Office) -> None:
    rated(office, "organ", range(5, 12), 3, 4)
    shelf = in_force.edition_named("中办发〔2017〕71号", "2017")
    assert shelf is not None
    said = text(office, "auditor", "outcomes", shelf.id)
    assert "诉求满意度" in said and "数据不足" in said and "Newey–West" in said


def test_any_measure_is_shown_unit_by_unit_against_the_median(office: Office) -> None:
    rated(office, "organ", range(16, 17), 2, 2)
    rated(office, "other", range(16, 17), 4, 4)
    said = text(office, "auditor", "spread", "voices.satisfaction", month="2026-05")
    assert "中位数 60.0" in said and "基尼系数 0.167" in said
    assert "-20.0" in said and "+20.0" in said


def test_a_head_compares_only_the_units_she_sees(office: Office) -> None:
    rated(office, "organ", range(16, 17), 2, 2)
    rated(office, "other", range(16, 17), 4, 4)
    said = text(office, "head", "spread", "voices.satisfaction", month="2026-05")
    assert "财政局" in said and "审计局" not in said and "数据不足" in said


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_a_stranger_opens_neither(office: Office, who: str) -> None:
    shelf = in_force.edition_named("中办发〔2017〕71号", "2017")
    assert shelf is not None
    for name, args in (("outcomes", [shelf.id]), ("spread", ["voices.satisfaction"])):
        answer = office.client(who).get(reverse(f"evaluation.{name}", args=args))
        assert answer.status_code in (403, 404), name


def test_nothing_is_shown_of_a_measure_that_is_not_there_or_not_hers(office: Office) -> None:
    client = office.client("keeper")
    assert client.get(reverse("evaluation.spread", args=["voices.none"])).status_code == 404


def test_each_of_the_four_indicators_opens_its_data_for_whom_may_see_them(office: Office) -> None:
    html = office.client("auditor").get(reverse("evaluation.scorecard")).content.decode()
    for name in ("evaluation.audits", "evaluation.item.list", "evaluation.proposal.list",
                 "evaluation.saving.list"):  # fmt: skip
        assert f'<td><a href="{reverse(name)}">' in html, name
    head = office.client("head").get(reverse("evaluation.scorecard")).content.decode()
    assert f'<td><a href="{reverse("evaluation.item.list")}">' not in head
