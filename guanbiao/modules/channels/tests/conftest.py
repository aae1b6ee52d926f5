"""A clerk with a message, the standard on messages, and a wire one can listen to."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from guanbiao.library.packs import read
from guanbiao.library.publish import publish
from guanbiao.modules.channels import own
from guanbiao.modules.channels.adapters import chats
from guanbiao.modules.channels.adapters import wire as lines
from guanbiao.modules.channels.models import Address, Way
from guanbiao.modules.desk.public import Message, send
from guanbiao.people.models import Account, Person
from tests.gate.makers import NOW, Bureau

CHATS = ("message/send", "asyncsend_v2", "robot/send", "webhook/send")
PACK = settings.PACKS / "Q-YCJG-104" / "2026"


@dataclass
class Wire:
    """What left the house, and what the other side answers."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    answer: Any = None
    """Status of the gateway, errcode of the instant message, or an error to raise."""
    token: dict[str, Any] = field(default_factory=lambda: {"access_token": "t", "expires_in": 7200})

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """The gateway and the server of instant messages in one."""
        self.sent.append((request.url.path, request.content.decode()))
        if isinstance(self.answer, Exception):
            raise self.answer
        if request.url.path.endswith("gettoken"):
            return httpx2.Response(200, json=self.token)
        if request.url.path.endswith(
            ("message/send", "asyncsend_v2", "robot/send", "webhook/send")
        ):
            return httpx2.Response(200, json={"errcode": self.answer or 0})
        return httpx2.Response(self.answer or 200)

    def texts(self, path: str) -> list[str]:
        """Bodies sent to a path."""
        return [body for where, body in self.sent if where.endswith(path)]


def own_rules(folder: Path, *changes: tuple[str, str, str]) -> None:
    """Another standard on messages for the same people, with some texts changed, in force."""
    there = Path(shutil.copytree(PACK, folder / "p" / "2026"))
    for name, old, new in (("standard.toml", "Q/YCJG 104", "Q/YCJG 994"), *changes):
        file = there / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name}: {old}"
        file.write_text(text.replace(old, new), encoding="utf-8")
    (there / "values.toml").unlink()  # no two standards call different values by one name
    publish(read(there), by="tests")


@dataclass
class Clock:
    """The time of a test, a Wednesday morning until a test moves it."""

    now: dt.datetime = NOW


@dataclass
class Post:
    """Everything around one person."""

    bureau: Bureau
    wire: Wire
    clock: Clock

    @property
    def me(self) -> Person:
        """The clerk."""
        found: Person = self.bureau.clerk
        return found

    def has(self, way: Way, value: str, who: Person | None = None) -> Address:
        """A confirmed address."""
        return Address.objects.create(
            person=who or self.me, way=way, confirmed_at=timezone.now(),
            value_sealed=own.cipher.seal(value, own.FIELD),
        )  # fmt: skip

    def asks(self, who: Person, way: Way, value: str) -> None:
        """Somebody with an account agrees and asks for a code."""
        self.client(who)
        own.agree(who, way, None)
        own.ask(who, way, value)

    def told(self, event: str, title: str = "待办：审批——图书入架") -> Message:
        """A message comes into the inbox."""
        send([self.me.pk], event, title, "", 1)
        Message.objects.filter(event=event).update(created_at=self.clock.now)
        return Message.objects.get(event=event, person=self.me)

    def client(self, who: Person) -> Client:
        """Somebody signed in."""
        account = Account.objects.filter(person=who).first()
        client = Client()
        client.force_login(
            account or Account.objects.create_account(who.staff_no, "Yun-Chuan-2026", who)
        )
        return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moved by the test."""
    moved = Clock()
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    return moved


@pytest.fixture
def post(shelf: Bureau, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Post:
    """The standard is in force, all three ways are open."""
    return _opened(shelf, clock, monkeypatch)


@pytest.fixture
def committed_post(committed_shelf: Bureau, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Post:
    """The same in a database of the test's own, for many connections."""
    return _opened(committed_shelf, clock, monkeypatch)


def _opened(shelf: Bureau, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Post:
    publish(read(PACK), by="tests")
    for name, value in {
        "EMAIL_HOST": "mail.example.gov.cn", "MAIL_FROM": "guanbiao@example.gov.cn",
        "SMS_URL": "https://sms.example.gov.cn/send", "SMS_SECRET": "s3",
        "IM_URL": "https://im.example.gov.cn", "IM_CORP": "c", "IM_AGENT": "1", "IM_SECRET": "k",
    }.items():  # fmt: skip
        monkeypatch.setattr(settings, name, value)
    wire = Wire()
    transport = httpx2.MockTransport(wire.handle)
    monkeypatch.setattr(lines, "client", lambda: httpx2.Client(transport=transport))
    for each in (chats.IM, chats.DING):
        monkeypatch.setattr(each, "until", 0.0)
    mail.outbox = []
    return Post(shelf, wire, clock)
