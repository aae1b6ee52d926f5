"""Messages made from what the gate tells after a commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate.models import Case, CaseState
from guanbiao.modules.desk.public import send
from guanbiao.people.models import Post


def task_opened(event: Mapping[str, Any]) -> None:
    """Tell whoever owns the new task."""
    case = Case.objects.get(pk=event["case"])
    title = f"待办：{event['label']}——{case.title}"
    send(_owners(event), f"task:{case.pk}:{event['task']}", title, case.entity, case.key)


def case_closed(event: Mapping[str, Any]) -> None:
    """Tell the applicant how her case ended."""
    case = Case.objects.get(pk=event["case"])
    label = CaseState(event["state"]).label
    at = case.closed_at.isoformat() if case.closed_at else ""
    title = f"{label}：{case.title}"
    mark = f"case:{case.pk}:{event['state']}:{at}"
    send([event["applicant"]], mark, title, case.entity, case.key)


def task_overdue(event: Mapping[str, Any]) -> None:
    """Tell whoever owns a task that its time is up, and the applicant that it is late."""
    case = Case.objects.get(pk=event["case"])
    title = f"超时：{event['label']}——{case.title}"
    mark = f"late:{case.pk}:{event['task']}"
    send([*_owners(event), case.applicant_id], mark, title, case.entity, case.key)


def task_near(event: Mapping[str, Any]) -> None:
    """Tell whoever owns a task that its deadline is near."""
    case = Case.objects.get(pk=event["case"])
    title = f"临近时限：{event['label']}——{case.title}"
    send(_owners(event), f"near:{case.pk}:{event['task']}", title, case.entity, case.key)


def service_failed(event: Mapping[str, Any]) -> None:
    """Tell the administrator of processes that the platform could not do its part."""
    case = Case.objects.get(pk=event["case"])
    title = f"系统处理失败：{event['label']}——{case.title}"[:200]
    mark = f"failed:{case.pk}:{event['task']}"
    send(_owners(event), mark, title, "cases.case", case.pk)


def case_renewed(event: Mapping[str, Any]) -> None:
    """Tell the applicant that her case goes on under a new edition."""
    case = Case.objects.get(pk=event["case"])
    title = f"办件转入{event['label']}：{case.title}"[:200]
    mark = f"renew:{case.pk}:{event['number']}"
    send([case.applicant_id], mark, title, "cases.case", case.pk)


def urged(event: Mapping[str, Any]) -> None:
    """Tell whoever has a task of a case that somebody waits for it."""
    case = Case.objects.get(pk=event["case"])
    mark = f"urge:{case.pk}:{event['number']}:{event['task']}"
    send(_owners(event), mark, f"催办：{event['label']}——{case.title}", case.entity, case.key)


def copied(event: Mapping[str, Any]) -> None:
    """Tell somebody that a case was copied to her."""
    case = Case.objects.get(pk=event["case"])
    mark = f"copy:{case.pk}:{event['number']}"
    send([event["person"]], mark, f"抄送：{case.title}", "cases.case", case.pk)


def _owners(event: Mapping[str, Any]) -> list[int]:
    if event["assignee"] is not None:
        return [event["assignee"]]
    posts = Post.objects.in_force(timezone.localdate())
    holders = posts.filter(role=event["role"], unit_id=event["unit"])
    return list(holders.values_list("person_id", flat=True).distinct())
