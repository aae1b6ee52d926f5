"""Who is told of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanbiao.modules.desk.public import send
from guanbiao.modules.notices import readers
from guanbiao.modules.notices.models import Notice


def published(event: Mapping[str, Any]) -> None:
    """Where it must be confirmed, everybody it concerns learns of it at once."""
    notice = Notice.objects.select_related("unit").get(pk=event["notice"])
    if notice.confirm:
        _tell(notice, "published", f"请阅：{notice.title}")


def reminded(event: Mapping[str, Any]) -> None:
    """Those who have not confirmed it learn of it again."""
    notice = Notice.objects.select_related("unit").get(pk=event["notice"])
    _tell(notice, f"reminded:{event['at']}", f"请尽快阅办：{notice.title}")


def _tell(notice: Notice, mark: str, title: str) -> None:
    persons = readers.missing(notice).values_list("pk", flat=True)
    send(persons, f"notice:{notice.pk}:{mark}", title, "notices.notice", notice.pk)
