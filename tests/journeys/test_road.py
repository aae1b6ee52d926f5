"""The road from a published standard to a lawful act, walked by the people who walk it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_weak_signal import lose_posts

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]


def next_workday(days: int = 3) -> dt.date:
    """A weekday some days ahead."""
    day = dt.date.today() + dt.timedelta(days=days)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day


def fill_request(page: Page, passengers: str, body: str, at: str = "09:00") -> None:
    """Fill the form as a clerk does."""
    day = next_workday()
    page.fill("[name=purpose]", "赴南屏县开展公共机构能源审计现场核查，涉及 4 家单位")
    page.fill("[name=depart_at]", f"{day}T{at}")
    page.fill("[name=return_at]", f"{day}T{int(at[:2]) + 3:02d}:00")
    page.fill("[name=destination]", "南屏县政务中心")
    page.select_option("[name=area]", "市区")
    page.fill("[name=distance_km]", "42")
    page.select_option("[name=body]", body)
    page.fill("[name=passengers]", passengers)
    page.locator("[name=passengers]").blur()


def asks(clerk: Page, picture: Picture) -> str:
    """Six people in a saloon are stopped, the way out passes; the address of the request."""
    clerk.click("text=我要用车")
    fill_request(clerk, "6", "轿车")
    stopped = clerk.locator(".find.is-block", has_text="5.2.3")
    expect(stopped).to_be_visible()
    expect(stopped).to_contain_text("核定载客")
    picture(clerk, "02-request-blocked")

    clerk.click("#deck button[type=submit]", force=True)
    expect(clerk.locator(".note.is-block")).to_contain_text("没有办成")
    expect(clerk.locator("[name=purpose]")).to_have_value(re.compile("能源审计"))
    picture(clerk, "03-request-refused")

    clerk.locator("[data-take-field=body]").first.click()
    expect(clerk.locator(".find.is-block")).to_have_count(0)
    explained(clerk, "上级临时安排，公共交通不便")
    clerk.click("#deck button[type=submit]")
    clerk.wait_for_url(re.compile(r"/vehicles/request/\d+/"))
    expect(clerk.locator(".slip").first).to_contain_text("Q/YCJG 203")
    picture(clerk, "04-request-submitted")
    return clerk.url


def explained(page: Page, why: str) -> bool:
    """Write the reason for each hint that wants one; whether any did."""
    wanted = page.locator("input[name^='reason:']").all()
    for reason in wanted:
        reason.fill(why)
    return bool(wanted)


def approves(head: Page, picture: Picture) -> None:
    """The head finds it on the portal and agrees."""
    waiting = head.locator(".todo li", has_text="用车").first
    expect(waiting).to_contain_text("单位负责人审批")
    picture(head, "05-head-portal")
    waiting.locator("a.btn").click()
    head.fill("#opinion", "同意，注意行车安全。")
    picture(head, "06-head-approves")
    head.get_by_role("button", name="同意", exact=True).last.click()
    expect(head.locator(".note.is-pass")).to_contain_text("已同意")


def dispatches(dispatcher: Page, picture: Picture) -> None:
    """A car and a driver are sent."""
    dispatcher.goto("/vehicles/dispatch/")
    picture(dispatcher, "07-dispatch")
    dispatcher.locator("tr", has_text="选这辆").first.get_by_text("选这辆").click()
    driver = dispatcher.locator("#driver option", has_text="蒋海涛").first.get_attribute("value")
    dispatcher.select_option("#driver", driver)
    send = dispatcher.get_by_role("button", name=re.compile("^派 "))
    send.click()
    if explained(dispatcher, "同向申请时间不合，分别派车"):
        picture(dispatcher, "08-dispatch-reason")
        send.click()
    expect(dispatcher.locator(".note.is-pass")).to_contain_text("已派车")


def drives(phone: Page, picture: Picture) -> None:
    """The driver mistypes the clock and is stopped, then leaves and comes back."""
    phone.goto("/vehicles/trips/mine/")
    picture(phone, "09-driver-phone")
    phone.click("text=登记出车")
    last = phone.locator("#last").inner_text()
    reading = int(float(re.sub(r"[^\d.]", "", last.replace("上次读数", ""))))
    phone.fill("#odometer", str(reading - 5))
    phone.get_by_role("button", name="出车", exact=True).click()
    expect(phone.locator(".find.is-block")).to_contain_text("5.3.11")
    picture(phone, "10-driver-blocked")
    in_the_garage(phone, reading - 4)
    phone.fill("#odometer", str(reading + 1))
    phone.get_by_role("button", name="出车", exact=True).click()
    expect(phone.locator("form[data-sending]")).to_have_count(0)
    if explained(phone, "用车单位改为提前出发"):
        phone.get_by_role("button", name="出车", exact=True).click()
    expect(phone.locator(".note.is-pass")).to_contain_text("已出车")
    expect(phone.locator("[data-queue-badge]")).to_be_hidden()
    phone.fill("#odometer", str(reading + 86))
    phone.get_by_role("button", name="回场交车").click()
    expect(phone.locator("form[data-sending]")).to_have_count(0)
    if explained(phone, "道路临时管制，绕行"):
        phone.get_by_role("button", name="回场交车").click()
    expect(phone.locator(".note.is-pass")).to_contain_text("已回场交车")
    picture(phone, "11-driver-returned")


def in_the_garage(phone: Page, reading: int) -> None:
    """Mistyped where nothing gets through: stopped when it does, and brought back into the form."""
    lose_posts(phone.context)
    phone.fill("#odometer", str(reading))
    phone.get_by_role("button", name="出车", exact=True).click()
    expect(phone.get_by_text("已存在本机")).to_be_visible()
    phone.context.unroute("**/*")
    phone.goto("/offline/")
    expect(phone.locator("[data-queue] li")).to_contain_text("5.3.11", timeout=20_000)
    phone.get_by_role("link", name="带回表单修改").click()
    expect(phone.locator("#odometer")).to_have_value(str(reading))


def rates(clerk: Page, address: str, picture: Picture) -> None:
    """Whoever asked says how it was; the case is done and tells all that happened."""
    clerk.goto(address)
    clerk.get_by_role("button", name="提交评价").click()
    expect(clerk.locator(".note.is-pass")).to_contain_text("已办理“评价”")
    expect(clerk.locator(".head .tag")).to_contain_text("办结")
    for words in ("提交申请", "同意", "派车", "出车", "回场交车", "评价"):
        expect(clerk.locator(".trace").first).to_contain_text(words)
    picture(clerk, "12-request-done")


def test_a_request_walks_the_whole_road(visit: Visit, picture: Picture) -> None:
    clerk = visit("wangxm")
    picture(clerk, "01-portal")
    address = asks(clerk, picture)
    approves(visit("chenzy"), picture)
    dispatches(visit("hanxm"), picture)
    drives(visit("jianght", phone=True), picture)
    rates(clerk, address, picture)
