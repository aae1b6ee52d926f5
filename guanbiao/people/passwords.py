"""Password rules: long enough, mixed, not the login, not one of the last five.

GB/T 22239-2019 (8.1.4.1) asks for complexity and regular change; the numbers are settings.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import string

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from guanbiao.people.models import Account, PasswordRecord

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
KEPT = 5


def faults(account: Account, password: str) -> list[str]:
    """Why a password may not be taken, in Chinese; empty when it may."""
    found = []
    if len(password) < settings.PASSWORD_LENGTH:
        found.append(f"密码至少 {settings.PASSWORD_LENGTH} 位")
    if sum(bool(re.search(each, password)) for each in CLASSES) < 3:
        found.append("密码应含大写字母、小写字母、数字、符号中的三类")
    if account.login.lower() in password.lower():
        found.append("密码不能含账号")
    if _used(account, password):
        found.append(f"密码不能与最近 {KEPT} 次用过的相同")
    return found


def _used(account: Account, password: str) -> bool:
    former = account.former_passwords.order_by("-at").values_list("hash", flat=True)[:KEPT]
    return any(check_password(password, known) for known in (account.password, *former) if known)


def change(account: Account, password: str) -> None:
    """Take a checked password; the old one is kept as a hash so that it does not come back."""
    with transaction.atomic():
        if account.has_usable_password():
            PasswordRecord.objects.create(account=account, hash=account.password)
        account.set_password(password)
        account.must_change, account.password_set_at = False, timezone.now()
        account.save()


def once(account: Account) -> str:
    """Give out a password for one use: random, by the rules, to be changed at the first sign-in."""
    letters = string.ascii_letters + string.digits
    fresh = "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3)) + "-a1"
    change(account, fresh)
    account.must_change = True
    account.failed_count, account.locked_until = 0, None
    account.save(update_fields=["must_change", "failed_count", "locked_until"])
    return fresh


def expired(account: Account) -> bool:
    """Whether the password is older than the rule allows."""
    if account.password_set_at is None:
        return False
    age = dt.timedelta(days=settings.PASSWORD_DAYS)
    return timezone.now() - account.password_set_at > age
