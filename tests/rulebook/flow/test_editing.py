"""Processes are changed step by step and stay whole; what is wrong with them is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import compile_process
from rulebook.flow.bpmn import read, write
from rulebook.flow.editing import (
    EditError,
    Item,
    Weight,
    begin,
    branch,
    changed,
    close,
    drop,
    drop_way,
    insert,
    lead,
    opinion,
    outline,
    swap,
    timer,
    widen,
)
from rulebook.flow.model import Boundary, Gateway, GatewayKind, Process, UserTask
from rulebook.flow.soundness import doubts
from rulebook.processes import Who, WhoKind

FACTS = Scope({"金额": t.NUMBER})
ONE, BOTH, SOME = GatewayKind.EXCLUSIVE, GatewayKind.PARALLEL, GatewayKind.INCLUSIVE


def one_step() -> Process:
    return begin("leave", "请假审批", "leave.request.submit", "5.1")


def owned(process: Process) -> Process:
    """Every step has somebody to do it, every way of a choice a condition."""
    nodes = tuple(
        replace(node, who=(Who(WhoKind.POST, "处长"),)) if isinstance(node, UserTask) else node
        for node in process.nodes
    )
    gates = {node.id: node for node in nodes if isinstance(node, Gateway)}
    flows = []
    for number, flow in enumerate(process.flows):
        gate = gates.get(flow.source)
        chosen = gate and gate.kind is not BOTH and gate.default and flow.id != gate.default
        flows.append(replace(flow, condition=f"金额 > {number}") if chosen else flow)
    return replace(process, nodes=nodes, flows=tuple(flows))


def listed(items: tuple[Item, ...]) -> list[str]:
    """The list as people read it: ids of steps, those on ways indented by a dot."""
    found = []
    for item in items:
        found.append(item.node.id)
        for way in (*item.ways, *(way for _, way in item.edges)):
            found += [f".{name}" for name in listed(way.items)]
    return found


def said(process: Process, weight: Weight) -> list[str]:
    return [each.words for each in opinion(process, FACTS) if each.weight is weight]


def test_a_new_process_lacks_only_somebody_who_does_its_step() -> None:
    (fault,) = said(one_step(), Weight.FAULT)
    assert "没有写明由谁办理" in fault
    assert opinion(owned(one_step()), FACTS) == ()


def test_a_step_stands_where_it_was_put_and_two_neighbours_change_places() -> None:
    process, name = insert(one_step(), "start.to.step1")
    assert listed(outline(process)) == ["start", name, "step1", "end"]
    turned = swap(process, name, "step1")
    assert listed(outline(turned)) == ["start", "step1", name, "end"]
    assert opinion(owned(turned), FACTS) == ()


def test_ways_stand_below_their_choice_and_meet_again() -> None:
    process, gate = branch(one_step(), "step1.to.end", ONE)
    process = widen(process, gate)
    assert listed(outline(process)) == ["start", "step1", gate, ".step2", ".step3", "end"]
    (block,) = (item for item in outline(process) if item.ways)
    assert [way.flow.label for way in block.ways] == ["", "", "其他情况"]
    assert compile_process(owned(process), FACTS)


def test_a_block_with_one_way_left_is_no_block() -> None:
    process, gate = branch(one_step(), "step1.to.end", BOTH)
    way = next(flow for flow in process.flows if flow.source == gate)
    alone = drop_way(process, way.id)
    assert listed(outline(alone)) == ["start", "step1", "step3", "end"]
    assert not any(isinstance(node, Gateway) for node in alone.nodes)


def test_a_choice_taken_away_leaves_the_way_of_all_other_cases() -> None:
    process, gate = branch(one_step(), "step1.to.end", ONE)
    assert listed(outline(close(process, gate))) == ["start", "step1", "end"]
    assert close(process, gate).flows[-1].condition == ""


def test_a_way_may_end_at_once_or_lead_back() -> None:
    process, _ = branch(one_step(), "step1.to.end", ONE)
    last = next(flow for flow in process.flows if flow.source == "step2")
    back = owned(lead(process, last.id, "step1"))
    (block,) = (item for item in outline(back) if item.ways)
    assert block.ways[0].goal == back.node("step1")
    assert said(back, Weight.FAULT) == []
    with pytest.raises(EditError, match="不能接回开始"):
        lead(process, last.id, "start")


def test_a_timer_tells_somebody_else_or_hands_the_step_over() -> None:
    told, step = timer(one_step(), "step1", 60, takes_over=False)
    assert listed(outline(told))[:4] == ["start", "step1", f".{step}", ".end1"]
    process, _ = branch(one_step(), "step1.to.end", BOTH)
    taken, step = timer(process, "step2", 60, takes_over=True)
    bell = next(node for node in taken.nodes if isinstance(node, Boundary))
    assert bell.interrupting and bell.host == "step2"
    assert opinion(owned(taken), FACTS) == ()
    without = drop(taken, "step2")
    assert step not in listed(outline(without)) and not said(owned(without), Weight.FAULT)


def test_what_no_condition_covers_and_what_two_cover_is_told_with_an_example() -> None:
    process, gate = branch(one_step(), "step1.to.end", ONE)
    process = owned(widen(process, gate))
    first, second, _ = (flow for flow in process.flows if flow.source == gate)

    def under(one: str, two: str) -> Process:
        new = {first.id: one, second.id: two}
        flows = tuple(replace(f, condition=new.get(f.id, f.condition)) for f in process.flows)
        return replace(process, flows=flows)

    (gap,) = said(under("金额 > 100", "金额 < 50"), Weight.NOTE)
    assert "都不满足时走“其他情况”" in gap and "金额 =" in gap
    (both,) = said(under("金额 > 100", "金额 > 50"), Weight.DOUBT)
    assert "会同时满足" in both
    (idle,) = said(under("金额 > 100", "金额 <= 100"), Weight.DOUBT)
    assert "“其他情况”永远走不到" in idle
    never = said(under("金额 > 100", "金额 > 5 and 金额 < 3"), Weight.DOUBT)
    assert any("永远走不到" in words for words in never)
    (wrong,) = said(under("金额 > 100", "数额 > 50"), Weight.FAULT)
    assert "数额" in wrong


def test_ends_are_not_taken_out_and_lost_places_are_told() -> None:
    with pytest.raises(EditError, match="不能删除"):
        drop(one_step(), "end")
    for change in (lambda: drop(one_step(), "gone"), lambda: insert(one_step(), "gone")):
        with pytest.raises(EditError, match="已经不在了"):
            change()
    with pytest.raises(EditError, match="前后相连"):
        swap(one_step(), "start", "end")
    with pytest.raises(EditError, match="人工环节"):
        timer(one_step(), "end", 5, takes_over=True)


CHANGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=14)


def _apply(process: Process, kind: int, place: int) -> Process:
    flows, nodes = process.flows, process.nodes
    flow, node = flows[place % len(flows)].id, nodes[place % len(nodes)].id
    if kind <= 2:
        return insert(process, flow)[0]
    if kind <= 5:
        return branch(process, flow, (ONE, BOTH, SOME)[kind - 3])[0]
    if kind == 6:
        return widen(process, node)
    if kind == 7:
        return timer(process, node, 60, takes_over=place % 2 == 0)[0]
    return drop_way(process, flow) if kind == 8 else drop(process, node)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_whatever_is_done_in_whatever_order_the_process_can_be_walked_to_its_end(
    changes: list[tuple[int, int]],
) -> None:
    process = one_step()
    for kind, place in changes:
        try:
            process = _apply(process, kind, place)
        except EditError:
            continue
    if not any(isinstance(node, UserTask) for node in process.nodes):
        return
    whole = owned(process)
    compile_process(whole, FACTS)
    assert doubts(whole) == []
    assert read(write([whole]))[0] == (whole,)
    shown = [name.lstrip(".") for name in listed(outline(whole))]
    assert len(shown) == len(set(shown))
    steps = {node.id for node in whole.nodes if isinstance(node, UserTask)}
    assert steps <= set(shown)


def test_another_node_takes_the_place_of_the_one_with_its_id() -> None:
    process = changed(one_step(), UserTask("step1", "科长审核"))
    assert process.node("step1").label == "科长审核"
