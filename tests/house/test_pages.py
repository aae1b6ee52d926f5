"""Every page of every module, tried by whoever is not signed in and by whoever holds no post."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from guanbiao.exchange import routes
from guanbiao.gate.describe import Module, Page
from guanbiao.gate.models import Receipt
from guanbiao.library import in_force
from guanbiao.people.models import Account
from guanbiao.project.urls import FRONT
from tests.clients import undone
from tests.fixtures import make_shelf
from tests.house.platform import modules, named

PASSWORD = "Yun-Chuan-2026"
PARAMETER = re.compile(r"<(int|str|slug):\w+>")
SAMPLES = {"int": "1", "str": "1", "slug": "nothing"}


def pages_of(module: Module) -> list[tuple[str, Page]]:
    """Address and description of each page; parameters name records that are not there."""
    return [(address(module.name, page), page) for page in routes.pages(module)]


def pages() -> list[tuple[str, Page]]:
    """The pages of all modules."""
    return [each for module in modules() for each in pages_of(module)]


def address(module: str, page: Page) -> str:
    path = PARAMETER.sub(lambda hit: SAMPLES[hit[1]], page.path)
    return f"/{path}" if module == FRONT else f"/{module}/{path}"


EACH = pytest.mark.parametrize("module", modules(), ids=named)


@pytest.fixture(scope="module")
def stranger(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Client]:
    """Somebody of another unit, with an account and without any post; the same for all pages."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        in_force.refresh()
        bureau = make_shelf(tmp_path_factory.mktemp("shelf"))
        account = Account.objects.create_account("stranger", PASSWORD, bureau.stranger)
        client = Client(raise_request_exception=False)
        client.force_login(account)
        client.get("/")  # what a session notes once would be written at every undone request
        yield client
        transaction.set_rollback(True)
    in_force.refresh()


def asked(client: Client, module: Module, method: str) -> Iterator[tuple[str, Page, HttpResponse]]:
    """The answer of each page of a module, what it wrote taken back."""
    for path, page in pages_of(module):
        with undone(client):
            answer = getattr(client, method)(path)
        yield f"{method} {path} ({page.name}): {answer.status_code}", page, answer


Seen = Callable[[Module], list[tuple[str, Page, HttpResponse]]]


@pytest.fixture(scope="module")
def seen(stranger: Client) -> Seen:
    """What the stranger is shown of a module; asked once, whatever is looked for in it."""
    kept: dict[str, list[tuple[str, Page, HttpResponse]]] = {}

    def of(module: Module) -> list[tuple[str, Page, HttpResponse]]:
        if module.name not in kept:
            kept[module.name] = list(asked(stranger, module, "get"))
        return kept[module.name]

    return of


@EACH
def test_whoever_is_not_signed_in_is_sent_to_sign_in(stranger: Client, module: Module) -> None:
    wrong = []
    for method in ("get", "post"):
        for said, page, answer in asked(Client(raise_request_exception=False), module, method):
            sent = answer.headers.get("Location", "").startswith("/login/")
            shut = answer.status_code == 302 and sent
            if not (answer.status_code < 500 if page.public else shut):
                wrong.append(said)
    assert wrong == []


@EACH
def test_whoever_holds_no_post_sees_her_own_or_a_refusal(seen: Seen, module: Module) -> None:
    def allowed(page: Page) -> set[int]:
        return {403} if page.act else {200, 302, 403, 404, 405}

    wrong = [said for said, page, to in seen(module) if to.status_code not in allowed(page)]
    assert wrong == []


@EACH
def test_whoever_holds_no_post_changes_nothing(stranger: Client, module: Module) -> None:
    wrong = []
    for path, page in pages_of(module):
        allowed = {403} if page.act else {200, 302, 400, 403, 404, 405, 422}
        with undone(stranger):
            before = Receipt.objects.count()
            status = stranger.post(path).status_code
            if status not in allowed or Receipt.objects.count() != before:
                wrong.append(f"{path} ({page.name}): {status}")
    assert wrong == []


def test_a_refused_page_says_why_and_what_to_do(stranger: Client) -> None:
    guarded = next(path for path, page in pages() if page.act)
    text = stranger.get(guarded).content.decode()
    assert "没有" in text and "岗位" in text


@EACH
def test_every_page_keeps_the_content_policy(seen: Seen, module: Module) -> None:
    for said, _, answer in seen(module):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, said


NULL = ("/search/?q=a%00b", "/receipts/%00/", "/todo/?q=%00", "/vehicles/vehicle/?state=%00")


@pytest.mark.parametrize("path", NULL)
def test_the_null_character_is_turned_away_with_words(stranger: Client, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 400 and "没有作任何改动" in answer.content.decode()


def test_the_null_character_signs_nobody_in(stranger: Client) -> None:
    client = Client(raise_request_exception=False)
    for field in ("login", "password"):
        draft = {"login": "a", "password": "b", field: "a\0"}
        assert client.post("/login/", draft).status_code == 400


def test_no_two_pages_share_a_name() -> None:
    names = [page.name for _, page in pages()]
    assert len(set(names)) == len(names) > 30
