"""Words for opinions: one's own, a preference that passes no gate, and those of a unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.gate.models import Governed
from guanbiao.people.models import Person, Unit


class Phrase(models.Model):
    """Words somebody writes often."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phrases")
    words = models.CharField("常用语", max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "words"], name="cases_phrase_once")
        ]

    def __str__(self) -> str:
        return self.words


class Use(models.TextChoices):
    """Whether words are offered."""

    ON = "在用", "在用"
    OFF = "停用", "停用"


class Wording(Governed):
    """Words a unit offers to its people and to those of the units below it."""

    tones: ClassVar = {"done": ("在用",), "shut": ("停用",)}

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    words = models.CharField("常用语", max_length=60)
    added_on = models.DateField("添加日期")
    state = models.CharField("状态", max_length=2, choices=Use.choices, default=Use.ON)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "words"], condition=models.Q(state=Use.ON),
                name="cases_wording_once",
                violation_error_message="本单位已有这条常用语。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words
