"""Messages and marks of one's own: no business records, so no receipt guards them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Message(models.Model):
    """A line in someone's inbox; ``event`` makes a repeated delivery harmless."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="messages")
    event = models.CharField("来源", max_length=120)
    title = models.CharField("标题", max_length=200)
    entity = models.CharField("对象", max_length=100, blank=True)
    key = models.CharField("对象主键", max_length=64, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"]),
            models.Index(
                fields=["event"], name="desk_message_unread", condition=models.Q(read_at=None)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "event"], name="desk_message_once")
        ]

    def __str__(self) -> str:
        return self.title


class CopyRead(models.Model):
    """When somebody first opened a case that was copied to her: her own mark, no record."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    case = models.ForeignKey("gate.Case", models.CASCADE, related_name="+")
    at = models.DateTimeField("阅看时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case"], name="desk_copyread_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"
