"""Signing in by another system, tried against real peers here: our own provider, a small CAS."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import KeySet

from guanbiao.modules.security.models import Client, Code, Token
from guanbiao.modules.security.oidc import provider
from guanbiao.people import factor, federation, keys
from guanbiao.people.models import Account, Factor, LoginEvent
from tests.people.house import House, clauses

HERE, ISSUER, CAS = "https://testserver", "https://testserver/security", "https://cas.example"
BACK, OWN = f"{HERE}/login/oidc/back/", "/me/sessions/"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:-1]


class Tls(Browser):
    """A browser that speaks TLS: the protocol allows nothing else."""

    def generic(self, *args: Any, secure: bool = True, **more: Any) -> Any:
        return super().generic(*args, secure=True, **more)


def tls(browser: Browser) -> Browser:
    """The same for one that is signed in already."""
    browser.__class__ = Tls
    return browser


def within(request: httpx2.Request) -> httpx2.Response:
    """What this platform answers to a request of its own."""
    kind = request.headers.get("Content-Type", "text/plain")
    headers = {name: value for name, value in request.headers.items() if name == "authorization"}
    answer = Tls(headers=headers).generic(
        request.method, request.url.raw_path.decode(), request.content, kind
    )
    return httpx2.Response(answer.status_code, content=answer.content, headers=answer.headers)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home") / "oidc.key"
    path.write_text(keys.rsa_key(), encoding="utf-8")
    return path


def registered(home: House, **changes: str) -> Any:
    draft = {"client_id": "peer", "name": "试验系统", "redirect_uris": BACK,
             "unit": home.persons["owner"].unit.name, **changes}  # fmt: skip
    return home.do("security.client.register", "security", **draft)


@pytest.fixture
def peer(
    home: House, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[House, str]]:
    """A registered client, which is this platform itself, and its secret."""
    outcome = registered(home)
    assert outcome.ok
    monkeypatch.setattr(federation, "TRANSPORT", httpx2.MockTransport(within))
    provider.key.cache_clear()
    with override_settings(
        OIDC_PROVIDER=True, OIDC_KEY_FILE=key_file, OIDC_ISSUER=ISSUER, OIDC_CLIENT_ID="peer",
        OIDC_CLIENT_SECRET=outcome.subject.secret,
    ):  # fmt: skip
        yield home, outcome.subject.secret
    provider.key.cache_clear()


def begin(visitor: Browser) -> str:
    """Leave for the provider; where that leads."""
    return visitor.get("/login/oidc/", {"next": OWN})["Location"]


def asked(**changes: str) -> str:
    """A client's request to the provider."""
    query = {
        "response_type": "code", "client_id": "peer", "redirect_uri": BACK, "scope": "openid",
        "state": "s", "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        **changes,
    }  # fmt: skip
    return f"{reverse('security.oidc_authorize')}?{urlencode(query)}"


def code_for(home: House, who: str = "owner", **changes: str) -> str:
    answer = tls(home.client(who)).get(asked(**changes))
    return parse_qs(urlsplit(answer["Location"]).query)["code"][0]


def redeem(secret: str, code: str, **changes: str) -> Any:
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
            "client_id": "peer", "client_secret": secret, "code_verifier": VERIFIER,
            **changes}  # fmt: skip
    return Tls(enforce_csrf_checks=True).post(reverse("security.oidc_token"), body)


def inside(browser: Browser) -> bool:
    return browser.get(OWN).status_code == 200


def test_somebody_signs_in_by_the_provider_from_end_to_end(peer: tuple[House, str]) -> None:
    home, _ = peer
    visitor, there = Tls(), tls(home.knocked("owner"))
    to_provider = begin(visitor)
    assert to_provider.startswith(f"{ISSUER}/oidc/authorize/") and "code_challenge=" in to_provider
    back = there.get(to_provider)["Location"]
    assert back.startswith(BACK)
    assert visitor.get(back)["Location"] == OWN
    assert inside(visitor)
    assert int(visitor.session["_auth_user_id"]) == home.account("owner").pk
    assert visitor.get(back).status_code == 401


def test_whoever_is_not_signed_in_at_the_provider_signs_in_there_first(
    peer: tuple[House, str],
) -> None:
    answer = Tls().get(begin(Tls()))
    assert answer["Location"].startswith("/login/?next=/security/oidc/authorize/")


def test_an_answer_that_another_browser_asked_for_is_refused(peer: tuple[House, str]) -> None:
    home, _ = peer
    back = tls(home.knocked("owner")).get(begin(Tls()))["Location"]
    victim = Tls()
    assert victim.get(back).status_code == 401 and not inside(victim)
    begin(victim)
    assert victim.get(back).status_code == 401 and not inside(victim)


def test_a_second_factor_is_asked_for_here_as_well(peer: tuple[House, str]) -> None:
    home, _ = peer
    there, visitor = tls(home.knocked("owner")), Tls()
    factor.begin(home.account("owner"))
    back = there.get(begin(visitor))["Location"]
    Factor.objects.update(confirmed_at="2026-01-01T00:00:00+08:00")
    assert visitor.get(back)["Location"].startswith(reverse("people.code"))
    assert not inside(visitor)


def test_whoever_has_no_open_account_here_stays_outside(peer: tuple[House, str]) -> None:
    home, _ = peer
    visitor = Tls()
    back = tls(home.knocked("owner")).get(begin(visitor))["Location"]
    Account.objects.filter(login="owner").update(is_active=False)
    answer = visitor.get(back)
    assert answer.status_code == 401 and not inside(visitor)
    assert LoginEvent.objects.filter(outcome="failed").exists()


def test_the_token_says_who_to_whom_and_nothing_private(peer: tuple[House, str]) -> None:
    home, secret = peer
    answer = redeem(secret, code_for(home)).json()
    published = Tls().get(reverse("security.oidc_jwks")).json()
    found = jwt.decode(answer["id_token"], KeySet.import_key_set(published), ["RS256"])
    claims, person = found.claims, home.persons["owner"]
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, ["peer"], "n")
    assert (claims["sub"], claims["name"]) == (person.staff_no, person.name)
    assert set(published["keys"][0]) >= {"kid", "n", "e"} and "d" not in published["keys"][0]
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    told = Tls(headers=bearer).get(reverse("security.oidc_userinfo")).json()
    assert told["sub"] == person.staff_no and set(told) & {"phone", "identity"} == set()
    assert answer["access_token"] not in str(list(Token.objects.values_list("mark", flat=True)))


def test_a_code_is_good_once_for_its_client_and_its_verifier(peer: tuple[House, str]) -> None:
    home, secret = peer
    code = code_for(home)
    assert redeem(secret, code, code_verifier="w" * 50).status_code == 400
    assert redeem(secret, code).status_code == 400, "a failed attempt uses the code up"
    code = code_for(home, nonce="n2")
    assert redeem("wrong", code).status_code == 401
    assert redeem(secret, code, redirect_uri="http://localhost/other").status_code == 400
    code = code_for(home, nonce="n3")
    assert redeem(secret, code).status_code == 200
    assert redeem(secret, code).status_code == 400


def test_a_code_grows_old(peer: tuple[House, str]) -> None:
    home, secret = peer
    code = code_for(home)
    Code.objects.update(at="2026-01-01T00:00:00+08:00")
    assert redeem(secret, code).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"}, {"redirect_uri": f"{BACK}x"},
        {"client_id": "nobody"}, {"code_challenge": ""}, {"code_challenge_method": "plain"},
    ],
)  # fmt: skip
def test_a_request_that_is_not_in_order_goes_nowhere(
    peer: tuple[House, str], changes: dict[str, str]
) -> None:
    home, _ = peer
    answer = tls(home.client("owner")).get(asked(**changes))
    assert answer.status_code == 403 and not Code.objects.exists()


def test_a_disabled_system_is_out_at_once(peer: tuple[House, str]) -> None:
    home, secret = peer
    token = redeem(secret, code_for(home)).json()["access_token"]
    code = code_for(home, nonce="n2")
    (client,) = Client.objects.all()
    tls(home.client("security")).post(reverse("security.client_disable", args=[client.pk]))
    assert redeem(secret, code).status_code in (400, 401)
    bearer = Tls(headers={"Authorization": f"Bearer {token}"})
    assert bearer.get(reverse("security.oidc_userinfo")).status_code == 401
    assert tls(home.client("owner")).get(asked()).status_code == 403


def test_a_token_that_is_none_opens_nothing(peer: tuple[House, str]) -> None:
    for value in ("", "Bearer", "Bearer x", "Basic x"):
        browser = Tls(headers={"Authorization": value})
        assert browser.get(reverse("security.oidc_userinfo")).status_code == 401


def test_discovery_names_the_endpoints(peer: tuple[House, str]) -> None:
    found = Tls().get("/security/.well-known/openid-configuration").json()
    assert found["issuer"] == ISSUER
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["token_endpoint"] == f"{ISSUER}/oidc/token/"


def test_all_of_it_is_off_unless_a_setting_opens_it(home: House) -> None:
    for name in ("discovery", "jwks", "userinfo"):
        assert Tls().get(reverse(f"security.oidc_{name}")).status_code == 404
    assert tls(home.client("owner")).get(asked()).status_code == 404
    for way in ("oidc", "cas", "saml"):
        assert Tls().get(f"/login/{way}/").status_code == 404
    assert Tls().get("/login/cas/back/").status_code == 404
    assert "统一" not in Tls().get("/login/").content.decode()


def test_an_address_in_the_clear_is_stopped_and_the_secret_is_told_once(home: House) -> None:
    assert clauses(registered(home, redirect_uris="http://example.org/back")) == {"9.1"}
    assert "redirect_uris" in registered(home, redirect_uris="ftp://x/\nhttps://y/#z").errors
    client = tls(home.client("security"))
    draft = {"client_id": "oa-office", "name": "公文系统", "redirect_uris": "https://oa.example/back",
             "unit": home.persons["owner"].unit.name}  # fmt: skip
    page = client.post(reverse("security.clients"), draft).content.decode()
    assert "只显示这一次" in page
    page = client.get(reverse("security.clients")).content.decode()
    assert "公文系统" in page and "只显示这一次" not in page
    assert client.post(reverse("security.clients"), draft).status_code == 422
    for who in ("system", "audit", "owner", "stranger"):
        assert tls(home.client(who)).post(reverse("security.clients"), draft).status_code == 403


def cas_server(user: str = "", body: str = "") -> httpx2.WSGITransport:
    """A tiny CAS: the ticket ST-1 is good for the service it was given to."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        query = parse_qs(environ["QUERY_STRING"])
        good = environ["PATH_INFO"] == "/p3/serviceValidate" and query["ticket"] == ["ST-1"]
        good = good and query["service"][0].startswith(f"{HERE}/login/cas/back/?state=")
        inner = (f"<cas:authenticationSuccess><cas:user>{user}</cas:user>"
                 "</cas:authenticationSuccess>") if good else (
                 "<cas:authenticationFailure code='INVALID_TICKET'/>")  # fmt: skip
        start("200 OK", [("Content-Type", "application/xml")])
        space = "xmlns:cas='http://www.yale.edu/tp/cas'"
        whole = f"<cas:serviceResponse {space}>{inner}</cas:serviceResponse>"
        return [(body or whole).encode()]

    return httpx2.WSGITransport(app=serve)


@pytest.fixture
def cas(home: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    transport = cas_server(home.persons["owner"].staff_no)
    monkeypatch.setattr(federation, "TRANSPORT", transport)
    home.account("owner")
    with override_settings(CAS_URL=CAS):
        yield home


def service(visitor: Browser) -> str:
    to_cas = visitor.get("/login/cas/", {"next": OWN})["Location"]
    assert to_cas.startswith(f"{CAS}/login?service=")
    return parse_qs(urlsplit(to_cas).query)["service"][0]


def test_somebody_signs_in_by_cas(cas: House) -> None:
    visitor = Tls()
    assert "CAS 统一登录" in visitor.get("/login/").content.decode()
    back = service(visitor)
    assert visitor.get(f"{back}&ticket=ST-1")["Location"] == OWN and inside(visitor)


def test_a_bad_ticket_or_a_strange_state_opens_nothing(cas: House) -> None:
    visitor = Tls()
    assert visitor.get(f"{service(visitor)}&ticket=ST-9").status_code == 401
    back = service(visitor)
    assert Tls().get(f"{back}&ticket=ST-1").status_code == 401
    assert visitor.get(f"{back}x&ticket=ST-1").status_code == 401
    assert not inside(visitor)


@pytest.mark.parametrize(
    "body",
    ["<x", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a/>", "x" * 200_000],
)
def test_nonsense_from_a_cas_server_opens_nothing(
    cas: House, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    visitor = Tls()
    back = service(visitor)
    monkeypatch.setattr(federation, "TRANSPORT", cas_server(body=body))
    assert visitor.get(f"{back}&ticket=ST-1").status_code == 401 and not inside(visitor)


def test_a_provider_that_does_not_answer_is_told_in_words(
    peer: tuple[House, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    monkeypatch.setattr(federation, "TRANSPORT", httpx2.MockTransport(refuse))
    answer = Tls().get("/login/oidc/")
    assert answer.status_code == 401 and "没有应答" in answer.content.decode()
