"""Small packs to publish, spoil and compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse

STANDARD = """number = "{number}"
title = "试验标准"
edition = "{edition}"
level = "{level}"
class = "试验"
region = "{region}"
units = {units}
from_day = {from_day}
{to_day}replaces = {replaces}
paraphrase = false
sample = true
running_cases = "finish_under_old"

[[source]]
title = "试验"
where = "tests"
checked_on = 2026-01-01
"""
TEXT = """# 试验标准

### 4.1 定价 {#4.1 must_not}

定价不应超过上限。
"""
BINDS = """[[bind]]
clause = "4.1"
kind = "rule"
act = ["shelf.book.record"]
require = "定价 <= %s上限"
actual = "定价"
limit = "%s上限"
unit = "元"
field = "price"
"""
VALUES = """[[value]]
name = "%s上限"
type = "number"
unit = "元"

[[value.from]]
day = %s
value = %s
clause = "4.1"
source = "试验"
checked_on = 2026-01-01
"""
CASES = """- name: 便宜
  act: shelf.book.record
  on: %s
  facts: {定价: 1}
  expect: {"4.1": pass}
"""


def files(
    number: str = "T 1",
    edition: str = "2020",
    from_day: str = "2020-01-01",
    *,
    cap: int = 100,
    level: str = "internal",
    region: str = "",
    units: tuple[str, ...] = (),
    replaces: tuple[str, ...] = (),
    to_day: str = "",
) -> dict[str, str]:
    """The files of a pack with one rule: a price may not exceed ``cap``."""
    name = number.replace(" ", "")
    head = STANDARD.format(
        number=number, edition=edition, level=level, region=region, units=_list(units),
        from_day=from_day, replaces=_list(replaces),
        to_day=f"to_day = {to_day}\n" if to_day else "",
    )  # fmt: skip
    return {
        "standard.toml": head,
        "text.md": TEXT,
        "binds.toml": BINDS % (name, name),
        "values.toml": VALUES % (name, from_day, cap),
        "cases/price.yaml": CASES % from_day,
    }


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def pack(*args: object, **more: object) -> Pack:
    """The same as a pack."""
    return parse(files(*args, **more))  # type: ignore[arg-type]


def write(folder: Path, content: dict[str, str]) -> Path:
    """Files to a folder, as somebody might hand them over."""
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@dataclass
class Office:
    """A unit as the library sees one: where it lies, and what it and those above are called."""

    pk: int = 1
    region_id: str = "990100"
    codes: tuple[str, ...] = field(default_factory=tuple)

    def identities(self) -> tuple[str, ...]:
        return self.codes
