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
from collections.abc import Mapping
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


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    """Defaults by field; a field without one is not in here."""
    found = {}
    for field in dataclasses.fields(kind):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return found


def _record(record: Any) -> dict[str, Any]:
    kind: Any = type(record)
    defaults, hints = _defaults(kind), _hints(kind)
    values = {name: getattr(record, name) for name in hints}
    return {
        name: _plain(value, hints[name])
        for name, value in values.items()
        if name not in defaults or value != defaults[name]
    }


def _plain(value: Any, hint: Any) -> Any:
    if hint is Any:
        return _feel(value)
    if dataclasses.is_dataclass(value):
        return _record(value)
    if isinstance(value, Mapping):
        inner = typing.get_args(hint)[1]
        return {str(key): _plain(each, inner) for key, each in value.items()}
    if isinstance(value, tuple | frozenset):
        inner = typing.get_args(hint)[0]
        return [
            _plain(each, inner) for each in (value if isinstance(value, tuple) else sorted(value))
        ]
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


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


def _made(hint: Any, value: Any) -> Any:
    """A value of the type ``hint`` from its JSON form."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return _read_feel(value)
    if origin is types.UnionType:
        return None if value is None else _made(args[0], value)
    if origin is tuple or origin is frozenset:
        return origin(_made(args[0], each) for each in value)
    if origin is not None:
        return {_made(args[0], key): _made(args[1], each) for key, each in value.items()}
    if isinstance(value, Mapping):
        hints = _hints(hint)
        return hint(**{name: _made(hints[name], each) for name, each in value.items()})
    return dt.datetime.fromisoformat(value) if hint is dt.datetime else hint(value)
