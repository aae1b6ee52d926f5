"""The platform's own modules; those that exist only for tests are left out."""

from __future__ import annotations

from functools import cache

from guanbiao.gate.describe import Act, Entity, FactSet, Module
from guanbiao.project import discover


@cache
def modules() -> tuple[Module, ...]:
    """What `guanbiao/modules` brings."""
    return discover.load(discover.names())


def acts() -> tuple[Act, ...]:
    """All acts."""
    return tuple(act for module in modules() for act in module.acts)


def entities() -> tuple[Entity, ...]:
    """All governed entities."""
    return tuple(entity for module in modules() for entity in module.entities)


def fact_sets() -> tuple[FactSet, ...]:
    """Every set of facts once, also where several acts share it."""
    found: dict[str, FactSet] = {act.facts.sql: act.facts for act in acts()}
    return tuple(found.values())


def named(value: Act | Entity | Module) -> str:
    """How a test calls it."""
    return value.name
