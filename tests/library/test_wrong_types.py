"""Whatever stands where a text, number, day or list should: it is told, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest

from guanbiao.library.packs import parse
from guanbiao.library.problems import PackError
from tests.library.makers import files
from tests.library.test_bad_packs import CHECKLIST, GRANT, TABLE

STAGE = """name = "p"
act = "a.b"
clause = "4.1"
[[stage]]
name = "s"
label = "l"
who = {kind = "applicant"}
clause = "4.1"
mode = "any"
deadline_minutes = 3
when = "true"
act = "a.b"
"""
YEAR = """[[year]]
year = 2026
source = "s"
holidays = [2026-01-01]
workdays = [2026-01-03]
"""
TOML = ("3", '"x"', "[]", "[3]", "{}", "{a=1}", "true", "2026-01-01", "1.5", "[[1]]", '["a"]',
        "2026-01-01T00:00:00", "inf", '""', "-1", '[{field="a",from=3}]', "[{}]")  # fmt: skip
YAML = ("3", "x", "[]", "{}", "{a: 1}", "true", "2026-01-01", "null", "[a]", "1.5", "~", '"1"',
        "{[1]: 2}", "2026-01-01 08:00:00")  # fmt: skip
LINE = re.compile(r"(\s*-?\s*\w+(?:\s*=|:))")


def full() -> dict[str, str]:
    """A pack with every kind of file."""
    return {
        **files(),
        "processes/p.toml": STAGE,
        "grants/g.toml": GRANT + 'when = "x"\n',
        "checklists/c.toml": CHECKLIST,
        "tables/t.csv": TABLE,
        "calendar.toml": YEAR,
    }


def spoilt(name: str) -> Iterator[dict[str, str]]:
    """The pack with every field of one file in turn of every wrong type."""
    lines = full()[name].splitlines()
    for place, line in enumerate(lines):
        start = LINE.match(line)
        for value in (TOML if name.endswith("toml") else YAML) if start else ():
            wrong = [*lines[:place], f"{start[1]} {value}", *lines[place + 1 :]]  # type: ignore[index]
            yield {**full(), name: "\n".join(wrong) + "\n"}


@pytest.mark.parametrize("name", [name for name in full() if name[-4:] in ("toml", "yaml")])
def test_a_field_of_a_wrong_type_is_told(name: str) -> None:
    for content in spoilt(name):
        with suppress(PackError):
            parse(content)


def test_a_pack_with_every_kind_of_file_is_taken() -> None:
    pack = parse(full())
    assert pack.processes[0].stages[0].deadline_minutes == 3
    assert pack.calendar is not None


@pytest.mark.parametrize("value", ["true", "2026-01-01T00:00:00", '"2026-01-01"', "20260101"])
def test_what_is_no_day_is_not_taken_for_one(value: str) -> None:
    content = files()
    content["standard.toml"] = content["standard.toml"].replace("2020-01-01", value)
    with pytest.raises(PackError, match="from_day 应为日期"):
        parse(content)
