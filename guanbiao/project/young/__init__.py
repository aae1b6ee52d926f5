"""A young business, written as files: what `guanbiao new-module` makes.

The templates beside this file are a whole small business – one table, three acts, one clause with
its cases – so that the first change is made to something that works.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent
NAME = re.compile(r"[a-z][a-z0-9]{2,19}")
RESERVED = {"api", "static", "login", "logout", "admin", "module", "tests"}


class Refused(ValueError):
    """The business cannot be made; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: English names for code, Chinese words for people."""

    module: str
    label: str
    entity: str
    title: str

    @property
    def model(self) -> str:
        """The name of the class: ``menu`` → ``Menu``."""
        return self.entity.capitalize()

    @property
    def number(self) -> str:
        """The number of the standard that comes with it, to be replaced by the bureau's own."""
        return f"Q/YCJG {self.module.upper()}"

    @property
    def folder(self) -> str:
        """The standard's folder."""
        return self.number.replace("/", "-").replace(" ", "-")


def make(wanted: Wanted, root: Path) -> list[Path]:
    """Write the business and its standard below ``root``; raises `Refused` and writes nothing.

    Returns the files written. The manual gains the business's acts.
    """
    _check(wanted, root)
    module = root / "guanbiao" / "modules" / wanted.module
    pack = root / "packs" / wanted.folder / "2026"
    written = [*_fill("module", module, wanted), *_fill("pack", pack, wanted)]
    manual = root / "docs" / "manual" / "acts.md"
    text = manual.read_text(encoding="utf-8").rstrip("\n")
    manual.write_text(f"{text}\n\n{_rendered('manual.md.j2', wanted)}", encoding="utf-8")
    return [*written, manual]


def _check(wanted: Wanted, root: Path) -> None:
    for name in (wanted.module, wanted.entity):
        if not NAME.fullmatch(name) or name in RESERVED:
            raise Refused(f"“{name}”不能作名称：请用 3 至 20 个小写英文字母或数字，以字母开头。")
    for words in (wanted.label, wanted.title):
        if not 2 <= len(words.strip()) <= 20:
            raise Refused("请用 2 至 20 个字写明业务和对象的中文名称。")
    if not (root / "guanbiao" / "modules").is_dir():
        raise Refused("请在源代码目录下运行：这里没有 guanbiao/modules。")
    if (root / "guanbiao" / "modules" / wanted.module).exists():
        raise Refused(f"业务“{wanted.module}”已存在，请换一个名称。")


def _fill(part: str, target: Path, wanted: Wanted) -> list[Path]:
    written = []
    for source in sorted((HERE / part).rglob("*.j2")):
        path = target / source.relative_to(HERE / part).with_suffix("")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_rendered(str(source.relative_to(HERE)), wanted), encoding="utf-8")
        written.append(path)
    return written


def _rendered(name: str, wanted: Wanted) -> str:
    made = Environment(  # noqa: S701 - Python, TOML and YAML, not HTML
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, keep_trailing_newline=True,
        variable_start_string="<<", variable_end_string=">>",
        comment_start_string="<#", comment_end_string="#>",
    )  # fmt: skip
    return made.get_template(name).render(w=wanted)
