"""Where a case has gone: what whoever just sent it on is told, and what waits for her next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from guanbiao.gate.cases import open_tasks
from guanbiao.gate.models import Case, CaseState, Task, TaskState
from guanbiao.gate.passage import Outcome


def tell(request: HttpRequest, outcome: Outcome, done: str, actor: Any) -> None:
    """Say on the next page what was done, who has it now, its receipt, and what waits next."""
    said = f"{done}{words(outcome.case)}，凭条 {outcome.receipt_number}。"
    messages.success(request, said)
    if waiting := left(outcome, actor):
        messages.info(request, waiting, "onward")


def words(case: Case | None) -> str:
    """Who has it now and until when, or how it ended; to stand behind what was done."""
    if case is None:
        return ""
    if case.state == CaseState.RETURNED:
        return f"，已退回{case.applicant.name}"
    if case.state != CaseState.RUNNING:
        return f"，办件{case.get_state_display()}"
    tasks = case.tasks.filter(state=TaskState.OPEN).select_related("assignee").order_by("number")
    return "".join(f"，{_at(task)}" for task in tasks)


def _at(task: Task) -> str:
    if task.vacant:
        return f"“{task.label}”暂无人可办，已告知办件管理员"
    who = task.assignee.name if task.assignee else task.role
    if not who:
        return f"下一步“{task.label}”"
    if task.due_at is None:
        return f"已送{who}"
    due = timezone.localtime(task.due_at)
    return f"已送{who}，限 {due.month}月{due.day}日 {due:%H:%M}"


def left(outcome: Outcome, actor: Any) -> str:
    """How much still waits for whoever handled a task; empty where it was none, or nothing does."""
    if outcome.case is None or outcome.act.starts_case:
        return ""
    count = Task.objects.filter(open_tasks(actor, actor.today)).count()
    return f"还有 {count} 件" if count else ""
