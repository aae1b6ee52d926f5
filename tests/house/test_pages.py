"""Every page of every module, tried by whoever is not signed in and by whoever holds no post."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from guanbiao.exchange import routes
from guanbiao.gate.describe import Page
from guanbiao.gate.models import Receipt
from guanbiao.people.models import Account
from guanbiao.project.urls import FRONT
from tests.gate.makers import Bureau
from tests.house.platform import modules

PASSWORD = "Yun-Chuan-2026"
PARAMETER = re.compile(r"<(int|str|slug):\w+>")
SAMPLES = {"int": "1", "str": "1", "slug": "nothing"}


def pages() -> list[tuple[str, Page]]:
    """Address and description of each page; parameters name records that are not there."""
    return [
        (address(module.name, page), page) for module in modules() for page in routes.pages(module)
    ]


def address(module: str, page: Page) -> str:
    path = PARAMETER.sub(lambda hit: SAMPLES[hit[1]], page.path)
    return f"/{path}" if module == FRONT else f"/{module}/{path}"


EVERY = pytest.mark.parametrize(
    ("path", "page"), pages(), ids=lambda value: str(getattr(value, "name", "at"))
)


def signed_in(bureau: Bureau) -> Client:
    """Somebody of another unit, with an account and without any post."""
    account = Account.objects.create_account("stranger", PASSWORD, bureau.stranger)
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


@EVERY
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_sent_to_sign_in(path: str, page: Page) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(raise_request_exception=False), method)(path)
        if page.public:
            assert answer.status_code < 500
        else:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/login/")


@EVERY
def test_whoever_holds_no_post_sees_her_own_or_a_refusal(
    shelf: Bureau, path: str, page: Page
) -> None:
    answer = signed_in(shelf).get(path)
    allowed = {403} if page.act else {200, 302, 403, 404, 405}
    assert answer.status_code in allowed


@EVERY
def test_whoever_holds_no_post_changes_nothing(shelf: Bureau, path: str, page: Page) -> None:
    client, before = signed_in(shelf), Receipt.objects.count()
    answer = client.post(path)
    allowed = {403} if page.act else {200, 302, 400, 403, 404, 405, 422}
    assert answer.status_code in allowed
    assert Receipt.objects.count() == before


def test_a_refused_page_says_why_and_what_to_do(shelf: Bureau) -> None:
    guarded = next(path for path, page in pages() if page.act)
    text = signed_in(shelf).get(guarded).content.decode()
    assert "没有" in text and "岗位" in text


def test_every_page_keeps_the_content_policy(shelf: Bureau) -> None:
    client = signed_in(shelf)
    for path, _ in pages():
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy


NULL = ("/search/?q=a%00b", "/receipts/%00/", "/todo/?q=%00", "/vehicles/vehicle/?state=%00")


@pytest.mark.parametrize("path", NULL)
def test_the_null_character_is_turned_away_with_words(shelf: Bureau, path: str) -> None:
    answer = signed_in(shelf).get(path)
    assert answer.status_code == 400 and "没有作任何改动" in answer.content.decode()


@pytest.mark.django_db
def test_the_null_character_signs_nobody_in() -> None:
    client = Client(raise_request_exception=False)
    for field in ("login", "password"):
        draft = {"login": "a", "password": "b", field: "a\0"}
        assert client.post("/login/", draft).status_code == 400


def test_no_two_pages_share_a_name() -> None:
    names = [page.name for _, page in pages()]
    assert len(set(names)) == len(names) > 30
