"""How a text leaves the house: mail by SMTP, SMS by a signed gateway, 企业微信 or 政务微信.

The 微信 calls are those of the published server API (gettoken, message/send; errcode 0 is success,
40014 and 42001 mean that the token is no longer good). Every address an installation names must be
https; no redirect is followed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from guanbiao.modules.channels.models import Way

SECONDS = 10
STALE = (40014, 42001)


class NotDelivered(Exception):
    """It did not go out; says why, in Chinese."""


class _Tokens:
    """The access token of the application, until it expires."""

    value = ""
    until = 0.0


def offered() -> tuple[Way, ...]:
    """The ways this installation has, besides the inbox."""
    there = {
        Way.MAIL: settings.EMAIL_HOST, Way.SMS: settings.SMS_URL, Way.IM: settings.IM_URL,
    }  # fmt: skip
    return tuple(way for way, named in there.items() if named)


def send(way: Way, address: str, title: str, words: str) -> None:
    """Send a text to an address; raises `NotDelivered`."""
    if way not in offered():
        raise NotDelivered(f"本系统没有开通{way.label}")
    try:
        SENDERS[way](address, title, words)
    except (OSError, httpx2.HTTPError) as failure:
        raise NotDelivered(f"没有连上：{type(failure).__name__}") from failure
    except ValueError as failure:
        raise NotDelivered("地址或内容不合格式，发不出去") from failure


def client() -> httpx2.Client:
    """For one call; tests put another in its place."""
    return httpx2.Client(timeout=SECONDS, trust_env=False)


def _mail(address: str, title: str, words: str) -> None:
    mail = EmailMessage(title, words, settings.MAIL_FROM, [address],
                        connection=get_connection(timeout=SECONDS))  # fmt: skip
    mail.send()


def _sms(address: str, title: str, words: str) -> None:  # noqa: ARG001 - a text has no title
    body = json.dumps({"phone": address, "text": words}, ensure_ascii=False)
    moment = str(int(time.time()))
    marked = f"{moment}.{body}".encode()
    mark = hmac.new(settings.SMS_SECRET.encode(), marked, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Timestamp": moment, "X-Signature": mark}
    with client() as line:
        answer = line.post(_https(settings.SMS_URL), content=body.encode(), headers=headers)
    if not answer.is_success:
        raise NotDelivered(f"短信网关答复 {answer.status_code}")


def _im(address: str, title: str, words: str) -> None:  # noqa: ARG001 - a text has no title
    sent = {"touser": address, "msgtype": "text", "agentid": settings.IM_AGENT,
            "text": {"content": words}}  # fmt: skip
    found = _said(sent)
    if found.get("errcode") in STALE:
        _Tokens.until = 0.0
        found = _said(sent)
    if found.get("errcode") != 0 or found.get("invaliduser"):
        raise NotDelivered(f"政务微信答复 {found.get('errcode')}：没有送达该用户")


def _said(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    base = _https(settings.IM_URL).rstrip("/")
    with client() as line:
        if time.monotonic() >= _Tokens.until:
            known = {"corpid": settings.IM_CORP, "corpsecret": settings.IM_SECRET}
            got = _answer(line.get(f"{base}/cgi-bin/gettoken", params=known))
            if not got.get("access_token"):
                raise NotDelivered(f"政务微信答复 {got.get('errcode')}：没有给出令牌，请核对设置")
            _Tokens.value = str(got["access_token"])
            _Tokens.until = time.monotonic() + int(got.get("expires_in") or 0) - 60
        address = f"{base}/cgi-bin/message/send"
        return _answer(line.post(address, params={"access_token": _Tokens.value}, json=sent))


def _answer(answer: httpx2.Response) -> Mapping[str, Any]:
    if not answer.is_success:
        raise NotDelivered(f"政务微信答复 {answer.status_code}")
    try:
        found = answer.json()
    except ValueError as failure:
        raise NotDelivered("政务微信的答复读不懂") from failure
    return found if isinstance(found, dict) else {}


def _https(address: str) -> str:
    if not address.startswith("https://"):
        raise NotDelivered("通道地址不是 https，未发送：请改正设置")
    return address


SENDERS: Mapping[Way, Callable[[str, str, str], None]] = {
    Way.MAIL: _mail, Way.SMS: _sms, Way.IM: _im,
}  # fmt: skip
