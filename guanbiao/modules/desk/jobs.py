"""Messages made from what the gate tells after a commit (`gate.flowing` says what that is)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.models import CaseState
from guanbiao.kit import drafts
from guanbiao.modules.desk.public import decided, send, settle
from guanbiao.people.models import Post

FORGET = "desk.forget_drafts"
"""Once a day: forms nobody came back for."""


def forget_drafts() -> None:
    """Throw away drafts that are a month old."""
    drafts.forget_old()


def task_opened(event: Mapping[str, Any]) -> None:
    """Tell whoever owns the new task."""
    title = f"待办：{event['label']}——{event['title']}"
    place = registry.place(event["act"]) or event["entity"]
    send(_owners(event), f"task:{event['case']}:{event['task']}", title, place, event["key"])


def case_moved(event: Mapping[str, Any]) -> None:
    """What was told of tasks that ended is read; the applicant hears where her case is now.

    Not what she did herself; and a business that listens to the act tells her in its own words.
    """
    for task in event["ended"].split():
        settle(event["case"], *task.split("/"))
    if not event["label"] or event["by"] == event["applicant"] or registry.listeners(event["act"]):
        return
    title = f"进展：{event['done']}，现到“{event['label']}”——{event['title']}"
    send([event["applicant"]], f"step:{event['case']}:{event['number']}", title, *_place(event))


def case_closed(event: Mapping[str, Any]) -> None:
    """Tell the applicant how her case ended; she saw it herself where nobody had to decide."""
    if event["state"] == CaseState.DONE and not decided(event["entity"], event["key"]):
        return
    label = CaseState(event["state"]).label
    title = f"{label}：{event['title']}"
    mark = f"case:{event['case']}:{event['state']}:{event['number']}"
    send([event["applicant"]], mark, title, *_place(event))


def task_overdue(event: Mapping[str, Any]) -> None:
    """Tell whoever owns a task that its time is up, and the applicant that it is late."""
    title = f"超时：{event['label']}——{event['title']}"
    mark = f"late:{event['case']}:{event['task']}"
    send([*_owners(event), event["applicant"]], mark, title, *_place(event))


def task_near(event: Mapping[str, Any]) -> None:
    """Tell whoever owns a task that its deadline is near."""
    title = f"临近时限：{event['label']}——{event['title']}"
    send(_owners(event), f"near:{event['case']}:{event['task']}", title, *_place(event))


def service_failed(event: Mapping[str, Any]) -> None:
    """Tell the administrator of processes that the platform could not do its part."""
    title = f"系统处理失败：{event['label']}——{event['title']}"[:200]
    mark = f"failed:{event['case']}:{event['task']}"
    send(_owners(event), mark, title, *_case(event))


def case_renewed(event: Mapping[str, Any]) -> None:
    """Tell the applicant that her case goes on under a new edition."""
    title = f"办件转入{event['label']}：{event['title']}"[:200]
    mark = f"renew:{event['case']}:{event['number']}"
    send([event["applicant"]], mark, title, *_case(event))


def urged(event: Mapping[str, Any]) -> None:
    """Tell whoever has a task of a case that somebody waits for it."""
    mark = f"urge:{event['case']}:{event['task']}:{event['number']}"
    send(_owners(event), mark, f"催办：{event['label']}——{event['title']}", *_place(event))


def copied(event: Mapping[str, Any]) -> None:
    """Tell somebody that a case was copied to her."""
    mark = f"copy:{event['case']}:{event['number']}"
    send([event["person"]], mark, f"抄送：{event['title']}", *_case(event))


def file_ended(event: Mapping[str, Any]) -> None:
    """Tell somebody that the file she left to the background is there, or came in."""
    send([event["person"]], event["mark"], event["words"], event["page"], event["key"])


def _place(event: Mapping[str, Any]) -> tuple[str, str]:
    """The record the case is about."""
    return event["entity"], event["key"]


def _case(event: Mapping[str, Any]) -> tuple[str, int]:
    return "cases.case", event["case"]


def _owners(event: Mapping[str, Any]) -> list[int]:
    if event["assignee"] is not None:
        return [event["assignee"]]
    posts = Post.objects.in_force(timezone.localdate())
    holders = posts.filter(role=event["role"], unit_id=event["unit"])
    return list(holders.values_list("person_id", flat=True).distinct())
