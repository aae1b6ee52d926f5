"""Sixteen people sign one case at the same moment: every signature counts, the case ends once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connections

from guanbiao.gate import flowing
from guanbiao.gate.models import Case
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.library.packs import read
from guanbiao.library.publish import publish
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.gate.makers import TODAY, Bureau, add_book, passage

SIGNERS = 15


def sign(person: Person, case: int, verb: str) -> bool:
    """One signature on a connection of its own; False when it came too late."""
    try:
        draft = {"opinion": "会签意见"}
        return perform(f"cases.case.{verb}", Actor.of(person, TODAY), case, draft, on=TODAY).ok
    except Forbidden:
        return False
    finally:
        connections.close_all()


def signer(n: int, shelf: Bureau) -> Person:
    """Somebody more at the bureau."""
    return Person.objects.create(
        staff_no=f"S1{n:03d}", name=f"会签{n}", rank="科员", unit=shelf.bureau
    )


def prepared(shelf: Bureau) -> tuple[int, list[Person]]:
    """A case with sixteen signers side by side."""
    publish(read(settings.PACKS / "Q-YCJG-106" / "2026"), by="tests")
    with passage():
        signers = [signer(n, shelf) for n in range(SIGNERS)]
    add_book(shelf.actor(shelf.clerk))
    case = Case.objects.get().pk
    numbers = " ".join(person.staff_no for person in signers)
    added = perform("cases.case.add", shelf.actor(shelf.head), case,
                    {"people": numbers, "place": "并加签"}, on=TODAY)  # fmt: skip
    assert added.ok, added.errors
    return case, [shelf.head, *signers]


def test_all_agree_at_once_and_the_case_is_done_once(committed_shelf: Bureau) -> None:
    key, signers = prepared(committed_shelf)
    with ThreadPoolExecutor(16) as pool:
        signed = list(pool.map(lambda person: sign(person, key, "agree"), signers))
    case = Case.objects.get(pk=key)
    assert all(signed) and case.state == "done"
    assert case.events.filter(verb="同意").count() == 16
    assert case.events.filter(verb="办结").count() == 1
    assert flowing.state_of(case).version == case.version == case.events.count()


def test_one_veto_among_sixteen_ends_it_and_the_late_are_told(committed_shelf: Bureau) -> None:
    key, signers = prepared(committed_shelf)
    verbs = ["disagree" if n == 8 else "agree" for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        signed = list(pool.map(lambda at: sign(signers[at], key, verbs[at]), range(16)))
    case = Case.objects.get(pk=key)
    assert signed[8] and case.state == "rejected"
    voted = case.events.filter(verb__in=("同意", "不同意")).count()
    assert voted == sum(signed) and not case.tasks.filter(state="open").exists()
