"""Short bricks: a file fits in a few screens, a function in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("guanbiao", "rulebook", "tests", "bench")
FILE, FUNCTION, KIT = 400, 40, 3000
EXCUSED: dict[str, str] = {}
"""Path, or path:function, beyond the budget, with the reason. The list only shrinks."""


@cache
def files() -> tuple[Path, ...]:
    """Every Python file written by hand; migrations are written by Django."""
    found = [path for place in PLACES for path in (ROOT / place).rglob("*.py")]
    return (ROOT / "dev.py", *(path for path in found if "migrations" not in path.parts))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function, signature and docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


@cache
def beyond() -> dict[str, int]:
    """What is longer than its budget."""
    found = {}
    for path in files():
        name = str(path.relative_to(ROOT))
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > FILE:
            found[name] = length
        long = {each: size for each, size in functions(path) if size > FUNCTION}
        found |= {f"{name}:{each}": size for each, size in long.items()}
    return found


def test_every_file_and_function_keeps_its_budget() -> None:
    assert len(files()) > 100
    assert {name: size for name, size in beyond().items() if name not in EXCUSED} == {}


def test_an_excuse_that_is_no_longer_needed_is_struck_off() -> None:
    assert set(EXCUSED) - set(beyond()) == set()


def test_the_kit_keeps_its_budget() -> None:
    kit = [
        path
        for path in (ROOT / "guanbiao" / "kit").rglob("*")
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts
    ]
    assert kit
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in kit) <= KIT


def test_the_face_of_a_business_stays_under_a_hundred_lines() -> None:
    faces = list((ROOT / "guanbiao" / "modules").glob("*/module.py"))
    assert faces
    long = [path.parent.name for path in faces
            if len(path.read_text(encoding="utf-8").splitlines()) > 100]  # fmt: skip
    assert long == []
