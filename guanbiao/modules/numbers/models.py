"""Which numbers somebody wants to see first: a preference, and no business record.

It passes no gate (see ``docs/decisions/messages-unguarded.md``); each is written for its owner
alone, and shows her nothing she may not see.
"""

from __future__ import annotations

from django.db import models

from guanbiao.people.models import Person


class Chosen(models.Model):
    """The measures of somebody's overview by name, in her order; no row: those of her posts."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", verbose_name="设置人")
    names = models.JSONField("指标", default=list)
