"""Measures of a draft: read from what was typed, tried on the records, kept in the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanbiao.audit import measuring, ruled
from guanbiao.audit.measuring import Period, UnitLine
from guanbiao.gate import authority, registry, relations
from guanbiao.gate.describe import Entity
from guanbiao.library.contents import read_measures
from guanbiao.modules.standards.drafting import blocks
from guanbiao.modules.standards.drafting.executing import (
    BINDS,
    MEASURES,
    Changes,
    Files,
    Unclear,
    canonical,
    number,
    with_bind,
)
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.measures import How, Measure

MONTHS, UNITS = 6, 5
NONE = Scope({})


def counted() -> list[Entity]:
    """Entities of which facts are told and which somebody may look at."""
    views = {name for module in registry.modules() for name in module.views}
    known = registry.fact_sets()
    return [each for each in registry.entities()
            if each.name in known and f"{each.name}.view" in views]  # fmt: skip


def scope_of(entity: str) -> Scope:
    """Labels a formula over the entity may use; none for what is no entity."""
    facts = registry.fact_sets().get(entity)
    if facts is None:
        return NONE
    columns = relations.columns(facts)
    return Scope({label: column.type for label, column in columns.items()})


def stored(files: Files, name: str) -> Measure | None:
    """The measure of that name in the draft, if there is one."""
    return next((each for each in read_measures(dict(files), []) if each.name == name), None)


def typed(said: Mapping[str, str], clause: str) -> Measure:
    """The measure as typed, its formula in FEEL's own words. Raises `Unclear`."""
    scope, target = scope_of(said.get("entity", "")), said.get("target", "").strip()
    if not len(scope):
        raise Unclear("请选择数哪一种记录。")
    how = said.get("how", "")
    try:
        return Measure(
            said.get("name", "").strip()[:40], said["entity"], How(how) if how else How.COUNT,
            clause, canonical(said.get("when", ""), scope),
            "" if how == How.COUNT else canonical(said.get("value", ""), scope),
            said.get("unit", "").strip()[:10], number(target) if target else None,
            "down" if said.get("better") == "down" else "up",
        )  # fmt: skip
    except ValueError as refusal:
        raise Unclear(str(refusal)) from refusal


@dataclass(frozen=True)
class Trial:
    """What a measure comes to on the records its author may see; ``hidden``: none of them."""

    formula: str = ""
    months: tuple[tuple[Period, float | None], ...] = ()
    rows: int = 0
    units: tuple[UnitLine, ...] = ()
    met: bool | None = None
    hidden: bool = False


def tried(measure: Measure, standard: str, actor: Any) -> Trial:
    """The last months, the units of the last month with records. Raises `Unclear`."""
    try:
        made = ruled.ruled(standard, measure)
    except (RulebookError, registry.UnknownName) as refusal:
        raise Unclear(getattr(refusal, "reason", "") or str(refusal)) from refusal
    if not authority.able(actor, made.right, actor.today):
        return Trial(made.formula, hidden=True)
    months = measuring.trend(made, actor, measuring.month("", actor.today))[-MONTHS:]
    known = [each for each in months if each[1] is not None] or months
    period, value = known[-1]
    rows = measuring.rows(made, actor, period).values("pk").distinct().count()
    units = measuring.by_unit(made, actor, period)[:UNITS]
    return Trial(made.formula, tuple(months), rows, tuple(units), made.met(value))


def saved(files: Files, measure: Measure, old: str) -> Changes:
    """The files with this measure in place of the one called ``old``, bound to its clause."""
    text = files.get(MEASURES, "")
    places = {each.said.get("name"): each.place for each in blocks.blocks(text, "measure")}
    if measure.name != old and measure.name in places:
        raise Unclear(f"已经有指标“{measure.name}”，请换个名称。")
    said = {
        "name": measure.name, "entity": measure.entity, "how": measure.how.value,
        "when": measure.when, "value": measure.value, "unit": measure.unit,
        "target": measure.target, "better": measure.better, "clause": measure.clause,
    }  # fmt: skip
    made = blocks.changed(text, "measure", places.get(old), blocks.table("measure", said))
    return {MEASURES: made, BINDS: _bound(files, measure, old)}


def _bound(files: Files, measure: Measure, old: str) -> str:
    found = blocks.blocks(files.get(BINDS, ""), "bind")
    place = next((each.place for each in found if old and each.said.get("measure") == old), None)
    return with_bind(files, place, measure.clause, "measure", measure=measure.name)


def shown(measure: Measure | None) -> dict[str, str]:
    """A measure as the form shows it."""
    if measure is None:
        return {}
    target = "" if measure.target is None else f"{Decimal(measure.target):f}"
    return {
        "name": measure.name, "entity": measure.entity, "how": measure.how.value,
        "when": measure.when, "value": measure.value, "unit": measure.unit, "target": target,
        "better": measure.better,
    }  # fmt: skip
