"""One's own addresses: kept sealed, good once a code sent there came back."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, QuerySet
from django.utils import timezone

from guanbiao.modules.channels import adapters
from guanbiao.modules.channels.models import Address, Way
from guanbiao.people import cipher
from guanbiao.people.models import Person
from guanbiao.people.models.sealed import masked

FIELD = "channels.address"
MINUTES, TRIES, AGAIN = 10, 5, dt.timedelta(minutes=1)
PHONE, ACCOUNT = re.compile(r"1[3-9]\d{9}"), re.compile(r"[A-Za-z0-9_.@-]{1,64}")


class Refused(Exception):
    """It cannot be done now; says why and what to do, in Chinese."""


def value_of(address: Address) -> str:
    """The address in the clear, for sending alone."""
    return cipher.unseal(address.value_sealed, FIELD)


def shown(address: Address) -> str:
    """The address as its owner sees it."""
    value = value_of(address)
    name, at, house = value.partition("@")
    return f"{name[:2]}***@{house}" if at else masked(value)


def ask(person: Person, way: Way, value: str) -> None:
    """Keep an address, not yet good, and send a code there; raises `Refused`."""
    value = value.strip()
    if way not in adapters.offered():
        raise Refused("本系统没有开通这种方式。")
    _well_formed(way, value)
    now, code = timezone.now(), f"{secrets.randbelow(10**6):06d}"
    before = Address.objects.filter(person=person, way=way).first()
    if before and before.asked_at and now - before.asked_at < AGAIN:
        raise Refused("验证码刚发出，请一分钟后再试。")
    Address.objects.update_or_create(
        person=person, way=way,
        defaults={
            "value_sealed": cipher.seal(value, FIELD), "confirmed_at": None, "asked_at": now,
            "code_mark": _mark(person, way, code), "code_tries": 0,
            "code_until": now + dt.timedelta(minutes=MINUTES),
        },
    )  # fmt: skip
    words = f"【{settings.SITE_NAME}】验证码 {code}，{MINUTES} 分钟内有效，用于接收消息。"
    try:
        adapters.send(way, value, "验证码", words)
    except adapters.NotDelivered as failure:
        raise Refused(f"验证码没有发出（{failure}），请核对地址后再试。") from failure


def _well_formed(way: Way, value: str) -> None:
    if way is Way.MAIL:
        try:
            validate_email(value)
        except ValidationError as wrong:
            raise Refused("邮箱地址不完整，如 name@example.gov.cn。") from wrong
    elif way is Way.SMS and not PHONE.fullmatch(value):
        raise Refused("手机号码为 11 位，如 13900000001。")
    elif way is Way.IM and not ACCOUNT.fullmatch(value):
        raise Refused("请填写政务微信的账号，由字母、数字和 _ . @ - 组成。")


def _mark(person: Person, way: Way, code: str) -> str:
    """The code as it is kept: bound to person and way, under the installation's key."""
    text = f"{person.pk}.{way.value}.{code}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def confirm(person: Person, way: Way, code: str) -> None:
    """The code came back: the address is good; raises `Refused`."""
    found = Address.objects.filter(person=person, way=way, confirmed_at=None).first()
    if found is None or found.code_until is None or found.code_until < timezone.now():
        raise Refused("验证码已过期，请重新获取。")
    trying = Address.objects.filter(pk=found.pk, code_tries__lt=TRIES)
    if not trying.update(code_tries=F("code_tries") + 1):
        raise Refused("验证码错误次数过多，请重新获取。")
    if not hmac.compare_digest(found.code_mark, _mark(person, way, code.strip())):
        raise Refused("验证码不对，请核对后重新填写。")
    found.confirmed_at, found.code_mark, found.code_until = timezone.now(), "", None
    found.save(update_fields=["confirmed_at", "code_mark", "code_until"])


def want(person: Person, way: Way, on: bool) -> None:
    """Receive what is not urgent on this way, or not."""
    Address.objects.filter(person=person, way=way).update(wanted=on)


def remove(person: Person, way: Way) -> None:
    """Forget the address; when a code was last asked for stays, or removing would win another."""
    Address.objects.filter(person=person, way=way).update(
        value_sealed="", confirmed_at=None, wanted=True, code_mark="", code_until=None
    )


def kept() -> QuerySet[Address]:
    """Addresses that are there, good or not yet."""
    return Address.objects.exclude(value_sealed="")


def reseal(key: str) -> int:
    """Seal with the current key what is still under another; returns how many."""
    old = [each for each in kept() if cipher.key_of(each.value_sealed) != key]
    for each in old:
        each.value_sealed = cipher.seal(value_of(each), FIELD)
    return Address.objects.bulk_update(old, ["value_sealed"])
