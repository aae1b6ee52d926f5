"""Where people want to be reached besides the inbox, and what was sent there.

Preferences and a log of the platform, no business records: like the messages themselves they pass
no gate.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.modules.desk.public import Message
from guanbiao.people.models import Person


class Way(models.TextChoices):
    """How a message travels; the inbox is always one."""

    INBOX = "inbox", "站内"
    MAIL = "mail", "邮件"
    SMS = "sms", "短信"
    IM = "im", "政务微信"
    DING = "ding", "钉钉"
    ROBOT = "robot", "群机器人"


class Address(models.Model):
    """An address of a person, and the one asked for in its place until its code came back.

    Both are sealed at rest; only the first, the confirmed one, is ever sent a message.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    value_sealed = models.TextField("地址（密文）", blank=True)
    asked_sealed = models.TextField("待验证地址（密文）", blank=True)
    confirmed_at = models.DateTimeField("验证时间", null=True)
    wanted = models.BooleanField("接收", default=True)
    code_mark = models.CharField("验证码摘要", max_length=64, blank=True)
    code_until = models.DateTimeField("验证码有效期", null=True)
    code_tries = models.PositiveSmallIntegerField("已试次数", default=0)
    asked_at = models.DateTimeField("最近发码", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "way"], name="channels_address_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_way_display()}"


class Asked(models.Model):
    """A code that was sent: by whom and, as a mark, whereto; for counting the codes of a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mark = models.CharField("地址摘要", max_length=64)
    at = models.DateTimeField("发码时间")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="channels_asked_person"),
            models.Index(fields=["mark", "at"], name="channels_asked_mark"),
        ]


class Rest(models.Model):
    """Hours in which a person wants nothing to ring, beside those of the standard."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    begin = models.TimeField("开始")
    end = models.TimeField("结束")


class State(models.TextChoices):
    """How far a sending is."""

    WAITING = "waiting", "待发"
    DONE = "done", "已发"
    ARRIVED = "arrived", "已送达"
    FAILED = "failed", "未送达"
    LEFT = "left", "超出每日上限，未发"


class Sending(models.Model):
    """One message on one way, with what came of it; kept as a log."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="sendings")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    urgent = models.BooleanField("紧急", default=False)
    kind = models.CharField("消息类别", max_length=20, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    words = models.CharField("结果", max_length=200, blank=True)
    reference = models.CharField("对方编号", max_length=100, blank=True)
    due_at = models.DateTimeField("应发时间")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    done_at = models.DateTimeField("发出时间", null=True)
    ask_at = models.DateTimeField("下次查询结果", null=True)
    """When the other side is asked whether it arrived; none where it tells by itself or never."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "way"], name="channels_sending_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], name="channels_sending_due",
                condition=models.Q(state=State.WAITING),
            ),
            models.Index(
                fields=["ask_at"], name="channels_sending_ask",
                condition=models.Q(ask_at__isnull=False),
            ),
            models.Index(fields=["-at"], name="channels_sending_at"),
            models.Index(
                fields=["way", "reference"], name="channels_sending_told",
                condition=~models.Q(reference=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.kind}"


class Early(models.Model):
    """A report of the gateway on a text whose number is not yet written down here."""

    reference = models.CharField("对方编号", max_length=100, unique=True)
    arrived = models.BooleanField("已送达")
    reason = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField("收到时间")
