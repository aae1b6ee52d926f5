"""Who is told of voices, and the clock that finds those nobody answered in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.perform import perform
from guanbiao.modules.desk.public import send
from guanbiao.modules.voices.models import State, Voice
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post

SWEEP = "voices.sweep"
WARN = "voices.voice.warn"
ANSWERING = "综合服务员"
"""The post that answers."""


def sweep() -> int:
    """Note every voice whose time is over; returns how many were new."""
    clock = Actor.feed("诉求时钟", (WARN,))
    late = Voice.objects.filter(state=State.WAITING, due_at__lt=timezone.now(), warned_at=None)
    return sum(perform(WARN, clock, key).ok for key in late.values_list("pk", flat=True))


def said(event: Mapping[str, Any]) -> None:
    """Those who answer learn of it."""
    voice = Voice.objects.get(pk=event["voice"])
    _tell(voice, _answering(voice, heads=False), f"said:{voice.reopened}", f"待答复：{voice}")


def answered(event: Mapping[str, Any]) -> None:
    """Whoever said it learns of the answer."""
    voice = Voice.objects.get(pk=event["voice"])
    _tell(voice, [voice.person_id], f"answered:{event['time']}", f"已答复：{voice}")


def late(event: Mapping[str, Any]) -> None:
    """Those who should have answered, and their heads, learn that it is late."""
    voice = Voice.objects.get(pk=event["voice"])
    _tell(voice, _answering(voice, heads=True), f"late:{event['time']}", f"答复超期：{voice}")


def _answering(voice: Voice, *, heads: bool) -> list[int]:
    posts = Post.objects.in_force(timezone.localdate())
    here = posts.filter(unit__path__startswith=voice.unit.path, role=ANSWERING)
    found = set(here.values_list("person_id", flat=True))
    if heads or not found:
        chiefs = posts.filter(unit=voice.unit, is_head=True)
        found.update(chiefs.values_list("person_id", flat=True))
    return sorted(found)


def _tell(voice: Voice, persons: list[int], mark: str, title: str) -> None:
    send(persons, f"voice:{voice.pk}:{mark}", title, "voices.voice", voice.pk)


JOBS = {SWEEP: sweep}
