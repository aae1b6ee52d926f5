"""Messages made from what the gate tells after a commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.models import Case, CaseState
from guanbiao.modules.desk.models import Message
from guanbiao.people.models import Post


def task_opened(event: Mapping[str, Any]) -> None:
    """Tell whoever owns the new task."""
    case = Case.objects.get(pk=event["case"])
    title = f"待办：{event['label']}——{case.title}"
    _send(_owners(event), case, f"task:{case.pk}:{event['task']}", title)


def case_closed(event: Mapping[str, Any]) -> None:
    """Tell the applicant how her case ended."""
    case = Case.objects.get(pk=event["case"])
    label = CaseState(event["state"]).label
    at = case.closed_at.isoformat() if case.closed_at else ""
    title = f"{label}：{case.title}"
    _send([event["applicant"]], case, f"case:{case.pk}:{event['state']}:{at}", title)


def _owners(event: Mapping[str, Any]) -> list[int]:
    if event["assignee"] is not None:
        return [event["assignee"]]
    posts = Post.objects.in_force(timezone.localdate())
    holders = posts.filter(role=event["role"], unit_id=event["unit"])
    return list(holders.values_list("person_id", flat=True).distinct())


def _send(persons: Iterable[int], case: Case, event: str, title: str) -> None:
    Message.objects.bulk_create(
        [
            Message(
                person_id=person, event=event, title=title[:200], entity=case.entity, key=case.key
            )
            for person in persons
        ],
        ignore_conflicts=True,
    )
