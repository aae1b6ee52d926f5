"""What a decision may ask of its caller: who is in office, which time counts, what rules say.

All answers are taken once and written into events; folding events never asks again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rulebook.errors import RulebookError
from rulebook.flow.state import Owner, State
from rulebook.processes import Who


class Refused(RulebookError):
    """A command that may not be carried out: what, why, and what to do, in Chinese."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        self.what, self.why, self.remedy = what, why, remedy
        super().__init__(f"不能{what}：{why}。{remedy}。")


class Directory(Protocol):
    """Who is who today; persons and units are the caller's keys."""

    def owners(self, who: Who, case: State, each: bool) -> Sequence[Owner]:
        """Whom a task falls to; with ``each`` every person apart, else a post may stay a post."""

    def holders(self, owner: Owner) -> Sequence[str]:
        """The persons in office behind an owner; none for a post left vacant or a leaver."""

    def superior(self, person: str, case: State) -> Owner | None:
        """Who stands above this person in this case, if anybody."""

    def administrator(self) -> Owner:
        """Who administers the processes there, and owns what nobody else can."""


class Calendar(Protocol):
    """Working time; `rulebook.calendar.WorkingCalendar` is one."""

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """The moment so many working minutes later; LookupError when the year is not published."""

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        """Working minutes between two moments, negative backwards."""


@dataclass(frozen=True)
class Decision:
    """What a decision of the standard came to; ``why`` names the row and clause that decided."""

    values: Mapping[str, Any]
    why: str = ""


Decide = Callable[[str, Mapping[str, Any]], Decision]


def _no_rules(decision: str, _facts: Mapping[str, Any]) -> Decision:
    raise Refused(f"作出决策“{decision}”", "没有可用的决策规则", "请联系流程管理员")


@dataclass(frozen=True)
class World:
    """The caller's answers for one command.

    ``facts`` are the case's facts by label; ``rules`` decides rule tasks; ``by`` is the hour of
    what the next task is about, a departure for instance, where the command knows it.
    """

    directory: Directory
    calendar: Calendar
    facts: Mapping[str, Any] = field(default_factory=dict)
    rules: Decide = _no_rules
    by: dt.datetime | None = None

    @property
    def administrator(self) -> Owner:
        """Who owns what nobody else can; asked of the directory only then."""
        return self.directory.administrator()

    def after(self, start: dt.datetime, minutes: int | None) -> dt.datetime | None:
        """A deadline; none without a limit or while that year's calendar is not published."""
        if minutes is None:
            return None
        try:
            return self.calendar.add_working_minutes(start, minutes)
        except LookupError:
            return None

    def left(self, now: dt.datetime, due: dt.datetime | None, whole: int | None) -> int | None:
        """Working minutes to a deadline, at least 0; the whole limit when none was reckoned."""
        if due is None:
            return whole
        try:
            return max(self.calendar.working_minutes(now, due), 0)
        except LookupError:
            return whole


@dataclass(frozen=True)
class Actor:
    """Who gives a command: a person with the posts held today and those acted for.

    ``posts`` are (post, unit) held; ``lent`` maps (post, unit) held on behalf to the lender;
    ``agent_of`` the persons who authorised this one (代理). ``platform`` marks clocks and feeds,
    ``administrator`` the administrator of processes.
    """

    person: str
    posts: frozenset[tuple[str, str]] = frozenset()
    lent: Mapping[tuple[str, str], str] = field(default_factory=dict)
    agent_of: frozenset[str] = frozenset()
    administrator: bool = False
    platform: bool = False

    def holds(self, owner: Owner) -> str | None:
        """For whom this actor may act as the owner: "" as such, a person's key, None not at all."""
        if owner.person:
            if owner.person == self.person:
                return ""
            return owner.person if owner.person in self.agent_of else None
        place = (owner.post, owner.unit)
        return "" if place in self.posts else self.lent.get(place)


PLATFORM = Actor("", platform=True)
"""Clocks, feeds and services of the platform itself."""
