"""Open tasks pass from somebody who leaves to her successor, each with a line in its trace."""

from __future__ import annotations

from guanbiao.gate import cases
from guanbiao.gate.models import UNDONE, Case
from guanbiao.gate.passage import Passage, Step, Verb
from guanbiao.people.models import Person


def hand_over(passage: Passage, person: Person, successor: Person, opinion: str) -> int:
    """Give every unfinished task of ``person`` to ``successor``; returns in how many cases."""
    found = Case.objects.filter(tasks__assignee=person, tasks__state__in=UNDONE).distinct()
    for case in found.select_related("unit", "applicant").order_by("pk"):
        cases.move(
            passage, Step(Verb.HAND_OVER, case, opinion, to=successor, people=(person,))
        )  # fmt: skip
    return len(found)
