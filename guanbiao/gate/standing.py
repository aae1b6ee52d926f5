"""Where a row stands, and which acts may be done there (`Entity.state`, `Act.at`).

The gate asks it of the locked row, a page before it offers an act: the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from guanbiao.gate.describe import Act, Entity
from guanbiao.gate.passage import Invalid


def labels(entity: Entity) -> dict[str, str]:
    """The states of an entity as people read them; empty when it has none."""
    if not entity.state:
        return {}
    field: Any = entity.model._meta.get_field(entity.state)
    return {str(value): str(label) for value, label in field.flatchoices}


TONES = {
    "going": "st-half is-brand", "done": "st-on is-pass", "bad": "st-box is-block",
    "shut": "st-box is-na",
}  # fmt: skip
"""How a state is drawn: under way, as it should be, gone wrong, over without a result."""


def tones(field: Any) -> dict[str, str]:
    """Label of a state → how it is drawn, as its model says (``tones``); open where it does not."""
    said: Mapping[str, tuple[str, ...]] = getattr(field.model, "tones", {})
    drawn = {value: TONES[tone] for tone, values in said.items() for value in values}
    return {str(label): drawn.get(str(value), "") for value, label in field.flatchoices or ()}


def label(entity: Entity, subject: Model) -> str:
    """The state of a row in words; empty when its entity has none."""
    value = str(getattr(subject, entity.state)) if entity.state else ""
    return labels(entity).get(value, value)


def allows(act: Act, subject: Model) -> bool:
    """Whether the subject stands where this act may be done."""
    return not act.at or str(getattr(subject, act.entity.state)) in act.at


def require(act: Act, subject: Model) -> None:
    """Raise `Invalid`, in words, unless `allows`."""
    if allows(act, subject):
        return
    known = labels(act.entity)
    wanted = "、".join(known.get(each, each) for each in act.at)
    raise Invalid(
        __all__=f"{subject} 现为“{label(act.entity, subject)}”，"
        f"须为“{wanted}”才能{act.label}。请刷新后核对。"
    )
