"""What all senders share: one client, https only, no redirect, and how they say that it failed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

SECONDS = 10
STALE = ("40014", "42001")
"""Codes by which both 企业微信 and 钉钉 say that an access token is no longer good."""


class NotDelivered(Exception):
    """It did not go out; says why, in Chinese. ``final``: trying again would change nothing."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


def client() -> httpx2.Client:
    """For one call; tests put another in its place."""
    return httpx2.Client(timeout=SECONDS, trust_env=False)


def https(address: str) -> str:
    """The address, which must be https."""
    if not address.startswith("https://"):
        raise NotDelivered("通道地址不是 https，未发送：请改正设置")
    return address


def told(name: str, answer: httpx2.Response) -> Mapping[str, Any]:
    """What a server answered, as an object."""
    if not answer.is_success:
        raise NotDelivered(f"{name}答复 {answer.status_code}")
    try:
        found = answer.json()
    except ValueError as failure:
        raise NotDelivered(f"{name}的答复读不懂") from failure
    return found if isinstance(found, dict) else {}


@dataclass
class Application:
    """An application at a server that gives a token for its secret and takes messages for it."""

    name: str
    value: str = ""
    until: float = 0.0

    def says(
        self, base: str, asking: tuple[str, Mapping[str, str]], path: str, sent: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The answer to a message; a token that grew old is asked anew once.

        ``asking`` is the path that gives tokens, with what it wants to know.
        """
        found = self._said(base, asking, path, sent)
        if _codes(found) & set(STALE):
            self.until = 0.0
            found = self._said(base, asking, path, sent)
        return found

    def _said(
        self, base: str, asking: tuple[str, Mapping[str, str]], path: str, sent: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        base = https(base).rstrip("/")
        with client() as line:
            if time.monotonic() >= self.until:
                got = told(self.name, line.get(base + asking[0], params=asking[1]))
                if not got.get("access_token"):
                    code = got.get("errcode")
                    raise NotDelivered(f"{self.name}答复 {code}：没有给出令牌，请核对设置")
                self.value = str(got["access_token"])
                self.until = time.monotonic() + int(got.get("expires_in") or 0) - 60
            answer = line.post(base + path, params={"access_token": self.value}, json=sent)
            return told(self.name, answer)


def _codes(found: Mapping[str, Any]) -> set[str]:
    """A code, and the one inside it that 钉钉 gives for its gateway."""
    return {str(found.get("errcode")), str(found.get("sub_code"))}
