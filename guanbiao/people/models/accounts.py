"""Accounts and all that belongs to signing in. Not governed: they hold no business record.

What is ordered of an account (opened, closed, unlocked …) is an act and kept by the module
``security``; sign-ins are logged here.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from guanbiao.people import agents
from guanbiao.people.models.organisation import Person


class AccountManager(BaseUserManager["Account"]):
    """Accounts by login."""

    def create_account(self, login: str, password: str | None, person: Person | None) -> Account:
        """A new account; without a password nobody can sign in."""
        account = self.model(login=login, person=person)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """What signs in. Not governed: it holds no business record, and sign-ins are logged."""

    login = models.CharField("账号", max_length=50, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, related_name="account", verbose_name="人员"
    )
    is_active = models.BooleanField("启用", default=True)
    failed_count = models.IntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)
    must_change = models.BooleanField("须改密码", default=False)
    password_set_at = models.DateTimeField("密码设置时间", null=True)
    elder_view = models.BooleanField("长辈版", default=False)
    toured = models.BooleanField("看过新手引导", default=False)

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = []

    def __str__(self) -> str:
        return self.login


class PasswordRecord(models.Model):
    """A former password's hash, so that it is not chosen again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="former_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)


class LoginEvent(models.Model):
    """An attempt to sign in, or a sign-out."""

    class Outcome(models.TextChoices):
        """How it went."""

        SUCCESS = "success", "成功"
        FAILED = "failed", "账号或密码不符"
        CODE = "code", "动态口令不符"
        LOCKED = "locked", "账号已锁定"
        THROTTLED = "throttled", "来源过于频繁"
        LOGOUT = "logout", "退出"

    at = models.DateTimeField(auto_now_add=True)
    login = models.CharField(max_length=50)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    address = models.GenericIPAddressField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address", "at"]),
            models.Index(fields=["account", "-at"]),
        ]

    @property
    def device(self) -> str:
        """Browser and system, as far as the browser tells."""
        return agents.told(self.agent)


class Factor(models.Model):
    """The second factor of an account; it counts once confirmed. ``last_step`` is used up."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="factor")
    secret_sealed = models.TextField("密钥（密文）")
    confirmed_at = models.DateTimeField("绑定时间", null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """The mark of a recovery code; each opens the door once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    mark = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)


class Consent(models.Model):
    """That somebody was told how personal data is handled, and agreed to that notice.

    Without ``purpose`` it is the notice everybody reads before the first work; with one it may be
    withdrawn, and the row stays as the record of both.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="consents")
    purpose = models.CharField("用途", max_length=40, blank=True)
    notice = models.CharField("告知书版本", max_length=64)
    words = models.TextField("告知内容", blank=True)
    at = models.DateTimeField("同意时间", auto_now_add=True)
    address = models.GenericIPAddressField("地址", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "purpose", "notice"], condition=Q(withdrawn_at=None),
                name="people_consent_once",
            )
        ]  # fmt: skip


class SignedSession(models.Model):
    """A session as its owner recognises it; ended rows stay as a record."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField("地址", null=True)
    agent = models.CharField("设备", max_length=200, blank=True)
    opened_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account"], condition=Q(ended_at=None), name="people_session_open")
        ]

    @property
    def device(self) -> str:
        """Browser and system, as far as the browser tells."""
        return agents.told(self.agent)
