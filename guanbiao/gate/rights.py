"""Which fields of a record this person may change, must fill, only reads or does not see.

Clauses say so (`rulebook.fields`). The gate obeys in every passage, pages before they show a
form or a row: the same answer from the same place. Besides posts three words name somebody by
her relation to the row: 本人 whose row it is, 办理人 who holds an open task of its case, and
单位负责人 who heads a unit. A feed fills what it was set up to fill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from guanbiao.gate import authority
from guanbiao.gate.cases import case_of, open_tasks
from guanbiao.gate.describe import Act, Entity
from guanbiao.gate.models import TaskState
from guanbiao.library import in_force
from rulebook.fields import FieldRight, FieldRule, settle, strictest

OWNER, HANDLER = "本人", "办理人"


@dataclass(frozen=True)
class Held:
    """A right on a field, and the clause that gives it."""

    right: FieldRight
    standard: str
    clause: str

    @property
    def basis(self) -> str:
        """The clause as errors name it."""
        return f"{self.standard} 第 {self.clause} 条"


def fields(actor: Any, act: Act, subject: Model | None, on: dt.date) -> dict[str, Held]:
    """Field of the act's draft → right; a field without one may be filled like any other."""
    known = tuple(getattr(act.form, "base_fields", {}))
    found = _settled(actor, act.entity, (act.entity.name, act.name), known, subject, on)
    return {name: held for name, held in found.items() if name in known}


def spoken_of(actor: Any, act: Act, on: dt.date) -> bool:
    """Whether any clause in force for the actor's unit gives rights on the fields of this act."""
    said = in_force.field_rules(actor.unit, on)
    return any(act.name in by or act.entity.name in by for _, by in said)


def hidden(actor: Any, entity: Entity, subject: Model | None, on: dt.date) -> frozenset[str]:
    """Fields of a row (none: of a list of rows) that this person does not see."""
    found = _settled(actor, entity, (entity.name,), (), subject, on)
    return frozenset(name for name, held in found.items() if held.right is FieldRight.HIDE)


def hidden_of_key(actor: Any, entity: Entity, key: str, on: dt.date) -> frozenset[str]:
    """The same of a row named by its key, as receipts do; a row that is gone counts as a list."""
    if not any(entity.name in by for _, by in in_force.field_rules(None, on)):
        return frozenset()
    row = entity.model._default_manager.filter(pk=key).first() if key.isdecimal() else None
    return hidden(actor, entity, row, on)


def _settled(
    actor: Any, entity: Entity, about: tuple[str, ...], known: tuple[str, ...],
    subject: Model | None, on: dt.date,
) -> dict[str, Held]:  # fmt: skip
    said = in_force.field_rules(_unit(actor, entity, subject), on)
    rules = [(each, [rule for of in about for rule in by.get(of, ())]) for each, by in said]
    spoken = [(each, found) for each, found in rules if found]
    if not spoken or actor.kind == "feed":
        return {}
    stages, handler = _stages(actor, entity, subject, on, [r for _, found in spoken for r in found])
    roles = _roles(actor, entity, subject, on) | ({HANDLER} if handler else set())
    by_field: dict[str, list[tuple[str, FieldRule]]] = {}
    for standard, found in spoken:
        for name, rule in settle(found, known, roles, stages).items():
            by_field.setdefault(name, []).append((standard, rule))
    return {name: _strictest(found) for name, found in by_field.items()}


def _strictest(found: list[tuple[str, FieldRule]]) -> Held:
    rule = strictest([each for _, each in found])
    standard = next(name for name, each in found if each is rule)
    return Held(rule.right, standard, rule.clause)


def _unit(actor: Any, entity: Entity, subject: Model | None) -> Any:
    """Whose standards say so: the unit the row belongs to; of no row yet, the actor's."""
    if subject is None:
        return actor.unit
    return authority.unit_of(entity, subject) or actor.unit


def _roles(actor: Any, entity: Entity, subject: Model | None, on: dt.date) -> set[str]:
    found = {holding.role for holding in actor.holdings(on)}
    if any(holding.is_head for holding in actor.holdings(on)):
        found.add(authority.HEAD)
    owner = authority.follow(subject, entity.person) if subject and entity.person else None
    if owner is not None and owner == actor.person:
        found.add(OWNER)
    return found


def _stages(
    actor: Any, entity: Entity, subject: Model | None, on: dt.date, rules: Iterable[FieldRule]
) -> tuple[set[str] | None, bool]:
    """The stages at which the row's case waits, and whether somebody's task there is the actor's.

    Asked of the database only where a rule wants to know.
    """
    if subject is None or subject.pk is None:
        return None, False
    if not any(rule.stages or HANDLER in rule.roles for rule in rules):
        return set(), False
    case = case_of(subject, entity.name)
    if case is None:
        return set(), False
    waiting = case.tasks.filter(state=TaskState.OPEN)
    stages = set(waiting.values_list("stage", flat=True))
    return stages, waiting.filter(open_tasks(actor, on)).exists()


class _Kept(forms.Field):
    """A field nothing may be written into: it keeps what the record holds."""

    def __init__(self, label: str, value: Any) -> None:
        super().__init__(required=False, label=label, initial=value, disabled=True)


def obey(
    form: forms.Form, actor: Any, act: Act, subject: Model | None, on: dt.date
) -> dict[str, list[str]]:
    """Close what may not be written and demand what must be, before the draft is checked.

    Returns field → why, for each closed field the draft would change.
    """
    refused: dict[str, list[str]] = {}
    for name, held in fields(actor, act, subject, on).items():
        field = form.fields.get(name)
        if field is None:
            continue
        if held.right is FieldRight.REQUIRE:
            demand(field, name, held)
        elif held.right.closed:
            value = getattr(subject, name, None) if subject is not None else field.initial
            if _sent(form, name) and _changes(form, name, value):
                refused[name] = [_refusal(field, name, held)]
            form.fields[name] = _Kept(str(field.label or name), value)
    return refused


def demand(field: forms.Field, name: str, held: Held) -> None:
    """Require a field, with the clause in the words of the error."""
    field.required = True
    label = field.label or name
    field.error_messages["required"] = f"现在的环节必须填写“{label}”（{held.basis}），请补充。"


def _refusal(field: forms.Field, name: str, held: Held) -> str:
    label = field.label or name
    if held.right is FieldRight.HIDE:
        return f"您不能填写“{label}”（{held.basis}）。请刷新页面后重新办理。"
    return f"现在的环节不能修改“{label}”（{held.basis}）。请刷新页面，只改可以改的内容。"


def _sent(form: forms.Form, name: str) -> bool:
    key = form.add_prefix(name)
    return key in form.data or key in form.files


def _changes(form: forms.Form, name: str, value: Any) -> bool:
    field = form.fields[name]
    given = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    try:
        return field.has_changed(field.prepare_value(value), given) and field.clean(given) != value
    except ValidationError:
        return True


def dress(form: forms.Form, held: Mapping[str, Held]) -> None:
    """A form as a page shows it: hidden fields gone, closed ones read only, wanted ones marked."""
    for name, each in held.items():
        if name not in form.fields:
            continue
        if each.right is FieldRight.HIDE:
            del form.fields[name]
        elif each.right is FieldRight.READ:
            form.fields[name].disabled, form.fields[name].required = True, False
        elif each.right is FieldRight.REQUIRE:
            demand(form.fields[name], name, each)
