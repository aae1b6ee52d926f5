"""Who hears of a draft: the group that is asked, whoever must read or publish it, its writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.describe import Listener
from guanbiao.gate.perform import perform
from guanbiao.library import in_force
from guanbiao.modules.desk.public import send
from guanbiao.modules.publishing.public import PUBLISHED, WITHDRAWN
from guanbiao.modules.standards.drafting.models import Consult, Draft, State
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post

ASKED, WAITING, MOVED = "standards.asked", "standards.waiting", "standards.moved"
CONCLUDE = "standards.draft.conclude"
ENTITY = "standards.draft"


def asked(event: Mapping[str, Any]) -> None:
    """The head of a unit learns that its opinion is wanted, and until when."""
    consult = Consult.objects.select_related("draft").get(pk=event["consult"])
    heads = Post.objects.in_force(timezone.localdate()).filter(unit=consult.unit_id, is_head=True)
    title = f"征求意见：{consult.draft}（{consult.due_on}前答复）"
    people = heads.values_list("person_id", flat=True)
    send(people, f"{ASKED}:{consult.pk}", title, "standards.consult", consult.pk)


def waiting(event: Mapping[str, Any]) -> None:
    """Whoever holds a post that may do the next act, and did not write the draft."""
    draft, act = Draft.objects.get(pk=event["draft"]), event["act"]
    today = timezone.localdate()
    roles = {g.role for g in in_force.grants_in_force(draft.unit, today) if g.covers(act)}
    posts = Post.objects.in_force(today).filter(unit=draft.unit_id, role__in=roles)
    writers = {draft.leader_id, *draft.members.values_list("person_id", flat=True)}
    people = set(posts.values_list("person_id", flat=True)) - writers
    title = f"待{registry.act(act).label}：{draft}"
    send(people, f"{WAITING}:{draft.pk}:{draft.version}:{act}", title, ENTITY, draft.pk)


def moved(event: Mapping[str, Any]) -> None:
    """The writer learns what became of her draft."""
    draft = Draft.objects.get(pk=event["draft"])
    mark = f"{MOVED}:{draft.pk}:{draft.version}:{event['what']}"
    send([draft.leader_id], mark, f"{event['what']}：{draft}", ENTITY, draft.pk)


def released(event: Mapping[str, Any]) -> None:
    """A release of ours was published or withdrawn: its draft follows."""
    draft = Draft.objects.filter(release=event["release"], state=State.HANDED).first()
    if draft is not None:
        perform(CONCLUDE, Actor.feed("标准发布", (CONCLUDE,), draft.unit), draft)


LISTENERS = (
    Listener(PUBLISHED, released),
    Listener(WITHDRAWN, released),
    Listener(ASKED, asked),
    Listener(WAITING, waiting),
    Listener(MOVED, moved),
)
