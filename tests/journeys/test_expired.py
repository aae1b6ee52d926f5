"""A session that ends while somebody types; and a sign-in that does not succeed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Site, sign_in

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
VOICE = "/voices/voice/new/"
TYPED = "填到一半登录过期的内容"


def begin(visit: Visit, login: str = "wangxm") -> Page:
    """A form begun, then the session is over."""
    page = visit(login)
    page.goto(VOICE)
    page.context.clear_cookies()
    return page


def send(page: Page) -> None:
    page.locator("#act").evaluate("form => form.requestSubmit()")


def test_whoever_types_on_after_the_session_hears_of_it_and_goes_on(
    visit: Visit, site: Site
) -> None:
    page = begin(visit)
    page.fill("[name=content]", TYPED)
    expect(page.locator(".note-stuck")).to_contain_text("登录已过期，请在新窗口登录后继续")
    with page.context.expect_page() as opened:
        page.locator(".note-stuck a").click()
    sign_in(opened.value, site, "wangxm")
    expect(page.get_by_text("已重新登录，可以继续填写、提交。")).to_be_visible()
    page.fill("[name=title]", "登录过期之后")
    page.locator("[name=kind]").first.check()
    send(page)
    page.wait_for_url("**/voices/voice/*/")
    expect(page.locator("main")).to_contain_text(TYPED)


def test_what_was_sent_without_a_session_is_filled_in_again(visit: Visit, site: Site) -> None:
    page = begin(visit)
    page.fill("[name=content]", TYPED)
    send(page)
    page.wait_for_url("**/login/**")
    page.fill("#u", "wangxm")
    page.fill("#p", site.passwords["wangxm"])
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(f"**{VOICE}")
    expect(page.locator("[name=content]")).to_have_value(TYPED)
    expect(page.locator("main")).to_contain_text("您填的内容已填回")


def test_another_person_on_the_same_device_gets_nothing_of_it(visit: Visit, site: Site) -> None:
    page = begin(visit)
    page.fill("[name=content]", TYPED)
    send(page)
    page.wait_for_url("**/login/**")
    sign_in(page, site, "zhouwb")
    page.goto(VOICE)
    expect(page.locator("[name=content]")).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('guanbiao-sent')") is None


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_wrong_password_leaves_the_sign_in_page_whole(
    site: Site, chromium: Browser, *, phone: bool
) -> None:
    context = chromium.new_context(
        base_url=site.address,
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("#u", "wangxm")
    page.fill("#p", "falsch")
    page.locator("button[type=submit]").first.click()
    card, field, words = (page.locator(at).bounding_box() for at in (".login-box", "#p", "#pe"))
    assert card and field and words
    edge = card["x"] + card["width"]
    assert field["x"] + field["width"] < edge and words["x"] + words["width"] < edge
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
