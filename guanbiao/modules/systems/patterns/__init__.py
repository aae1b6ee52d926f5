"""Published structures of standards systems, one file each, with source; copied, never obeyed.

A branch whose name no source gives is left open for the unit to name; so are the N parts.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Branch:
    """A branch: code, name, whether it waits for its unit to fill it, the branches below."""

    code: str
    name: str
    open: bool
    below: tuple[Branch, ...]


@dataclass(frozen=True)
class Pattern:
    """A structure with its root branches and where it was published."""

    key: str
    name: str
    summary: str
    source: str
    checked_on: str
    branches: tuple[Branch, ...]


@cache
def every() -> tuple[Pattern, ...]:
    """All structures, by their keys."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def named(key: str) -> Pattern | None:
    """The structure with this key; none for an empty system."""
    return next((each for each in every() if each.key == key), None)


def _read(path: Path) -> Pattern:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    branches = tuple(_branch(each, "", n) for n, each in enumerate(said["branch"], 1))
    head = {name: said[name] for name in ("name", "summary", "source", "checked_on")}
    return Pattern(path.stem, branches=branches, **head)


def _branch(said: dict[str, object], above: str, place: int) -> Branch:
    code = str(said.get("code") or (f"{above}.{place}" if above else place))
    below: list[dict[str, object]] = list(said.get("branch", ()))  # type: ignore[call-overload] # a TOML array
    inner = tuple(_branch(each, code, n) for n, each in enumerate(below, 1))
    return Branch(code, str(said["name"]), bool(said.get("open")), inner)
