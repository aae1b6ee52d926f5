"""Every page the people of the sample reach by links: answered, readable, whole, in their words.

Each person begins at the portal and follows the bars, the menus and what the pages lead to; a page
of the same kind is looked at once, what everybody's bars lead to once by each. So a page nobody
thought of is looked at too. A screen reader is asked once a drawing: its answer takes longest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Error, Page

from tests.journeys.conftest import Site
from tests.journeys.test_look import faults

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
FILES = re.compile(
    "logout|/api/|/export|/pdf|/paper/|/pack/|/content/|download|labels|template/|/file/|/docx/"
)
DOWNLOAD = "Download is starting"
"""How the browser says that a link leads to a file: no page, so nothing to look at."""
WIDE = re.compile("screen|/door/|/print/")
"""Drawn for a wall or for paper, whatever the window."""
INTERNAL = re.compile(
    r"\b(?:None|True|False|undefined|NaN)\b|\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+\.[a-z]+\.[a-z_]+\b"
)
MOST = 200
OVERLAPS = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [];
  const hidden = "details:not([open]) > :not(summary), svg, .vh, .skip, script, style, option, "
    + ".watermark, .deck, .top, .tabbar, [hidden]";
  while (words.nextNode()) {
    const text = words.currentNode.textContent.trim(), place = words.currentNode.parentElement;
    if (!text || place.closest(hidden)) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    for (const box of range.getClientRects()) {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      for (let around = place; around; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.overflowX === "visible" && style.overflowY === "visible") continue;
        const edge = around.getBoundingClientRect();
        [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
        [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
      }
      if (right - left < 5 || bottom - top < 8) continue;
      boxes.push({ left, top, right, bottom, text, place });
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  const found = [];
  boxes.forEach((a, at) => {
    for (let n = at + 1; n < boxes.length && boxes[n].top < a.bottom - 7; n += 1) {
      const b = boxes[n], wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (a.place !== b.place && wide > 4) found.push(`${a.text} × ${b.text}`.slice(0, 60));
    }
  });
  document.querySelectorAll(".btn, .tag, .opt").forEach((box) => {
    if (box.clientWidth && box.scrollWidth > box.clientWidth + 2) found.push(box.innerText);
  });
  return found.slice(0, 4);
}"""
"""Words that lie over other words, or reach beyond their button."""
LINKS = "links => links.map(link => link.getAttribute('href'))"
TEXT = """() => {
  const page = document.body.cloneNode(true);
  page.querySelectorAll('script, code, pre, svg, .mono, .src, .hash').forEach(e => e.remove());
  return page.innerText;
}"""


def kind(path: str) -> str:
    """Pages that differ in keys only are of one kind."""
    return re.sub(r"\d+|clauses/[^/]+", "N", path.split("?", maxsplit=1)[0])


def drawing(path: str) -> str:
    """Pages of one kind for a screen reader: of dotted names (numbers, services) as of keys."""
    return re.sub(r"/[^/]+\.[^/]+/", "/N/", kind(path))


@dataclass
class Tour:
    """What all people together have seen, and what was wrong with it."""

    phone: bool
    """On a phone only what is cut is looked for, and once: what a reader hears and what each person
    is led to is the same on both."""
    seen: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def walk(self, login: str, page: Page) -> int:
        """Everything new that this person reaches; how many pages that were."""
        links = page.eval_on_selector_all("nav a[href]", LINKS)
        bars = [link for link in (each.split("#")[0] for each in links) if link not in ("", "/")]
        ahead, here = ["/", *bars], set[str]()
        count = 0
        while ahead and count < MOST:
            path = ahead.pop(0)
            if path in here or (kind(path) in self.seen and (self.phone or path not in bars)):
                continue
            here.add(path)
            self.seen.add(kind(path))
            count += 1
            try:
                answer = page.goto(path)
            except Error as failure:
                if DOWNLOAD not in failure.message:
                    raise
                continue
            if answer is None or answer.status != 200:
                self.wrong.append(f"{login} {path}: {answer and answer.status}")
                continue
            self._look(login, path, page)
            self._listen(path, page)
            ahead += [link for link in self._links(page) if kind(link) not in self.seen]
        return count

    def _listen(self, path: str, page: Page) -> None:
        """What a screen reader finds, once a drawing; the contrast of the bars once a business."""
        if not self.phone and drawing(path) not in self.heard:
            business = path.split("/")[1]
            bars = business not in {each.split("/")[1] for each in self.heard}
            self.heard.add(drawing(path))
            self.wrong += faults(page, bars=bars)

    def _links(self, page: Page) -> Iterator[str]:
        for link in page.eval_on_selector_all("main a[href], nav a[href]", LINKS):
            path = link.split("#")[0]
            if path.startswith("/") and not FILES.search(path):
                yield path

    def _look(self, login: str, path: str, page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0 and not WIDE.search(path):
            self.wrong.append(f"{login} {path}: {wide} px too wide")
        if over := page.evaluate(OVERLAPS):
            self.wrong.append(f"{login} {path}: words over words {over}")
        codes = sorted(set(INTERNAL.findall(page.evaluate(TEXT))))
        if codes:
            self.wrong.append(f"{login} {path}: {codes[:6]}")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_answered_readable_and_whole(site: Site, visit: Visit, phone: bool) -> None:
    tour = Tour(phone)
    pages = {login: tour.walk(login, visit(login, phone=phone)) for login in site.passwords}
    assert len(tour.seen) > 150, pages
    assert not tour.wrong, "\n".join(tour.wrong)
