"""Somebody who never saw the platform drafts a limit, and the next filling is judged by it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
MOST = 40
"""Steps of the whole road, the second press of publishing among them."""


class Steps:
    """Counts what a person does: a click, a field filled, a choice made, an address opened."""

    def __init__(self) -> None:
        self.done = 0

    def click(self, page: Page, what: str) -> None:
        self.done += 1
        page.locator(what).first.click()

    def press(self, page: Page, name: str) -> None:
        self.done += 1
        page.get_by_role("button", name=name, exact=True).last.click()

    def fill(self, page: Page, what: str, words: str) -> None:
        self.done += 1
        page.fill(what, words)

    def choose(self, page: Page, what: str, label: str) -> None:
        self.done += 1
        page.select_option(what, label=label)

    def go(self, page: Page, address: str) -> None:
        self.done += 1
        page.goto(address)


def propose(steps: Steps, page: Page) -> None:
    """立项."""
    steps.go(page, "/standards/draft/new/")
    steps.fill(page, "[name=standard]", "Q/YCJG 401")
    steps.fill(page, "[name=title]", "公务用车油耗规范")
    steps.choose(page, "[name=reach]", "本地区各单位")
    steps.choose(page, "[name=procedure]", "快速程序")
    steps.fill(page, "[name=evidence]", "上半年 12 台车的油耗高于同型车两成，见用油台账")
    steps.click(page, "#deck button[type=submit]")
    page.wait_for_url(re.compile(r"/standards/draft/\d+/$"))


def write(steps: Steps, page: Page, picture: Picture) -> None:
    """起草、绑定、试算."""
    steps.click(page, "text=起草和绑定")
    steps.fill(page, "#new-title", "油耗")
    steps.press(page, "增加")
    steps.click(page, "#new summary")
    steps.fill(page, "#new-body", "每车每百公里油耗不超过 9.5 升。")
    steps.press(page, "增加")
    picture(page, "drafting-1-suggested")
    steps.click(page, "button:has-text('采用')")
    expect(page.locator("section[aria-label=用例] .v.is-pass")).to_have_count(2)
    picture(page, "drafting-2-bound")
    steps.click(page, "text=按行编写和试算")
    steps.press(page, "试算")
    expect(page.locator("#results .v.is-pass")).to_have_count(2)
    picture(page, "drafting-3-cases")


def decide(steps: Steps, page: Page, address: str, act: str, **chosen: str) -> None:
    """One person's act on the project."""
    steps.go(page, address)
    steps.click(page, f".deck .acts >> text='{act}'")
    for name, label in chosen.items():
        steps.choose(page, f"[name={name}]", label)
    steps.click(page, "#deck button[type=submit]")
    reasons = page.locator("input[name^='reason:']").all()
    for field in reasons:
        steps.done += 1
        field.fill("上级文件正在修订，依据随后补充")
    if reasons:
        steps.click(page, "#deck button[type=submit]")
    expect(page.locator(".note.is-pass").first).to_contain_text(act)


def put_in_force(steps: Steps, page: Page) -> None:
    """Published for today, with the reason for the haste."""
    steps.click(page, ".deck .acts >> text='发布'")
    steps.press(page, "确认发布")
    steps.fill(page, "input[name^='reason:']", "燃油费用上升较快，已通知各单位")
    steps.click(page, "form[aria-label=写明理由] button")
    expect(page.locator(".note.is-pass").first).to_contain_text("发布")


def rehearsed(steps: Steps, page: Page, release: str) -> None:
    """Whoever decides waits until last year's records have been tried."""
    steps.go(page, release)
    for _ in range(60):
        if page.locator("li", has_text="修订仿真").locator(".v.is-pass").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the rehearsal was not done within a minute")


def test_a_limit_is_drafted_bound_tried_and_published_and_the_next_filling_obeys(
    visit: Visit, picture: Picture
) -> None:
    steps = Steps()
    writer = visit("wangxm")
    propose(steps, writer)
    address = writer.url
    write(steps, writer, picture)
    decide(steps, writer, address, "送审")
    picture(writer, "drafting-4-submitted")

    decide(steps, visit("chenzy"), address, "审校", step="一审")
    decide(steps, visit("zhouwb"), address, "审校", step="一校")
    decide(steps, visit("hejh"), address, "批准")
    keeper = visit("xujy")
    decide(steps, keeper, address, "移交发布")
    release = keeper.url
    picture(keeper, "drafting-5-handed")
    leader = visit("hejh")
    rehearsed(steps, leader, release)
    put_in_force(steps, leader)
    picture(leader, "drafting-6-published")
    assert steps.done <= MOST, steps.done

    fleet = visit("zhouwb")
    thirsty(fleet)
    stopped = fleet.locator(".find.is-block", has_text="每车每百公里油耗不超过 9.5 升")
    expect(stopped.first).to_be_visible()
    expect(stopped.first).to_contain_text("9.5")
    picture(fleet, "drafting-7-judged")


def thirsty(page: Page) -> None:
    """Sixty litres after a hundred kilometres, typed for the car that was filled last."""
    page.goto("/vehicles/fuel/")
    row = page.locator("table.tbl tbody tr").first.locator("td")
    heads = [each.strip() for each in page.locator("table.tbl thead th").all_inner_texts()]
    cells = [each.strip() for each in row.all_inner_texts()]
    plate = next(cell for head, cell in zip(heads, cells, strict=False) if "车" in head)
    reading = next(cell for head, cell in zip(heads, cells, strict=False) if "里程" in head)
    page.goto("/vehicles/fuel/new/")
    page.fill("[name=vehicle]", plate)
    page.fill("[name=card_plate]", plate)
    page.fill("[name=station]", "城南定点加油站")
    page.fill("[name=litres]", "60")
    page.fill("[name=amount]", "468")
    page.fill("[name=odometer]", str(int(float(re.sub(r"[^\d.]", "", reading))) + 100))
    page.locator("[name=odometer]").blur()
