"""With the Tab key alone: everything is reached once, in the order it is read, and one sees where.

GB/T 37668-2019 and WCAG 2.2 (2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11) ask for it. Pages are walked with
real key presses; the page itself notes what was focused, how it looked and whether it lay open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
WATCH = """() => {
  const worn = (e) => {
    const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.stroke].join();
  };
  const look = (e) => [e, e.parentElement, e.firstElementChild].map((x) => x && worn(x)).join("|");
  const single = (e) => {
    if (e.type !== "radio") return true;
    const group = [...document.getElementsByName(e.name)].filter((x) => x.form === e.form);
    return e === (group.find((x) => x.checked) || group[0]);
  };
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const open = (e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({
    checkVisibilityCSS: true, contentVisibilityAuto: true }) && e.getClientRects().length > 0;
  const reach = [...document.querySelectorAll(all)].filter(open).filter(single);
  const plain = new Map(reach.map((e) => [e, look(e)]));
  window.walk = { reach, steps: [] };
  document.addEventListener("focusin", ({ target }) => {
    const box = target.getBoundingClientRect(), own = (target.labels && target.labels[0]) || target;
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const clear = over && (own.contains(over) || over.contains(target));
    window.walk.steps.push([reach.indexOf(target), look(target) !== plain.get(target), !!clear]);
  });
  document.body.setAttribute("tabindex", "-1");
  document.body.focus();
  window.walk.steps.length = 0;
  const parts = { date: 4, month: 3, time: 4, "datetime-local": 7 };
  return [reach.length, reach.reduce((sum, e) => sum + (parts[e.type] || 1), 0)];
}"""
"""How many things can be reached, and how many presses that takes: days and times have parts."""
NAMES = """numbers => numbers.map(n => {
  const e = window.walk.reach[n];
  return e ? (e.outerHTML.slice(0, 90)) : `? ${n}`;
})"""
PAGES = {
    "wangxm": ("/", "/vehicles/request/", "/vehicles/request/new/", "/meetings/booking/new/",
               "/search/?q=车", "/me/sessions/"),
    "zhouwb": ("/vehicles/vehicle/?q=1", "/vehicles/vehicle/board/?q=1", "/vehicles/vehicle/1/",
               "/vehicles/vehicle/new/", "/vehicles/vehicle/import/", "/numbers/"),
}  # fmt: skip
"""A page of each kind: portal, list, board, row, form by the kit and by hand, import, cockpit."""


def steps_of(page: Page, path: str) -> tuple[int, list[Any]]:
    """How many can be reached, and what Tab came to: its number, whether marked, whether clear."""
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    page.wait_for_load_state("networkidle")
    count, presses = page.evaluate(WATCH)
    for _ in range(presses):
        page.keyboard.press("Tab")
    return count, page.evaluate("window.walk.steps")


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with the way through a page."""
    count, steps = steps_of(page, path)
    came = [number for number, *_ in steps if number >= 0]
    came = came[: came.index(count - 1) + 1] if count - 1 in came else came
    told = {
        "not reached": sorted(set(range(count)) - set(came)),
        "out of order": [now for now, then in zip(came[1:], came, strict=False) if now < then],
        "not to be seen": [number for number, seen, _ in steps if number >= 0 and not seen],
        "covered": [number for number, _, clear in steps if number >= 0 and not clear],
    }
    return [
        f"{path} {words}: {page.evaluate(NAMES, numbers[:4])}"
        for words, numbers in told.items()
        if numbers
    ]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("login", sorted(PAGES))
def test_tab_leads_through_every_kind_of_page(visit: Visit, login: str, phone: bool) -> None:
    page = visit(login, phone=phone)
    wrong = [fault for path in PAGES[login] for fault in faults(page, path)]
    assert not wrong, "\n".join(wrong)
