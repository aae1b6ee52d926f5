"""Watermarks: who looks, of which unit, when, laid faintly over pages, previews and prints.

``GUANBIAO_WATERMARK`` names the modules and entities whose pages bear one. A mark warns and tells
where a photograph of the screen came from; it stops nobody.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.people.actor import Actor

ALL, OFF = "all", "off"


def of(actor: Actor, *names: str) -> str:
    """The words over something that goes by these names; empty where none are wanted."""
    if not any(_wanted(name) for name in names):
        return ""
    unit = actor.unit.name if actor.unit else ""
    return f"{actor.name}　{unit}　{timezone.localtime():%Y-%m-%d %H:%M}"


def _wanted(name: str) -> bool:
    """Whether a page or entity is one of those named, or belongs to one."""
    chosen = settings.WATERMARK
    return ALL in chosen or any(f"{name}.".startswith(f"{each}.") for each in chosen)


def unknown() -> list[str]:
    """Names in the setting that are neither a module nor an entity; ``off`` is no name of one."""
    known = {
        ALL,
        OFF,
        *(m.name for m in registry.modules()),
        *(e.name for e in registry.entities()),
    }
    return [each for each in settings.WATERMARK if each not in known]
