"""What somebody typed into a form and has not sent: kept for her alone and filled in again.

The live check brings the whole form as it is typed, so that a session that ends or a phone that is
put away costs nothing. What a refusal kept fills a form in the same way (``?refused=``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import FilesField
from guanbiao.gate.models import Refusal
from guanbiao.kit import names
from guanbiao.kit.models import Draft
from guanbiao.people.actor import Actor

KEPT = dt.timedelta(days=30)
LONGEST = 200_000
"""Characters of a draft; nobody types more, and a row of preferences is no place for it."""
FORGET = "draft:forget"
"""Posted to the check of a form: throw away what was kept of it."""
NUMBER = "draft:number"
"""Posted with a form: by it the form is known that is done with, while a check is under way."""


def keep(actor: Actor, act: Act, subject: Model | None, posted: QueryDict) -> None:
    """Keep a form as it is typed, without files and without what lies sealed.

    One that is merely looked at again stays of the day it was typed, one that is done with stays
    away. Forms filled in outdoors wait on the device itself, and a second one must not begin with
    the values of the first.
    """
    typed, stand, number = _typed(act, posted), _stand(subject), posted.get(NUMBER, "none")
    if actor.person is None or act.outdoors or len(json.dumps(typed)) > LONGEST:
        return
    row, _ = Draft.objects.get_or_create(person=actor.person, act=act.name, key=_key(subject))
    changed = Draft.objects.filter(pk=row.pk).exclude(stand=stand, values=typed)
    changed.exclude(done=number).update(stand=stand, values=typed, at=timezone.now())


def drop(actor: Actor, act: Act, subject: Model | None, posted: QueryDict) -> None:
    """Forget it: it was sent, or is not wanted. What comes later of the same form is not kept."""
    if actor.person is None or act.outdoors:
        return
    done = {"values": {}, "done": posted.get(NUMBER, "")[:36], "at": timezone.now()}
    Draft.objects.update_or_create(
        person=actor.person, act=act.name, key=_key(subject), defaults=done
    )


def mine(actor: Actor) -> QuerySet[Draft]:
    """All that this person began, the latest first."""
    rows = Draft.objects.filter(person=actor.person, at__gt=timezone.now() - KEPT)
    return rows.exclude(values={}).order_by("-at")


def forget_old() -> int:
    """Throw away what nobody came back for; returns how many."""
    return Draft.objects.filter(at__lte=timezone.now() - KEPT).delete()[0]


def begun(request: HttpRequest, actor: Actor, act: Act, subject: Model | None) -> Draft | None:
    """What a fresh form is filled with: what was typed last, or a refusal kept (it has no hour)."""
    number = request.GET.get("refused", "")
    if number.isdecimal():
        return _refused(actor, act, subject, request.GET)
    found = mine(actor).filter(act=act.name, key=_key(subject)).first()
    return found if found and found.stand == _stand(subject) else None


def _refused(actor: Actor, act: Act, subject: Model | None, asked: Any) -> Draft | None:
    """``take`` and ``value`` are a way out taken: that field is filled otherwise."""
    own, number = Refusal.objects.filter(actor_id=actor.person_id), int(asked["refused"])
    found = own.filter(pk=number, act=act.name).first() if number < 2**63 else None
    if found is None or (subject is not None and found.key != _key(subject)):
        return None
    values = _typed(act, json.loads(found.content).get("draft", {}))
    taken = {asked["take"]: asked.get("value", "")} if "take" in asked else {}
    return Draft(values={**values, **taken})


def _typed(act: Act, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Field → what was typed; a tick that is not there was not made."""
    data = sent if isinstance(sent, QueryDict) else posted(sent)
    secrets = getattr(act.form, "secrets", ())
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in act.form.base_fields.items()
        if name not in secrets and not isinstance(field, FilesField | forms.FileField)
    }


def posted(kept: Mapping[str, Any]) -> QueryDict:
    """What a refusal kept, as the form was posted."""
    data = QueryDict(mutable=True)
    for name, value in kept.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def address(act: str, key: str) -> str:
    """Where the form of an act is filled in; empty where it has no page of the kit's."""
    described = registry.act(act)
    at = names.of(described.entity)
    try:
        if described.kind is Kind.CREATE:
            return at.to("new")
        return at.act(int(key), described) if key.isdecimal() else ""
    except NoReverseMatch:
        return ""


def hint(act: str, values: Mapping[str, Any]) -> str:
    """The first words typed, by which somebody knows it again; none of an act there is no more."""
    fields = next((each.form.base_fields for each in registry.acts() if each.name == act), {})
    texts = (values.get(n) for n, f in fields.items() if type(f) is forms.CharField)
    return str(next((text for text in texts if text), ""))[:60]


def _key(subject: Model | None) -> str:
    return "" if subject is None else str(subject.pk)


def _stand(subject: Model | None) -> str:
    return str(getattr(subject, "receipt_id", None) or "")
