"""The rooms: who may import whom, and what a business's folder holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from guanbiao.project import discover

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "guanbiao" / "modules"
PYTHON = {
    "__init__", "module", "public", "models", "acts", "facts", "forms", "queries", "pages",
    "tables", "measures", "jobs",
}  # fmt: skip
FOLDERS = {"templates", "islands", "migrations", "tests"}
BESIDE = {
    "cases/behind": "the record a case is about, as one person sees it",
    "cases/together": "several cases agreed to at once, seen before",
    "cases/phrases": "the words somebody writes often, kept by their owner",
    "cases/serving": "what a process has the platform do by itself",
    "cases/signing": "a hand-written signature drawn from strokes",
    "papers/previews": "what can be shown of a file without opening it elsewhere",
    "papers/leaves": "the pages of a PDF as pictures",
    "papers/child": "a script that reads a stranger's file, ended when it is slow",
    "papers/reading": "the process of its own that reads cells and words of office files",
    "papers/drawing": "the process of its own that draws one of them",
    "desk/agenda": "what one has to do or to attend beside tasks, of every business",
    "desk/asked": "what a list of the desk is narrowed to",
    "desk/promises": "what a service promises, from the dated value in force",
    "desk/searching": "records that hold a text, within what one may see",
    "desk/within": "a search narrowed to units and days",
    "channels/adapters": "mail, text message and instant message, each by its published protocol",
    "channels/reports": "what the gateway of text messages tells afterwards",
    "channels/own": "one's own addresses, proved by a code",
    "channels/rules": "what the standard says of messages",
    "desk/guides": "how a service is done, read from what is in force",
    "evaluation/drawing": "a sample drawn by chance that anybody can draw again",
    "evaluation/exceptions": "the acts of asking for exceptions and granting them",
    "evaluation/effects": "interrupted time series and difference in differences",
    "meetings/attending": "what meetings want of a person, for her desk and calendar",
    "meetings/finding": "looking for a room, and the way from what is found to the booking",
    "meetings/inviting": "names as people type them, persons as the platform knows them",
    "meetings/preparing": "the work before a meeting, from the checklist in force",
    "meetings/repeating": "a meeting held again, and the rest of its times cancelled",
    "meetings/seating": "where each seat of a layout stands",
    "notices/readers": "whom a notice concerns, seen from the reader and from the notice",
    "numbers/asked": "what a page of one number is asked for, and its rows",
    "numbers/taking": "the rows behind a number as a file",
    "organisation/feed": "units, persons and posts from another system, compared and taken over",
    "publishing/questions": "a quiz made from the clauses of an edition",
    "publishing/returning": "the edition before this one under a new name",
    "scoring/figures": "the figures of the platform that fill a sheet, and the rows they count",
    "scoring/rubric": "a score table as a standard lays it down",
    "security/oidc": "the protocol of our OpenID Connect provider, on Authlib",
    "standards/binding": "how a clause and its table, value or process are shown",
    "standards/comparing": "two editions side by side",
    "standards/demonstration": "two published standards that contradict each other, as packs",
    "standards/drafting": "making a standard, a business within the business, with its own bricks",
    "standards/feel": "rules in plain words",
    "standards/processes": "processes as drawings and tables of tasks",
    "systems/drawing": "a tree laid out as boxes and lines",
    "systems/patterns": "published structures of standards systems, as data with source",
    "vehicles/matching": "which cars may go for a request, and why not",
    "voices/deadlines": "by when a voice must be answered, from the dated value in force",
}
"""Files beyond the known names, with their reason; one that is gone must leave this list."""


def businesses() -> list[Path]:
    return sorted(path.parent for path in MODULES.glob("*/module.py"))


def bricks(folder: Path) -> set[str]:
    """Python files and packages of a business, by their bare names."""
    return {path.stem for path in folder.iterdir() if path.name not in FOLDERS | {"__pycache__"}}


def test_rooms_import_downward_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "2 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("folder", businesses(), ids=lambda path: path.name)
def test_a_business_holds_the_known_files(folder: Path) -> None:
    strange = {f"{folder.name}/{name}" for name in bricks(folder) - PYTHON}
    assert strange - set(BESIDE) == set()


def test_a_file_excused_from_the_known_names_is_there() -> None:
    there = {f"{folder.name}/{name}" for folder in businesses() for name in bricks(folder)}
    assert set(BESIDE) - there == set()


@pytest.mark.parametrize("folder", businesses(), ids=lambda path: path.name)
def test_a_brick_is_a_file_or_a_folder_never_both(folder: Path) -> None:
    both = [path.name for path in folder.glob("*.py") if path.with_suffix("").is_dir()]
    assert both == []


@pytest.mark.parametrize("folder", businesses(), ids=lambda path: path.name)
def test_a_business_keeps_its_templates_under_its_own_name(folder: Path) -> None:
    assert {path.name for path in folder.glob("templates/*")} <= {folder.name}


def test_every_folder_of_the_businesses_is_found() -> None:
    folders = {path.name for path in MODULES.iterdir() if (path / "__init__.py").exists()}
    assert {name.rpartition(".")[2] for name in discover.names()} == folders
    assert len(folders) >= 4


def neighbours(path: Path) -> set[tuple[str, str]]:
    """(business, brick) pairs imported by a file from ``guanbiao.modules``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[:2] == ["guanbiao", "modules"] and len(parts) > 2:
                found.add((parts[2], parts[3] if len(parts) > 3 else ""))
    return found


@pytest.mark.parametrize("module", discover.load(discover.names()), ids=lambda module: module.name)
def test_a_business_knows_a_neighbour_by_its_public_face_and_says_so(module: object) -> None:
    name, needs = module.name, module.needs  # type: ignore[attr-defined]
    for path in (MODULES / name).rglob("*.py"):
        if "tests" in path.parts:
            continue
        for other, brick in neighbours(path) - {(name, "")}:
            assert other == name or (brick == "public" and other in needs), f"{path}: {other}"
