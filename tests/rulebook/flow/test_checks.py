"""A drafter is told exactly what is wrong with a drawing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.flow import compile_process
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Flow,
    Gateway,
    GatewayKind,
    MultiInstance,
    Node,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
    UserTask,
)
from rulebook.malformed import Malformed
from tests.rulebook.flow.makers import SCOPE, chain, person, process, task

S, A, E = Start("s", "开始"), task("a", "甲"), End("e", "结束")
G = Gateway("g", "分流", default="f0")
XOR = ["s>g", Flow("f0", "g", "a"), Flow("f1", "g", "e", "x > 1"), "a>e"]
LOOP = [S, Gateway("m", "汇合"), Gateway("g", "分流", default="f0"), A, E]


def wrong(nodes: list[Node], flows: list[str | Flow], **others: Process) -> tuple[str, ...]:
    with pytest.raises(Malformed) as refusal:
        compile_process(process(nodes, flows), SCOPE, others)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("nodes", "flows", "words"),
    [
        ([S, A, E, task("b", "乙")], ["s>a", "a>e", "b>e"], "的“b环节”从开始走不到：请接上或删去"),
        ([S, A, E], ["s>a", "a>e", "a>b"], "流向“a.b”的终点“b”不存在：请接到已有的节点"),
        ([S, A, E], ["s>a"], "“a环节”有 0 条流出：请恰好画一条，需要分流时用网关"),
        ([S, A, G, E], ["s>a", "a>g"], "网关“分流”没有流出：请接到下一个节点"),
        ([S, A, Gateway("g", "分流"), E], XOR,
         "网关“分流”没有默认流向：请指定条件都不成立时走哪一条"),
        ([S, A, G, E], ["s>g", Flow("f0", "g", "a"), Flow("f1", "g", "e", "", "另走"), "a>e"],
         "网关“分流”的流向“另走”没有条件：请写明"),
        ([S, A, Gateway("g", "并行", kind=GatewayKind.PARALLEL), E], XOR,
         "网关“并行”不作选择，却写了条件或默认流向：请删去"),
        ([S, A, E], ["s>a", Flow("f", "a", "e", "x > 1")],
         "“a环节”的流出带有条件：请在其后画网关，把条件写在网关的流出上"),
        ([A, E], ["a>e"], "有 0 个开始：请恰好画一个"),
        ([S, A], ["s>a", "a>a"], "没有结束：请至少画一个"),
        ([S, A, E], ["s>a", "a>e", "e>a"], "流向“e.a”从结束“结束”出发：请删去"),
        ([S, A, E], ["s>a", "a>s"], "流向“a.s”指向了“开始”：开始和边界事件不能有流入"),
        ([S, A, A, E], ["s>a", "a>e"], "的标识“a”用了不止一次：请改名"),
        ([S, task("1 步", "甲"), E], ["s>1 步", "1 步>e"],
         "的标识“1 步”不对：请用英文字母开头，只含英文字母、数字、点、横线"),
        ([S, UserTask("a", "审批"), E], ["s>a", "a>e"],
         "环节“审批”没有写明由谁办理：请填写岗位或人员"),
        ([S, UserTask("a", who=person("甲")), E], ["s>a", "a>e"], "环节“a”没有中文名称：请填写"),
        ([S, task("a", "甲", minutes=0), E], ["s>a", "a>e"],
         "环节“a环节”的时限应大于 0 分钟：请改正或留空"),
        ([S, ServiceTask("a", "发短信"), E], ["s>a", "a>e"],
         "系统环节“发短信”没有写明做什么：请填写操作"),
        ([S, A, E, Boundary("t", "到时", host="a")], ["s>a", "a>e", "t>e"],
         "定时“到时”没有写明多少工作分钟：请填写"),
        ([S, A, E, Boundary("t", "到时", host="e", minutes=5)], ["s>a", "a>e", "t>e"],
         "边界事件“到时”没有附在人工、系统或调用环节上：请改正"),
        ([S, A, E, Boundary("t", "到时", host="a", minutes=5, repeat=True)], ["s>a", "a>e", "t>e"],
         "边界事件“到时”不能重复：只有不中断的定时可以"),
        ([S, RuleTask("a", "定级"), E], ["s>a", "a>e"],
         "规则环节“定级”没有写明决策或结果：请填写"),
        ([S, A, E, Boundary("t", "变更", host="a", trigger=Trigger.SIGNAL)], ["s>a", "a>e", "t>e"],
         "边界事件“变更”没有写明等待的名称：请填写"),
        ([S, A, G, E], ["s>g", Flow("f0", "g", "a", "x > 2"), Flow("f1", "g", "e", "x > 1"), "a>e"],
         "网关“分流”的默认流向“f0”带有条件：请删去条件"),
        (LOOP, ["s>m", "m>g", Flow("f0", "g", "a"), Flow("f1", "g", "m", "x > 1"), "a>e"],
         "的“汇合”在一个无人办理的循环里：请在循环中放一个人工或系统环节"),
        ([S, CallActivity("c", "采购", process="q"), E], ["s>c", "c>e"],
         "的“采购”调用的流程“q”不存在：请核对名称"),
    ],
)  # fmt: skip
def test_every_fault_says_where_it_is_and_what_to_do(
    nodes: list[Node], flows: list[str | Flow], words: str
) -> None:
    assert f"流程“审批”{words}" in wrong(nodes, flows)


def test_what_never_ends_is_named() -> None:
    nodes = [S, G, A, task("b", "乙"), task("c", "丙"), E]
    flows = [
        "s>g", Flow("f0", "g", "a"), Flow("f1", "g", "b", "x > 1"), "a>e", "b>c", "c>b",
    ]  # fmt: skip
    assert "流程“审批”的“b环节”走不到结束：请接到后续节点" in wrong(nodes, flows)


def test_processes_that_call_each_other_in_a_circle_are_refused() -> None:
    nodes, flows = [S, CallActivity("c", "再来", process="p"), E], ["s>c", "c>e"]
    assert "流程“审批”的“再来”绕回来调用了本流程：请去掉循环调用" in wrong(nodes, flows)


def test_a_condition_on_an_unknown_fact_is_refused_with_its_place() -> None:
    found = wrong(
        [S, A, G, E], ["s>g", Flow("f0", "g", "a"), Flow("f1", "g", "e", "金客 > 1"), "a>e"]
    )
    assert found[0].startswith("流程“审批”流向“f1”的条件：第1行第1列：不认识的名称“金客”")
    assert "是否要写：“金额”" in found[0]


def test_a_condition_that_is_no_yes_or_no_is_refused() -> None:
    found = wrong([S, A, G, E], ["s>g", Flow("f0", "g", "a"), Flow("f1", "g", "e", "x + 1"), "a>e"])
    assert found == ("流程“审批”流向“f1”的条件“x + 1”得出的不是真假：请写成能回答是或否的式子",)


def test_a_way_of_deciding_may_name_the_counters_and_nothing_unknown() -> None:
    multi = MultiInstance(completion="nrOfAgreed >= 2 and x > 1", passes="nrOfAgred = 2")
    with pytest.raises(Malformed, match=r"环节“a环节”的通过条件：.*nrOfAgred"):
        compile_process(chain(task("a", "甲", multi=multi)), SCOPE)
    assert compile_process(chain(task("a", multi=MultiInstance.share(Decimal("0.5")))), SCOPE)
