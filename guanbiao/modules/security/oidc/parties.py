"""Clients and codes as the protocol library wants to see them."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oidc.core import AuthorizationCodeMixin

from guanbiao.modules.security.acts.clients import SECRET
from guanbiao.modules.security.models import Client, Code
from guanbiao.people import cipher

SCOPES = ("openid", "profile")
CODE, TOKEN = "oidc.code", "oidc.token"


class Party(ClientMixin):  # type: ignore[misc] # the library has no types
    """A registered client."""

    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        """Its name in the protocol."""
        return self.row.client_id

    def get_default_redirect_uri(self) -> str:
        """None: a client always says where to, so that nothing is guessed."""
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        """What it gets of what it asks for."""
        return " ".join(each for each in (scope or "").split() if each in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Registered to the letter (RFC 9700, 2.1)."""
        return redirect_uri in self.row.addresses

    def check_client_secret(self, client_secret: str) -> bool:
        """Its secret, compared by marks."""
        mark = cipher.mark(client_secret or "", SECRET)
        return bool(mark) and secrets.compare_digest(mark, self.row.secret_mark)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """A client with a secret must show it."""
        return endpoint == "token" and method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        """Codes only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes only."""
        return grant_type == "authorization_code"


class Ticket(AuthorizationCodeMixin):  # type: ignore[misc] # the library has no types
    """A code as it was given out."""

    def __init__(self, row: Code) -> None:
        self.row = row
        self.code_challenge, self.code_challenge_method = row.challenge, "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.row.redirect_uri

    def get_scope(self) -> str:
        """What it is good for."""
        return self.row.scope

    def get_nonce(self) -> str:
        """What ties the identity token to the request."""
        return self.row.nonce

    def get_auth_time(self) -> int:
        """When the account's owner stood before us, in seconds since 1970."""
        return int(self.row.at.timestamp())

    def get_acr(self) -> None:
        """No class of assurance is told."""

    def get_amr(self) -> Collection[str]:
        """Nor which means were used."""
        return ()
