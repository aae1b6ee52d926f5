"""What was published: standards, their editions, and where and when each is in force."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Standard(models.Model):
    """A standard by its number; all that may change stands in its editions."""

    number = models.CharField("编号", max_length=100, unique=True)

    def __str__(self) -> str:
        return self.number


class Edition(models.Model):
    """A published edition: its files and their digest. The database refuses any change."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="editions")
    edition = models.CharField("版次", max_length=50)
    title = models.CharField("名称", max_length=200)
    files = models.JSONField("文件")
    digest = models.CharField("摘要", max_length=64, unique=True)
    published_at = models.DateTimeField("发布时间", auto_now_add=True)
    published_by = models.CharField("发布人", max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "edition"], name="library_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.standard.number} {self.edition}"


class Publication(models.Model):
    """An edition put in force: where, from when, until when. Its number only grows.

    A later publication with ``withdraws`` ends an earlier one; nothing is ever removed.
    """

    number = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="publications")
    units = models.JSONField("限定单位", default=list)
    from_day = models.DateField("施行日")
    to_day = models.DateField("废止日", null=True)
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("发布时间", auto_now_add=True)
    by = models.CharField("发布人", max_length=100)

    def __str__(self) -> str:
        return f"{self.number} {self.edition}"
