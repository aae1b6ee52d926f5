"""A DMN model as frozen values: what the XML says, nothing resolved or compiled."""

from __future__ import annotations

from dataclasses import dataclass

from rulebook.tables import Table


@dataclass(frozen=True, slots=True)
class Boxed:
    """Common part of boxed expressions; ``type_ref`` is "" when none is declared."""

    type_ref: str


@dataclass(frozen=True, slots=True)
class Literal(Boxed):
    """FEEL text."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a boxed context; ``name`` is "" for the result line."""

    name: str
    type_ref: str
    value: Boxed


@dataclass(frozen=True, slots=True)
class Context(Boxed):
    """Named expressions; the last one without a name is the result."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """An argument of an invocation."""

    name: str
    type_ref: str
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    """A call with named arguments."""

    callee: Boxed
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class FormalParameter:
    """A parameter of a function definition."""

    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Function(Boxed):
    """A function definition; ``kind`` is FEEL, Java or PMML."""

    kind: str
    parameters: tuple[FormalParameter, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    """A list of contexts written as a grid."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True)
class Items(Boxed):
    """A boxed list."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    """Boxed if."""

    condition: Boxed
    yes: Boxed
    no: Boxed


@dataclass(frozen=True, slots=True)
class Filter(Boxed):
    """Boxed filter; the match sees ``item`` and its entries."""

    source: Boxed
    match: Boxed


@dataclass(frozen=True, slots=True)
class Iteration(Boxed):
    """Boxed for, some or every (``kind``)."""

    kind: str
    variable: str
    domain: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True)
class DecisionTable(Boxed):
    """A boxed decision table. ``input_types`` and ``output_types`` are type references."""

    table: Table
    input_types: tuple[str, ...]
    output_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: an alias, a structure of components, or a function; perhaps a collection."""

    name: str
    type_ref: str
    collection: bool
    allowed: str
    constraint: str
    components: tuple[ItemDefinition, ...]
    function: tuple[tuple[str, ...], str] | None


@dataclass(frozen=True, slots=True)
class InputData:
    """Data from outside."""

    id: str
    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Decision:
    """``requires`` are references (``#id`` or ``namespace#id``)."""

    id: str
    name: str
    type_ref: str
    requires: tuple[str, ...]
    logic: Boxed | None


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a function with its own requirements."""

    id: str
    name: str
    type_ref: str
    requires: tuple[str, ...]
    logic: Function | None


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered as one function."""

    id: str
    name: str
    type_ref: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


Element = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, known here by ``name``."""

    name: str
    namespace: str
    kind: str


@dataclass(frozen=True, slots=True)
class Model:
    """Everything of one ``definitions`` element. ``prefixes``: XML prefix → namespace."""

    name: str
    namespace: str
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    elements: tuple[Element, ...]
    prefixes: tuple[tuple[str, str], ...] = ()
