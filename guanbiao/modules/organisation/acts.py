"""Every write to units, persons, posts and delegations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.handover import hand_over, merge_units
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.organisation import facts, forms
from guanbiao.people import sessions
from guanbiao.people.models import Account, Delegation, Person, Post, Unit, mark_of

ONE_PERSON = {"people_person_identity": ""}
"""The constraint behind one identity number for one person; no clause speaks for it."""
FORM_ONLY = "只登记事实，内容由表单校验，没有标准对其作出规定"


def register_unit(passage: Passage) -> Unit:
    """Add a unit to the tree."""
    return Unit.objects.create(**passage.draft)


def register_units(_: Passage, drafts: list[dict[str, Any]]) -> list[Unit]:
    """Add many units; parents come before their children."""
    return [Unit.objects.create(**draft) for draft in drafts]


def amend_unit(passage: Passage) -> Unit:
    """Change a unit's names or staff quota."""
    unit: Unit = _amend(passage)
    return unit


def merge_unit(passage: Passage) -> Unit:
    """A unit goes into another: open tasks and running cases go with it, then it is closed."""
    unit, into = passage.subject, passage.draft["into"]
    if unit.closed_on is not None:
        raise Invalid(__all__="此单位已经撤并，不必再办。")
    if into == unit:
        raise Invalid(into="不能并入本单位，请选择其他单位。")
    left = _left_in(unit, passage.on)
    if left:
        raise Invalid(__all__=f"此单位还有{left}。请先办理变更和免职，再办合并。")
    merge_units(passage, unit, into, passage.draft["reason"])
    unit.closed_on = passage.on
    unit.save(update_fields=["closed_on", "path"])
    return unit  # type: ignore[no-any-return] # the subject of an act is any row


def _left_in(unit: Unit, on: dt.date) -> str:
    """What still belongs to a unit; posts are the security administrator's to end."""
    counts = {
        "个下级单位": Unit.objects.filter(parent=unit, closed_on=None).count(),
        "名在岗人员": Person.objects.filter(unit=unit, active=True).count(),
        "个在任岗位": Post.objects.in_force(on).filter(unit=unit).count(),
    }
    return "、".join(f" {count} {what}" for what, count in counts.items() if count)


def register_person(passage: Passage) -> Person:
    """Add a person."""
    if Person.objects.filter(staff_no=passage.draft["staff_no"]).exists():
        raise Invalid(staff_no="此工号已登记，请核对；同一人不应重复登记。")
    _unknown_identity(passage)
    return Person.objects.create(**passage.draft)


def _unknown_identity(passage: Passage) -> None:
    """One identity number belongs to one person."""
    mark = mark_of("identity", passage.draft.get("identity") or "")
    others = Person.objects.filter(identity_mark=mark)
    if passage.subject is not None:
        others = others.exclude(pk=passage.subject.pk)
    if mark and others.exists():
        raise Invalid(identity="此公民身份号码已登记在另一人名下，请核对。")


def amend_person(passage: Passage) -> Person:
    """Change a person's rank, unit or standing, and what is typed anew of her personal data."""
    _unknown_identity(passage)
    for name in ("name", *forms.PersonAmendForm.secrets):
        if not passage.draft.get(name):
            passage.draft.pop(name, None)
    person: Person = _amend(passage)
    if not person.active:
        _close_account(person)
    return person


def leave(passage: Passage) -> Person:
    """Somebody leaves: tasks go to the successor; posts, delegations and the account end."""
    person: Person = passage.subject
    successor, reason = passage.draft["successor"], passage.draft["reason"]
    if not person.active:
        raise Invalid(__all__="此人已经离岗，不必再办。")
    if successor == person:
        raise Invalid(successor="不能由本人接替自己，请选择他人。")
    if successor is not None:
        hand_over(passage, person, successor, f"离岗交接：{reason}")
    person.active = False
    person.save(update_fields=["active", "sort_key"])
    _end_posts(person, passage.on)
    given = Delegation.objects.filter(Q(from_person=person) | Q(to_person=person), revoked_at=None)
    given.filter(to_at__gt=passage.now).update(revoked_at=passage.now)
    _close_account(person)
    return person


def _end_posts(person: Person, on: dt.date) -> None:
    """Posts end today; one that has not begun ends on its first day."""
    for post in person.posts.filter(Q(to_day=None) | Q(to_day__gt=on)):
        post.to_day = max(on, post.from_day)
        post.save(update_fields=["to_day"])


def _close_account(person: Person) -> None:
    account = Account.objects.filter(person=person, is_active=True).first()
    if account is not None:
        sessions.close(account)


def _amend(passage: Passage) -> Any:
    subject = passage.subject
    for name, value in passage.draft.items():
        setattr(subject, name, value)
    subject.save()
    return subject


def assign_post(passage: Passage) -> Post:
    """A person takes up a post."""
    return Post.objects.create(**passage.draft, assigned_by=passage.actor.person)


def end_post(passage: Passage) -> Post:
    """A post ends on a day; it stays on record."""
    post: Post = passage.subject
    post.to_day = passage.draft["to_day"]
    post.save(update_fields=["to_day"])
    return post


def grant_delegation(passage: Passage) -> Delegation:
    """Let somebody act for oneself for a time."""
    person = passage.actor.me
    if passage.draft["to_person"] == person:
        raise Invalid(to_person="不能委托给自己，请选择他人。")
    if passage.draft["to_at"] <= passage.draft["from_at"]:
        raise Invalid(to_at="结束时间应晚于开始时间。")
    return Delegation.objects.create(from_person=person, **passage.draft)


def revoke_delegation(passage: Passage) -> Delegation:
    """Take a delegation back at once."""
    delegation: Delegation = passage.subject
    delegation.revoked_at = passage.now
    delegation.save(update_fields=["revoked_at"])
    return delegation


ACTS = (
    Act("organisation.unit.register", "登记单位", facts.UNIT, forms.UnitForm, register_unit,
        facts.UNIT_FACTS, Kind.CREATE, register_units, unjudged=FORM_ONLY),
    Act("organisation.unit.amend", "变更单位", facts.UNIT, forms.UnitAmendForm, amend_unit,
        facts.UNIT_FACTS, unjudged=FORM_ONLY),
    Act("organisation.unit.merge", "单位合并", facts.UNIT, forms.MergeForm, merge_unit,
        facts.UNIT_FACTS, unjudged=FORM_ONLY),
    Act("organisation.person.register", "登记人员", facts.PERSON, forms.PersonForm,
        register_person, facts.PERSON_FACTS, Kind.CREATE, unjudged=FORM_ONLY,
        conflicts=ONE_PERSON),
    Act("organisation.person.amend", "变更人员", facts.PERSON, forms.PersonAmendForm,
        amend_person, facts.PERSON_FACTS, conflicts=ONE_PERSON),
    Act("organisation.person.leave", "办理离岗", facts.PERSON, forms.LeaveForm, leave,
        facts.PERSON_FACTS),
    Act("organisation.post.assign", "任职", facts.POST, forms.PostForm, assign_post,
        facts.POST_FACTS, Kind.CREATE),
    Act("organisation.post.end", "免职", facts.POST, forms.PostEndForm, end_post,
        facts.POST_FACTS, unjudged=FORM_ONLY),
    Act("organisation.delegation.grant", "委托他人代办", facts.DELEGATION, forms.DelegationForm,
        grant_delegation, facts.DELEGATION_FACTS, Kind.CREATE),
    Act("organisation.delegation.revoke", "收回委托", facts.DELEGATION, NoDraft,
        revoke_delegation, facts.DELEGATION_FACTS, unjudged="收回委托随时可行，没有条款限制",
        weighs="收回后对方即不能再代办，再要委托须重新办理。"),
)  # fmt: skip
