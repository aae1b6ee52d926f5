"""What the discovered modules can do and see, for those who check standards against it."""

from __future__ import annotations

from collections.abc import Mapping

from guanbiao.gate import registry, relations
from guanbiao.gate.describe import Entity
from rulebook.feel import Scope
from rulebook.feel.types import Type
from rulebook.sql import Column


class Registered:
    """The vocabulary of all registered modules (a `library.checking.Vocabulary`)."""

    def names(self) -> frozenset[str]:
        """All acts and reading rights."""
        acts = {act.name for act in registry.acts()}
        return frozenset(acts.union(*(module.views for module in registry.modules())))

    def scope_of(self, act: str) -> Scope | None:
        """Labels and types of an act's facts; none for what is no act."""
        try:
            return registry.scope_of(act)
        except registry.UnknownName:
            return None

    def outputs_of(self, question: str) -> Mapping[str, Type] | None:
        """What a question of the platform wants answered; none for what nobody asks."""
        asked = registry.question(question)
        return None if asked is None else asked.outputs

    def services_of(self, act: str) -> frozenset[str]:
        """Acts on the same entity as ``act`` that the platform may do by itself."""
        entity = registry.act(act).entity
        return frozenset(a.name for a in registry.acts() if a.serves and a.entity == entity)

    def columns_of(self, entity: str) -> Mapping[str, Column] | None:
        """Facts of an entity as SQL holds them; none where no act tells facts of it."""
        facts = registry.fact_sets().get(entity)
        return None if facts is None else relations.columns(facts)

    def fields_of(self, name: str) -> frozenset[str] | None:
        """The fields of an act's form, or of an entity's table and its columns; none if neither."""
        for act in registry.acts():
            if act.name == name:
                return frozenset(getattr(act.form, "base_fields", ()))
        for entity in registry.entities():
            if entity.name == name:
                return _fields_of(entity)
        return None


def _fields_of(entity: Entity) -> frozenset[str]:
    own = {field.name for field in entity.model._meta.get_fields()}
    for table in registry.tables():
        if table.entity == entity:
            shown = (*table.columns, *(each for _, part in table.sections for each in part))
            own |= {each if isinstance(each, str) else each.path for each in shown}
    return frozenset(own)
