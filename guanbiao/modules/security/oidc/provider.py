"""The protocol's server: what it keeps, whom it asks, what it says about a person."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from django.conf import settings
from django.utils import timezone
from joserfc.jwk import RSAKey

from guanbiao.modules.security.models import Client, Code, Token
from guanbiao.modules.security.oidc.parties import CODE, TOKEN, Party, Ticket
from guanbiao.people import cipher
from guanbiao.people.models import Account

CODE_LIFE, TOKEN_LIFE = dt.timedelta(minutes=1), dt.timedelta(minutes=10)


@cache
def key() -> RSAKey:
    """The key that signs identity tokens; its name is the thumbprint (RFC 7638)."""
    made = RSAKey.import_key(Path(settings.OIDC_KEY_FILE).read_text(encoding="utf-8"))
    made.ensure_kid()
    return made


def said_of(account: Account) -> dict[str, str]:
    """What a client learns of somebody: no number, no phone."""
    person = account.person
    assert person is not None
    return {
        "sub": person.staff_no, "preferred_username": person.staff_no, "name": person.name,
        "unit": person.unit.name, "unit_code": person.unit.uscc or "",
    }  # fmt: skip


class Grant(AuthorizationCodeGrant):  # type: ignore[misc] # the library has no types
    """Codes: given out once, redeemed once, by the client they were given to."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep the mark of a code with all it is tied to."""
        asked = request.payload.data
        Code.objects.create(
            mark=cipher.mark(code, CODE), client=request.client.row, account=request.user,
            redirect_uri=request.payload.redirect_uri, scope=request.payload.scope,
            nonce=asked.get("nonce", "")[:200], challenge=asked["code_challenge"],
            at=timezone.now(),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Party) -> Ticket | None:
        """The code if it is this client's and still good; whoever asks takes it away."""
        rows = Code.objects.select_for_update().filter(mark=cipher.mark(code, CODE))
        row = rows.filter(client=client.row, at__gt=timezone.now() - CODE_LIFE).first()
        if row is None:
            return None
        Code.objects.filter(pk=row.pk).delete()
        return Ticket(row)

    def delete_authorization_code(self, authorization_code: Ticket) -> None:
        """Gone when it was asked for, so that a failed attempt uses it up as well."""

    def authenticate_user(self, authorization_code: Ticket) -> Account | None:
        """Whose code it was, if her account is still open."""
        rows = Account.objects.select_related("person__unit").filter(is_active=True)
        return rows.filter(pk=authorization_code.row.account_id, person__active=True).first()


class Challenge(CodeChallenge):  # type: ignore[misc] # the library has no types
    """PKCE with S256 and nothing weaker."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)


class Identity(OpenIDCode):  # type: ignore[misc] # the library has no types
    """Identity tokens."""

    def __init__(self, issuer: str) -> None:
        super().__init__(require_nonce=False)
        self.issuer = issuer

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Whether the nonce is already waiting with another code of the client."""
        return Code.objects.filter(client=request.client.row, nonce=nonce).exists()

    def resolve_client_private_key(self, client: Party) -> RSAKey:
        """One key signs for all."""
        return key()

    def get_client_claims(self, client: Party) -> dict[str, Any]:
        """Who says it to whom."""
        return {"iss": self.issuer, "aud": [client.get_client_id()]}

    def get_encode_header(self, client: Party) -> dict[str, str]:
        """Which key signed."""
        return {"alg": "RS256", "kid": key().kid or ""}

    def generate_user_info(self, user: Account, scope: str) -> dict[str, str]:
        """What is said of her."""
        return said_of(user)


class Server(AuthorizationServer):  # type: ignore[misc] # the library has no types
    """Clients and tokens of our tables."""

    def __init__(self, issuer: str) -> None:
        super().__init__(Client, Token)
        self.register_grant(Grant, [Challenge(required=True), Identity(issuer)])

    def query_client(self, client_id: str) -> Party | None:
        """A registered client that is not disabled."""
        row = Client.objects.filter(client_id=client_id, active=True).first()
        return Party(row) if row else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Keep the mark of an access token."""
        Token.objects.create(
            mark=cipher.mark(token["access_token"], TOKEN), client=request.client.row,
            account=request.user, scope=token.get("scope", ""),
            expires_at=timezone.now() + TOKEN_LIFE,
        )  # fmt: skip
        token["expires_in"] = int(TOKEN_LIFE.total_seconds())
