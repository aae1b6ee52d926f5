"""Files on their way in or out, tokens of programs and what was answered to them.

They change no record a standard speaks of, so they pass no gate (as messages do, see
``docs/decisions/messages-unguarded.md``); each is written for its owner alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from guanbiao.people.models import Person, Unit


class Export(models.Model):
    """A file taken out of a list, small or large: who, what, when. Rows are kept, as a log.

    ``content`` is held only while somebody waits for a file made in the background; ``seal`` is
    what a file is checked against later (`exchange.seals`), ``digest`` its SM3.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "导出中"
        DONE = "done", "已导出"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="导出人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    entity = models.CharField("列表", max_length=100)
    label = models.CharField("名称", max_length=100)
    query = models.CharField("条件", max_length=1000, blank=True)
    form = models.CharField("格式", max_length=4)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.IntegerField("行数")
    done_rows = models.IntegerField("已完成行数", default=0)
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    seal = models.TextField("封签", blank=True)
    content = models.BinaryField("文件", null=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-at"]), models.Index(fields=["-at"]),
            models.Index(fields=["digest"]),
        ]  # fmt: skip

    @property
    def filename(self) -> str:
        """Name of the file."""
        return f"{self.label}.{self.form}"

    @property
    def number(self) -> str:
        """What the file bears, so that its line of the log is found again."""
        return f"{timezone.localtime(self.at):%Y%m%d}-{self.pk:06d}"


class Upload(models.Model):
    """A file between its upload and the import of its lines.

    ``columns`` says from which column of the file each field of the form is read. ``head`` keeps
    of each column its heading and what stands under it first, so that nobody opens the whole file
    to ask which column is which.
    """

    class State(models.TextChoices):
        """How far it is."""

        MATCHING = "matching", "核对列"
        CHECKING = "checking", "试算中"
        CHECKED = "checked", "已试算"
        RUNNING = "running", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "未完成"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    entity = models.CharField("列表", max_length=100)
    name = models.CharField("文件名", max_length=200)
    content = models.BinaryField()
    head = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MATCHING)
    rows = models.IntegerField(default=0)
    fresh = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    done_rows = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    problems = models.JSONField(default=list)
    words = models.CharField("未完成的原因", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "entity", "-at"])]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """What lets a program act for a person: in her scope, for the acts and views she chose.

    Only a mark of it is kept. ``minute`` and ``used`` count requests within a minute.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="持有人")
    label = models.CharField("用途", max_length=50)
    mark = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("可用的动作和查看权限", default=list)
    issued_at = models.DateTimeField("签发时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("停用时间", null=True)
    used_at = models.DateTimeField("最近使用", null=True)
    minute = models.BigIntegerField(default=0)
    used = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-issued_at"])]


class Answer(models.Model):
    """What was answered to a request with an idempotency key, so that a repeat changes nothing."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="answers")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "name"], name="exchange_answer_once")
        ]


class Hook(models.Model):
    """Where another system wants to hear of receipts: those its owner may see, after ``seal``."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="订阅人")
    label = models.CharField("用途", max_length=50)
    url = models.CharField("地址", max_length=300)
    secret_sealed = models.TextField("签名密钥（密文）")
    entities = models.JSONField("对象", default=list)
    seal = models.BigIntegerField("已通知到的链上序号", default=0)
    at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField("停用时间", null=True)


class Delivery(models.Model):
    """One notice to one system, with what came of it; kept as a log."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "待送达"
        DONE = "done", "已送达"
        FAILED = "failed", "未送达"

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.IntegerField("次数", default=0)
    words = models.CharField("结果", max_length=200, blank=True)
    due_at = models.DateTimeField("下次发送")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="exchange_delivery_due"
            )
        ]
