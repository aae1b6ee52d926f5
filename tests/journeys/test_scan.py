"""A code is scanned: by the camera, or from a photo where the camera may not be used."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.conftest import PHONE, Site, launched

pytestmark = pytest.mark.journey
Visit = Callable[..., Page]
WIDE, HIGH = 640, 480


def photo(text: str) -> FilePayload:
    """A picture of a code."""
    kept = io.BytesIO()
    segno.make_qr(text).save(kept, kind="png", scale=7, border=4)
    return {"name": "code.png", "mimeType": "image/png", "buffer": kept.getvalue()}


def film(text: str, at: Path) -> Path:
    """What a camera sees that is held before a code: a second of YUV4MPEG2."""
    scale = 9
    rows = [list(row) for row in segno.make_qr(text).matrix_iter(scale=scale, border=4)]
    left, top = (WIDE - len(rows[0])) // 2, (HIGH - len(rows)) // 2
    light = bytearray(b"\xc8" * (WIDE * HIGH))
    for y, row in enumerate(rows):
        start = (top + y) * WIDE + left
        light[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    frame = b"FRAME\n" + bytes(light) + b"\x80" * (WIDE * HIGH // 2)
    at.write_bytes(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip C420jpeg\n".encode() + frame * 10)
    return at


def shown(page: Page, picture: FilePayload) -> None:
    """Choose a photo on the page for scanning."""
    page.goto("/scan/")
    page.locator("[data-scan-photo]").set_input_files(picture)


def test_a_photo_of_a_code_opens_its_page(visit: Visit, site: Site) -> None:
    page = visit("zhouwb", phone=True)
    shown(page, photo(f"{site.address}vehicles/vehicle/1/"))
    page.wait_for_url("**/vehicles/vehicle/1/")
    shown(page, photo("BJ-20260101-00001"))
    page.wait_for_url(lambda url: url.endswith("/search/?q=BJ-20260101-00001"))


def test_a_code_of_elsewhere_is_told_and_not_followed(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    said = page.locator("[data-scan-said]")
    shown(page, photo("https://elsewhere.example/vehicles/vehicle/1/"))
    expect(said).to_contain_text("elsewhere.example")
    page.locator("[data-scan-other]").click()
    page.wait_for_url("**/vehicles/vehicle/1/")
    shown(page, photo("javascript:alert(document.title)//" + "x" * 40))
    expect(said).to_contain_text("不是本平台的")
    shown(page, {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(said).to_contain_text("不是能打开的照片")


def test_without_leave_to_use_the_camera_it_says_what_to_do(visit: Visit) -> None:
    page = visit("zhouwb", phone=True)
    page.goto("/scan/")
    page.get_by_role("button", name="打开摄像头").click()
    expect(page.locator("[data-scan-said]")).to_contain_text("从照片识别")


def test_the_camera_reads_a_code(site: Site, chromium: Browser, tmp_path: Path) -> None:
    seen = film(f"{site.address}vehicles/vehicle/1/", tmp_path / "code.y4m")
    browser = launched(
        chromium.browser_type, "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={seen}",
    )  # fmt: skip
    context = browser.new_context(viewport=PHONE, base_url=site.address, permissions=["camera"])
    page = context.new_page()
    page.goto("/login/?next=/scan/")
    page.fill("#u", "zhouwb")
    page.fill("#p", site.passwords["zhouwb"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    if "/me/consent/" in page.url:
        page.click("text=已阅读并同意")
    page.goto("/scan/")
    page.get_by_role("button", name="打开摄像头").click()
    page.wait_for_url("**/vehicles/vehicle/1/", timeout=20_000)
    browser.close()
