"""The tables tests begin with come from a dump that is made of nothing else than they are."""

from __future__ import annotations

import json
from pathlib import Path

from tests import template

FIRST, SECOND, THIRD = {"a/0001.py": "1"}, {"a/0002.py": "2"}, {"b/0001.py": "3"}


def dump(folder: Path, name: str, made_of: dict[str, str]) -> Path:
    path = folder / f"test-tables-{name}.sql"
    path.write_text(f"{template.SAID}{json.dumps(made_of)}\nSELECT 1;\n", encoding="utf-8")
    return path


def test_the_dump_that_holds_most_of_what_is_wanted_is_taken(tmp_path: Path) -> None:
    dump(tmp_path, "young", FIRST)
    older = dump(tmp_path, "older", FIRST | SECOND)
    dump(tmp_path, "other", FIRST | SECOND | {"c/0001.py": "4"})
    assert template.base(tmp_path, FIRST | SECOND | THIRD) == older


def test_a_changed_migration_is_never_put_in(tmp_path: Path) -> None:
    dump(tmp_path, "before", FIRST | SECOND)
    assert template.base(tmp_path, FIRST | {"a/0002.py": "changed"}) is None


def test_a_dump_that_does_not_say_what_it_is_made_of_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test-tables-old.sql").write_text("--\n-- PostgreSQL\n", encoding="utf-8")
    assert template.base(tmp_path, FIRST) is None


def test_the_tables_of_tests_are_the_platforms_and_the_shelfs() -> None:
    platform, whole = template.sources(), template.sources(template.SHELF)
    assert platform.items() < whole.items()
    assert {name.split("/")[1] for name in set(whole) - set(platform)} == {"shelf"}
