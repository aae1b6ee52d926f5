"""Reading one TOML table field by field: what is missing or of the wrong type is said, by line."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar, cast

from guanbiao.library.problems import Problem, line_of

Kind = TypeVar("Kind")
NAMES: dict[type, str] = {
    str: "文字",
    bool: "true 或 false",
    list: "列表",
    dict: "表",
    dt.date: "日期（如 2025-05-02）",
    int: "整数",
}


@dataclass
class Part:
    """One table of a TOML file, with the place it stands at."""

    file: str
    line: int
    content: dict[str, Any]
    problems: list[Problem]
    used: set[str] = field(default_factory=set)

    def fault(self, message: str) -> None:
        """Note a fault of this table."""
        self.problems.append(Problem(self.file, self.line, message))

    def get(self, name: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """A field of a given type; a missing one without default is a fault."""
        self.used.add(name)
        value = self.content.get(name, default)
        if value is None:
            self.fault(f"缺少 {name}：请填写{NAMES.get(kind, kind.__name__)}")
        elif is_a(value, kind):
            return cast("Kind", value)
        else:
            self.fault(f"{name} 应为{NAMES.get(kind, kind.__name__)}，实际是 {value!r:.60}")
        return cast("Kind", dt.date.min) if kind is dt.date else kind()

    def maybe(self, name: str, kind: type[Kind]) -> Kind | None:
        """A field that may be absent; one of another type is a fault."""
        return self.get(name, kind) if name in self.content else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        self.used.add(name)
        value = self.content.get(name, [])
        if isinstance(value, str):
            return (value,) if value else ()
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.fault(f'{name} 应为文字列表，如 ["a", "b"]')
        return ()

    def anything(self, name: str) -> Any:
        """A field of whatever type; none when absent."""
        self.used.add(name)
        return self.content.get(name)

    def finish(self) -> None:
        """Whatever was not asked for is a fault: a misspelt name must not be silently ignored."""
        unknown = sorted(set(self.content) - self.used)
        if unknown:
            self.fault(f"不认识的字段 {'、'.join(unknown)}：请删除或改正拼写")


def is_a(value: Any, kind: type) -> bool:
    """Whether a TOML value is of a kind: true is no number, a moment is no day."""
    if isinstance(value, bool | dt.datetime):
        return type(value) is kind
    return isinstance(value, kind)


def read_toml(files: dict[str, str], name: str, problems: list[Problem]) -> dict[str, Any] | None:
    """A TOML file of the pack, numbers as Decimal; none when absent or not readable."""
    if name not in files:
        return None
    try:
        return tomllib.loads(files[name], parse_float=Decimal)
    except tomllib.TOMLDecodeError as failure:
        words = str(failure)
        line = words.partition("line ")[2].partition(",")[0]
        problems.append(
            Problem(name, int(line) if line.isdigit() else 0, f"TOML 写法有误：{words}")
        )
        return None


def tables(files: dict[str, str], name: str, key: str, problems: list[Problem]) -> list[Part]:
    """The ``[[key]]`` tables of a file, each with its line."""
    content = read_toml(files, name, problems)
    if content is None:
        return []
    found = content.pop(key, [])
    problems += [
        Problem(name, line_of(files[name], each), f"不认识的字段 {each}：这里只写 [[{key}]]")
        for each in content
    ]
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        problems.append(Problem(name, line_of(files[name], f"[{key}]"), f"应写作 [[{key}]]"))
        return []
    return [
        Part(name, line_of(files[name], f"[[{key}]]", nth), each, problems)
        for nth, each in enumerate(found)
    ]
