"""Every page a person meets: no fault for a screen reader, nothing cut, on desk, phone, elder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
PAGES = {
    "wangxm": ("/", "/todo/", "/hall/", "/messages/", "/standards/", "/vehicles/requests/new/",
               "/vehicles/requests/", "/organisation/delegations/", "/me/sessions/", "/me/factor/",
               "/me/consent/", "/password/"),
    "hanxm": ("/vehicles/dispatch/", "/vehicles/vehicle/", "/vehicles/driver/", "/search/?q=A"),
    "zhouwb": ("/vehicles/vehicle/import/", "/vehicles/vehicle/new/", "/vehicles/quota/",
               "/vehicles/fuel/", "/vehicles/fuel/new/"),
    "zhaom": ("/organisation/units/", "/organisation/people/", "/organisation/people/new/",
              "/organisation/feed/", "/security/accounts/", "/security/accounts/1/",
              "/security/accounts/new/"),
    "wuq": ("/security/clients/",),
    "zhengy": ("/security/signins/", "/security/orders/", "/security/accesses/"),
}  # fmt: skip
SERIOUS = {"serious", "critical"}


def faults(page: Page) -> list[str]:
    """Serious findings of axe, with the elements they are about."""
    found: Any = Axe().run(page).response["violations"]
    return [
        f"{page.url} {each['id']}: {[node['html'][:120] for node in each['nodes'][:2]]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("login", PAGES)
def test_pages_are_whole_and_readable(visit: Visit, login: str, phone: bool) -> None:
    page = visit(login, phone=phone)
    found = []
    for path in PAGES[login]:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        found += faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{path} is {wide} px too wide")
    assert not found, "\n".join(found)


def test_the_elder_view_keeps_everything_in_place(visit: Visit) -> None:
    page = visit("wangxm")
    page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("data-view") == "elder"
    page.goto("/vehicles/requests/new/")
    assert not faults(page)
    page.get_by_role("button", name="标准版").click()
    assert page.locator("html").get_attribute("data-view") is None
