"""Fields that the browser draws speak Chinese; a page on paper and on a wall is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_look import faults

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
PORTRAIT, LANDSCAPE = {"width": 688, "height": 1000}, {"width": 1032, "height": 690}
"""What a sheet of A4 leaves between its margins, in pixels of a style sheet."""
READ = "field => field.parentElement.dataset.reading"
DRAWN = "field => getComputedStyle(field.parentElement, '::after').content"


def test_a_day_is_read_in_chinese_whatever_the_browser_speaks(
    visit: Visit, picture: Picture
) -> None:
    page = visit("zhouwb")
    page.goto("/vehicles/fuel/?at_from=2026-06-03")
    first, last = page.locator("[name=at_from]"), page.locator("[name=at_to]")
    assert first.evaluate(READ) == "2026年6月3日" and "2026年6月3日" in first.evaluate(DRAWN)
    assert last.evaluate(READ) == "年 / 月 / 日"
    assert first.evaluate("field => getComputedStyle(field).color") == "rgba(0, 0, 0, 0)"
    first.focus()
    assert first.evaluate("field => getComputedStyle(field).color") != "rgba(0, 0, 0, 0)"
    last.fill("2026-06-30")
    assert last.evaluate(READ) == "2026年6月30日"
    expect(page.get_by_label("加油时间 自")).to_have_value("2026-06-03")
    picture(page, "paper-1-days")
    page.goto("/vehicles/fuel/new/")
    moment = page.locator("input[type=datetime-local]").first
    moment.fill("2026-06-03T08:05")
    assert moment.evaluate(READ) == "2026年6月3日 08:05"
    page.evaluate(
        """() => {
          document.querySelector("#act").insertAdjacentHTML(
            "beforeend", "<label>时刻<input type=time value=08:05></label>");
          document.dispatchEvent(new Event("htmx:afterSettle"));
        }"""
    )
    assert page.locator("input[type=time]").evaluate(READ) == "08:05", "also what comes later"
    assert faults(page) == []


def test_a_file_is_chosen_by_a_button_in_chinese_that_takes_keys(visit: Visit) -> None:
    page = visit("zhouwb")
    page.goto("/vehicles/vehicle/import/")
    frame = page.locator(".pick-file")
    expect(frame).to_contain_text("选择文件")
    expect(frame).to_contain_text("没有选文件")
    page.locator("#file").focus()
    assert frame.evaluate("frame => getComputedStyle(frame).outlineStyle") == "solid"
    with page.expect_file_chooser():
        page.keyboard.press("Space")
    page.set_input_files("#file", {"name": "台账.csv", "mimeType": "text/csv", "buffer": b"a"})
    expect(frame).to_contain_text("台账.csv")
    assert faults(page) == []


@pytest.mark.parametrize(
    ("who", "address", "sheet"),
    [
        ("wangxm", "/systems/entry/", LANDSCAPE),
        ("wangxm", "/systems/pilot/month/", LANDSCAPE),
        ("hanxm", "/vehicles/vehicle/", LANDSCAPE),
        ("wangxm", "/vehicles/request/", LANDSCAPE),
        ("hanxm", "/vehicles/vehicle/1/", PORTRAIT),
        ("wangxm", "/", PORTRAIT),
        ("wangxm", "/hall/meetings.booking.book/", PORTRAIT),
    ],
)
def test_a_page_fits_its_sheet_as_a_page_not_as_a_phone(
    visit: Visit, who: str, address: str, sheet: dict[str, int]
) -> None:
    page = visit(who)
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size(sheet)
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((part) =>
          part.getClientRects().length && part.getBoundingClientRect().right > innerWidth + 1
        ).map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert beyond == []
    assert page.locator("main .btn").filter(visible=True).count() == 0
    for head in page.locator(".tbl-cards thead").all():
        expect(head).to_be_visible()


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1280, 720), (3840, 2160)])
def test_a_wall_of_any_size_shows_the_whole_picture(
    visit: Visit, picture: Picture, size: tuple[int, int]
) -> None:
    page = visit("wangxm")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/numbers/screen/")
    box = page.locator(".screen").bounding_box()
    assert box is not None and abs(box["width"] - size[0]) < 2 and abs(box["height"] - size[1]) < 2
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".blk")].filter((block) =>
          block.scrollHeight > block.clientHeight + 1 || block.scrollWidth > block.clientWidth + 1
        ).map((block) => block.innerText)"""
    )
    assert cut == []
    picture(page, f"wall-{size[0]}")


def test_on_a_phone_the_menu_opens_without_script(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(
        base_url=site.address, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("#u", "wangxm")
    page.fill("#p", site.passwords["wangxm"])
    page.click("button[type=submit]")
    if "/me/consent/" in page.url:
        page.click("text=已阅读并同意")
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_label("菜单", exact=True).click()
    expect(page.locator("#side")).to_be_visible()
    page.locator("#side").get_by_text("主干业务").click()
    business = page.locator("#side summary", has_text="公务用车")
    if not page.locator("#side").get_by_text("用车申请").is_visible():
        business.click()
    page.locator("#side").get_by_text("用车申请").click()
    expect(page.locator("h1")).to_have_text("用车申请")
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_label("菜单", exact=True).click()
    page.get_by_text("关闭菜单").click()
    expect(page.locator("#side")).to_be_hidden()
    context.close()
