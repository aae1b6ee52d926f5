"""A clerk asks for an exception, a leader grants it, and whoever asked hears of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_look import faults
from tests.journeys.test_systems import enter

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
CLAUSE = "Q/YCJG 204 5.1.1 不超座位（会议预定·预定"
WHY = "会场设备整体更换，十二月内只能安排在报告厅"


def crowded(page: Page) -> None:
    """Twenty people in a room for sixteen, as far as the form is judged."""
    page.goto("/meetings/booking/new/")
    room = page.locator("[name=room] option", has_text="第二会议室").first
    page.select_option("[name=room]", room.get_attribute("value"))
    page.fill("[name=title]", "节能改造项目碰头会")
    page.fill("[name=attendees]", "20")
    page.locator("[name=attendees]").blur()


def test_an_exception_is_asked_for_granted_and_obeyed(visit: Visit, picture: Picture) -> None:
    clerk = visit("wangxm")
    crowded(clerk)
    expect(clerk.locator(".find.is-block", has_text="5.1.1").first).to_be_visible()

    until = dt.date.today() + dt.timedelta(days=20)
    enter(
        clerk, "/evaluation/exception/new/", rule=CLAUSE, reason=WHY, price="0",
        to_day=until.isoformat(),
    )  # fmt: skip
    asked = clerk.url
    expect(clerk.locator(".head")).to_contain_text("待批准")
    picture(clerk, "exceptions-1-asked")

    leader = visit("hejh")
    leader.goto("/evaluation/exception/?view=open")
    leader.locator("tbody a").first.click()
    expect(leader.locator("main")).to_contain_text(WHY)
    assert faults(leader) == []
    leader.locator(".deck").get_by_role("link", name="批准", exact=True).click()
    leader.fill("[name=basis]", "云机管函〔2026〕31号")
    leader.click("#deck button[type=submit]")
    expect(leader.locator(".head")).to_contain_text("已批准")
    picture(leader, "exceptions-2-granted")

    clerk.goto(asked)
    expect(clerk.locator(".head")).to_contain_text("已批准")
    clerk.goto("/messages/")
    expect(clerk.locator(".lines")).to_contain_text("例外")
    crowded(clerk)
    expect(clerk.locator("#aside")).to_contain_text("例外 1")
    expect(clerk.locator(".find.is-block", has_text="5.1.1")).to_have_count(0)
    picture(clerk, "exceptions-3-obeyed")
