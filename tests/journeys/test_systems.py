"""A keeper builds a standards system, sees in red what has no standard, mends it and prints it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_look import faults

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
NAME = "云川市机关事务服务标准体系"
PAPER = {"width": 794, "height": 1123}
"""A4 in pixels of a style sheet."""


def enter(page: Page, address: str, **given: str) -> None:
    """Fill a form and send it; a list of choices takes the words of the choice."""
    page.goto(address)
    for name, words in given.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            option = field.locator("option", has_text=words).first
            field.select_option(option.get_attribute("value"))
        else:
            field.fill(words)
    page.click("#deck button[type=submit]")
    expect(page.locator(".note.is-pass").first).to_contain_text("凭条")


def built(page: Page) -> str:
    """A system from the published structure 1+4+N; where its pages are."""
    enter(page, "/systems/system/new/", name=NAME, pattern="1+4+N", basis="局标准化工作方案第五条")
    found = re.search(r"/systems/system/\d+/", page.url)
    assert found, page.url
    return found[0]


def grown(page: Page) -> None:
    """A branch of our own with a standard in it, and a duty nobody has a standard for."""
    enter(page, "/systems/node/new/", system=NAME, above="1.3", code="1.3.9", name="报修服务")
    enter(
        page, "/systems/entry/new/", system=NAME, branch="1.3.9", number="GB/T 20647.9-2006",
        title="社区服务指南 第9部分：物业服务", sort="标准", level="国家", state="现行",
        force_on="2007-05-01", unit="云川市机关事务管理局办公室",
    )  # fmt: skip
    enter(
        page, "/systems/duty/new/", code="31", name="办公区报修服务", field="物业",
        basis="局三定规定第八条",
    )  # fmt: skip


def test_a_system_grows_from_a_template_and_its_gap_is_red_until_a_standard_is_linked(
    visit: Visit, picture: Picture
) -> None:
    keeper = visit("xujy")
    home = built(keeper)
    grown(keeper)
    keeper.goto(f"{home}tree/")
    expect(keeper.locator("svg.framework")).to_contain_text("机关事务标准体系")
    expect(keeper.locator("svg.framework a[aria-label*='报修服务']")).to_have_count(1)
    assert faults(keeper) == []
    picture(keeper, "systems-1-tree")

    keeper.goto(f"{home}matrix/")
    gap = keeper.locator("tr.is-lack", has_text="办公区报修服务")
    expect(gap.locator(".lack")).to_have_text("缺")
    tint = gap.locator("td").first.evaluate("cell => getComputedStyle(cell).backgroundColor")
    assert tint == "rgb(251, 237, 233)", "a gap is tinted, not only named"
    assert faults(keeper) == []
    picture(keeper, "systems-2-gap")

    enter(keeper, "/systems/link/new/", duty="办公区报修服务", entry="社区服务指南")
    keeper.goto(f"{home}matrix/")
    expect(keeper.locator("tr.is-lack", has_text="办公区报修服务")).to_have_count(0)
    keeper.locator("tr", has_text="办公区报修服务").locator("summary", has_text="1 项").click()
    expect(keeper.locator(".covers", has_text="GB/T 20647.9—2006")).to_be_visible()
    for address in ("/systems/duty/", "/systems/link/", "/systems/entry/", f"{home}sheet/"):
        keeper.goto(address)
        assert faults(keeper) == [], address


def test_the_framework_is_printed_whole(visit: Visit, picture: Picture) -> None:
    keeper = visit("xujy")
    keeper.goto("/systems/system/")
    keeper.locator("tbody a", has_text="云川市机关事务标准体系").click()
    keeper.get_by_text("框架图", exact=True).first.click()
    keeper.emulate_media(media="print")
    keeper.set_viewport_size(PAPER)
    width = keeper.locator("svg.framework").evaluate("svg => svg.getBoundingClientRect().right")
    assert width <= PAPER["width"]
    assert not keeper.locator(".side, .top, .acts").filter(visible=True).count()
    picture(keeper, "systems-3-paper")
    keeper.emulate_media(media="screen")
    answer = keeper.request.get(keeper.url.replace("/tree/", "/paper/"))
    drawn = pdfium.PdfDocument(BytesIO(answer.body()))
    words = drawn[0].get_textpage().get_text_range()
    assert answer.headers["content-type"] == "application/pdf"
    assert "云川市机关事务标准体系" in words and len(drawn) > 1
