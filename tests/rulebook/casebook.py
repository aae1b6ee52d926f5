"""Reads the cases in ``cases/``: expressions and cells with the values the standard asks for.

A file has a theme, its source, names with types, facts, and cases. ``feel`` is an expression,
``cell`` a table cell that tests the number 5; ``is`` what comes out, as FEEL writes it; ``given``
takes the place of the facts. ``strict: false`` reads as the standard does, ``vocabulary: chinese``
with Chinese words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rulebook.feel import CHINESE, ENGLISH, Scope, Vocabulary
from rulebook.feel import types as t

FOLDER = Path(__file__).parent / "cases"
TYPES = {**t.SIMPLE, "any": t.ANY}


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    theme: str
    text: str
    cell: bool
    expected: str
    scope: Scope
    facts: dict[str, Any]
    strict: bool
    vocabulary: Vocabulary


@cache
def book(name: str) -> dict[str, Any]:
    """A file of cases."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


def cases() -> Iterator[Case]:
    """All cases of expressions and cells, in the order of their files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        read = book(path.name)
        scope = scope_of(read.get("types", {}))
        vocabulary = CHINESE if read.get("vocabulary") == "chinese" else ENGLISH
        for one in read.get("cases", ()):
            facts = one.get("given", read.get("facts", {}))
            text = one.get("feel", one.get("cell"))
            yield Case(
                path.stem,
                text,
                "cell" in one,
                one["is"],
                scope,
                feel(facts),
                read.get("strict", True),
                vocabulary,
            )


def scope_of(types: dict[str, str]) -> Scope:
    """Names and types as a file gives them."""
    return Scope({name: TYPES[type_] for name, type_ in types.items()})


def feel(value: Any) -> Any:
    """A value of YAML as one of FEEL."""
    if isinstance(value, dict):
        return {key: feel(each) for key, each in value.items()}
    if isinstance(value, list):
        return [feel(each) for each in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


@dataclass(frozen=True)
class Mistake:
    """A text that is refused: where (1-based), in which words, with which suggestion."""

    text: str
    scope: Scope
    line: int
    column: int
    says: str
    suggests: str


def mistakes() -> Iterator[Mistake]:
    """All texts that must be refused."""
    read = book("errors.yaml")
    person = t.context_of({"年龄": t.NUMBER, "姓名": t.STRING})
    scope = scope_of(read["types"]).extended({"名单": t.list_of(person)})
    for one in read["errors"]:
        place = one["line"], one["column"]
        yield Mistake(one["feel"], scope, *place, one["says"], one.get("suggests", ""))


@dataclass(frozen=True)
class Hit:
    """Facts put to a table: the rows that apply and the result, or the rows that clash."""

    table: str
    csv: str
    scope: Scope
    facts: dict[str, Any]
    rows: tuple[int, ...]
    expected: str
    breaks: tuple[int, ...]


def hits() -> Iterator[Hit]:
    """All cases of tables."""
    read = book("tables.yaml")
    scope = scope_of(read["types"])
    for table in read["tables"]:
        for one in table["cases"]:
            yield Hit(
                table["name"],
                table["csv"],
                scope,
                feel(one["given"]),
                tuple(one.get("rows", ())),
                one.get("is", ""),
                tuple(one.get("breaks", ())),
            )
