"""The legal basis of a clause, and what became of it since somebody last looked."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from guanbiao.library import in_force, parts
from guanbiao.library.problems import Problem
from guanbiao.modules.standards.drafting import blocks

FILE = "basis.toml"


@dataclass(frozen=True)
class Basis:
    """Where a clause comes from, in words, and the day on which somebody compared it there."""

    text: str
    checked_on: dt.date | None = None


def read(files: Mapping[str, str]) -> dict[str, Basis]:
    """Clause → its basis; nothing where the file cannot be read (see `faults`)."""
    try:
        rows = tomllib.loads(files.get(FILE, "")).get("basis", [])
    except tomllib.TOMLDecodeError:
        return {}
    found = {}
    for row in filter(lambda each: isinstance(each, dict), rows if isinstance(rows, list) else []):
        day = row.get("checked_on")
        found[str(row.get("clause", ""))] = Basis(
            str(row.get("text", "")), day if isinstance(day, dt.date) else None
        )
    return found


def faults(files: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the file as a file; who reads packs does not look at it."""
    problems: list[Problem] = []
    parts.tables(dict(files), FILE, "basis", problems)
    return problems


def written(files: Mapping[str, str], clause: str, words: str, day: dt.date, looked: bool) -> str:
    """``basis.toml`` with this basis; the same words keep their day unless somebody ``looked``."""
    text = files.get(FILE, "")
    said = {"clause": clause, "text": words, "checked_on": day}
    for block in blocks.blocks(text, "basis"):
        if block.said.get("clause") == clause:
            if block.said.get("text") == words and not looked:
                return text
            return blocks.changed(
                text, "basis", block.place, blocks.table("basis", said) if words else ""
            )
    return blocks.changed(text, "basis", None, blocks.table("basis", said)) if words else text


def news(basis: Basis, today: dt.date) -> str:
    """What changed above since the basis was compared; empty where nothing is known to have."""
    named = [each for each in in_force.everything() if each.head.number in basis.text]
    if not named or basis.checked_on is None:
        return ""
    latest = max(named, key=lambda each: each.from_day)
    if latest.from_day > basis.checked_on:
        since = f"{latest.from_day.year}年{latest.from_day.month}月{latest.from_day.day}日"
        return f"{latest.head.number} 有 {latest.head.edition} 版，{since}起施行：请核对依据"
    if not any(each.holds_on(today) for each in named):
        return f"{latest.head.number} 已不施行：请核对依据"
    return ""
