"""What is in the tree: nothing of one machine, nothing inline, nothing unexplained."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.house.platform import modules

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("guanbiao", "rulebook", "packs", "tests", "bench", "docs", "deploy", ".ci")
FOREIGN = ROOT / "tests" / "rulebook" / "tck"
TEXT = {".py", ".md", ".toml", ".csv", ".yaml", ".html", ".js", ".css", ".json", ".lock", ""}
MACHINE = re.compile(r"(?<![\w.}/])/(?:work|root|home)/\w")
REGISTRY = re.compile(
    r"https?://[^\s\"']*(?:pypi|npmjs|npmmirror|registry|/simple)\b", re.IGNORECASE
)
INLINE = re.compile(
    r"""\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:"""
)
ICON = re.compile(r"(?<!macro )\bicon\((.*?)\}\}", re.DOTALL)
SYMBOL = re.compile(r'<symbol[^>]*\bid="i-([\w-]+)"')
VARIABLE = re.compile(r"(?:GUANBIAO|DATABASE)_[A-Z_]+")
OF_ALL = {"DATABASE_", "GUANBIAO_"}


@cache
def texts() -> dict[Path, str]:
    """Every text of the repository by its path; what other people wrote is left as it came."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    ours = (path for path in found if path.suffix in TEXT and FOREIGN not in path.parents)
    return {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in ours
            if "__pycache__" not in path.parts and path.name != ".git"}  # fmt: skip


@cache
def templates() -> dict[Path, str]:
    """Every page and part."""
    return {path: text for path, text in texts().items() if path.suffix == ".html"}


def found(pattern: re.Pattern[str], among: dict[Path, str]) -> list[str]:
    """Places where the pattern occurs."""
    here = Path(__file__).relative_to(ROOT)
    return [f"{path}: {hit.group()}" for path, text in among.items() if path != here
            for hit in pattern.finditer(text)]  # fmt: skip


def test_the_tree_is_seen_whole() -> None:
    assert len(texts()) > 250
    assert len(templates()) > 40


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    assert found(MACHINE, texts()) == []


def test_nothing_names_a_registry_so_every_machine_uses_its_own() -> None:
    assert found(REGISTRY, texts()) == []


def test_no_page_holds_a_style_a_script_or_a_handler_of_its_own() -> None:
    assert found(INLINE, templates()) == []


def icons() -> set[str]:
    """Icons named in templates, also where one of several is chosen, and in modules' faces."""
    calls = [hit for text in templates().values() for hit in ICON.findall(text)]
    named = {name for call in calls for name in re.findall(r'"([a-z][\w-]*)"', call)}
    chosen = {item.icon for module in modules() for item in (*module.menu, *module.services)}
    return named | chosen | {module.icon for module in modules()}


def test_every_icon_that_is_used_is_drawn() -> None:
    sprite = ROOT / "guanbiao" / "project" / "templates" / "sprite.html"
    drawn = set(SYMBOL.findall(sprite.read_text(encoding="utf-8")))
    assert len(icons()) > 20
    assert icons() - drawn == set()


def variables(path: Path) -> set[str]:
    """Names of settings in strings of a source file."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    strings = [node.value for node in nodes
               if isinstance(node, ast.Constant) and isinstance(node.value, str)]  # fmt: skip
    return {text for text in strings if VARIABLE.fullmatch(text)}


def read_settings() -> set[str]:
    places = [*(ROOT / "guanbiao").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "dev.py"]
    return {name for path in places for name in variables(path)} - OF_ALL


def test_every_setting_is_explained_and_nothing_else_is() -> None:
    manual = texts()[Path("docs/manual/settings.md")]
    told = set(re.findall(r"`((?:GUANBIAO|DATABASE)_[A-Z_]+)`", manual))
    assert len(told) > 10
    assert told == read_settings()


def requirements() -> set[str]:
    """Names of the direct dependencies."""
    project = tomllib.loads(texts()[Path("pyproject.toml")])
    lines = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return {re.split(r"[\[=<>~! ]", line)[0] for line in lines}


@pytest.mark.parametrize("name", sorted(requirements()))
def test_every_library_says_what_it_is_for(name: str) -> None:
    table = texts()[Path("docs/decisions/libraries.md")]
    named = {each.strip() for line in table.splitlines() if line.startswith("| ")
             for each in line.split("|")[1].split(",")}  # fmt: skip
    assert name in named


def links() -> list[tuple[Path, str]]:
    """Links of the documents to files of the tree."""
    return [(path, target) for path, text in texts().items() if path.suffix == ".md"
            for target in re.findall(r"\]\(([^)#\s]+)", text) if ":" not in target]  # fmt: skip


def test_every_link_of_the_documents_leads_somewhere() -> None:
    assert len(links()) > 10
    broken = [f"{path}: {to}" for path, to in links() if not (ROOT / path.parent / to).exists()]
    assert broken == []
