"""Somebody leaves: her tasks go over, everything of hers ends, nobody else is touched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate import flowing, offices
from guanbiao.gate.models import Case, CaseEvent, Task
from guanbiao.gate.passage import Forbidden
from guanbiao.library import in_force
from guanbiao.people.models import Account, Delegation, Person, Post
from rulebook import flow
from rulebook.flow import commands
from tests.gate.makers import passage
from tests.people.house import House, clauses
from tests.people.makers import lend

WHY = "调往其他单位工作"


def a_task(home: House, owner: Person) -> Task:
    """An open task of somebody: a case that nobody could handle, assigned to her."""
    now, applicant = timezone.now(), home.persons["stranger"]
    bound = in_force.process_for("vehicles.request.submit", owner.unit, timezone.localdate())
    assert bound is not None
    case = Case(
        number=f"BJ-{owner.staff_no}", title="用车申请", act="vehicles.request.submit",
        entity="vehicles.request", key="1", unit=owner.unit, applicant=applicant, clause="6.1",
        process=bound.process.id, edition_digest=bound.edition_digest, opened_at=now,
    )  # fmt: skip
    asking = flow.Actor(person=str(applicant.pk))
    steering = flow.Actor(person=str(applicant.pk), administrator=True)
    with passage() as going:
        flowing.carry_out(going, case, commands.Submit(actor=asking, at=now))
        flowing.carry_out(going, case, commands.Transfer(
            actor=steering, at=now, task=1, to=offices.of_person(owner)))  # fmt: skip
    return Task.objects.get(case=case)


def leave(home: House, who: str, by: str = "system", successor: str = "") -> object:
    taker = home.persons[successor].staff_no if successor else ""
    draft = {"successor": taker, "reason": WHY}
    return home.do("organisation.person.leave", by, home.persons[who], **draft)


def test_tasks_go_to_the_successor_with_a_line_in_the_trace(home: House) -> None:
    task, other = a_task(home, home.persons["owner"]), a_task(home, home.persons["stranger"])
    outcome = leave(home, "owner", successor="colleague")
    assert outcome.ok  # type: ignore[attr-defined]
    task.refresh_from_db()
    other.refresh_from_db()
    assert task.assignee == home.persons["colleague"]
    assert other.assignee == home.persons["stranger"]
    line = CaseEvent.objects.get(case=task.case, verb="移交")
    assert (line.to_person, line.actor) == (home.persons["colleague"], home.persons["system"])
    assert WHY in line.opinion


def test_nobody_leaves_with_open_tasks_and_no_successor(home: House) -> None:
    a_task(home, home.persons["owner"])
    assert clauses(leave(home, "owner")) == {"8.1"}  # type: ignore[arg-type]
    home.persons["owner"].refresh_from_db()
    assert home.persons["owner"].active


def test_posts_delegations_account_and_sessions_end(home: House) -> None:
    person = home.persons["auditor"]
    now = timezone.now()
    span = {"from_at": now, "to_at": now + dt.timedelta(days=3)}
    lend(person, home.persons["owner"], **span)
    lend(home.persons["colleague"], person, **span)
    client = home.knocked("auditor")
    assert leave(home, "auditor").ok  # type: ignore[attr-defined]
    person.refresh_from_db()
    assert not person.active
    assert not Post.objects.filter(person=person, to_day=None).exists()
    assert not Delegation.objects.filter(revoked_at=None).exists()
    assert not Account.objects.get(person=person).is_active
    assert client.get("/me/sessions/").status_code == 302
    assert Post.objects.filter(to_day=None).count() == 3


def test_a_post_that_has_not_begun_ends_on_its_first_day(home: House) -> None:
    first = timezone.localdate() + dt.timedelta(days=30)
    with passage():
        Post.objects.create(
            person=home.persons["owner"], unit=home.persons["owner"].unit, role="驾驶员",
            from_day=first,
        )  # fmt: skip
    assert leave(home, "owner").ok  # type: ignore[attr-defined]
    assert Post.objects.get(person=home.persons["owner"]).to_day == first


def test_nobody_leaves_twice_or_follows_herself(home: House) -> None:
    assert "successor" in leave(home, "owner", successor="owner").errors  # type: ignore[attr-defined]
    assert leave(home, "owner").ok  # type: ignore[attr-defined]
    assert "已经离岗" in str(leave(home, "owner").errors)  # type: ignore[attr-defined]
    gone = leave(home, "colleague", successor="owner")
    assert "successor" in gone.errors  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["security", "audit", "owner", "colleague", "stranger"])
def test_only_the_system_administrator_lets_somebody_leave(home: House, who: str) -> None:
    with pytest.raises(Forbidden):
        leave(home, "owner", by=who)


def test_whoever_is_taken_off_duty_by_hand_is_out_too(home: House) -> None:
    client, person = home.knocked("owner"), home.persons["owner"]
    draft = {"rank": "科员", "unit": person.unit_id}
    assert home.do("organisation.person.amend", "system", person, **draft).ok
    assert client.get("/me/sessions/").status_code == 302


def test_the_page_leads_back_to_the_person(home: House) -> None:
    person = home.persons["owner"]
    path = reverse("organisation.person_leave", args=[person.pk])
    client = home.client("system")
    assert "接替人员" in client.get(path).content.decode()
    answer = client.post(path, {"successor": "", "reason": WHY})
    assert answer["Location"] == reverse("organisation.person", args=[person.pk])
    assert "离岗" in client.get(answer["Location"]).content.decode()
