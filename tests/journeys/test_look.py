"""No fault for a screen reader, and the view for elder eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
PHONE: ViewportSize = {"width": 390, "height": 844}
ALIKE = """(bars) => {
  const looks = new Set(), alike = bars ? [] : [...document.querySelectorAll(".top *, nav *")];
  for (const cell of document.querySelectorAll("tbody td")) {
    const parts = [cell, ...cell.querySelectorAll("*")], row = cell.parentElement;
    const look = JSON.stringify([row.rowIndex % 2, cell.cellIndex,
      ...[cell.closest("table"), row, ...parts].map(
        (each) => [each.tagName, each.getAttribute("class"), each.dataset])]);
    if (looks.has(look)) alike.push(...parts);
    looks.add(look);
  }
  for (const each of alike) each.setAttribute("data-alike", "");
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
}"""
"""Contrast costs most; a cell of the same classes in the same column needs no second look at it."""
AXE = f"""(bars) => {{ {AXE_SCRIPT}
  ({ALIKE})(bars);
  return axe.run({{ resultTypes: ["violations"], preload: false }}).then(found => found.violations
    .filter(each => each.impact === "serious" || each.impact === "critical"));
}}"""
"""Serious findings only: what passed is twenty times as long, and nobody reads it."""


def faults(page: Page, *, bars: bool = True) -> list[str]:
    """Serious findings of axe, with the elements they are about; ``bars``: with their contrast."""
    found: Any = page.evaluate(AXE, bars)
    return [
        f"{page.url} {each['id']}: {[node['html'][:120] for node in each['nodes'][:2]]}"
        for each in found
    ]


def test_the_elder_view_keeps_everything_in_place(visit: Visit) -> None:
    page = visit("wangxm")
    page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("data-view") == "elder"
    page.goto("/vehicles/request/new/")
    assert not faults(page)
    page.get_by_role("button", name="标准版").click()
    assert page.locator("html").get_attribute("data-view") is None


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_search_and_help_can_be_reached_in_every_view(
    visit: Visit, *, phone: bool, elder: bool
) -> None:
    page = visit("chenzy", phone=phone)
    if elder:
        page.get_by_role("button", name="长辈版").click()
    if phone or elder:
        page.get_by_role("link", name="搜索", exact=True).click()
        page.locator("main [name=q]").fill("用车")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
    else:
        expect(page.get_by_role("searchbox", name="全站搜索")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if phone:
        page.get_by_role("link", name="菜单").click()
    page.get_by_role("link", name="本页帮助").click()
    expect(page.locator("h1")).to_have_text("本页帮助")
    if elder:
        page.get_by_role("button", name="标准版").click()


def test_the_sign_in_page_is_fit_for_elder_eyes(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(base_url=site.address, viewport=PHONE)
    page = context.new_page()
    page.goto("/login/")
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("data-view", "elder")
    assert not faults(page)
    context.close()


def top(page: Page, first: str) -> float:
    """Where the first of the work begins."""
    box = page.locator(first).first.bounding_box()
    assert box
    return float(box["y"])


def test_on_a_phone_the_work_comes_first_and_the_tabs_lead_about(visit: Visit) -> None:
    page = visit("chenzy", phone=True)
    for place, tab in (("/todo/", "待办"), ("/scan/", "扫码"), ("/standards/", "标准")):
        page.locator(".tabbar").get_by_role("link", name=tab).click()
        page.wait_for_url(f"**{place}")
        expect(page.locator(".tabbar [aria-current]")).to_have_text(tab)
    page.goto("/todo/")
    assert top(page, ".todo li") < 360
    expect(page.locator(".todo li").first).to_contain_text("审批")
    assert page.locator(".todo .col-step").first.is_visible()
    for place in ("/", "/todo/"):
        page.goto(place)
        expect(page.locator(".todo .col-who").first).to_be_visible()
        expect(page.locator(".todo .col-who").first).to_contain_text("王晓敏")
    expect(page.get_by_label("申请人或单位")).to_be_hidden()
    page.get_by_role("checkbox", name="显示条件").check()
    expect(page.get_by_label("申请人或单位")).to_be_visible()
    assert not faults(page)
    page.emulate_media(media="print")
    expect(page.locator(".tabbar")).to_be_hidden()


def test_the_tabs_leave_their_place_to_the_buttons_of_a_form(visit: Visit) -> None:
    page = visit("chenzy", phone=True)
    page.goto("/vehicles/request/new/")
    expect(page.locator(".tabbar")).to_be_hidden()
    expect(page.locator(".deck .btn-main")).to_be_visible()


def test_a_card_of_a_list_is_no_taller_than_it_must_be(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.goto("/vehicles/vehicle/")
    card = page.locator(".tbl-kit tbody tr").first
    box = card.bounding_box()
    assert box and box["height"] < 200 and top(page, ".tbl-kit tbody tr") < 460
    assert card.locator("td:visible").count() == 5
    page.set_viewport_size({"width": 1366, "height": 900})
    assert card.locator("td:visible").count() == 12
    expect(page.locator(".cond")).to_be_hidden()
