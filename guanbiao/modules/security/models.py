"""What was ordered of accounts, who looked at whose personal data, when keys changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.people.models import Account, Person, Unit


class AccountOrder(Governed):
    """An order about an account, kept for good; the account itself only shows the result."""

    class Kind(models.TextChoices):
        """What was ordered."""

        OPEN = "open", "开通账号"
        DISABLE = "disable", "停用账号"
        ENABLE = "enable", "恢复账号"
        RESET = "reset", "发放一次性密码"
        UNLOCK = "unlock", "解除锁定"
        END_SESSIONS = "end_sessions", "强制下线"
        RESET_FACTOR = "reset_factor", "解除动态口令绑定"

    account = models.ForeignKey(Account, models.PROTECT, related_name="orders", verbose_name="账号")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    reason = models.CharField("理由", max_length=200)
    ordered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    ordered_at = models.DateTimeField("办理时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-ordered_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.account.login}"


class AccessRecord(Governed):
    """Somebody saw personal data of somebody in the clear: what, when, what for."""

    class Field(models.TextChoices):
        """What was seen; the value names the property of `people.models.Person`."""

        PHONE = "phone", "联系电话"
        IDENTITY = "identity", "公民身份号码"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="信息所属人")
    field = models.CharField("信息", max_length=20, choices=Field.choices)
    purpose = models.CharField("用途", max_length=200)
    seen_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="查看人"
    )
    seen_at = models.DateTimeField("查看时间")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-seen_at"]),
            models.Index(fields=["seen_by", "-seen_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_field_display()}"


class KeyChange(Governed):
    """All personal data was sealed anew with another key."""

    key = models.CharField("密钥名称", max_length=50)
    rows = models.IntegerField("重新加密行数")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    at = models.DateTimeField("时间")

    def __str__(self) -> str:
        return self.key


class Client(Governed):
    """A system whose users sign in through us (OpenID Connect relying party)."""

    client_id = models.CharField("系统标识", max_length=50, unique=True)
    name = models.CharField("系统名称", max_length=100)
    redirect_uris = models.TextField("回调地址")
    secret_mark = models.CharField(max_length=64, blank=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="所属单位")
    active = models.BooleanField("启用", default=True)
    registered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间")

    def __str__(self) -> str:
        return self.name

    @property
    def addresses(self) -> list[str]:
        """Where its users may be sent back to, each to the letter."""
        return self.redirect_uris.split()


class Code(models.Model):
    """An authorization code waiting to be redeemed; only its mark is kept, and only minutes."""

    mark = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(Client, models.CASCADE, related_name="codes")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    redirect_uri = models.TextField()
    scope = models.CharField(max_length=200)
    nonce = models.CharField(max_length=200, blank=True)
    challenge = models.CharField(max_length=128)
    at = models.DateTimeField()


class Token(models.Model):
    """An access token by its mark."""

    mark = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(Client, models.CASCADE, related_name="tokens")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
