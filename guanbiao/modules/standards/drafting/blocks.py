"""Parts of a pack's files changed one at a time, so that everything else stays as it was."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Block:
    """One ``[[key]]`` of a file: where it stands, its text, what it says."""

    place: int
    text: str
    said: dict[str, Any]


def blocks(text: str, key: str) -> list[Block]:
    """The ``[[key]]`` tables of a file, each with those nested in it."""
    _, parts = _cut(text, f"[[{key}]]")
    found = []
    for place, part in enumerate(parts):
        try:
            said = tomllib.loads(part, parse_float=Decimal)[key][0]
        except (tomllib.TOMLDecodeError, LookupError):
            said = {}
        found.append(Block(place, part, said))
    return found


def _cut(text: str, mark: str) -> tuple[str, list[str]]:
    """What stands before the first mark, and the parts that begin with it."""
    head, parts = "", []
    for line in text.splitlines(keepends=True):
        if line.strip() == mark or (mark == "- " and line.startswith(mark)):
            parts.append(line)
        elif parts:
            parts[-1] += line
        else:
            head += line
    return head, parts


def changed(text: str, key: str, place: int | None, block: str) -> str:
    """The file with one block in place of another, behind all (None), or without it (empty)."""
    return _changed(text, f"[[{key}]]", place, block, "\n\n")


def case_changed(text: str, place: int | None, block: str) -> str:
    """The same for the list of a file of cases."""
    return _changed(text, "- ", place, block, "\n")


def case_blocks(text: str) -> list[str]:
    """The items of a file of cases."""
    return _cut(text, "- ")[1]


def _changed(text: str, mark: str, place: int | None, block: str, gap: str) -> str:
    head, parts = _cut(text, mark)
    parts = [part.rstrip("\n") for part in parts]
    if place is None:
        parts.append(block.rstrip("\n"))
    elif block:
        parts[place] = block.rstrip("\n")
    else:
        del parts[place]
    return head + gap.join(parts) + "\n" if parts else head.rstrip("\n") + "\n" if head else ""


def table(key: str, said: Mapping[str, Any]) -> str:
    """``[[key]]`` with what is said; empty texts and lists are left out."""
    lines = [f"[[{key}]]"]
    nested = []
    for name, value in said.items():
        if value in ("", None, [], ()):
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            nested += [table(f"{key}.{name}", each) for each in value]
        else:
            lines.append(f"{name} = {literal(value)}")
    return "\n".join(["\n".join(lines) + "\n", *nested])


def literal(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False)
