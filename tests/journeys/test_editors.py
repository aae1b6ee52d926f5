"""Somebody who knows nothing of BPMN draws an approval and a measure, with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_drafting import Steps
from tests.journeys.test_look import faults

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]


class Keys:
    """A person without a mouse: goes to a thing and types, or presses a key."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: str) -> None:
        """Enter on a button, and wait for what it changes."""
        self.page.locator(what).first.focus()
        with self.page.expect_response(lambda answer: "/process/" in answer.url):
            self.page.keyboard.press("Enter")
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def type(self, what: str, words: str) -> None:
        """Into a field, in place of what is there."""
        self.page.locator(what).first.focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def choose(self, what: str, value: str) -> None:
        """From a list that has the focus."""
        field = self.page.locator(what).first
        field.focus()
        field.select_option(value)


def begun(page: Page, number: str, words: str) -> None:
    """A draft with one clause, open at it."""
    steps = Steps()
    steps.go(page, "/standards/draft/new/")
    steps.fill(page, "[name=standard]", number)
    steps.fill(page, "[name=title]", "用车审批规范")
    steps.choose(page, "[name=procedure]", "快速程序")
    steps.fill(page, "[name=evidence]", "三季度有 14 件用车申请等了两天以上，见办件台账")
    steps.click(page, "#deck button[type=submit]")
    page.wait_for_url(re.compile(r"/standards/draft/\d+/$"))
    steps.click(page, "text=起草和绑定")
    steps.fill(page, "#new-title", "审批")
    steps.press(page, "增加")
    steps.click(page, "#new summary")
    steps.fill(page, "#new-body", words)
    steps.press(page, "增加")


def drawn(page: Page, keys: Keys) -> None:
    """An approval with a branch and a reminder, drawn without a mouse."""
    expect(page.locator("#n-label")).to_be_focused()
    keys.type("#f-title", "用车审批")
    keys.choose("#f-act", "vehicles.request.submit")
    keys.type("#n-label", "单位负责人审批")
    keys.choose("[name=who_kind]", "unit_head")
    keys.type("#n-limit", "2")
    keys.press("#n-show")
    expect(page.locator("#n-label")).to_be_focused()
    keys.press("button:has-text('后面加条件分支')")
    keys.type("#n-label", "是否跨省？")
    keys.type("#n-said-0", "跨省")
    keys.type("#r-when-0", '目的地范围 = "跨省"')
    expect(page.locator("#h-when-0")).to_contain_text("读作")
    keys.press("#row-step2")
    keys.type("#n-label", "分管负责人审批")
    keys.choose("[name=who_kind]", "post")
    keys.type("[name=who_value]", "分管负责人")
    keys.choose("[name=who_of]", "bureau")
    keys.press("button:has-text('到时督办')")
    keys.type("#n-label", "办公室督办")
    keys.choose("[name=who_kind]", "post")
    keys.type("[name=who_value]", "督办员")
    keys.choose("[name=who_of]", "bureau")
    keys.press("#n-show")


def test_an_approval_is_drawn_by_keyboard_and_every_look_at_it_is_readable(
    visit: Visit, picture: Picture
) -> None:
    page = visit("wangxm")
    begun(page, "Q/YCJG 411", "用车应由单位负责人在 2 个工作日内审批，跨省的由分管负责人审批。")
    page.click("text=流程：谁先办")
    drawn(page, Keys(page))
    expect(page.locator("section[aria-label=检查]")).to_contain_text("可以走通")
    expect(page.locator("svg.flow")).to_contain_text("办公室督办")
    assert faults(page) == []
    picture(page, "editors-1-process")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "editors-2-process-phone")
    page.locator("#f-save").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/text/"))
    expect(page.locator("section[aria-label=执行方式]")).to_contain_text("用车审批")


def test_a_measure_is_tried_while_it_is_typed(visit: Visit, picture: Picture) -> None:
    page = visit("wangxm")
    begun(page, "Q/YCJG 412", "标准草案送审前有效力的条款应不少于 1 条。")
    page.click("text=指标：用哪个数看")
    keys = Keys(page)
    keys.type("#m-name", "草案平均条款数")
    keys.choose("#m-entity", "standards.draft")
    keys.type("#r-value", "有效力条款数")
    keys.type("#m-unit", "条")
    keys.type("#m-target", "1")
    expect(page.locator("#trial")).to_contain_text("条记录")
    expect(page.locator("#trial")).to_contain_text("标准草案的平均，每条取 有效力条款数")
    assert faults(page) == []
    picture(page, "editors-3-measure")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("button:has-text('保存指标')").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/text/"))
    expect(page.locator("section[aria-label=执行方式]")).to_contain_text("草案平均条款数")
