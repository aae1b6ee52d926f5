"""The machine-readable parts of a pack: title page, values, tables, processes, grants, calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, ParamSpec, TypeVar

from guanbiao.library.pack import RUNNING_CASES, Head, Level, LocalDays, Source
from guanbiao.library.parts import Part, is_a, read_toml, tables
from guanbiao.library.problems import Problem
from rulebook.calendar import OFFICE_HOURS, WorkingCalendar
from rulebook.checklists import Checklist, Item
from rulebook.errors import RulebookError, TableError
from rulebook.fields import FieldRule
from rulebook.grants import Grant
from rulebook.measures import Measure
from rulebook.processes import Process, Stage, Who
from rulebook.tables import Table, read_csv
from rulebook.values import DatedValue, ValueFrom

Made = TypeVar("Made")
Given = ParamSpec("Given")
Problems = list[Problem]


def tried(
    part: Part, make: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
) -> Made | None:
    """What ``make`` makes; a refusal of the engine becomes a fault of the part."""
    try:
        return make(*given, **named)
    except RulebookError as refusal:
        part.fault(str(refusal))
        return None


def read_head(files: dict[str, str], problems: Problems) -> Head | None:
    """``standard.toml``."""
    name = "standard.toml"
    if name not in files:
        words = "标准包缺少 standard.toml：请写明编号、名称、层级和施行日期"
        problems.append(Problem(name, 0, words))
        return None
    content = read_toml(files, name, problems)
    if content is None:
        return None
    part = Part(name, 0, content, problems)
    sources = tuple(_source(each) for each in _listed(part, "source"))
    level = part.get("level", str)
    if level not in set(Level):
        part.fault(f"level “{level}”不认识：请用 {'、'.join(Level)} 之一")
        level = Level.INTERNAL.value
    head = Head(
        number=part.get("number", str),
        title=part.get("title", str),
        edition=str(part.get("edition", str, "")),
        level=Level(level),
        subject=part.get("class", str, ""),
        region=part.get("region", str, ""),
        units=part.texts("units"),
        from_day=part.get("from_day", dt.date),
        to_day=part.maybe("to_day", dt.date),
        replaces=part.texts("replaces"),
        sources=sources,
        paraphrase=part.get("paraphrase", bool, False),
        sample=part.get("sample", bool, False),
        running_cases=part.get("running_cases", str, "finish_under_old"),
    )
    if head.running_cases not in RUNNING_CASES:
        words = "、".join(RUNNING_CASES)
        part.fault(f"running_cases “{head.running_cases}”不认识：请用 {words} 之一")
    part.finish()
    if not head.edition:
        head = Head(**{**vars(head), "edition": str(head.from_day.year)})
    return head


def _listed(part: Part, key: str) -> list[Part]:
    """The ``[[key]]`` tables within a table."""
    part.used.add(key)
    found = part.content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        part.fault(f"{key} 应写作 [[{key}]]，每项一段")
        return []
    return [Part(part.file, part.line, each, part.problems) for each in found]


def _source(part: Part) -> Source:
    source = Source(
        part.get("title", str), part.get("number", str, ""), part.get("where", str, ""),
        part.get("checked_on", dt.date),
    )  # fmt: skip
    part.finish()
    return source


def read_tables(files: dict[str, str], problems: Problems) -> dict[str, Table]:
    """``tables/*.csv`` by name."""
    found = {}
    for name in in_folder(files, "tables", ".csv"):
        title = PurePosixPath(name).stem
        try:
            found[title] = read_csv(files[name], title)
        except TableError as refusal:
            problems.append(Problem(name, refusal.line, refusal.message))
    return found


def in_folder(files: dict[str, str], folder: str, suffix: str) -> Iterator[str]:
    """Names of the files right below ``folder`` with that suffix, in order."""
    for name in sorted(files):
        path = PurePosixPath(name)
        if path.parent.as_posix() == folder and path.suffix == suffix:
            yield name


def read_values(files: dict[str, str], problems: Problems) -> tuple[DatedValue, ...]:
    """``values.toml``: ``[[value]]`` with its series in ``[[value.from]]``."""
    found = []
    for part in tables(files, "values.toml", "value", problems):
        series = tuple(_entry(each) for each in _listed(part, "from"))
        name, kind = part.get("name", str), part.get("type", str, "number")
        unit = part.get("unit", str, "")
        part.finish()
        made = tried(part, DatedValue, name, kind, unit, series)
        if made is not None:
            found.append(made)
    return tuple(found)


def _entry(part: Part) -> ValueFrom:
    value: Any = part.anything("value")
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    entry = ValueFrom(
        part.get("day", dt.date), value, part.get("clause", str), part.get("source", str, ""),
        part.maybe("checked_on", dt.date),
    )  # fmt: skip
    part.finish()
    return entry


def read_processes(files: dict[str, str], problems: Problems) -> tuple[Process, ...]:
    """``processes/*.toml``, one process a file, ``[[stage]]`` in order."""
    found = []
    for name in in_folder(files, "processes", ".toml"):
        content = read_toml(files, name, problems)
        if content is None:
            continue
        part = Part(name, 0, content, problems)
        stages = tuple(filter(None, (_stage(each) for each in _listed(part, "stage"))))
        act, clause = part.get("act", str), part.get("clause", str)
        label, title = part.get("label", str, ""), part.get("name", str)
        part.finish()
        made = tried(part, Process, title, act, clause, stages, label)
        if made is not None:
            found.append(made)
    return tuple(found)


def _stage(part: Part) -> Stage | None:
    who = part.get("who", dict, {})
    fields: dict[str, Any] = {
        "name": part.get("name", str),
        "label": part.get("label", str),
        "mode": part.get("mode", str, "any"),
        "deadline_minutes": part.maybe("deadline_minutes", int),
        "when": part.maybe("when", str),
        "act": part.maybe("act", str),
        "clause": part.get("clause", str),
        "remind_minutes": part.maybe("remind_minutes", int),
        "overdue": part.get("overdue", str, "remind"),
    }
    part.finish()
    unknown = set(who) - {"kind", "value", "of"}
    if unknown:
        part.fault(f"who 里不认识的字段 {'、'.join(sorted(unknown))}")
        return None
    texts = {key: str(value) for key, value in who.items()}
    owner = tried(part, Who, **{"kind": "", **texts})  # type: ignore[arg-type]
    return None if owner is None else tried(part, Stage, who=owner, **fields)


def read_grants(files: dict[str, str], problems: Problems) -> tuple[Grant, ...]:
    """``grants/*.toml``: ``[[grant]]``."""
    found = []
    for name in in_folder(files, "grants", ".toml"):
        for part in tables(files, name, "grant", problems):
            fields: dict[str, Any] = {
                "role": part.get("role", str),
                "acts": part.texts("acts"),
                "scope": part.get("scope", str),
                "when": part.maybe("when", str),
                "clause": part.get("clause", str),
            }
            part.finish()
            made = tried(part, Grant, **fields)
            if made is not None:
                found.append(made)
    return tuple(found)


def read_fields(files: dict[str, str], problems: Problems) -> tuple[FieldRule, ...]:
    """``fields/*.toml``: ``[[field]]``, later ones as exceptions to earlier ones."""
    found = []
    for name in in_folder(files, "fields", ".toml"):
        for part in tables(files, name, "field", problems):
            given: dict[str, Any] = {
                "of": part.get("of", str),
                "fields": part.texts("fields"),
                "right": part.get("right", str),
                "stages": part.texts("stages"),
                "roles": part.texts("roles"),
                "clause": part.get("clause", str),
            }
            part.finish()
            made = tried(part, FieldRule, **given)
            if made is not None:
                found.append(made)
    return tuple(found)


def read_measures(files: dict[str, str], problems: Problems) -> tuple[Measure, ...]:
    """``measures.toml``: ``[[measure]]``; no two of one name."""
    found: dict[str, Measure] = {}
    for part in tables(files, "measures.toml", "measure", problems):
        target = part.anything("target")
        given: dict[str, Any] = {
            "name": part.get("name", str),
            "entity": part.get("entity", str),
            "how": part.get("how", str),
            "clause": part.get("clause", str),
            "when": part.get("when", str, ""),
            "value": part.get("value", str, ""),
            "unit": part.get("unit", str, ""),
            "target": Decimal(target) if isinstance(target, int) else target,
            "better": part.get("better", str, "up"),
        }
        part.finish()
        if target is not None and (isinstance(target, bool) or not is_a(given["target"], Decimal)):
            part.fault(f"target 应为数，实际是 {target!r:.60}")
        made = tried(part, Measure, **given)
        if made is not None and made.name in found:
            part.fault(f"指标“{made.name}”写了两次：请改名或删去一个")
        elif made is not None:
            found[made.name] = made
    return tuple(found.values())


def read_checklists(files: dict[str, str], problems: Problems) -> tuple[Checklist, ...]:
    """``checklists/*.toml``, one list a file, ``[[item]]`` in order."""
    found = []
    for name in in_folder(files, "checklists", ".toml"):
        content = read_toml(files, name, problems)
        if content is None:
            continue
        part = Part(name, 0, content, problems)
        items = tuple(filter(None, (_item(each) for each in _listed(part, "item"))))
        title, clause = part.get("name", str), part.get("clause", str)
        part.finish()
        made = tried(part, Checklist, title, clause, items)
        if made is not None:
            found.append(made)
    return tuple(found)


def _item(part: Part) -> Item | None:
    fields: dict[str, Any] = {
        "label": part.get("label", str),
        "evidence": part.get("evidence", str, "none"),
        "required": part.get("required", bool, True),
        "clause": part.get("clause", str),
    }
    part.finish()
    return tried(part, Item, **fields)


def read_calendar(files: dict[str, str], problems: Problems) -> WorkingCalendar | None:
    """``calendar.toml``: ``[[year]]`` with days off and adjusted workdays."""
    read = _years(files, "calendar.toml", problems)
    if read is None:
        return None
    part, years, days_off, worked = read
    return tried(part, WorkingCalendar, days_off, worked, OFFICE_HOURS, years)


def read_local_days(files: dict[str, str], problems: Problems) -> LocalDays | None:
    """``local_days.toml``: the same, for the region or the units the pack binds."""
    read = _years(files, "local_days.toml", problems)
    if read is None:
        return None
    part, _, days_off, worked = read
    for day in sorted(days_off & worked):
        part.fault(f"{day} 既列为放假又列为上班：请删去一处")
    return LocalDays(days_off, worked)


Days = frozenset[dt.date]


def _years(
    files: dict[str, str], name: str, problems: Problems
) -> tuple[Part, frozenset[int], Days, Days] | None:
    """The years of a calendar file: first part, years, days off, days worked."""
    holidays: set[dt.date] = set()
    workdays: set[dt.date] = set()
    years: set[int] = set()
    parts = tables(files, name, "year", problems)
    for part in parts:
        year = part.get("year", int)
        days = {kind: part.get(kind, list, []) for kind in ("holidays", "workdays")}
        part.get("source", str)
        part.finish()
        for day in [*days["holidays"], *days["workdays"]]:
            if not is_a(day, dt.date) or day.year != year:
                part.fault(f"{day} 不是 {year} 年的日期：请核对放假安排")
                return None
        years.add(year)
        holidays.update(days["holidays"])
        workdays.update(days["workdays"])
    if not parts:
        return None
    return parts[0], frozenset(years), frozenset(holidays), frozenset(workdays)
