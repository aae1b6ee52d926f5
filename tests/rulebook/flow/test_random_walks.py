"""Whatever people do, in whatever order: nothing is stuck, nothing is lost, nobody is forgotten."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.flow import Actor, Owner, Phase, Refused, TaskKind, TaskState
from rulebook.flow import commands as c
from rulebook.flow.codec import from_json, restore, snapshot, to_json
from rulebook.flow.model import Process
from tests.rulebook.flow.makers import BOSS, Office, Walk
from tests.rulebook.flow.random_flows import PEOPLE, processes

SEQUENCES = int(os.environ.get("GUANBIAO_SEQUENCES", "150"))
steps = st.lists(st.tuples(st.integers(0, 29), *[st.integers(0, 99)] * 3), max_size=25)
PATIENCE = 600


def begin(drawn: tuple[Process, Process], facts: tuple[int, ...]) -> Walk:
    office = Office(posts={"空岗": []}, above={"申": "甲", "甲": "乙"})
    walk = Walk(
        drawn[0], office, others={"q": drawn[1]}, rules=lambda name, facts: {"级别": Decimal(2)}
    )
    walk.facts = dict(zip("xyz", map(Decimal, facts), strict=True))
    return walk.submit()


def actor_of(walk: Walk, owner: Owner, pick: int) -> Actor:
    """Mostly whoever may, sometimes an agent, sometimes a stranger."""
    if owner.post:
        return BOSS
    if pick % 7 == 0:
        return Actor(PEOPLE[pick % 5])
    if pick % 7 == 1:
        return Actor("代", agent_of=frozenset({owner.person}))
    return Actor(owner.person)


def wish(
    walk: Walk, step: tuple[int, int, int, int]
) -> tuple[type[c.Command], Any, dict[str, Any]]:
    """A command that may or may not be lawful."""
    kind, a, b, n = step
    tasks = list(walk.state.open()) or list(walk.state.tasks.values())
    if n % 9 == 0:
        tasks = list(walk.state.tasks.values())
    if not tasks:
        return c.Submit, "申", {}
    task = tasks[a % len(tasks)]
    me, other = actor_of(walk, task.owner, b), PEOPLE[b % 5]
    on: dict[str, Any] = {"task": task.number}
    node = walk.program.process.nodes[n % len(walk.program.process.nodes)].id
    timers = list(walk.state.timers) or [1]
    table: list[tuple[type[c.Command], Any, dict[str, Any]]] = [
        *[(c.Finish, me, on | {"act": task.act}) if task.act else (c.Agree, me, on)] * 9,
        (c.Disagree, me, on),
        (c.Return, me, on | {"target": c.Target.PREVIOUS, "direct": n % 2 == 0}),
        (c.Return, me, on | {"target": c.Target.NODE, "node": node, "direct": n % 3 == 0}),
        (c.Return, me, on | {"target": c.Target.APPLICANT, "direct": n % 2 == 0}),
        (c.Transfer, me, on | {"to": Owner(other)}),
        (c.Delegate, me, on | {"to": Owner(other)}),
        (c.AddSigners, me, on | {"people": (other,), "place": list(c.Place)[n % 3]}),
        (c.RemoveSigner, me, on | {"person": other}),
        (c.Retrieve, Actor(task.done_by or "申"), on),
        (c.Withdraw, "申", {}) if n % 4 == 0 else (c.Submit, "申", {}),
        (c.Submit, "申", {}),
        (c.Pause, BOSS, {}) if n % 2 else (c.Resume, BOSS, {}),
        (c.Urge, "申", {}),
        (c.Send, "申", {"people": (other,)}),
        (c.Ring, BOSS, {"timer": timers[n % len(timers)]}),
        (c.Expire, BOSS, on),
        (c.Notify, BOSS, {"name": "变更", "message": bool(n % 2)}),
        (c.HandOver, BOSS, {"person": other, "to": Owner(PEOPLE[n % 5]) if n % 2 else None}),
        (c.Complete, BOSS, on) if n % 3 else (c.Fail, BOSS, on | {"opinion": "连不上"}),
        (c.Terminate, BOSS, {"opinion": "重复"}) if n % 20 == 0 else (c.Resume, BOSS, {}),
    ]
    return table[kind % len(table)]


def attempt(walk: Walk, step: tuple[int, int, int, int]) -> None:
    kind, actor, fields = wish(walk, step)
    before = walk.state
    if kind is c.HandOver and step[3] % 2 == 0 and fields["person"] != "申":
        walk.office.gone.add(fields["person"])
    walk.now = walk.now.replace(hour=(walk.now.hour + step[3] % 2) % 24)
    try:
        walk.do(kind, actor, **fields)
    except Refused as refusal:
        assert walk.state is before
        assert refusal.why and refusal.remedy and str(refusal).startswith("不能")


def sound(walk: Walk) -> None:
    """What holds of every case at every moment."""
    state = walk.state
    assert state.version == len(walk.events)
    undone = list(state.undone())
    assert all(task.owner.person or task.owner.post for task in state.tasks.values())
    assert all(task.token in state.live for task in undone)
    if state.phase is not Phase.RUNNING:
        assert not undone and not state.live
        assert not any(timer.running for timer in state.timers.values())
        return
    assert any(state.open())
    tokens = {task.token for task in undone}
    assert all(n in tokens for n in state.live if n in state.seats)
    for task in undone:
        mates = [each for each in undone if each.parent == task.number]
        if task.state is TaskState.WAITING:
            assert mates
        elif task.state is TaskState.SUSPENDED:
            assert any(each.kind is TaskKind.REVISE and each.token == task.token for each in undone)


def carry_on(walk: Walk) -> None:
    """An office that wants the case done gets it done."""
    walk.office.gone.clear()
    walk.facts |= {"x": Decimal(0)}
    for _ in range(PATIENCE):
        if walk.state.phase is not Phase.RUNNING:
            return
        task = next(walk.state.open())
        own = task.owner.person == "申" and task.kind is TaskKind.HANDLE
        if task.kind is TaskKind.SERVICE:
            walk.do(c.Complete, task=task.number)
        elif task.vacant or (own and not task.act and walk.program.process.own != "allow"):
            heir = next(p for p in PEOPLE if p not in ("申", task.owner.person))
            walk.do(c.Transfer, BOSS, task=task.number, to=Owner(heir))
        elif task.act and task.kind is TaskKind.HANDLE:
            walk.do(c.Finish, task.owner.person, task=task.number, act=task.act)
        else:
            actor = BOSS if task.owner.post else task.owner.person
            walk.do(c.Agree, actor, task=task.number)
        sound(walk)
    raise AssertionError(walk.lines[-40:])


def kept(walk: Walk) -> None:
    """What was stored brings back the same case."""
    stored = [json.loads(json.dumps(to_json(event))) for event in walk.events]
    assert [from_json(each) for each in stored] == walk.events
    assert walk.replayed() == walk.state
    assert restore(json.loads(json.dumps(snapshot(walk.state)))) == walk.state
    assert all(line.strip() for line in walk.lines)


@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=list(HealthCheck))
@given(processes(), st.tuples(*[st.integers(0, 4)] * 3), steps)
def test_no_case_is_stuck_and_nothing_is_lost(
    drawn: tuple[Process, Process], facts: tuple[int, ...], wishes: list[tuple[int, int, int, int]]
) -> None:
    walk = begin(drawn, facts)
    sound(walk)
    for step in wishes:
        attempt(walk, step)
        sound(walk)
    carry_on(walk)
    kept(walk)
