"""A running case goes on under a new edition of its process."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.flow import PLATFORM, Owner, Phase, Refused
from rulebook.flow import commands as c
from rulebook.flow import events as e
from rulebook.flow.model import Boundary, CallActivity, End, Gateway, GatewayKind, Process, Start
from rulebook.flow.program import compile_process
from tests.rulebook.flow.makers import BOSS, SCOPE, Walk, chain, process, task
from tests.rulebook.flow.random_flows import processes
from tests.rulebook.flow.test_random_walks import SEQUENCES, attempt, begin, carry_on, kept, sound


def renew(walk: Walk, drawn: Process, others: Any = None) -> Walk:
    """Bring a new edition into force for this case."""
    former = walk.program
    walk.program = compile_process(drawn, SCOPE, others)
    try:
        walk.do(c.Renew, PLATFORM, former=former, edition="新版", name="审批（新版）")
    except Refused:
        walk.program = former
        raise
    return walk


def test_a_stage_that_is_left_keeps_its_task() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"))).submit()
    renew(walk, chain(task("a", "甲"), task("c", "丙")))
    assert walk.waiting == ["甲"] and walk.state.edition == "新版"
    walk.agree("甲", "丙")
    assert walk.state.phase is Phase.DONE
    assert "新版标准施行，办件转入“审批（新版）”继续办理" in walk.lines


def test_a_stage_that_is_gone_gives_way_to_the_first_later_one() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit()
    renew(walk, chain(task("c", "丙")))
    assert walk.waiting == ["丙"]
    told = "新版标准施行，办件转入“审批（新版）”继续办理：新流程没有“a环节”，转到“c环节”"
    assert told in walk.lines
    assert walk.state.tasks[1].verb == "环节已取消"


def test_a_stage_completed_otherwise_is_given_out_anew() -> None:
    walk = Walk(chain(task("a", "甲"))).submit()
    renew(walk, chain(task("a", "乙", act="x.y.z")))
    assert walk.waiting == ["乙"]
    assert any("“a环节”按新流程重新交办" in line for line in walk.lines)
    walk.do(c.Finish, "乙", task=walk.of("乙").number, act="x.y.z")
    assert walk.state.phase is Phase.DONE


def test_where_nothing_later_is_left_the_administrator_places_it() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"))).submit().agree("甲")
    renew(walk, chain(task("a", "甲"), task("z", "丁")))
    assert walk.waiting == ["流程管理员"]
    held = next(walk.state.open())
    assert (held.node, held.vacant) == ("z", True)
    assert any("由流程管理员在“z环节”落实" in line for line in walk.lines)
    walk.do(c.Transfer, BOSS, task=held.number, to=Owner("丁"))
    walk.agree("丁")
    assert walk.state.phase is Phase.DONE


def test_nobody_goes_back_to_a_stage_that_is_gone() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit()
    walk.agree("甲", "乙")
    renew(walk, chain(task("b", "乙"), task("c", "丙")))
    with pytest.raises(Refused, match="可以退回到：b环节"):
        walk.do(c.Return, "丙", task=walk.of("丙").number, target=c.Target.NODE, node="a")
    with pytest.raises(Refused, match="已不能取回"):
        walk.do(c.Retrieve, "甲", task=1)
    walk.do(c.Return, "丙", task=walk.of("丙").number)
    assert walk.waiting == ["乙"]


def test_what_was_returned_to_the_applicant_is_handed_in_under_the_new_edition() -> None:
    walk = Walk(chain(task("a", "甲"))).submit()
    walk.do(c.Return, "甲", task=1, target=c.Target.APPLICANT)
    new = process([Start("开".encode().hex()), task("n", "丁"), End("e")], [])
    drawn = process([Start("begin"), *new.nodes[1:]], ["begin>n", "n>e"])
    renew(walk, drawn)
    walk.submit()
    assert walk.waiting == ["丁"]


def test_two_branches_whose_stages_are_gone_become_one() -> None:
    nodes = [
        Start("s"), Gateway("f", kind=GatewayKind.PARALLEL), task("a", "甲"), task("b", "乙"),
        Gateway("j", kind=GatewayKind.PARALLEL), task("c", "丙"), End("e"),
    ]  # fmt: skip
    flows = ["s>f", "f>a", "f>b", "a>j", "b>j", "j>c", "c>e"]
    walk = Walk(process(nodes, flows)).submit().agree("甲")
    renew(walk, chain(task("c", "丙")))
    assert walk.waiting == ["丙"]
    walk.agree("丙")
    assert walk.state.phase is Phase.DONE


def test_timers_follow_the_new_drawing() -> None:
    def drawn(*edges: Boundary) -> Process:
        ways = [f"{edge.id}>x" for edge in edges]
        end = [End("x")] if edges else []
        return process([Start("s"), task("a", "甲"), *edges, End("e"), *end], ["s>a", "a>e", *ways])

    old = Boundary("t1", "旧定时", host="a", minutes=10, interrupting=False)
    new = Boundary("t2", "新定时", host="a", minutes=20, interrupting=False)
    walk = Walk(drawn(old)).submit()
    renew(walk, drawn(new))
    running = {timer.node for timer in walk.state.timers.values() if timer.running}
    assert running == {"t2"}


def test_a_case_within_a_called_process_waits_until_it_is_back() -> None:
    called = Process("q", "子流程", *_bare(chain(task("i", "内"))))
    main = process(
        [Start("x"), CallActivity("k", "调用", process="q"), task("a", "甲"), End("y")],
        ["x>k", "k>a", "a>y"],
    )
    walk = Walk(main, others={"q": called}).submit()
    with pytest.raises(Refused, match="子流程正在办理"):
        renew(walk, chain(task("a", "甲")))
    walk.agree("内")
    assert renew(walk, chain(task("a", "甲"))).waiting == ["甲"]


def _bare(drawn: Process) -> tuple[Any, Any]:
    return drawn.nodes, drawn.flows


def test_the_same_edition_moves_nothing() -> None:
    walk = renew(Walk(chain(task("a", "甲"))).submit(), chain(task("a", "甲")))
    with pytest.raises(Refused, match="已按该版次办理"):
        renew(walk, chain(task("a", "甲")))


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.integers(0, 2**63))
def test_no_case_is_lost_between_two_random_editions(seed: int) -> None:
    rng = Random(seed)
    walk = begin(rng)
    for _ in range(rng.randrange(15)):
        if walk.state.phase is Phase.RUNNING:
            attempt(walk, rng)
    drawn, called = processes(rng)
    walk.now += dt.timedelta(minutes=1)
    with suppress(Refused):
        renew(walk, drawn, {"q": called})
    sound(walk)
    for _ in range(rng.randrange(15)):
        if walk.state.phase is Phase.RUNNING:
            attempt(walk, rng)
            sound(walk)
    assert sum(isinstance(event, e.Renewed) for event in walk.events) <= 1
    carry_on(walk)
    kept(walk)
