"""Own phrases for opinions. A preference, not a business record: it passes no gate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.people.models import Person


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
