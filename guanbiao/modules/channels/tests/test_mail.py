"""Mail is spoken to a server that listens: taken by one, refused by another, none at all."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import ClassVar

import pytest

from guanbiao.modules.channels import adapters, jobs
from guanbiao.modules.channels.adapters import NotDelivered
from guanbiao.modules.channels.models import Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.modules.channels.tests.test_sending import rows


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender needs; nobody@ is not known here, later@ busy."""

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
            later = verb == b"RCPT" and b"later@" in line
            said = b"550 unknown" if unknown else b"451 later" if later else b"250 well"
            self.wfile.write(said + b"\r\n")
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
    with pytest.raises(NotDelivered, match="收件地址被拒收（550）"):
        adapters.send(Way.MAIL, "nobody@example.gov.cn", "待办", "请查看")
    assert Talk.taken == []


@pytest.mark.parametrize(("who", "tries"), [("nobody", 1), ("later", jobs.TRIES)])
def test_who_is_unknown_for_good_is_not_tried_again(
    house: socketserver.TCPServer, post: Post, who: str, tries: int
) -> None:
    post.has(Way.MAIL, f"{who}@example.gov.cn")
    post.told("task:1:1")
    jobs.run()
    post.has(Way.SMS, "13900000001")
    for _ in range(jobs.TRIES):
        post.clock.now += dt.timedelta(hours=1)
        jobs.run()
    found = {each.way: each for each in Sending.objects.exclude(way=Way.INBOX)}
    assert (found["mail"].state, found["mail"].tries) == (State.FAILED, tries)
    assert "拒收" in found["mail"].words
    assert ("sms" in found) is (tries > 1)


def test_another_way_is_taken_at_once_when_a_mail_bounces(
    house: socketserver.TCPServer, post: Post
) -> None:
    post.has(Way.MAIL, "nobody@example.gov.cn")
    post.has(Way.SMS, "13900000001")
    post.told("notice:1")
    jobs.run()
    assert rows(post) == {"mail": State.FAILED}
    post.told("late:1:1")
    jobs.run()
    found = Sending.objects.get(message__event="late:1:1", way=Way.SMS)
    assert found.state == State.DONE


def test_without_a_server_a_mail_is_not_delivered(house: socketserver.TCPServer) -> None:
    house.shutdown()
    house.server_close()
    with pytest.raises(NotDelivered, match="没有连上"):
        adapters.send(Way.MAIL, "wang@example.gov.cn", "待办", "请查看")
