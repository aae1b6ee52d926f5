"""Events as JSON and back: one flat object an event, with its kind and the version of the form.

    {"v": 1, "event": "TaskDone", "at": "2026-03-02T09:00:00", "by": "p7", "task": 3, …}

Fields that hold their default are left out, and what a later version adds must have one: what is
stored today stays readable. Values of FEEL other than text, boolean and null carry their kind:
``{"number": "1.50"}``, ``{"date": "2026-03-02"}``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from rulebook.errors import RulebookError
from rulebook.flow.events import EVENTS, Event
from rulebook.flow.state import State

VERSION = 1
KINDS: dict[str, tuple[type[Any], Any]] = {
    "number": (Decimal, Decimal),
    "date and time": (dt.datetime, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.fromisoformat),
    "time": (dt.time, dt.time.fromisoformat),
}
"""FEEL's kinds that JSON does not know; a moment is tried before a day, being one too."""


class Unreadable(RulebookError, ValueError):
    """Stored content that is no event of a known version."""


def to_json(event: Event) -> dict[str, Any]:
    """An event as JSON values."""
    return {"v": VERSION, "event": type(event).__name__, **_record(event)}


def from_json(content: Mapping[str, Any]) -> Event:
    """The event stored as ``content``. Raises `Unreadable`."""
    version, name = content.get("v"), str(content.get("event"))
    if version != VERSION or name not in EVENTS:
        raise Unreadable(f"不认识的办件记录“{name}”（格式 {version}）：请升级平台后再读")
    fields = {key: value for key, value in content.items() if key not in {"v", "event"}}
    try:
        made: Event = _made(EVENTS[name], fields)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise Unreadable(f"办件记录“{name}”的内容不完整：{error}") from None
    return made


def snapshot(state: State) -> dict[str, Any]:
    """A state as JSON values, to be kept beside the events so that they need not be folded."""
    return {"v": VERSION, **_record(state)}


def restore(content: Mapping[str, Any]) -> State:
    """The state of a `snapshot`. Raises `Unreadable` – then fold the events instead."""
    if content.get("v") != VERSION:
        raise Unreadable("办件快照的格式不认识：请重放办件记录")
    state: State = _made(State, {key: value for key, value in content.items() if key != "v"})
    return state


Convert = Callable[[Any], Any]


def _record(record: Any) -> dict[str, Any]:
    """Fields that do not hold their default, as JSON values."""
    kind: Any = type(record)
    return {
        name: plain(value)
        for name, default, plain in _writers(kind)
        if (value := getattr(record, name)) is not default and value != default
    }


def _made(kind: Any, content: Mapping[str, Any]) -> Any:
    """A record from its JSON form."""
    readers = _readers(kind)
    return kind(**{name: readers[name](value) for name, value in content.items()})


@cache
def _writers(kind: Any) -> tuple[tuple[str, Any, Convert], ...]:
    """Name, default and writer of each field; worked out once for each kind of record."""
    hints = typing.get_type_hints(kind)
    return tuple(
        (field.name, _default(field), _writer(hints[field.name]))
        for field in dataclasses.fields(kind)
    )


@cache
def _readers(kind: Any) -> dict[str, Convert]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def _writer(hint: Any) -> Convert:
    """How a value of this type is written."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return _feel
    if origin is types.UnionType:
        inner = _writer(args[0])
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        inner = _writer(args[0])
        return lambda value: [inner(each) for each in value]
    if origin is frozenset:
        return sorted
    if origin is not None:
        inner = _writer(args[1])
        return lambda value: {str(key): inner(each) for key, each in value.items()}
    if dataclasses.is_dataclass(hint):
        return _record
    if hint is dt.datetime:
        return dt.datetime.isoformat
    return str if issubclass(hint, enum.StrEnum) else _same


@cache
def _reader(hint: Any) -> Convert:
    """How a value of this type is read."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return _read_feel
    if origin is types.UnionType:
        inner = _reader(args[0])
        return lambda value: None if value is None else inner(value)
    if origin is tuple or origin is frozenset:
        inner, whole = _reader(args[0]), origin
        return lambda value: whole(map(inner, value))
    if origin is not None:
        key, inner = args[0], _reader(args[1])
        return lambda value: {key(name): inner(each) for name, each in value.items()}
    if dataclasses.is_dataclass(hint):
        return lambda value: _made(hint, value)
    return dt.datetime.fromisoformat if hint is dt.datetime else hint


def _same(value: Any) -> Any:
    return value


def _feel(value: Any) -> Any:
    for name, (kind, _) in KINDS.items():
        if isinstance(value, kind):
            return {name: str(value) if kind is Decimal else value.isoformat()}
    if isinstance(value, list):
        return [_feel(each) for each in value]
    if value is None or isinstance(value, str | bool):
        return value
    raise Unreadable(f"“{value}”不能写入办件记录：只能是文本、数字、真假、日期、时间或它们的列表")


def _read_feel(value: Any) -> Any:
    if isinstance(value, list):
        return [_read_feel(each) for each in value]
    if isinstance(value, Mapping):
        ((name, text),) = value.items()
        return KINDS[name][1](text)
    return value
