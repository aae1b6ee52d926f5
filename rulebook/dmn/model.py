"""A DMN model as frozen values: what the XML says, nothing resolved or compiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from rulebook.dmn.marks import PLAIN, Meta
from rulebook.dmn.picture import NOTHING, Pictures
from rulebook.tables import Table


@dataclass(frozen=True, slots=True)
class Boxed:
    """Common part of boxed expressions; ``type_ref`` is "" when none is declared."""

    type_ref: str
    meta: Meta = field(default=PLAIN, kw_only=True)


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
    meta: Meta = PLAIN
    variable: Meta = PLAIN


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
    parameter: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    """A call with named arguments."""

    callee: Boxed
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An information item: a parameter of a function, a column of a relation."""

    name: str
    type_ref: str
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Function(Boxed):
    """A function definition; ``kind`` is FEEL, Java or PMML."""

    kind: str
    parameters: tuple[Item, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class Items(Boxed):
    """A boxed list."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    """A list of contexts written as a grid."""

    columns: tuple[Item, ...]
    rows: tuple[Items, ...]


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


Part = tuple[str, int, int]
"""A part of a table: what it is, number of the rule (0: the head), number of the column."""


@dataclass(frozen=True, slots=True)
class DecisionTable(Boxed):
    """A boxed decision table. ``input_types`` and ``output_types`` are type references.

    ``output_names`` are the names as written ("" where none is), ``annotations`` the names of the
    annotation columns, ``remarks`` their texts by rule; ``parts`` lists the parts that carry
    something of their own.
    """

    table: Table
    input_types: tuple[str, ...]
    output_types: tuple[str, ...]
    output_names: tuple[str, ...] = ()
    output_label: str = ""
    annotations: tuple[str, ...] = ()
    remarks: tuple[tuple[str, ...], ...] = ()
    parts: tuple[tuple[Part, Meta], ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """The type of a function: its parameters and a reference to the type of its result."""

    parameters: tuple[Item, ...]
    result: str
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: an alias, a structure of components, or a function; perhaps a collection."""

    name: str
    type_ref: str
    collection: bool
    allowed: str
    constraint: str
    components: tuple[ItemDefinition, ...]
    function: FunctionItem | None
    meta: Meta = PLAIN
    allowed_meta: Meta = PLAIN
    constraint_meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an element needs: ``href`` is ``#id`` or ``namespace#id``.

    ``kind`` is information, knowledge or authority; ``target`` Decision, Input, Knowledge or
    Authority.
    """

    kind: str
    target: str
    href: str
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Drg:
    """Common part of the elements of a requirements graph.

    ``name`` is the variable's name, by which logic knows the element; ``title`` the element's own
    name where that differs; ``variable`` is None where no variable is declared.
    """

    id: str
    name: str
    type_ref: str
    title: str = field(default="", kw_only=True)
    meta: Meta = field(default=PLAIN, kw_only=True)
    variable: Meta | None = field(default=PLAIN, kw_only=True)

    @property
    def shown(self) -> str:
        """The name people see."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class Needing(Drg):
    """An element with requirements."""

    requirements: tuple[Requirement, ...]

    @property
    def requires(self) -> tuple[str, ...]:
        """References to the elements whose names the logic may use."""
        return tuple(one.href for one in self.requirements if one.kind != "authority")


@dataclass(frozen=True, slots=True)
class InputData(Drg):
    """Data from outside."""


@dataclass(frozen=True, slots=True)
class Decision(Needing):
    """A decision with its logic, and the question it answers in people's words."""

    logic: Boxed | None
    question: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeModel(Needing):
    """A business knowledge model: a function with its own requirements."""

    logic: Function | None


@dataclass(frozen=True, slots=True)
class DecisionService(Drg):
    """Decisions offered as one function."""

    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """An authority: a law, a standard, a person. ``kind`` and ``location`` say what and where."""

    id: str
    name: str
    requirements: tuple[Requirement, ...] = ()
    kind: str = ""
    location: str = ""
    meta: Meta = PLAIN

    @property
    def shown(self) -> str:
        """The name people see."""
        return self.name


Element = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text annotation of the diagram."""

    id: str
    text: str
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Association:
    """The line between an annotation and what it is about; ``direction`` None, One or Both."""

    id: str
    source: str
    target: str
    direction: str = "None"
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around shapes, without meaning for the logic."""

    id: str
    name: str
    meta: Meta = PLAIN


Artifact = Annotation | Association | Group


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, known here by ``name``."""

    name: str
    namespace: str
    kind: str
    meta: Meta = PLAIN


@dataclass(frozen=True, slots=True)
class Model:
    """Everything of one ``definitions`` element.

    ``prefixes`` (XML prefix → namespace, as the file had them) say how to write foreign names;
    they mean nothing, so that models differing only in them are equal.
    """

    name: str
    namespace: str
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    elements: tuple[Element, ...]
    sources: tuple[KnowledgeSource, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    pictures: Pictures = NOTHING
    meta: Meta = PLAIN
    prefixes: tuple[tuple[str, str], ...] = field(default=(), compare=False)
