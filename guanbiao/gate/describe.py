"""What a module says of itself: entities, facts, acts, pages, menu, measures.

Frozen values only, no behaviour. A module's ``module.py`` builds one `Module` from them;
`gate.registry` collects the modules that were discovered. The gate, the audit, the menus
and the house tests all read the same description.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django import forms
    from django.http import HttpResponseBase

    from guanbiao.gate.models import Case
    from guanbiao.gate.passage import Passage
    from guanbiao.gate.portal import Dated, News
    from rulebook.feel.types import Type


@dataclass(frozen=True)
class Among:
    """That a fact counts rows of its own table, so that rows written together see each other.

    ``by`` names what the rows counted together share: facts, or ``unit_id``; each adds one, or
    its fact ``adds``. Without ``by`` nobody can say what one of many rows would find alone.
    """

    by: tuple[str, ...] = ()
    adds: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing a rule may see: English ``name`` (a column of the facts query), Chinese label."""

    name: str
    label: str
    type: Type
    unit: str = ""
    source: str = ""
    among: Among | None = None


@dataclass(frozen=True)
class Entity:
    """A governed table. ``unit_path`` is the lookup that leads to the owning unit's path.

    ``state`` names the field that says where a row stands, for acts that may be done only there.
    """

    name: str
    label: str
    model: type[Model]
    unit_path: str
    title: str = "number"
    person: str = ""
    page: str = ""
    state: str = ""
    readers: Callable[[Any, date], Q] | None = None
    """Rows that concern a person without a grant on the ledger: she reads them, and their files."""

    @property
    def unit_link(self) -> str:
        """The lookup that leads to the owning unit; empty where the row is a unit itself."""
        return self.unit_path.removesuffix("path").removesuffix("__")

    def address(self, key: object) -> str:
        """The page of a row; empty when it has none."""
        try:
            return reverse(self.page, args=[key]) if self.page else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class FactSet:
    """All that rules may see of an entity, as one query.

    ``sql`` selects the columns ``key`` (the row's primary key), ``unit_id`` (whose rules
    apply), ``day`` (the date whose clauses judge the row) and one column for each fact. The
    gate reads it for one key, the audit for all rows: the same text, so both see the same.
    A table followed by ``/* these */`` holds, for the gate, only the rows it asks for: what
    many of them share is then counted once for all of them, whatever the planner knows.
    """

    entity: Entity
    facts: tuple[Fact, ...]
    sql: str

    @property
    def labels(self) -> dict[str, str]:
        """English name → Chinese label."""
        return {fact.name: fact.label for fact in self.facts}


class Kind(enum.Enum):
    """What an act does to its subject; decides whether the gate expects one."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True)
class Act:
    """A business action: the only way to change the record.

    ``form`` checks that a draft is well formed (never whether it is lawful); ``apply`` writes
    rows and returns the subject. An act that ``starts_case`` opens the process its clause
    prescribes; one that moves a running case says so itself with `Passage.step`. ``unjudged`` is
    the written reason why no clause judges the act, for the few where none does.
    """

    name: str
    label: str
    entity: Entity
    form: type[forms.Form]
    apply: Callable[[Passage], Model]
    facts: FactSet
    kind: Kind = Kind.CHANGE
    apply_many: Callable[[Passage, list[dict[str, Any]]], Sequence[Model]] | None = None
    """For bulk: writes many checked drafts at once; absent, ``apply`` is called for each."""
    starts_case: bool = False
    unjudged: str = ""
    conflicts: Mapping[str, str] = field(default_factory=dict)
    """Database constraint → ``standard#clause`` that speaks for it where a race is lost there."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fact name → form field, where they differ; findings stand beside that field."""
    at: tuple[str, ...] = ()
    """States of the subject in which the act may be done (see `Entity.state`); empty: in all."""
    serves: bool = False
    """A process may have the platform do it by itself (service task): nothing need be typed."""
    outdoors: bool = False
    """Done where there may be no network: its form on one row waits on the device until then."""
    papers: bool = False
    """Files may come with its form; each is attached to the row by an act of its own."""
    many: bool = False
    """Its form asks what is the same for many rows of a list, and is filled in once for them."""
    weighs: str = ""
    """What it does that is not easily taken back: read, where nothing is filled in, before it."""


class Block(enum.StrEnum):
    """The four blocks of the top bar."""

    BUSINESS = "主干业务"
    SERVICE = "智能服务"
    OFFICE = "智能办公"
    DATA = "大数据"


@dataclass(frozen=True)
class Page:
    """A page by hand: path under ``/<module>/``, view, URL name and the act a visitor must hold.

    ``act`` is a grant name such as ``vehicles.request.view``; empty means any signed-in person,
    and the view itself narrows to her own rows. ``public`` pages need no sign-in. A page takes
    forms only where it says that it ``posts``; elsewhere they are answered by 405.
    """

    path: str
    view: Callable[..., HttpResponseBase]
    name: str
    act: str = ""
    public: bool = False
    posts: bool = False


@dataclass(frozen=True)
class Column:
    """Something shown of a row: the lookup that leads to it, and what differs from its field.

    ``path`` is a field, a lookup such as ``room__building`` or a property of the model; a
    property needs a ``label``. ``kind`` is one of `kit.columns.KINDS`, by default that of the
    field; ``unit`` stands in the heading; ``total`` adds the column up at the foot of the list.
    """

    path: str
    label: str = ""
    kind: str = ""
    unit: str = ""
    total: bool = False


@dataclass(frozen=True)
class Lens:
    """A view of a list that everybody has: its key in the address, its label, its rows."""

    key: str
    label: str
    where: Callable[[Any, date], Q]


@dataclass(frozen=True)
class Related:
    """Rows of another table, shown with a row: ``path`` leads from them back to it."""

    label: str
    entity: str
    path: str


@dataclass(frozen=True)
class Plan:
    """Rows that lie somewhere, drawn as a plan: a band for each place, a tile for each row.

    ``by`` is the lookup that names the place (a floor), ``size`` the number a tile's width
    follows, ``note`` the columns that stand on a tile under its name. Tiles are coloured by any
    choice among the filters of the table, the first of them unless another is asked for.
    """

    by: str
    size: str
    note: tuple[str | Column, ...] = ()


@dataclass(frozen=True)
class Table:
    """How an entity is listed, searched, shown and imported: `kit.routes` and `exchange.routes`.

    The right to see it is ``<entity>.view``. ``filters`` are fields of the model; ``sections``
    are headings of the detail page with what stands under each; ``key`` names the form fields
    by which an imported line is known again; ``boards`` are pages by hand shown beside the list.
    """

    entity: Entity
    columns: tuple[str | Column, ...]
    icon: str = "list"
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    lenses: tuple[Lens, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    sections: tuple[tuple[str, tuple[str | Column, ...]], ...] = ()
    related: tuple[Related, ...] = ()
    key: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    """The day or moment a row falls on, or its first and last: the list has a calendar too."""
    about: tuple[str | Column, ...] = ()
    """What a row is about: the columns a calendar names it by, where the first does not tell."""
    plan: Plan | None = None
    """How the rows are drawn as a plan; none where they lie nowhere."""
    boards: tuple[tuple[str, str], ...] = ()
    """Label and page name of a map or whatever else is drawn of all rows by hand."""
    beside: tuple[tuple[str, str], ...] = ()
    """Label and page name of what is drawn of one row: a plan, a sheet; it takes the row's key."""
    also: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    """Adds computed columns to the rows; such a `Column` says its label and kind itself."""
    hidden: frozenset[str] = frozenset()
    """Fields taken out for one visitor (`kit.hiding`); a module leaves it empty."""

    @property
    def view(self) -> str:
        """The grant that lets somebody see rows of this table."""
        return f"{self.entity.name}.view"


@dataclass(frozen=True)
class MenuItem:
    """A line of the left menu; shown to those who hold ``act`` (empty: everyone)."""

    label: str
    page: str
    icon: str
    act: str = ""
    count: Callable[[Any], int | None] | None = None


@dataclass(frozen=True)
class Service:
    """A tile of the service hall: what a person may ask for, and the act behind it.

    ``promise`` names a dated value, in working minutes, and what the standard has done within it.
    """

    label: str
    act: str
    page: str
    icon: str
    summary: str
    promise: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Listener:
    """What a module does after the commit of an event named ``event`` (see `gate.events`)."""

    event: str
    handle: Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Measure:
    """A number over the rows of an entity, with its formula in words and the clause it serves.

    ``rows`` says which rows count, ``when`` is the lookup of the day or moment by which a row
    falls into a period (empty: all rows count in every period) or ``during`` the filter that says
    so, ``value`` the aggregate over them. So one definition gives the number, its trend, its share
    of each unit and the rows behind it, always within the visitor's scope. ``target`` is what it
    should reach: at least, or where ``better`` is ``down`` at most. ``view`` is the grant for it,
    by default that of the entity; ``unless`` the label of a standard's measure that replaces it.
    """

    name: str
    label: str
    unit: str
    formula: str
    entity: Entity
    when: str
    value: Callable[[datetime, datetime], Any]
    rows: Q = field(default_factory=Q)
    clause: str = ""
    better: str = "up"
    view: str = ""
    during: Callable[[date, date], Q] | None = None
    target: Decimal | None = None
    unless: str = ""

    def met(self, number: float | None) -> bool | None:
        """Whether a number reaches the target; none where there is no number or no target."""
        if number is None or self.target is None:
            return None
        goal = float(self.target)
        return number >= goal if self.better == "up" else number <= goal

    @property
    def right(self) -> str:
        """The grant that lets somebody see the number and its rows."""
        return self.view or f"{self.entity.name}.view"


@dataclass(frozen=True)
class Question:
    """What the platform asks a table of the standard in force where nobody does an act.

    A pack answers by a bind of kind ``decision``: ``act`` names the question, ``table`` the table,
    which sees the ``inputs`` by their labels and must give all ``outputs``.
    """

    name: str
    label: str
    inputs: Mapping[str, Type]
    outputs: Mapping[str, Type]


@dataclass(frozen=True)
class Module:
    """The face of a business: one value in its ``module.py``, under 100 lines."""

    name: str
    label: str
    block: Block
    icon: str
    entities: tuple[Entity, ...] = ()
    acts: tuple[Act, ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)
    """Grant names for reading → Chinese label, e.g. ``vehicles.request.view`` → 查看用车申请."""
    pages: tuple[Page, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    services: tuple[Service, ...] = ()
    measures: tuple[Measure, ...] = ()
    questions: tuple[Question, ...] = ()
    tables: tuple[Table, ...] = ()
    """Entities whose pages the kit makes, in the order of the menu."""
    listeners: tuple[Listener, ...] = ()
    followers: Mapping[str, Callable[[Passage, Case], None]] = field(default_factory=dict)
    """Entity name → what its business writes when a case about it has moved, within the passage."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Act → page where a task of it is done, by the key of the case's record; else its page."""
    jobs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """Name → work for the background worker; a name never changes while it may wait."""
    clocks: Mapping[str, int] = field(default_factory=dict)
    """Name of a job → every how many minutes it runs, counted from midnight UTC."""
    news: News | None = None
    dated: Callable[[Any, datetime, datetime], Sequence[Dated]] | None = None
    """What a person has to do or to attend of this business between two moments."""
    rank: int = 5
    """Place in the menu of its block: smaller first, equals by name."""
    needs: tuple[str, ...] = ()
