"""Mail is spoken to a server that listens: taken by one, refused by another, none at all."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import ClassVar

import pytest

from guanbiao.modules.channels import adapters
from guanbiao.modules.channels.adapters import NotDelivered
from guanbiao.modules.channels.models import Way
from guanbiao.modules.channels.tests.conftest import Post


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender needs; who is nobody@ is not known here."""

    taken: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        """Greet, answer each command, keep what comes after DATA."""
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            unknown = verb == b"RCPT" and b"nobody@" in line
            self.wfile.write(b"550 unknown\r\n" if unknown else b"250 well\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def house(post: Post, settings: object) -> Iterator[socketserver.TCPServer]:
    """Listens on a free port of this machine; the installation names it."""
    Talk.taken.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        for name, value in {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": listening.server_address[1],
            "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False, "EMAIL_HOST_USER": "",
        }.items():  # fmt: skip
            setattr(settings, name, value)
        yield listening
        listening.shutdown()


def test_a_mail_arrives_with_its_chinese_words(house: socketserver.TCPServer) -> None:
    adapters.send(Way.MAIL, "wang@example.gov.cn", "待办：审批", "请登录平台查看")
    mail = message_from_bytes(Talk.taken[0], policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("待办：审批", "wang@example.gov.cn")
    assert "请登录平台查看" in mail.get_content()


def test_a_mail_to_somebody_unknown_is_not_delivered(house: socketserver.TCPServer) -> None:
    with pytest.raises(NotDelivered, match="没有"):
        adapters.send(Way.MAIL, "nobody@example.gov.cn", "待办", "请查看")
    assert Talk.taken == []


def test_without_a_server_a_mail_is_not_delivered(house: socketserver.TCPServer) -> None:
    house.shutdown()
    house.server_close()
    with pytest.raises(NotDelivered, match="没有连上"):
        adapters.send(Way.MAIL, "wang@example.gov.cn", "待办", "请查看")
