"""Open tasks pass from who leaves to a successor, each with a line in its trace."""

from __future__ import annotations

from django.db.models import Q

from guanbiao.gate import cases
from guanbiao.gate.models import UNDONE, Case, CaseState
from guanbiao.gate.passage import Passage, Step, Verb
from guanbiao.people.models import Person, Unit


def hand_over(passage: Passage, person: Person, successor: Person, opinion: str) -> int:
    """Give every unfinished task of ``person`` to ``successor``; returns in how many cases."""
    found = Case.objects.filter(tasks__assignee=person, tasks__state__in=UNDONE).distinct()
    left = list(found.select_related("unit").order_by("pk"))
    for case in left:
        cases.move(
            passage, Step(Verb.HAND_OVER, case, opinion, to=successor, people=(person,))
        )  # fmt: skip
    return len(left)


def merge_units(passage: Passage, old: Unit, new: Unit, opinion: str) -> int:
    """What posts of ``old`` have to do goes to the same posts of ``new``; returns how many cases.

    Running cases of ``old`` itself become cases of ``new``.
    """
    running = Q(unit=old, state__in=(CaseState.RUNNING, CaseState.RETURNED))
    waiting = Q(tasks__unit=old, tasks__state__in=UNDONE)
    found = Case.objects.filter(running | waiting).distinct()
    left = list(found.select_related("unit").order_by("pk"))
    for case in left:
        cases.move(passage, Step(Verb.MOVE_UNIT, case, opinion, units=(old, new)))
    return len(left)
