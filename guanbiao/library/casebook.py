"""Cases out of ``cases/*.yaml``: facts as people write them, verdicts they expect.

Only what a case needs of YAML is understood: lists, mappings and plain values. ``on`` is a word
here, not a truth value; numbers are read exactly; anchors and tags are refused.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from guanbiao.library.contents import in_folder
from guanbiao.library.pack import Case
from guanbiao.library.parts import is_a
from guanbiao.library.problems import Problem

VERDICTS = {"pass", "block", "warn", "unknown", "na"}
WANTED: dict[str, tuple[type, str]] = {
    "name": (str, "文字"),
    "act": (str, "业务动作名"),
    "on": (dt.date, "日期，如 2025-05-02"),
    "facts": (dict, "“事实名: 值”"),
    "expect": (dict, "“条款号: 结论”"),
}
ANSWERED = {key: WANTED[key] for key in WANTED if key != "expect"} | {"gives": (dict, "“结果: 值”")}
"""The same of a question of the platform: what its table should answer, instead of verdicts."""
ZONE = ZoneInfo("Asia/Shanghai")
"""Cases give wall-clock times; the gate reads facts in the same zone."""
TRUTH = "tag:yaml.org,2002:bool"


class Reader(yaml.CSafeLoader):
    """YAML without surprises, read by libyaml: cases are most of what publishing has to read."""


Reader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != TRUTH or first in "tTfF"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Reader.add_constructor(
    "tag:yaml.org,2002:float", lambda _, node: _decimal(str(node.value), node.start_mark)
)


def _decimal(text: str, mark: yaml.Mark) -> Decimal:
    try:
        found = Decimal(text.replace("_", ""))
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite():
        raise yaml.MarkedYAMLError(None, None, f"“{text}”不是数", mark)
    return found


def read_cases(files: dict[str, str], problems: list[Problem]) -> tuple[Case, ...]:
    """``cases/*.yaml``: every file a list of cases."""
    found: list[Case] = []
    for name in in_folder(files, "cases", ".yaml"):
        reader = Reader(files[name])
        try:
            _refuse_anchors(files[name])
            found += _cases(name, reader, problems)
        except (yaml.YAMLError, ValueError, RecursionError) as failure:
            problems.append(_unreadable(name, failure))
        finally:
            reader.dispose()
    return tuple(found)


def _refuse_anchors(text: str) -> None:
    """A case is written out, and a small file stays small."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(None, None, "不使用锚点（& 和 *）", mark)


def _unreadable(name: str, failure: Exception) -> Problem:
    mark = getattr(failure, "problem_mark", None)
    words = getattr(failure, "problem", None) or str(failure) or "嵌套过深"
    return Problem(name, mark.line + 1 if mark else 0, f"YAML 写法有误（{words}）：请改正")


def _cases(name: str, reader: Reader, problems: list[Problem]) -> list[Case]:
    root = reader.get_single_node()
    if not isinstance(root, yaml.SequenceNode):
        problems.append(Problem(name, 1, "用例文件应是列表：每个用例以“- name:”开头"))
        return []
    found = []
    for node in root.value:
        line = node.start_mark.line + 1
        entry = reader.construct_object(node, deep=True)
        faults = _faults(entry)
        problems += [Problem(name, line, fault) for fault in faults]
        if not faults:
            found.append(_case(entry, name, line))
    return found


def _faults(entry: Any) -> list[str]:
    """What is wrong with one case."""
    wanted = ANSWERED if isinstance(entry, dict) and "gives" in entry else WANTED
    if not isinstance(entry, dict) or set(entry) != set(wanted):
        return [f"用例应恰有 {'、'.join(wanted)} 五项：请补齐或删去多余的"]
    faults = [
        f"用例的 {key} 应为{words}"
        for key, (kind, words) in wanted.items()
        if not is_a(entry[key], kind)
    ]
    if faults or wanted is ANSWERED:
        return faults
    bad = sorted({str(verdict) for verdict in entry["expect"].values()} - VERDICTS)
    if bad:
        known = "、".join(sorted(VERDICTS))
        return [f"用例“{entry['name']}”的结论 {'、'.join(bad)} 不认识：请用 {known} 之一"]
    return []


def _case(entry: dict[str, Any], file: str, line: int) -> Case:
    expect = {str(clause): str(verdict) for clause, verdict in entry.get("expect", {}).items()}
    facts, gives = (
        {str(label): _fact(value) for label, value in entry.get(part, {}).items()}
        for part in ("facts", "gives")
    )
    return Case(entry["name"], entry["act"], entry["on"], facts, expect, file, line, gives)


def _fact(value: Any) -> Any:
    """A FEEL value: whole numbers as Decimal, times of day in the bureau's zone."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZONE)
    if isinstance(value, list):
        return [_fact(each) for each in value]
    return value
