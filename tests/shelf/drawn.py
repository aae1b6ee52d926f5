"""A standard of the shelf that draws its process, instead of listing stages.

Dear books are judged by the head and an expert side by side; a late head has the clerk ask, a
signal ends the expert's part; then a called process puts the book up, or a message says it
already stands there.
"""

from __future__ import annotations

from pathlib import Path

from rulebook.feel import types as t
from rulebook.flow.bpmn.writer import write as bpmn
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
)
from rulebook.processes import Who, WhoKind

APPLICANT, HEAD = Who(WhoKind.APPLICANT), Who(WhoKind.UNIT_HEAD)
EXPERT = Who(WhoKind.PERSON, "S0003")
LATE = 120
"""Working minutes after which the clerk is told to ask."""

STANDARD = """
number = "Q/SHELF 2"
title = "贵重图书审批规范"
level = "internal"
class = "管理"
region = ""
units = []
from_day = {day}
edition = "{edition}"
replaces = []
paraphrase = false
sample = true
running_cases = "{running}"

[[source]]
title = "测试用标准"
number = "Q/SHELF 2"
where = "tests/shelf"
checked_on = 2026-01-01
"""
TEXT = """# 贵重图书审批规范

### 4.1 审批 {#4.1 must}

定价超过 50 元的图书入架，应经单位负责人和专家同意。
"""
BINDS = """
[[bind]]
clause = "4.1"
kind = "process"
act = ["shelf.book.add"]
process = "dear"
"""


def links(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Flow, ...]:
    """Flows between nodes, a third word being the condition."""
    return tuple(Flow(f"f{n}", *pair) for n, pair in enumerate(pairs, 1))


DEAR = Process(
    "dear",
    "贵重图书审批",
    (
        Start("begin", "提交申请"),
        Gateway("price", "定价超过50元？", default="f3"),
        Gateway("both", "分别审批", kind=GatewayKind.PARALLEL),
        UserTask("head", "单位负责人审批", "4.1", (HEAD,), minutes=240),
        UserTask("expert", "专家评审", "4.1", (EXPERT,), minutes=480),
        Boundary("late", "久未审批", host="head", interrupting=False, minutes=LATE),
        UserTask("ask", "询问进展", "4.1", (APPLICANT,)),
        Boundary("stop", "停止评审", host="expert", trigger=Trigger.SIGNAL, name="停止评审"),
        Gateway("judged", "评审结束"),
        Gateway("joined", "都已审批", kind=GatewayKind.PARALLEL),
        Gateway("agreed", "同意入架"),
        CallActivity("put", "上架", process="stock"),
        End("asked", "已询问"),
        End("end", "办结"),
    ),
    links(
        ("begin", "price"),
        ("price", "both", "定价 > 50"),
        ("price", "agreed"),
        ("both", "head"),
        ("both", "expert"),
        ("head", "joined"),
        ("expert", "judged"),
        ("stop", "judged"),
        ("judged", "joined"),
        ("joined", "agreed"),
        ("agreed", "put"),
        ("put", "end"),
        ("late", "ask"),
        ("ask", "asked"),
    ),
    act="shelf.book.add",
    clause="4.1",
)
STOCK = Process(
    "stock",
    "上架",
    (
        Start("s.begin", "开始上架"),
        UserTask("s.shelve", "放上书架", "4.1", (APPLICANT,)),
        Boundary("s.there", "已在架", host="s.shelve", trigger=Trigger.MESSAGE, name="已在架"),
        Gateway("s.done", "已上架"),
        End("s.end", "上架完毕"),
    ),
    (
        Flow("s1", "s.begin", "s.shelve"),
        Flow("s2", "s.shelve", "s.done"),
        Flow("s3", "s.there", "s.done"),
        Flow("s4", "s.done", "s.end"),
    ),
)


def files(
    edition: str = "2026",
    day: str = "2026-01-01",
    running: str = "finish_under_old",
    processes: tuple[Process, ...] = (DEAR, STOCK),
) -> dict[str, str]:
    """The files of an edition."""
    return {
        "standard.toml": STANDARD.format(edition=edition, day=day, running=running).lstrip(),
        "text.md": TEXT,
        "binds.toml": BINDS.lstrip(),
        "processes/dear.bpmn": bpmn(processes),
    }


def write(folder: Path, content: dict[str, str]) -> Path:
    """The pack as a folder."""
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


SERVED = Process(
    "served",
    "图书入架办理",
    (
        Start("begin", "提交申请"),
        RuleTask("level", "定审批级别", "4.1", "审批级别", {"级别": t.STRING}),
        Gateway("which", "需要负责人审批？", default="f4"),
        UserTask("head", "单位负责人审批", "4.1", (HEAD,)),
        Gateway("agreed", "可以入架"),
        ServiceTask("count", "自动清点", "4.1", "shelf.book.touch"),
        End("end", "办结"),
    ),
    links(
        ("begin", "level"),
        ("level", "which"),
        ("which", "head", '级别 = "负责人"'),
        ("which", "agreed"),
        ("head", "agreed"),
        ("agreed", "count"),
        ("count", "end"),
    ),
    act="shelf.book.add",
    clause="4.1",
)
"""The level of approval is decided by a table; at the end the platform counts the book itself."""
LEVELS = '''命中策略,首个
列,输入,输出,条款
名称,定价,级别
类型,数字,文本
1,<= 审批线,"""免批""",4.1
2,-,"""负责人""",4.1
'''
LINE = """
[[value]]
name = "审批线"
type = "number"
unit = "元"

[[value.from]]
day = 2026-01-01
value = 50
clause = "4.1"
source = "测试"
checked_on = 2026-01-01
"""


def served(process: Process = SERVED) -> dict[str, str]:
    """The files of an edition that decides by a table and has the platform do a part."""
    content = files(processes=(process,))
    content["binds.toml"] = content["binds.toml"].replace('"dear"', '"served"')
    return {**content, "tables/审批级别.csv": LEVELS, "values.toml": LINE.lstrip()}
