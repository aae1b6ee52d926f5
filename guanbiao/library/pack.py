"""What an edition says, as frozen values."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rulebook.calendar import WorkingCalendar
from rulebook.checklists import Checklist
from rulebook.fields import FieldRule
from rulebook.flow import from_stages, model
from rulebook.grants import Grant
from rulebook.measures import Measure
from rulebook.processes import Process
from rulebook.rules import Rule
from rulebook.tables import Table
from rulebook.values import DatedValue

if TYPE_CHECKING:
    from guanbiao.library.drawings import Drawing


class Level(enum.StrEnum):
    """Who issued a standard; those further down may be stricter, never looser."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    COUNTY = "county"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        """国家, 省级, 市级, 县级, 内部."""
        return LEVELS[self]


LEVELS = {
    Level.NATIONAL: "国家",
    Level.PROVINCIAL: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.INTERNAL: "内部",
}
RUNNING_CASES = ("finish_under_old", "move_to_new")
"""What becomes of running cases when an edition takes over: 按旧版办完、转入新版."""
MODALITIES = {"must": "应", "must_not": "不应", "should": "宜", "may": "可", "info": ""}


@dataclass(frozen=True)
class Source:
    """Where the official text stands and when somebody last compared it."""

    title: str
    number: str
    where: str
    checked_on: dt.date


@dataclass(frozen=True)
class Clause:
    """A clause: number, title, words, modality, the depth of its heading and its line."""

    number: str
    title: str
    words: str
    modality: str
    depth: int
    line: int

    @property
    def normative(self) -> bool:
        """Whether it demands, forbids, recommends or allows something."""
        return self.modality != "info"


@dataclass(frozen=True)
class Bind:
    """How a clause is tied to acts; ``reason`` says why it is not executable (kind ``none``).

    Under kind ``decision`` ``acts`` are questions of the platform and ``table`` answers them.
    """

    clause: str
    kind: str
    acts: tuple[str, ...] = ()
    reason: str = ""
    table: str = ""
    name: str = ""
    line: int = 0


@dataclass(frozen=True)
class Case:
    """An example written by the office: facts of an act on a day → expected verdict by clause.

    For a question of the platform (``act``) ``gives`` is what its table should answer.
    """

    name: str
    act: str
    on: dt.date
    facts: dict[str, object]
    expect: dict[str, str]
    file: str = ""
    line: int = 0
    gives: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LocalDays:
    """Days off and days worked of the pack's own region or units, beside the national calendar."""

    holidays: frozenset[dt.date]
    workdays: frozenset[dt.date]


@dataclass(frozen=True)
class Head:
    """The title page."""

    number: str
    title: str
    edition: str
    level: Level
    subject: str
    region: str
    units: tuple[str, ...]
    from_day: dt.date
    to_day: dt.date | None
    replaces: tuple[str, ...]
    sources: tuple[Source, ...]
    paraphrase: bool
    sample: bool
    running_cases: str


@dataclass(frozen=True)
class Pack:
    """An edition as read: its files, their digest, and all they say."""

    head: Head
    files: dict[str, str] = field(repr=False)
    digest: str
    clauses: tuple[Clause, ...]
    binds: tuple[Bind, ...]
    rules: tuple[Rule, ...]
    tables: dict[str, Table]
    values: tuple[DatedValue, ...]
    processes: tuple[Process, ...]
    grants: tuple[Grant, ...]
    checklists: tuple[Checklist, ...]
    cases: tuple[Case, ...]
    calendar: WorkingCalendar | None
    drawings: tuple[Drawing, ...] = ()
    local_days: LocalDays | None = None
    fields: tuple[FieldRule, ...] = ()
    measures: tuple[Measure, ...] = ()

    @cached_property
    def roads(self) -> dict[str, model.Process]:
        """All processes by name, the linear ones drawn out."""
        linear = {process.name: from_stages(process) for process in self.processes}
        return linear | {each.process.id: each.process for each in self.drawings}

    def table_for(self, question: str) -> Table | None:
        """The table that answers a question of the platform; none where the pack is silent."""
        binds = (bind for bind in self.binds if bind.kind == "decision" and question in bind.acts)
        return next((self.tables[bind.table] for bind in binds if bind.table in self.tables), None)

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        """The rules by their ids; of one bound to several acts the first."""
        return {rule.id: rule for rule in reversed(self.rules)}

    def clause(self, number: str) -> Clause | None:
        """The clause with that number, if there is one."""
        return next((clause for clause in self.clauses if clause.number == number), None)

    @cached_property
    def executed(self) -> frozenset[str]:
        """Numbers of the clauses the platform carries out: by a bind, or as a row of its table."""
        bound = [bind for bind in self.binds if bind.kind != "none"]
        tables = (self.tables[bind.table] for bind in bound if bind.table in self.tables)
        rows = (row.clause for table in tables for row in table.rows)
        return frozenset((*(bind.clause for bind in bound), *rows))

    def binds_of(self, number: str) -> tuple[Bind, ...]:
        """How a clause is bound."""
        return tuple(bind for bind in self.binds if bind.clause == number)
