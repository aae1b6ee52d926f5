"""One's own addresses: kept sealed, good once a code sent there came back."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guanbiao.gate import allowance
from guanbiao.modules.channels import adapters, rules
from guanbiao.modules.channels.adapters import chats
from guanbiao.modules.channels.models import Address, Asked, Rest, Way
from guanbiao.people import cipher, consents
from guanbiao.people.models import Person
from guanbiao.people.models.sealed import masked

FIELD = "channels.address"
MINUTES, TRIES, AGAIN = 10, 5, dt.timedelta(minutes=1)
KEPT = dt.timedelta(days=2)
"""How long it is known who asked for a code: long enough to count those of a day."""
BY_PERSON, BY_ADDRESS = 6780273, 6780274
"""Numbers of the two kinds of locks, beside those of `gate.allowance`; taken in this order."""
PHONE, ACCOUNT = re.compile(r"1[3-9]\d{9}"), re.compile(r"[A-Za-z0-9_.@-]{1,64}")


NAMES = {
    Way.MAIL: "邮箱地址", Way.SMS: "手机号码", Way.IM: "政务微信账号", Way.DING: "钉钉账号",
    Way.ROBOT: "群机器人地址",
}  # fmt: skip
"""What an address of each way is called."""


class Refused(Exception):
    """It cannot be done now; says why and what to do, in Chinese."""


def value_of(address: Address) -> str:
    """The address in the clear, for sending alone."""
    return cipher.unseal(address.value_sealed, FIELD)


def shown(sealed: str) -> str:
    """A sealed address as its owner sees it."""
    value = cipher.unseal(sealed, FIELD)
    if value.startswith("https://"):
        return f"{urlsplit(value).hostname} …{value.partition(' ')[0][-4:]}"
    name, at, house = value.partition("@")
    return f"{name[:2]}***@{house}" if at else masked(value)


def purpose_of(way: Way) -> str:
    """What an address is for, as the record of consents calls it."""
    return f"消息通知：{way.label}"


def told(way: Way) -> str:
    """The words somebody agrees to before an address is kept."""
    return (
        f"为及时通知您办理的事项，本单位保存您填写的{NAMES[way]}，加密存放，只用来发送消息和验证码，"
        "不作他用。您可以随时撤回同意，撤回后立即删除，站内消息不受影响。"
    )


def agreed(person: Person, way: Way) -> bool:
    """Whether somebody agreed that such an address is kept."""
    return consents.stands(person.account, purpose_of(way), told(way))


def agree(person: Person, way: Way, source: str | None) -> None:
    """Keep that somebody agreed, and from where."""
    consents.record(person.account, purpose_of(way), told(way), source)


def ask(person: Person, way: Way, value: str) -> None:
    """Keep an address, not yet good, and send a code there; raises `Refused`.

    A confirmed one before it stays good until the code of the new one came back.
    """
    if not agreed(person, way):
        raise Refused("请先阅读告知内容并勾选同意。")
    value = value.strip()
    if way not in adapters.offered():
        raise Refused("本系统没有开通这种方式。")
    _well_formed(way, value)
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        _counted(person, way, value)
        now = timezone.now()
        Address.objects.update_or_create(
            person=person, way=way,
            defaults={
                "asked_sealed": cipher.seal(value, FIELD), "asked_at": now,
                "code_mark": _mark(person, way, code), "code_tries": 0,
                "code_until": now + dt.timedelta(minutes=MINUTES),
            },
        )  # fmt: skip
    words = f"【{settings.SITE_NAME}】验证码 {code}，{MINUTES} 分钟内有效，用于接收消息。"
    try:
        adapters.send(way, value, "验证码", words)
    except adapters.NotDelivered as failure:
        keep(person, way)
        raise Refused(f"验证码没有发出（{failure}），请核对地址后再试。") from failure


def _counted(person: Person, way: Way, value: str) -> None:
    """Count this code among those of the day, one asker after the other; raises `Refused`."""
    mark = cipher.mark(f"{way.value} {value.lower()}", FIELD)
    allowance.lock(BY_PERSON, str(person.pk))
    allowance.lock(BY_ADDRESS, mark)
    now = timezone.now()
    if Address.objects.filter(person=person, way=way, asked_at__gt=now - AGAIN).exists():
        raise Refused("验证码刚发出，请一分钟后再试。")
    of_person, of_address = rules.codes(person.unit, timezone.localdate(now))
    today = Asked.objects.filter(
        at__gte=timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    if of_person is not None and today.filter(person=person).count() >= of_person:
        raise Refused(f"您今天已获取 {of_person} 次验证码，达到每日上限，请明天再试。")
    if of_address is not None and today.filter(mark=mark).count() >= of_address:
        raise Refused(f"这个地址今天已收到 {of_address} 次验证码，达到每日上限，请明天再试。")
    Asked.objects.create(person=person, mark=mark, at=now)


def _well_formed(way: Way, value: str) -> None:
    if way is Way.MAIL:
        try:
            validate_email(value)
        except ValidationError as wrong:
            raise Refused("邮箱地址不完整，如 name@example.gov.cn。") from wrong
    elif way is Way.SMS and not PHONE.fullmatch(value):
        raise Refused("手机号码为 11 位，如 13900000001。")
    elif way in (Way.IM, Way.DING) and not ACCOUNT.fullmatch(value):
        raise Refused(f"请填写{way.label}的账号，由字母、数字和 _ . @ - 组成。")
    elif way is Way.ROBOT and not chats.robot_known(value):
        raise Refused("请填写群机器人的完整 https 地址；有加签密钥的，空一格写在后面。")


def _mark(person: Person, way: Way, code: str) -> str:
    """The code as it is kept: bound to person and way, under the installation's key."""
    text = f"{person.pk}.{way.value}.{code}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def confirm(person: Person, way: Way, code: str) -> None:
    """The code came back: the address is good, in place of the one before; raises `Refused`."""
    found = Address.objects.filter(person=person, way=way).exclude(asked_sealed="").first()
    if found is None or found.code_until is None or found.code_until < timezone.now():
        raise Refused("验证码已过期，请重新获取。")
    trying = Address.objects.filter(pk=found.pk, code_tries__lt=TRIES)
    if not trying.update(code_tries=F("code_tries") + 1):
        raise Refused("验证码错误次数过多，请重新获取。")
    if not hmac.compare_digest(found.code_mark, _mark(person, way, code.strip())):
        raise Refused("验证码不对，请核对后重新填写。")
    # another address asked for meanwhile has another code: this one then confirms nothing
    same = Address.objects.filter(pk=found.pk, code_mark=found.code_mark)
    if not same.update(value_sealed=found.asked_sealed, confirmed_at=timezone.now(), **FORGOTTEN):
        raise Refused("验证码已过期，请重新获取。")


FORGOTTEN = {"asked_sealed": "", "code_mark": "", "code_until": None}
"""Columns of an address that waits for no code."""


def keep(person: Person, way: Way) -> None:
    """Give up the address that waits for its code; the confirmed one stays."""
    Address.objects.filter(person=person, way=way).update(**FORGOTTEN)


def want(person: Person, way: Way, on: bool) -> None:
    """Receive what is not urgent on this way, or not."""
    Address.objects.filter(person=person, way=way).update(wanted=on)


@transaction.atomic
def remove(person: Person, way: Way) -> None:
    """Withdraw the consent and with it forget the address.

    When a code was last asked for stays, or removing would win another.
    """
    consents.withdraw(person.account, purpose_of(way))
    Address.objects.filter(person=person, way=way).update(
        value_sealed="", confirmed_at=None, wanted=True, **FORGOTTEN
    )


def rests_of(persons: set[int]) -> dict[int, rules.Hours]:
    """Persons' own quiet hours, of those who have some."""
    found = Rest.objects.filter(person__in=persons)
    return {each.person_id: (each.begin, each.end) for each in found}


def rest(person: Person, begin: str, end: str) -> None:
    """Quiet hours of one's own, beside those of the standard; raises `Refused`."""
    try:
        hours = dt.time.fromisoformat(begin), dt.time.fromisoformat(end)
    except ValueError as wrong:
        raise Refused("请填写开始和结束的时间，如 21:00 至 08:00。") from wrong
    if hours[0] == hours[1]:
        raise Refused("开始和结束的时间不能相同。")
    now = timezone.now()
    said = rules.quiet(person.unit, timezone.localdate(now))
    if rules.free([each for each in (said, hours) if each], now) is None:
        raise Refused("加上本单位的免打扰时段，全天都不能发送，请留出可以发送的时间。")
    Rest.objects.update_or_create(person=person, defaults={"begin": hours[0], "end": hours[1]})


def wake(person: Person) -> None:
    """Only the hours of the standard count again."""
    Rest.objects.filter(person=person).delete()


def kept() -> QuerySet[Address]:
    """Addresses that are there, good or not yet."""
    return Address.objects.exclude(value_sealed="", asked_sealed="")


def forget() -> None:
    """Who asked for codes is no longer known once they count no more."""
    Asked.objects.filter(at__lt=timezone.now() - KEPT).delete()


SEALED = ("value_sealed", "asked_sealed")


def reseal(key: str) -> int:
    """Seal with the current key what is still under another; returns how many."""
    this = Q(value_sealed="") | Q(value_sealed__startswith=f"{key}.")
    this &= Q(asked_sealed="") | Q(asked_sealed__startswith=f"{key}.")
    old = list(kept().exclude(this))
    for each in old:
        for name in SEALED:
            setattr(each, name, cipher.seal(cipher.unseal(getattr(each, name), FIELD), FIELD))
    return Address.objects.bulk_update(old, SEALED)
