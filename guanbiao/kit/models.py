"""What people set up for themselves, and what makes a second sending harmless.

Preferences and marks, not business records.

They change no record a standard speaks of, so they pass no gate (as messages do, see
``docs/decisions/messages-unguarded.md``); each is written for its owner alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from guanbiao.people.models import Person, Unit


class SavedView(models.Model):
    """A list as somebody narrowed it, under a name; shared ones are seen by her whole unit."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="设置人")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    entity = models.CharField("列表", max_length=100)
    label = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000)
    shared = models.BooleanField("本单位共用", default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "entity", "label"], name="kit_view_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "entity"])]


class Sent(models.Model):
    """A form that was sent with a number of its own, and what came of it.

    Whoever works where there is no network sends it again and again until an answer arrives; the
    number makes the second time harmless.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.UUIDField("编号")
    digest = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="kit_sent_once")
        ]


class Draft(models.Model):
    """A form somebody began: hers alone, until it is sent, thrown away or a month old.

    ``stand`` is the row's receipt when it was typed: a row that changed since gets a fresh form.
    ``done`` is the number of the form last sent or thrown away; then nothing is in ``values``.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    act = models.CharField("业务动作", max_length=100)
    key = models.CharField("对象主键", max_length=64, blank=True)
    stand = models.CharField(max_length=36, blank=True)
    done = models.CharField(max_length=36, blank=True)
    values = models.JSONField("内容", default=dict)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "act", "key"], name="kit_draft_once")
        ]
