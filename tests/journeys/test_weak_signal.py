"""A weak signal: the browser believes in its network, and what is posted does not get through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.conftest import Site, sign_in
from tests.journeys.test_look import faults
from tests.journeys.test_offline import NEW

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
KEPT = "已存在本机"
DONE = re.compile(r"/vehicles/fuel/\d+/$")
ASKED = """<main id="main">
<div class="note is-block" role="alert"><b>没有登记成功。</b> 请处理下面 1 项。</div>
<p>上次读数 7,193 km</p>
<div class="find is-warn" role="status"><header><span class="cl">5.3.15</span></header>
<p class="words">宜按时出车</p>
<p class="lim"><span>限值 <b>60</b> 分钟</span><span>实际 <b>96</b> 分钟</span></p>
<input name="reason:5.3.15" value=""></div></main>"""
"""A page as the server answers where a clause wants a reason."""
TYPED = ("vehicle", "station", "at", "litres", "amount", "odometer")


def plate(page: Page, car: int) -> str:
    """A car of the fleet, as the form itself offers it; each test takes another."""
    return page.locator("#plates option").nth(car).inner_text()


def fill(page: Page, station: str, car: int, card: str = "") -> None:
    """A filling as the driver enters it; the reading is beyond any earlier one."""
    page.goto(NEW)
    values = {"vehicle": plate(page, car), "station": station, "litres": "20", "amount": "150"}
    for name, value in {**values, "card_plate": card, "odometer": "999000"}.items():
        page.fill(f"[name={name}]", value)


def press(page: Page) -> None:
    """As the button does, which warns of a stop and is drawn anew by every check."""
    page.locator("#act").evaluate("form => form.requestSubmit()")


def lose_posts(context: BrowserContext) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.fallback()

    context.route("**/*", lose)


def lose_answers(context: BrowserContext) -> None:
    """Worse than no network: the server has done it, and nobody hears of it."""

    def lose(route: Route) -> None:
        if "X-Once".lower() in route.request.headers:
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.fallback()

    context.route("**/*", lose)


def rows(page: Page, station: str) -> None:
    page.goto(f"/vehicles/fuel/?q={station}")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_with_a_weak_signal_an_entry_is_kept_and_sent_once_when_a_page_opens(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    context = page.context
    fill(page, "弱网站", 1)
    lose_posts(context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert page.evaluate("navigator.onLine")
    expect(page.locator("[name=station]")).to_have_value("")
    page.close()
    context.unroute("**/*")
    later = context.new_page()
    later.goto("/")
    expect(later.locator(".note.is-pass")).to_contain_text("已补交", timeout=20_000)
    expect(later.locator("[data-queue-badge]")).to_be_hidden()
    rows(later, "弱网站")


def test_who_waits_too_long_is_told_and_it_is_tried_again_by_itself(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.clock.install()
    fill(page, "久等站", 8)
    page.context.route("**/fuel/new/", lambda _: None)
    press(page)
    page.clock.run_for(4_000)
    expect(page.get_by_text("信号弱，正在送出")).to_be_visible()
    page.clock.run_for(9_000)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_text("信号弱，正在送出")).to_be_hidden()
    page.context.unroute("**/fuel/new/")
    page.clock.run_for(16_000)
    expect(page.get_by_text("加油登记：已补交")).to_be_visible()
    rows(page, "久等站")


def test_what_waits_says_how_things_are_now_and_goes_at_a_press(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.clock.install()
    fill(page, "现补站", 10)
    lose_posts(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto("/offline/")
    line = page.locator("[data-queue] li")
    expect(line).to_contain_text("没有送到：没有网络或信号太弱")
    page.context.set_offline(True)
    expect(line).to_contain_text("现在没有网络，连上后自动补交")
    page.context.set_offline(False)
    expect(line).to_contain_text("没有送到")
    page.context.unroute("**/*")
    page.get_by_role("button", name="现在补交").click()
    expect(page.locator("[data-queue-empty]")).to_be_visible()
    expect(page.get_by_role("button", name="现在补交")).to_be_hidden()
    rows(page, "现补站")


def test_a_replay_broken_off_by_leaving_the_page_goes_on_with_the_next(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    fill(page, "断续站", 11)
    lose_posts(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.fallback()

    page.context.route("**/fuel/new/", hold_the_first)
    page.goto("/offline/")
    expect(page.locator("[data-queue] li")).to_contain_text("正在补交")
    page.goto("/")
    expect(page.locator(".note.is-pass")).to_contain_text("已补交", timeout=8_000)
    assert held
    rows(page, "断续站")


def test_a_clause_that_wants_a_reason_is_named_as_the_cause(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    fill(page, "原因站", 12)
    lose_posts(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")

    def ask(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        number = route.request.headers["x-once"]
        route.fulfill(status=422, content_type="text/html", headers={"X-Once": number}, body=ASKED)

    page.context.route("**/fuel/new/", ask)
    page.goto("/offline/")
    line = page.locator("[data-queue] li")
    expect(line).to_contain_text("5.3.15 宜按时出车 限值 60 分钟，实际 96 分钟，请写明原因。")
    expect(line).not_to_contain_text("上次读数")


def test_without_script_it_is_a_form_as_any_other(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "zhouwb")
    fill(page, "素表站", 9)
    page.get_by_role("button", name="加油登记").click()
    page.wait_for_url(DONE)
    rows(page, "素表站")
    context.close()


def test_what_the_server_did_unheard_is_not_done_twice(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    fill(page, "失答站", 2)
    lose_answers(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")
    page.reload()
    expect(page.get_by_text("没有重复登记")).to_be_visible(timeout=20_000)
    rows(page, "失答站")


def test_the_same_pressed_again_is_sent_under_the_same_number(visit: Visit) -> None:
    page = visit("zhouwb")
    fill(page, "重按站", 3)
    typed = {name: page.input_value(f"[name={name}]") for name in TYPED}
    lose_answers(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    press(page)
    page.wait_for_url(DONE)
    expect(page.locator("[data-queue-badge]")).to_be_hidden()
    rows(page, "重按站")


def test_a_stop_shows_the_page_with_what_was_typed_as_without_script(visit: Visit) -> None:
    page = visit("zhouwb")
    fill(page, "拦截站", 4, "云A00001")
    press(page)
    alert = page.locator(".note[role=alert]")
    expect(alert).to_contain_text("没有办成")
    expect(alert).to_be_focused()
    expect(page.locator("[name=station]")).to_have_value("拦截站")
    expect(page.locator("[data-queue-badge]")).to_be_hidden()
    page.fill("[name=card_plate]", plate(page, 4))
    press(page)
    page.wait_for_url(DONE)
    rows(page, "拦截站")


def test_a_stopped_entry_is_mended_in_its_form_and_goes_when_the_new_one_is_done(
    visit: Visit, picture: Callable[[Page, str], None]
) -> None:
    page = visit("zhouwb", phone=True)
    fill(page, "改错站", 5, "云A00001")
    lose_posts(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")
    page.goto("/offline/")
    line = page.locator("[data-queue] li")
    expect(line).to_contain_text("未办成", timeout=20_000)
    expect(line).to_contain_text("改错站")
    expect(line.locator("dt").first).to_have_text("车牌号")
    picture(page, "待补交")
    assert not faults(page)
    page.get_by_role("button", name="删除", exact=True).click()
    page.get_by_role("button", name="不删除").click()
    page.get_by_role("link", name="带回表单修改").click()
    expect(page.locator("[name=station]")).to_have_value("改错站")
    page.fill("[name=card_plate]", plate(page, 5))
    press(page)
    page.wait_for_url(DONE)
    expect(page.locator("[data-queue-badge]")).to_be_hidden()
    rows(page, "改错站")


def test_the_next_person_neither_sees_nor_sends_what_another_left(site: Site, visit: Visit) -> None:
    page = visit("zhouwb")
    fill(page, "他人站", 6)
    lose_posts(page.context)
    press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.unroute("**/*")
    page.context.clear_cookies()
    page.goto("/offline/")
    expect(page.locator("[data-queue-count]")).to_have_count(0)
    other = page.context.new_page()
    sign_in(other, site, "wangxm")
    other.goto("/offline/")
    expect(other.locator("[data-queue-empty]")).to_be_visible()
    expect(other.locator("[data-queue-badge]")).to_be_hidden()
    other.goto("/vehicles/fuel/new/")
    expect(other.locator("body")).not_to_contain_text("他人站")
    sign_out(other)
    sign_in(other, site, "zhouwb")
    expect(other.locator(".note.is-pass")).to_contain_text("已补交", timeout=20_000)
    rows(other, "他人站")


def test_a_page_left_open_sends_nothing_in_the_name_of_the_next(site: Site, visit: Visit) -> None:
    page = visit("zhouwb")
    page.route("**/check/", lambda route: route.abort())
    fill(page, "旧页站", 7)
    page.context.clear_cookies()
    sign_in(page.context.new_page(), site, "wangxm")
    press(page)
    expect(page.get_by_text("另一位人员")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_be_visible()


def test_pages_seen_by_one_are_gone_when_her_session_has_ended(visit: Visit) -> None:
    page = visit("zhouwb")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/vehicles/driver/")
    kept = "async path => Boolean(await caches.match(path))"
    page.wait_for_function(kept, arg="/vehicles/driver/")
    page.context.clear_cookies()
    page.goto("/vehicles/driver/")
    page.wait_for_url("**/login/**")
    page.wait_for_function(f"async path => !(await ({kept})(path))", arg="/vehicles/driver/")
    page.wait_for_function(kept, arg="/offline/")
    page.context.set_offline(True)
    page.goto("/vehicles/driver/")
    expect(page.locator("h1")).to_have_text("待补交")
    assert "周文斌" not in page.content()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/**")
