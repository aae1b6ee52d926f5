"""Every write to units, persons, posts and delegations."""

from __future__ import annotations

from typing import Any

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.organisation import facts, forms
from guanbiao.people.models import Delegation, Person, Post, Unit

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


def register_person(passage: Passage) -> Person:
    """Add a person."""
    if Person.objects.filter(staff_no=passage.draft["staff_no"]).exists():
        raise Invalid(staff_no="此工号已登记，请核对；同一人不应重复登记。")
    return Person.objects.create(**passage.draft)


def amend_person(passage: Passage) -> Person:
    """Change a person's rank, phone, unit or standing."""
    person: Person = _amend(passage)
    return person


def _amend(passage: Passage) -> Any:
    subject = passage.subject
    for name, value in passage.draft.items():
        setattr(subject, name, value)
    subject.save()
    return subject


def assign_post(passage: Passage) -> Post:
    """A person takes up a post."""
    return Post.objects.create(**passage.draft)


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
    Act("organisation.person.register", "登记人员", facts.PERSON, forms.PersonForm,
        register_person, facts.PERSON_FACTS, Kind.CREATE, unjudged=FORM_ONLY),
    Act("organisation.person.amend", "变更人员", facts.PERSON, forms.PersonAmendForm,
        amend_person, facts.PERSON_FACTS),
    Act("organisation.post.assign", "任职", facts.POST, forms.PostForm, assign_post,
        facts.POST_FACTS, Kind.CREATE),
    Act("organisation.post.end", "免职", facts.POST, forms.PostEndForm, end_post,
        facts.POST_FACTS, unjudged=FORM_ONLY),
    Act("organisation.delegation.grant", "委托他人代办", facts.DELEGATION, forms.DelegationForm,
        grant_delegation, facts.DELEGATION_FACTS, Kind.CREATE),
    Act("organisation.delegation.revoke", "收回委托", facts.DELEGATION, NoDraft,
        revoke_delegation, facts.DELEGATION_FACTS, unjudged="收回委托随时可行，没有条款限制"),
)  # fmt: skip
