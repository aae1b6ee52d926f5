"""How a text leaves the house: mail, text message, instant messages, each in its own file.

Every address an installation names must be https; no redirect is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx2
from django.conf import settings

from guanbiao.modules.channels.adapters import chats, mail, sms
from guanbiao.modules.channels.adapters.wire import NotDelivered
from guanbiao.modules.channels.models import Way

__all__ = ["OUTCOMES", "NotDelivered", "offered", "outcome", "send"]

SENDERS: Mapping[Way, Callable[[str, str, str], str]] = {
    Way.MAIL: mail.send, Way.SMS: sms.send, Way.IM: chats.im, Way.DING: chats.ding,
    Way.ROBOT: chats.robot,
}  # fmt: skip
OUTCOMES: Mapping[Way, Callable[[str], tuple[bool, str] | None]] = {Way.DING: chats.ding_outcome}
"""Ways whose other side tells only who asks whether a message arrived."""


def offered() -> tuple[Way, ...]:
    """The ways this installation has, besides the inbox."""
    there = {
        Way.MAIL: settings.EMAIL_HOST, Way.SMS: settings.SMS_URL, Way.IM: settings.IM_URL,
        Way.DING: settings.DING_URL, Way.ROBOT: settings.ROBOT_HOSTS,
    }  # fmt: skip
    return tuple(way for way, named in there.items() if named)


def send(way: Way, address: str, title: str, words: str) -> str:
    """Send a text to an address; returns the other side's number for it; raises `NotDelivered`."""
    if way not in offered():
        raise NotDelivered(f"本系统没有开通{way.label}")
    try:
        return SENDERS[way](address, title, words)
    except (OSError, httpx2.HTTPError) as failure:
        raise NotDelivered(f"没有连上：{type(failure).__name__}") from failure
    except ValueError as failure:
        raise NotDelivered("地址或内容不合格式，发不出去") from failure


def outcome(way: Way, reference: str) -> tuple[bool, str] | None:
    """Whether a message arrived, with why not; none while nobody knows or can be asked."""
    if way not in OUTCOMES or way not in offered():
        return None
    try:
        return OUTCOMES[way](reference)
    except (NotDelivered, OSError, httpx2.HTTPError, ValueError):
        return None
