"""Work where there is no network: what is entered waits on the device and counts once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
NEW, STATION = "/vehicles/fuel/new/", "无网加油站"


def plate(page: Page) -> str:
    """A car of the fleet, as the form itself offers it."""
    return page.locator("#plates option").first.inner_text()


def fill(page: Page) -> None:
    """A filling as the driver enters it; the reading is beyond any earlier one."""
    page.fill("[name=vehicle]", plate(page))
    page.fill("[name=station]", STATION)
    page.fill("[name=litres]", "20")
    page.fill("[name=amount]", "150")
    page.fill("[name=odometer]", "999000")


def test_a_filling_entered_without_a_network_is_sent_later_and_once(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.goto(NEW)
    fill(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="加油登记").click()
    expect(page.get_by_text("已存在本机")).to_be_visible()
    expect(page.locator("[data-queue-count]")).to_have_text("1")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".note.is-pass")).to_contain_text("已补交", timeout=20_000)
    expect(page.locator("[data-queue-badge]")).to_be_hidden()
    page.goto(f"/vehicles/fuel/?q={STATION}")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_what_a_clause_stops_later_is_shown_with_its_reason(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.goto(NEW)
    fill(page)
    page.fill("[name=card_plate]", "云A00001")
    page.context.set_offline(True)
    page.get_by_role("button", name="加油登记").click()
    expect(page.get_by_text("已存在本机")).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".note.is-block")).to_contain_text("没有办成", timeout=20_000)
    page.goto("/offline/")
    expect(page.locator("[data-queue] li")).to_contain_text("未办成")
    expect(page.locator("[data-queue] li")).to_contain_text("加油卡")
    page.get_by_role("button", name="删除", exact=True).click()
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator("[data-queue-empty]")).to_be_visible()


def test_a_page_seen_before_opens_without_a_network_until_one_signs_out(visit: Visit) -> None:
    page = visit("zhouwb")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/vehicles/driver/")
    page.goto("/")
    page.wait_for_function(
        "async path => Boolean(await caches.match(path))", arg="/vehicles/driver/"
    )
    page.context.set_offline(True)
    page.goto("/vehicles/driver/")
    expect(page.locator("h1")).to_have_text("驾驶员")
    expect(page.locator("[data-queue-missing]")).to_have_count(0)
    page.goto("/vehicles/quota/")
    expect(page.locator("h1")).to_have_text("待补交")
    expect(page.locator("[data-queue-missing]")).to_contain_text("没有存在这台设备上")
    page.goto("/offline/")
    expect(page.locator("[data-queue-missing]")).to_be_hidden()
    page.context.set_offline(False)
    page.goto("/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/**")
    page.context.set_offline(True)
    page.goto("/vehicles/driver/")
    expect(page.locator("h1")).to_have_text("待补交")


def test_the_app_can_be_installed(site: Site, visit: Visit) -> None:
    page = visit("zhouwb")
    href = page.locator("link[rel=manifest]").get_attribute("href")
    told = json.loads(page.request.get(f"{site.address.rstrip('/')}{href}").text())
    assert told["display"] == "standalone" and told["start_url"] == "/" and told["icons"]
    assert page.evaluate("navigator.serviceWorker.ready.then((r) => r.scope)") == site.address
