"""The platform as an installed app: what a home screen asks for, before anybody has signed in."""

from __future__ import annotations

import struct

import pytest
from django.test import Client


def test_the_emblem_is_there_for_home_screens_that_draw_no_svg() -> None:
    told = Client().get("/app.webmanifest").json()
    [icon] = [each for each in told["icons"] if each["type"] == "image/png"]
    answer = Client().get(icon["src"])
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", answer.content[16:24])
    assert icon["sizes"] == f"{width}x{height}"


@pytest.mark.django_db
def test_a_page_names_the_emblem_for_home_screens() -> None:
    assert 'rel="apple-touch-icon" href="/icon.png"' in Client().get("/login/").content.decode()


@pytest.mark.django_db
def test_the_sign_in_page_can_be_read_by_elder_eyes() -> None:
    client = Client()
    assert "data-view" not in client.get("/login/").content.decode()
    answer = client.post("/me/elder/", {"next": "/login/?next=/todo/"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/login/?next=/todo/"
    page = client.get("/login/?next=/todo/").content.decode()
    assert 'data-view="elder"' in page and "标准版" in page
    client.post("/me/elder/", {"next": "/login/"})
    assert "data-view" not in client.get("/login/").content.decode()
