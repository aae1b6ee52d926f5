"""Context functions (DMN 1.5, table 79)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rulebook.feel.meter import METER
from rulebook.feel.operators.structure import MAX_LEVELS

Context = dict[str, Any]


def get_value(context: Context, key: Any) -> Any:
    """An entry, or the one at the end of a list of keys."""
    if isinstance(key, str):
        return context.get(key)
    if not isinstance(key, list) or not key:
        return None
    found: Any = context
    for one in key:
        if not isinstance(found, dict) or not isinstance(one, str):
            return None
        found = found.get(one)
    return found


def get_entries(context: Context) -> list[Context]:
    """``[{key: …, value: …}]``."""
    METER.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def make_context(entries: list[Any]) -> Context | None:
    """The inverse of `get_entries`; null for a repeated or missing key."""
    found: Context = {}
    for entry in entries:
        METER.spend()
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            return None
        if entry["key"] in found or "value" not in entry:
            return None
        found[entry["key"]] = entry["value"]
    return found


def context_put(context: Context, key: Any, value: Any) -> Context | None:
    """With one entry set, at a key or at the end of a list of keys."""
    METER.spend(len(context))
    if isinstance(key, str):
        return {**context, key: value}
    if not isinstance(key, list) or not 0 < len(key) <= MAX_LEVELS:
        return None
    if not all(isinstance(one, str) for one in key):
        return None
    if len(key) == 1:
        return {**context, key[0]: value}
    inner = context.get(key[0], {})
    if not isinstance(inner, dict):
        return None
    changed = context_put(inner, key[1:], value)
    return None if changed is None else {**context, key[0]: changed}


def context_merge(contexts: list[Any]) -> Context | None:
    """All entries of all; later ones win."""
    found: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        METER.spend(1 + len(context))
        found.update(context)
    return found


CONTEXTS: Mapping[str, Callable[..., Any]] = {
    "get value": get_value,
    "get entries": get_entries,
    "context": make_context,
    "context put": context_put,
    "context merge": context_merge,
}
