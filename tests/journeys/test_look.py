"""No fault for a screen reader, and the view for elder eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
SERIOUS = {"serious", "critical"}


def faults(page: Page) -> list[str]:
    """Serious findings of axe, with the elements they are about."""
    found: Any = Axe().run(page).response["violations"]
    return [
        f"{page.url} {each['id']}: {[node['html'][:120] for node in each['nodes'][:2]]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


def test_the_elder_view_keeps_everything_in_place(visit: Visit) -> None:
    page = visit("wangxm")
    page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("data-view") == "elder"
    page.goto("/vehicles/request/new/")
    assert not faults(page)
    page.get_by_role("button", name="标准版").click()
    assert page.locator("html").get_attribute("data-view") is None
