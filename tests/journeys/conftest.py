"""A real site in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright

from guanbiao.project.postgres import free_port
from tests.project.makers import furnish

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "var" / "screenshots"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 900}
expect.set_options(timeout=20_000)
"""Milliseconds a journey waits for what it expects: other tests run beside it."""


@dataclass
class Site:
    """Where the site is, and the sample's accounts."""

    address: str
    home: Path
    passwords: dict[str, str]


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """``guanbiao serve`` on a fresh home with the small sample."""
    home = Path(tempfile.mkdtemp(prefix="guanbiao-site-"))
    home.chmod(0o711)
    furnish(home)
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items()
        if not key.startswith(("GUANBIAO_", "DJANGO_", "DATABASE_"))
    } | {"GUANBIAO_HOME": str(home), "GUANBIAO_TOTP_ROLES": ""}  # fmt: skip
    log = (home / "serve.log").open("wb")
    command = [sys.executable, "-m", "guanbiao", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        _await(address, process, home)
        yield Site(address, home, _passwords(home))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def _await(address: str, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}login/", timeout=3).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
        else:
            return
    pytest.fail("the site did not come up:\n" + (home / "serve.log").read_text()[-3000:])


def _passwords(home: Path) -> dict[str, str]:
    lines = (home / "sample-accounts.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split()[0]: line.split()[1] for line in lines}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright; nothing is downloaded."""
    with sync_playwright() as playwright:
        browser = launched(
            playwright.chromium, "--disable-dev-shm-usage", "--font-render-hinting=none"
        )
        yield browser
        browser.close()


def launched(kind: BrowserType, *arguments: str) -> Browser:
    """A browser begun with these arguments: the shell of Chromium where there is one.

    It draws the same pages by the same engine with half the CPU, for it has no windows and bars of
    its own to draw.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "no Chromium is installed: make test installs it as root"
    return kind.launch(executable_path=path, args=["--no-sandbox", *arguments])


def sign_in(page: Page, site: Site, login: str) -> None:
    """As one of the cast, who consents where she is asked to."""
    page.goto("/login/")
    page.fill("#u", login)
    page.fill("#p", site.passwords[login])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    if "/me/consent/" in page.url:
        page.click("text=已阅读并同意")
        page.wait_for_url(site.address)


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Sign in as one of the cast, on a desk or on a phone; page errors fail the test."""
    opened: list[Any] = []
    faults: list[str] = []

    def as_(login: str, *, phone: bool = False) -> Page:
        context = chromium.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE if phone else DESKTOP,
            has_touch=phone, base_url=site.address,
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: _note(line, faults))
        sign_in(page, site, login)
        page.wait_for_url(site.address)
        return page

    yield as_
    for context in opened:
        context.close()
    assert not faults, faults


ABORTED = ("htmx:sendAbort", "htmx:afterRequest")
"""A live check that a newer one overtook; htmx logs it as an error."""


OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:sendError")
"""What the browser says when a journey takes the network away, or single answers."""


def _note(line: Any, faults: list[str]) -> None:
    if line.text in ABORTED or any(words in line.text for words in OFFLINE):
        return
    if line.type == "error" and "422" not in line.text and "401" not in line.text:
        faults.append(f"{line.text} {line.location.get('url', '')}")


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a screenshot under var/screenshots, which git ignores."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return take
