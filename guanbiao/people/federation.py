"""Signing in by another system: an OpenID Connect provider, or a CAS server.

OpenID Connect Core 1.0 with the authorization code flow, PKCE (RFC 7636, S256), state and nonce;
CAS protocol 3.0 with ``/p3/serviceValidate``. Whoever comes is known by her staff number; an
account of ours must exist and be open. Both are off until a setting names the other system.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from guanbiao.people.models import Account

KEPT, PATIENCE = "federation", dt.timedelta(minutes=10)
SECONDS, LARGEST = 10.0, 100_000
SIGNED = ["RS256", "ES256", "PS256"]
CAS = "{http://www.yale.edu/tp/cas}"
TRANSPORT: httpx2.BaseTransport | None = None
"""How the other system is reached; none: over the network."""


class Stranger(Exception):
    """The other system's word was not good, or names nobody here; the message is Chinese."""


def _get(address: str) -> httpx2.Response:
    """A short answer from the other system; raises `Stranger`."""
    try:
        with httpx2.Client(transport=TRANSPORT, timeout=SECONDS) as http:
            answer = http.get(address).raise_for_status()
    except httpx2.HTTPError as failure:
        raise Stranger("统一身份系统没有应答，请稍后再试，或用本平台的账号登录。") from failure
    if len(answer.content) > LARGEST:
        raise Stranger("统一身份系统的应答过长，没有采信。")
    return answer


def _json(address: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _get(address).json()
    except ValueError as failure:
        raise Stranger("统一身份系统的应答不是 JSON，没有采信。") from failure
    return found


def _metadata() -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0, 4.3: issuers must agree)."""
    found = _json(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != settings.OIDC_ISSUER:
        raise Stranger("统一身份系统自报的地址与设置不一致，没有采信。")
    return found


def _client(**more: Any) -> OAuth2Client:
    return OAuth2Client(
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, scope="openid profile",
        transport=TRANSPORT, timeout=SECONDS, code_challenge_method="S256", **more,
    )  # fmt: skip


def begin_oidc(request: HttpRequest, following: str) -> str:
    """Where to send somebody who signs in by the provider."""
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    back = request.build_absolute_uri(reverse("people.oidc_back"))
    address, state = _client(redirect_uri=back).create_authorization_url(
        _metadata()["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    _keep(request, state=state, nonce=nonce, verifier=verifier, back=back, next=following)
    return str(address)


def finish_oidc(request: HttpRequest) -> tuple[Account, str]:
    """Who came back, and where she wanted to go; raises `Stranger`."""
    kept, metadata = _taken(request), _metadata()
    try:
        token = _client(redirect_uri=kept["back"]).fetch_token(
            metadata["token_endpoint"], code=request.GET.get("code", ""),
            code_verifier=kept["verifier"],
        )  # fmt: skip
    except (AuthlibBaseError, httpx2.HTTPError, ValueError) as failure:
        raise Stranger("统一身份系统没有认可这次登录，请重新登录。") from failure
    keys = _json(metadata["jwks_uri"])
    claims = _claims(str(token.get("id_token", "")), keys, kept["nonce"])
    return _account(str(claims.get(settings.OIDC_STAFF_CLAIM, ""))), kept["next"]


def _claims(id_token: str, keys: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """The checked claims (OpenID Connect Core 1.0, 3.1.3.7)."""
    rules = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT_ID},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
    )
    try:
        found = jwt.decode(id_token, KeySet.import_key_set(dict(keys)), SIGNED)  # type: ignore[arg-type]
        rules.validate(found.claims)
    except (JoseError, ValueError) as failure:
        raise Stranger("统一身份系统的身份凭证不成立，没有采信。") from failure
    return dict(found.claims)


def begin_cas(request: HttpRequest, following: str) -> str:
    """Where to send somebody who signs in by the CAS server."""
    state = secrets.token_urlsafe(24)
    back = request.build_absolute_uri(f"{reverse('people.cas_back')}?{urlencode({'state': state})}")
    _keep(request, state=state, back=back, next=following)
    return f"{settings.CAS_URL.rstrip('/')}/login?{urlencode({'service': back})}"


def finish_cas(request: HttpRequest) -> tuple[Account, str]:
    """Who came back from the CAS server, and where she wanted to go; raises `Stranger`."""
    kept = _taken(request)
    asked = urlencode({"service": kept["back"], "ticket": request.GET.get("ticket", "")})
    answer = _get(f"{settings.CAS_URL.rstrip('/')}/p3/serviceValidate?{asked}").text
    return _account(_cas_user(answer)), kept["next"]


def _cas_user(answer: str) -> str:
    """The user a CAS server vouches for (CAS protocol 3.0, 2.5); no document type is read."""
    if re.search(r"<!(DOCTYPE|ENTITY)", answer, re.IGNORECASE):
        raise Stranger("统一身份系统的应答含有不应有的内容，没有采信。")
    try:
        root = ET.fromstring(answer)  # noqa: S314 - entities were refused above
    except ET.ParseError as failure:
        raise Stranger("统一身份系统的应答不是 XML，没有采信。") from failure
    user = root.findtext(f"{CAS}authenticationSuccess/{CAS}user")
    if root.tag != f"{CAS}serviceResponse" or not user:
        raise Stranger("统一身份系统没有认可这次登录，请重新登录。")
    return user.strip()


def _keep(request: HttpRequest, **what: str) -> None:
    request.session[KEPT] = {**what, "at": timezone.now().isoformat()}


def _taken(request: HttpRequest) -> dict[str, str]:
    """What was kept when the sign-in began; good once, soon, and for this browser only."""
    kept: dict[str, str] = request.session.pop(KEPT, {})
    state = request.GET.get("state", "")
    fresh = kept and timezone.now() - dt.datetime.fromisoformat(kept["at"]) < PATIENCE
    if not fresh or not secrets.compare_digest(state.encode(), kept["state"].encode()):
        raise Stranger("这次登录不是从本页发起的，或等待过久，请重新登录。")
    return kept


def _account(staff_no: str) -> Account:
    rows = Account.objects.filter(person__staff_no=staff_no, person__active=True, is_active=True)
    found = rows.select_related("person").first() if staff_no else None
    if found is None:
        raise Stranger("统一身份系统认识您，但本平台没有您的账号或已停用，请联系系统管理员。")
    return found
