"""What somebody with ill will sends: tried, refused, kept."""

from __future__ import annotations

import io

import pytest
import python_calamine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from guanbiao.exchange.models import Upload
from tests.clients import undone
from tests.doors.addresses import Try, doors, tries
from tests.doors.people import PASSWORD
from tests.doors.reasons import UNSAID
from tests.doors.town import World

ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "javascript:alert(1)", "\thttps://evil.example",
    "http://127.0.0.1@evil.example/", "/%0d%0aSet-Cookie:stolen=1",
    "https://evil.example\\@testserver",
)  # fmt: skip
PARAMETERS = ("next", "back", "return", "url", "to", "redirect", "redirect_uri", "like", "edit")
HUGE = "9" * 30


@pytest.fixture(scope="module")
def one_each(world: World) -> list[Try]:
    """Every door once, on the owner's side."""
    return [tries(world, door)[0] for door in doors()]


def stays(location: str) -> bool:
    """Whether an answer leads to this site, by a path of ours and on one line."""
    here = location.startswith("/") and not location.startswith(("//", "/\\"))
    return here and "\n" not in location and "\r" not in location


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(world: World, wanted: str) -> None:
    for data, query in (({"next": wanted}, {}), ({}, {"next": wanted})):
        client = Client()
        with undone(client):
            answer = client.post(
                "/login/", {"login": "owner", "password": PASSWORD, **data}, query_params=query
            )
            assert answer.status_code == 302 and stays(answer["Location"])
            again = client.get("/login/", {"next": wanted})
            assert again.status_code == 302 and stays(again["Location"])
            elder = client.post(reverse("people.elder"), {"next": wanted})
            assert elder.status_code == 302 and stays(elder["Location"])
            consent = client.post(reverse("people.consent"), {"next": wanted, "agree": "1"})
            assert consent.status_code == 302 and stays(consent["Location"])


def test_no_address_is_led_elsewhere_by_what_is_written_behind_it(
    world: World, one_each: list[Try]
) -> None:
    client = world.town.client("officer")
    for each in one_each:
        for method in (client.get, client.post):
            with undone(client):
                query = dict.fromkeys(PARAMETERS, "https://evil.example/")
                answer = method(each.path, query_params=query)
            assert answer.status_code < 500, str(each)
            assert stays(answer.headers.get("Location", "/")), str(each)


def test_the_key_of_a_session_is_new_after_the_door_and_worthless_after_leaving(
    world: World,
) -> None:
    client = Client()
    with undone(client):
        client.cookies[settings.SESSION_COOKIE_NAME] = planted = "a" * 32
        client.post("/login/", {"login": "owner", "password": PASSWORD})
        mine = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert mine != planted
        assert _knocks(planted) == 302 and _knocks(mine) == 200
        client.post("/logout/")
        assert _knocks(mine) == 302


def test_a_session_planted_by_a_visitor_is_not_taken_over(world: World) -> None:
    attacker, victim = Client(), Client()
    with undone(attacker):
        attacker.post("/login/", {"login": "stranger", "password": PASSWORD})
        key = attacker.cookies[settings.SESSION_COOKIE_NAME].value
        victim.cookies[settings.SESSION_COOKIE_NAME] = key
        victim.post("/logout/")
        victim.cookies[settings.SESSION_COOKIE_NAME] = key
        victim.post("/login/", {"login": "owner", "password": PASSWORD})
        assert victim.cookies[settings.SESSION_COOKIE_NAME].value != key
        assert _knocks(key) == 302


def _knocks(key: str) -> int:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client.get("/").status_code


def test_a_cookie_is_not_for_scripts_nor_for_other_sites(world: World) -> None:
    client = Client()
    with undone(client):
        client.post("/login/", {"login": "owner", "password": PASSWORD})
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_form_from_another_site_is_turned_away_even_with_a_guessed_token(world: World) -> None:
    client = world.town.client("owner", csrf=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    for token in ("", "c" * 32, "b" * 31):
        answer = client.post(reverse("people.elder"), {"csrfmiddlewaretoken": token})
        assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80@evil.example", "evil.example:80"])
def test_a_foreign_host_name_is_not_believed(world: World, host: str) -> None:
    receipt = reverse("desk.receipt", args=[world.receipts["own"].number])
    client = world.town.client("owner")
    assert client.get(receipt, headers={"host": host}).status_code == 400
    assert "evil" not in client.get(receipt, headers={"x-forwarded-host": host}).content.decode()


@pytest.mark.parametrize("who", ["officer", "stranger", "audit_admin"])
def test_a_number_no_table_holds_is_not_found_and_no_fault(world: World, who: str) -> None:
    client = world.town.client(who)
    for door in doors():
        for each in tries(world, door)[:1]:
            if each.row is None or "key" not in door.parameters or door.name in UNSAID:
                continue
            given = {
                "key": HUGE,
                "verb": each.verb or "agree",
                "vehicle": HUGE,
                "other": HUGE,
                "number": HUGE,
            }
            path = reverse(door.name, kwargs={name: given[name] for name in door.parameters})
            for method in (client.get, client.post):
                with undone(client):
                    assert method(path).status_code in (302, 403, 404, 405), path


def test_a_number_no_table_holds_in_a_form_is_no_fault_either(
    world: World, one_each: list[Try]
) -> None:
    client = world.town.client("officer")
    names = ("chosen", "case", "revoke", "end", "request", "vehicle", "driver", "person", "unit",
             "account", "remove", "to_person", "page", "like", "edit", "key")  # fmt: skip
    for each in one_each:
        if each.door.public:
            continue
        for method, value in ((client.get, HUGE), (client.post, HUGE), (client.post, "٣")):
            with undone(client):
                answer = method(each.path, dict.fromkeys(names, value))
                assert answer.status_code < 500, (str(each), value)


def test_one_does_not_go_on_with_anothers_file(world: World) -> None:
    foreign = world.uploads["foreign"]
    page = reverse("vehicles.vehicle.upload", args=[foreign.pk])
    rest = reverse("vehicles.vehicle.problems", args=[foreign.pk])
    before = Upload.objects.filter(pk=foreign.pk).values().get()
    for who in ("officer", "owner", "superior", "system"):
        client = world.town.client(who)
        for answer in (client.get(page), client.post(page), client.get(rest)):
            assert answer.status_code in (403, 404)
    assert Upload.objects.filter(pk=foreign.pk).values().get() == before


def test_an_export_holds_no_row_of_another_city(world: World) -> None:
    mine = world.row("vehicles.vehicle", "own").plate
    theirs = world.row("vehicles.vehicle", "foreign").plate
    for who, seen, hidden in (("officer", mine, theirs), ("other_bureau", theirs, mine)):
        answer = world.town.client(who).post(reverse("vehicles.vehicle.export"))
        text = _sheet(b"".join(answer.streaming_content))
        assert seen in text and hidden not in text


def _sheet(content: bytes) -> str:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "a\r\nSet-Cookie: stolen=1.xlsx", "/etc/passwd",
     "x" * 300 + ".xlsx", "con.xlsx", "<script>.xlsx", "台账\u202excod.exe"],
)  # fmt: skip
def test_the_name_of_a_file_is_words_and_nothing_more(world: World, name: str) -> None:
    client = world.town.client("officer")
    sent = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no workbook")
    sent.name = name
    with undone(client):
        answer = client.post(reverse("vehicles.vehicle.import"), {"file": sent})
        assert answer.status_code in (302, 422)
        assert "stolen" not in client.cookies and "Set-Cookie" not in str(answer.headers)
        for kept in Upload.objects.exclude(pk__in=[u.pk for u, _ in world.files.values()]):
            assert "/" not in kept.name and "\\" not in kept.name and "\n" not in kept.name
            listed = client.get(reverse("vehicles.vehicle.import")).content.decode()
            assert "<script>.xlsx" not in listed


@pytest.mark.parametrize(
    "path",
    [
        "/static/../guanbiao/project/settings.py", "/static/..%2f..%2fsession.key",
        "/static/%2e%2e/%2e%2e/session.key", "/standards/1/clauses/..%2f..%2fsession.key/",
        "/receipts/..%2f..%2fsession.key/", "/receipts/x%0d%0aSet-Cookie:%20stolen=1/",
        "/login/..%2fadmin/", "//evil.example/..", "/vehicles/vehicle/import/..%2f1/",
    ],
)  # fmt: skip
def test_no_path_climbs_out(world: World, path: str) -> None:
    answer = world.town.client("officer").get(path)
    assert answer.status_code in (302, 404)
    assert stays(answer.headers.get("Location", "/")) and "stolen" not in str(answer.headers)


def test_a_body_beyond_measure_is_turned_away(world: World) -> None:
    client = world.town.client("officer")
    path = reverse("vehicles.request.new")
    with undone(client):
        assert client.post(path, {"purpose": "长" * 2_000_000}).status_code == 400
        many = {f"field{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 10)}
        assert client.post(path, many).status_code == 400


@pytest.mark.parametrize("address", ["vehicles.vehicle.import", "organisation.feed"])
def test_a_file_beyond_measure_is_not_read(world: World, address: str) -> None:
    client = world.town.client("officer" if address.startswith("vehicles") else "system")
    sent = SimpleUploadedFile("a.xlsx", b"x" * (21 * 1024 * 1024))
    with undone(client):
        answer = client.post(reverse(address), {"file": sent})
        assert answer.status_code == 422 and "超过" in answer.content.decode()


def test_a_search_finds_a_row_by_the_name_its_title_leads_to(world: World) -> None:
    name = world.town.persons["owner"].name
    page = world.town.client("officer").get(reverse("desk.search"), {"q": name}).content.decode()
    driver = world.row("vehicles.driver", "own")
    assert reverse("vehicles.driver", args=[driver.pk]) in page


def test_words_are_shown_as_words(world: World) -> None:
    script = "<script>alert(1)</script>"
    client = world.town.client("officer")
    for name in ("desk.search", "vehicles.request.list", "vehicles.vehicle.list", "cases.cases",
                 "standards.standards", "vehicles.driver.list"):  # fmt: skip
        page = client.get(reverse(name), {"q": script}).content.decode()
        assert script not in page, name


def test_every_answer_forbids_what_is_not_ours(world: World) -> None:
    client = world.town.client("owner")
    for path in ("/", "/nowhere/", reverse("vehicles.vehicle.list"), "/login/"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_what_a_receipt_proves_is_not_read_by_guessing_its_number(world: World) -> None:
    number = world.receipts["own"].number
    head, _, tail = number.rpartition("-")
    guessed = f"{head}-{int(tail) + 1:0{len(tail)}d}"
    for who in ("stranger", "other_clerk", "colleague"):
        client = world.town.client(who)
        for each in (number, guessed):
            assert client.get(reverse("desk.receipt", args=[each])).status_code == 404


def test_what_was_undone_leaves_nothing(world: World) -> None:
    """The net under these tests: the town is as it was built."""
    with transaction.atomic():
        kept = {file.pk for file, _ in world.files.values()} | {
            u.pk for u in world.uploads.values()
        }
        assert set(Upload.objects.values_list("pk", flat=True)) == kept
