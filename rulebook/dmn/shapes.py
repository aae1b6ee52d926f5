"""Item definitions at work: static types, and values checked against allowed values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rulebook.dmn import model as m
from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.operators.temporal import at_midnight_utc
from rulebook.feel.python import CellTests, compile_unary_tests
from rulebook.feel.scope import Scope
from rulebook.feel.values import kinds
from rulebook.feel.values.kinds import admits, kind_of


@dataclass(frozen=True, slots=True)
class Shape:
    """What values a type reference admits.

    ``item`` is set for collections, ``fields`` for structures; ``allowed`` and ``constraint`` are
    compiled unary tests.
    """

    type: t.Type
    item: Shape | None = None
    fields: tuple[tuple[str, Shape], ...] = ()
    allowed: CellTests | None = None
    constraint: CellTests | None = None

    def admits(self, value: Any) -> bool:
        """Whether a value belongs to the type, deep down; null always does."""
        if value is None:
            return True
        return (
            self._fits(value) and _passes(self.allowed, value) and _passes(self.constraint, value)
        )

    def _fits(self, value: Any) -> bool:
        if self.item is not None:
            return isinstance(value, list) and all(self.item.admits(one) for one in value)
        if self.fields:
            return isinstance(value, dict) and all(
                name in value and shape.admits(value[name]) for name, shape in self.fields
            )
        return admits(value, self.type)

    def coerced(self, value: Any) -> tuple[Any, bool]:
        """(value converted to the type, whether that was possible)."""
        if self.admits(value):
            return value, True
        kind = kind_of(value)
        if self.item is not None and kind != kinds.LIST and self.admits([value]):
            return [value], True
        if self.item is None and kind == kinds.LIST and len(value) == 1:
            return (value[0], True) if self.admits(value[0]) else (None, False)
        if self.type == t.DATE_TIME and kind == kinds.DATE:
            return self.coerced(at_midnight_utc(value))
        return None, False


ANYTHING = Shape(t.ANY)


def _passes(tests: CellTests | None, value: Any) -> bool:
    if tests is None:
        return True
    try:
        return tests(value, {}) is True
    except FeelError:
        return False


class Shapes:
    """Shapes of a model's type references; imported models' types by ``import.name``."""

    def __init__(self, model: m.Model, imports: dict[str, Shapes]) -> None:
        self.definitions = {definition.name: definition for definition in model.types}
        self.imports = imports
        self.known: dict[str, Shape] = {}

    def shape(self, reference: str) -> Shape:
        """Shape of a type reference; unknown references admit anything."""
        if reference not in self.known:
            self.known[reference] = ANYTHING
            self.known[reference] = self._resolve(reference)
        return self.known[reference]

    def types(self) -> dict[str, t.Type]:
        """All named types, for ``instance of`` and parameters."""
        own = {name: self.shape(name).type for name in self.definitions}
        for prefix, shapes in self.imports.items():
            own |= {f"{prefix}.{name}": type_ for name, type_ in shapes.types().items()}
        return own

    def _resolve(self, reference: str) -> Shape:
        definition = self.definitions.get(reference)
        if definition is not None:
            return self._defined(definition)
        for prefix, shapes in self.imports.items():
            if reference.startswith(prefix + "."):
                return shapes.shape(reference[len(prefix) + 1 :])
        found = t.SIMPLE.get(reference)
        return ANYTHING if found is None else Shape(found)

    def _defined(self, definition: m.ItemDefinition) -> Shape:
        allowed = definition.allowed
        if definition.components:
            base = self._structure(definition)
        elif definition.function is not None:
            types = [self.shape(one.type_ref).type for one in definition.function.parameters]
            base = Shape(t.function_of(types, self.shape(definition.function.result).type))
        else:
            base = self.shape(definition.type_ref) if definition.type_ref else ANYTHING
        if not definition.collection:
            return _limited(_limited(base, allowed), definition.constraint, whole=True)
        item = _limited(base, allowed)
        whole = Shape(t.list_of(item.type), item)
        return _limited(whole, definition.constraint, whole=True)

    def _structure(self, definition: m.ItemDefinition) -> Shape:
        fields = tuple((one.name, self._defined(one)) for one in definition.components)
        types = {name: shape.type for name, shape in fields}
        return Shape(t.context_of(types), None, fields)


def _limited(base: Shape, tests: str, whole: bool = False) -> Shape:
    """The shape with allowed values (or, for the whole, a constraint) added."""
    if not tests.strip():
        return base
    try:
        check = compile_unary_tests(tests, Scope({}), base.type, strict=False)
    except FeelError:
        return base
    if whole or base.allowed is not None:
        return Shape(base.type, base.item, base.fields, base.allowed, check)
    return Shape(base.type, base.item, base.fields, check, base.constraint)
