"""Open tasks pass from somebody who leaves to her successor, each with a line in its trace."""

from __future__ import annotations

from guanbiao.gate.models import CaseEvent, Task, TaskState
from guanbiao.gate.passage import Passage, Verb
from guanbiao.people.models import Person


def hand_over(passage: Passage, person: Person, successor: Person, opinion: str) -> int:
    """Give every open task of ``person`` to ``successor``; returns how many there were."""
    tasks = list(
        Task.objects.select_for_update(of=("self",)).filter(assignee=person, state=TaskState.OPEN)
    )
    for task in tasks:
        task.assignee = successor
        task.save(update_fields=["assignee"])
        CaseEvent.objects.create(
            case_id=task.case_id, at=passage.now, actor=passage.actor.person,
            verb=Verb.TRANSFER.value, stage=task.label, opinion=opinion, to_person=successor,
            receipt=passage.receipt,
        )  # fmt: skip
        passage.tell(
            "case.task_opened", case=task.case_id, task=task.pk, label=task.label,
            assignee=successor.pk, role="", unit=None,
        )  # fmt: skip
    return len(tasks)
