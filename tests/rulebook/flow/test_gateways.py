"""Ways that part and meet, called processes, events at the edge of a task."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rulebook.feel import types as t
from rulebook.flow import PLATFORM, Decision, Owner, Phase, Refused, TaskKind
from rulebook.flow import commands as c
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Overdue,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    Trigger,
)
from tests.rulebook.flow.makers import BOSS, MORNING, Office, Walk, chain, process, task

AND, OR = GatewayKind.PARALLEL, GatewayKind.INCLUSIVE


def side_by_side() -> Process:
    """甲 then 丙 beside 乙 then 丁, together before 戊."""
    nodes = [
        Start("s"), Gateway("g", kind=AND), task("a", "甲"), task("c", "丙"), task("b", "乙"),
        task("d", "丁"), Gateway("j", kind=AND), task("e", "戊"), End("z", "结束"),
    ]  # fmt: skip
    return process(nodes, ["s>g", "g>a", "a>c", "c>j", "g>b", "b>d", "d>j", "j>e", "e>z"])


def choice(kind: GatewayKind, join: GatewayKind) -> Process:
    nodes = [
        Start("s"), Gateway("g", kind=kind, default="f0"), task("a", "甲"), task("b", "乙"),
        task("c", "丙"), Gateway("j", kind=join), task("d", "丁"), End("e"),
    ]  # fmt: skip
    ways = [Flow("f0", "g", "a"), Flow("f1", "g", "b", "x > 1"), Flow("f2", "g", "c", "y > 1")]
    return process(nodes, ["s>g", *ways, "a>j", "b>j", "c>j", "j>d", "d>e"])


def go(drawn: Process, **facts: int) -> Walk:
    walk = Walk(drawn)
    walk.facts = {name: Decimal(value) for name, value in facts.items()}
    return walk.submit()


@pytest.mark.parametrize(
    ("facts", "asked"),
    [({"x": 2, "y": 2}, ["乙"]), ({"x": 0, "y": 2}, ["丙"]), ({"x": 0}, ["甲"]), ({}, ["甲"])],
)
def test_of_exclusive_ways_the_first_that_holds_is_taken(
    facts: dict[str, int], asked: list[str]
) -> None:
    walk = go(choice(GatewayKind.EXCLUSIVE, GatewayKind.EXCLUSIVE), **facts)
    assert walk.waiting == asked
    assert walk.agree(*asked).waiting == ["丁"]


@pytest.mark.parametrize(
    ("facts", "asked"),
    [({"x": 2, "y": 2}, ["乙", "丙"]), ({"x": 0, "y": 2}, ["丙"]), ({}, ["甲"])],
)
def test_all_inclusive_ways_that_hold_are_taken_and_waited_for(
    facts: dict[str, int], asked: list[str]
) -> None:
    walk = go(choice(OR, OR), **facts)
    assert walk.waiting == asked
    for person in asked:
        assert "丁" not in walk.waiting
        walk.agree(person)
    assert walk.waiting == ["丁"]


def test_parallel_ways_are_all_walked_and_waited_for() -> None:
    walk = Walk(side_by_side()).submit()
    assert walk.waiting == ["甲", "乙"]
    walk.agree("甲", "丙")
    assert walk.waiting == ["乙"]
    assert walk.agree("乙", "丁", "戊").state.phase is Phase.DONE


def test_a_join_that_cannot_be_complete_falls_to_the_administrator() -> None:
    walk = go(choice(GatewayKind.EXCLUSIVE, AND)).agree("甲")
    (stalled,) = walk.state.open()
    assert stalled.kind is TaskKind.STALL and stalled.owner.post == "流程管理员"
    assert walk.lines[-1] == "在“j”等待的分支无法到齐，由流程管理员处理"
    walk.do(c.Agree, BOSS, task=stalled.number, opinion="放行")
    assert walk.waiting == ["丁"]


def test_a_terminating_end_stops_everything() -> None:
    drawn = process(
        [Start("s"), Gateway("g", kind=AND), task("a", "甲"), task("b", "乙"),
         End("x", "终止", terminate=True), End("e")],
        ["s>g", "g>a", "a>x", "g>b", "b>e"],
    )  # fmt: skip
    walk = Walk(drawn).submit().agree("甲")
    assert walk.state.phase is Phase.DONE
    assert "乙的待办“b环节”取消：流程提前结束" in walk.lines


def called() -> tuple[Process, dict[str, Process]]:
    inner = chain(task("i", "内"), task("k", "里"))
    drawn = process(
        [
            Start("s"),
            task("a", "甲"),
            CallActivity("c", "采购", process="q"),
            task("b", "乙"),
            End("e"),
        ],
        ["s>a", "a>c", "c>b", "b>e"],
    )
    return drawn, {"q": Process("q", "采购流程", inner.nodes, inner.flows)}


def test_a_called_process_is_walked_to_its_end() -> None:
    drawn, others = called()
    walk = Walk(drawn, others=others).submit().agree("甲")
    assert "进入子流程“采购流程”" in walk.lines
    assert walk.waiting == ["内"]
    assert walk.agree("内", "里").waiting == ["乙"]


def test_one_may_return_out_of_a_called_process_but_not_into_one_that_has_ended() -> None:
    drawn, others = called()
    walk = Walk(drawn, others=others).submit().agree("甲", "内")
    walk.do(c.Return, "里", task=walk.of("里").number, target=c.Target.NODE, node="a")
    assert walk.waiting == ["甲"]
    walk.agree("甲", "内", "里")
    with pytest.raises(Refused, match="可以退回到：a环节"):
        walk.do(c.Return, "乙", task=walk.of("乙").number, target=c.Target.NODE, node="i")


def guarded(**edge: object) -> Process:
    nodes = [
        Start("s"), task("a", "甲", "乙"), Boundary("t", "到时", host="a", **edge),  # type: ignore[arg-type]
        task("b", "局长"), task("c", "丙"), End("e"), End("f"),
    ]  # fmt: skip
    return process(nodes, ["s>a", "a>c", "c>e", "t>b", "b>f"])


def test_a_timer_takes_the_case_elsewhere_when_it_is_due_and_not_before() -> None:
    walk = Walk(guarded(minutes=30)).submit()
    with pytest.raises(Refused, match="时限未到"):
        walk.do(c.Ring, timer=1)
    walk.now += dt.timedelta(minutes=40)
    walk.do(c.Ring, timer=1)
    assert walk.waiting == ["局长"]
    assert "定时“到时”到时" in walk.lines
    with pytest.raises(Refused, match="已不在计时"):
        walk.do(c.Ring, timer=1)


def test_a_timer_that_does_not_interrupt_rings_again_and_again() -> None:
    walk = Walk(guarded(minutes=30, interrupting=False, repeat=True)).submit()
    for _ in range(2):
        walk.now += dt.timedelta(minutes=40)
        walk.do(c.Ring, timer=max(walk.state.timers))
    assert walk.waiting == ["甲", "乙", "局长", "局长"]


def test_a_message_interrupts_what_waits_for_it() -> None:
    walk = Walk(guarded(trigger=Trigger.MESSAGE, name="机构调整")).submit()
    with pytest.raises(Refused, match="没有环节在等待“别的”"):
        walk.do(c.Notify, name="别的", message=True)
    with pytest.raises(Refused, match="由平台自动办理"):
        walk.do(c.Notify, "甲", name="机构调整", message=True)
    walk.do(c.Notify, name="机构调整", message=True)
    assert walk.waiting == ["局长"]


def test_clocks_stand_still_while_the_case_is_paused() -> None:
    walk = Walk(chain(task("a", "甲", minutes=60))).submit()
    assert walk.state.tasks[1].due_at == MORNING + dt.timedelta(minutes=61)
    walk.now += dt.timedelta(minutes=19)
    walk.do(c.Pause, BOSS, opinion="等待补件")
    assert (walk.state.tasks[1].due_at, walk.state.tasks[1].left) == (None, 40)
    walk.now += dt.timedelta(days=3)
    with pytest.raises(Refused, match="已暂停计时"):
        walk.do(c.Expire, PLATFORM, task=1)
    walk.do(c.Resume, BOSS)
    assert walk.state.tasks[1].due_at == walk.now + dt.timedelta(minutes=40)


@pytest.mark.parametrize(
    ("overdue", "asked"),
    [(Overdue.REMIND, ["甲"]), (Overdue.AGREE, ["乙"]), (Overdue.SUPERIOR, ["局长"])],
)
def test_an_overdue_task_is_handled_as_the_process_says(overdue: Overdue, asked: list[str]) -> None:
    drawn = chain(task("a", "甲", minutes=60, overdue=overdue), task("b", "乙"))
    walk = Walk(drawn, Office(above={"甲": "局长"})).submit()
    walk.now += dt.timedelta(minutes=70)
    walk.do(c.Expire, PLATFORM, task=1)
    assert walk.waiting == asked
    assert "甲的“a环节”超过时限" in walk.lines


class NoYet:
    """A calendar that is published late."""

    published = False

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        if not self.published:
            raise LookupError
        return start + dt.timedelta(minutes=minutes)

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        raise LookupError


def test_deadlines_are_reckoned_when_the_calendar_is_published_late() -> None:
    calendar = NoYet()
    walk = Walk(chain(task("a", "甲", minutes=60)), calendar=calendar).submit()
    assert walk.state.tasks[1].due_at is None
    assert walk.do(c.Reschedule, PLATFORM) == []
    calendar.published = True
    walk.do(c.Reschedule, PLATFORM)
    assert walk.state.tasks[1].due_at == MORNING + dt.timedelta(minutes=61)
    assert walk.lines[-1] == "工作日历有变，重算1项时限：“a环节”至2026年3月2日 10:01"
    assert walk.do(c.Reschedule, PLATFORM) == []


def test_a_rule_decides_and_a_service_reports_back() -> None:
    drawn = process(
        [Start("s"), RuleTask("r", "定级", decision="级别表", outputs={"级别": t.NUMBER}),
         Gateway("g", default="f0"), ServiceTask("v", "发短信", operation="sms"), task("a", "甲"),
         End("e"), End("z")],
        ["s>r", "r>g", Flow("f0", "g", "a"), Flow("f1", "g", "v", "级别 > 2"), "v>z", "a>e"],
    )  # fmt: skip
    walk = Walk(drawn, rules=lambda name, facts: Decision({"级别": Decimal(3)})).submit()
    (job,) = walk.state.open()
    assert (job.kind, job.act, job.owner) == (TaskKind.SERVICE, "sms", Owner(post="流程管理员"))
    assert "“定级”得出级别为3" in walk.lines
    walk.do(c.Fail, task=job.number, opinion="网关不通")
    assert walk.lines[-1] == "“发短信”处理失败：网关不通"
    walk.do(c.Complete, task=job.number)
    assert walk.state.phase is Phase.DONE


def test_a_drawn_way_may_follow_a_disagreement() -> None:
    drawn = process(
        [Start("s"), task("a", "甲", outcome="初审"), Gateway("g", default="f0"), task("b", "乙"),
         task("c", "丙"), End("e"), End("z")],
        ["s>a", "a>g", Flow("f0", "g", "b"), Flow("f1", "g", "c", "初审 = “不同意”"), "b>e", "c>z"],
    )  # fmt: skip
    walk = Walk(drawn).submit()
    walk.do(c.Disagree, "甲", task=1)
    assert walk.waiting == ["丙"]


def test_what_interrupts_a_call_ends_the_called_process() -> None:
    drawn, others = called()
    edge = Boundary("t", "急办", host="c", trigger=Trigger.SIGNAL, name="急")
    nodes = (*drawn.nodes, edge, task("x", "急人"), End("y"))
    flows = (*drawn.flows, Flow("t.x", "t", "x"), Flow("x.y", "x", "y"))
    walk = Walk(Process("p", "审批", nodes, flows), others=others).submit().agree("甲")
    walk.do(c.Notify, name="急")
    assert walk.waiting == ["急人"]
    assert "内的待办“i环节”取消：因“急办”中断" in walk.lines


def test_a_service_may_report_values_that_conditions_name() -> None:
    drawn = process(
        [Start("s"), ServiceTask("v", "查询", operation="ask"), End("e")], ["s>v", "v>e"]
    )
    walk = Walk(drawn).submit()
    walk.do(c.Complete, task=1, values={"余额": Decimal(3)})
    assert walk.state.values == {"余额": Decimal(3)}


def test_a_rule_nobody_provides_is_refused_and_nothing_has_happened() -> None:
    rule = RuleTask("r", "定级", decision="级别表", outputs={"级别": t.NUMBER})
    walk = Walk(process([Start("s"), rule, End("e")], ["s>r", "r>e"]))
    with pytest.raises(Refused, match="不能作出决策“级别表”"):
        walk.submit()
    assert walk.state.version == 0
