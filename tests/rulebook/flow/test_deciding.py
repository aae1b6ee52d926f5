"""Rule tasks answered by the decision tables of a standard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import Decisions, Refused, compile_decisions, compile_process
from rulebook.flow.model import End, Flow, Process, RuleTask, Start
from rulebook.malformed import Malformed
from rulebook.tables import read_csv

FACTS = Scope({"人数": t.NUMBER})
TABLE = """命中策略,唯一
列,输入,输出,输出,条款
名称,人数,级别,天数
类型,数字,文本,数字
1,<= 上限,\"\"\"低\"\"\",1,5.1
2,(上限..100),\"\"\"高\"\"\",3,5.2
3,[90..100),\"\"\"更高\"\"\",5,5.3
"""


def decisions(outputs: dict[str, t.Type], limit: object = Decimal(10)) -> Decisions:
    nodes = (Start("s"), RuleTask("r", "定级", "5", "级别表", outputs), End("e"))
    drawn = Process("p", "审批", nodes, (Flow("a", "s", "r"), Flow("b", "r", "e")))
    program = compile_process(drawn, FACTS)
    table = read_csv(TABLE, "级别表")
    return compile_decisions(program, {"级别表": table}, FACTS, {"上限": limit})


def test_the_row_that_decided_is_named_with_its_clause() -> None:
    found = decisions({"级别": t.STRING})("级别表", {"人数": Decimal(11)})
    assert found.values == {"级别": "高", "天数": Decimal(3)}
    assert found.why == "“级别表”第 2 行，条款 5.2"


def test_the_value_of_the_day_decides() -> None:
    asked = {"人数": Decimal(11)}
    assert decisions({"级别": t.STRING}, Decimal(20))("级别表", asked).values["级别"] == "低"


def test_where_no_row_fits_the_answer_is_null_and_says_so() -> None:
    found = decisions({"级别": t.STRING})("级别表", {"人数": Decimal(500)})
    assert found.values == {"级别": None, "天数": None}
    assert found.why == "“级别表”没有适用的行"


def test_two_rows_of_a_unique_table_are_refused_with_a_remedy() -> None:
    with pytest.raises(Refused, match=r"作出决策“级别表”.*联系流程管理员"):
        decisions({"级别": t.STRING})("级别表", {"人数": Decimal(95)})


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Malformed) as refused:
        decisions({"等级": t.STRING, "天数": t.STRING})
    assert [words.partition("：")[2] for words in refused.value.problems] == [
        "决策表没有输出“等级”（现有：级别、天数）",
        "输出“天数”是数字，要用的是文本，请改成一致",
    ]
