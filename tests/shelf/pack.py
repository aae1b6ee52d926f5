"""The shelf's own standard, written to a folder as a bureau would exchange it."""

from __future__ import annotations

from pathlib import Path

STANDARD = """
number = "Q/SHELF 1"
title = "书架管理规范"
level = "internal"
class = "管理"
region = ""
units = []
from_day = 2020-01-01
edition = "2020"
replaces = []
paraphrase = false
sample = true
running_cases = "finish_under_old"

[[source]]
title = "测试用标准"
number = "Q/SHELF 1"
where = "tests/shelf"
checked_on = 2026-01-01
"""
TEXT = """# 书架管理规范

## 4 图书 {#4}

### 4.1 定价 {#4.1 must_not}

图书定价不应超过 100 元。

### 4.2 页数 {#4.2 should}

图书宜不少于 50 页。

### 4.3 借阅 {#4.3 must_not}

同一图书不应同时借给两人；借阅不应超过 30 天。

### 5.1 审批 {#5.1 must}

图书入架应经单位负责人同意。

### 5.2 岗位 {#5.2 must}

全体人员可申请图书入架、借阅；单位负责人审批。
"""
BINDS = """
[[bind]]
clause = "4.1"
kind = "rule"
act = ["shelf.book.add", "shelf.book.record", "shelf.book.price"]
require = "定价 <= 100"
actual = "定价"
limit = "100"
unit = "元"
field = "price"
alternatives = [{field = "price", from = "limit"}]

[[bind]]
clause = "4.2"
kind = "rule"
act = ["shelf.book.add", "shelf.book.record"]
require = "页数 >= 50"
actual = "页数"
limit = "50"
unit = "页"
field = "pages"

[[bind]]
clause = "4.3"
kind = "rule"
act = ["shelf.loan.lend"]
require = "借阅天数 <= 30"
actual = "借阅天数"
limit = "30"
unit = "天"
field = "end"

[[bind]]
clause = "5.1"
kind = "process"
act = ["shelf.book.add"]
process = "add"

[[bind]]
clause = "5.2"
kind = "grant"
grant = "shelf"
"""
PROCESS = """
name = "add"
act = "shelf.book.add"
clause = "5.1"

[[stage]]
name = "head"
label = "单位负责人审批"
who = {kind = "unit_head", of = "applicant_unit"}
mode = "any"
deadline_minutes = 240
clause = "5.1"
"""
GRANTS = """
[[grant]]
role = "全体人员"
acts = ["shelf.book.add", "shelf.book.record", "shelf.loan.lend"]
scope = "unit"
clause = "5.2"

[[grant]]
role = "全体人员"
acts = ["shelf.book.view", "shelf.book.price", "shelf.book.touch"]
scope = "own"
clause = "5.2"

[[grant]]
role = "单位负责人"
acts = ["shelf.book.view", "shelf.book.agree", "shelf.book.price", "shelf.book.move"]
scope = "unit_tree"
clause = "5.2"
"""
CALENDAR = """
[[year]]
year = 2026
source = "tests/shelf"
holidays = [2026-01-01]
workdays = []
"""


def write(folder: Path, extra: int = 0) -> Path:
    """Write the pack; ``extra`` adds simple clauses on ``shelf.book.record``, for benches."""
    text, binds = TEXT, BINDS
    for number in range(1, extra + 1):
        text += (
            f"\n### 9.{number} 附加 {{#9.{number} must_not}}\n\n定价不应超过 {100 + number} 元。\n"
        )
        binds += (
            f'\n[[bind]]\nclause = "9.{number}"\nkind = "rule"\nact = ["shelf.book.record"]\n'
            f'require = "定价 <= {100 + number}"\nactual = "定价"\nlimit = "{100 + number}"\n'
            'unit = "元"\nfield = "price"\n'
        )
    files = {
        "standard.toml": STANDARD,
        "text.md": text,
        "binds.toml": binds,
        "processes/add.toml": PROCESS,
        "grants/shelf.toml": GRANTS,
        "calendar.toml": CALENDAR,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip(), encoding="utf-8")
    return folder
