"""Whatever people do, in whatever order: nothing is stuck, nothing is lost, nobody is forgotten."""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.flow import (
    PLATFORM,
    Actor,
    Decision,
    Owner,
    Phase,
    Refused,
    State,
    Task,
    TaskKind,
    TaskState,
)
from rulebook.flow import commands as c
from rulebook.flow.codec import from_json, restore, snapshot, to_json
from rulebook.flow.returning import targets
from tests.rulebook.flow.makers import BOSS, Office, Walk
from tests.rulebook.flow.random_flows import PEOPLE, processes

SEQUENCES = int(os.environ.get("GUANBIAO_SEQUENCES", "120"))
PATIENCE = 600


def begin(rng: Random) -> Walk:
    drawn, called = processes(rng)
    posts = {"空岗": [], "处": ["乙", "申"]}
    office = Office(posts, above={"申": "甲", "甲": "乙"}, shared=rng.random() < 0.5)
    level = Decision({"级别": Decimal(2)})
    walk = Walk(drawn, office, others={"q": called}, rules=lambda name, facts: level)
    walk.facts = {name: Decimal(rng.randrange(5)) for name in "xyz"}
    return walk.submit()


def actor_of(walk: Walk, owner: Owner, rng: Random) -> Actor:
    """Mostly whoever may, sometimes an agent, sometimes a stranger."""
    if owner.post:
        return BOSS if owner.post == "流程管理员" else at_desk(owner, rng.choice(("乙", "申")))
    lot = rng.random()
    if lot < 0.1:
        return Actor(rng.choice(PEOPLE))
    if lot < 0.2:
        return Actor("代", agent_of=frozenset({owner.person}))
    return Actor(owner.person)


def at_desk(owner: Owner, person: str) -> Actor:
    return Actor(person, frozenset({(owner.post, owner.unit)}))


Wish = tuple[type[c.Command], Any, dict[str, Any]]


def about_a_task(walk: Walk, task: Task, rng: Random) -> Wish:
    """A command on one task that may or may not be lawful."""
    me, other = actor_of(walk, task.owner, rng), rng.choice(PEOPLE)
    passed = [token.node for token in targets(walk.state, task.number)] or ["无"]
    mates = [each.owner.person for each in walk.state.open()] or [other]
    kind = rng.choice(ON_TASKS)
    fields: dict[type[c.Command], dict[str, Any]] = {
        c.Finish: {"act": task.act},
        c.Return: {
            "target": rng.choice(list(c.Target)),
            "node": rng.choice(passed),
            "direct": rng.random() < 0.5,
        },
        c.Transfer: {"to": Owner(other)},
        c.Delegate: {"to": Owner(other)},
        c.AddSigners: {"people": (other,), "place": rng.choice(list(c.Place))},
        c.RemoveSigner: {"person": rng.choice(mates)},
        c.Fail: {"opinion": "连不上"},
    }
    if kind is c.Agree and task.act:
        kind = c.Finish
    if kind in (c.Complete, c.Fail, c.Expire):
        me = PLATFORM
    return kind, me, {"task": task.number, **fields.get(kind, {})}


ON_TASKS = (
    *[c.Agree] * 5, c.Disagree, *[c.Return] * 3, c.Transfer, *[c.Delegate] * 2,
    *[c.AddSigners] * 3, *[c.RemoveSigner] * 2, c.Complete, c.Fail, c.Expire,
)  # fmt: skip


def about_the_case(walk: Walk, rng: Random) -> Wish:
    """A command on the whole case that may or may not be lawful."""
    other, done = rng.choice(PEOPLE), [t for t in walk.state.tasks.values() if t.done_by]
    timers = [n for n, timer in walk.state.timers.items() if timer.running] or [1]
    late = rng.choice(done) if done else None
    heir = Owner(rng.choice(PEOPLE)) if rng.random() < 0.5 else None
    wishes: list[Wish] = [
        (c.Submit, "申", {}),
        (c.Withdraw, "申", {}) if rng.random() < 0.3 else (c.Submit, "申", {}),
        (c.Cancel, "申", {}) if rng.random() < 0.1 else (c.Urge, other, {}),
        (c.Resume if walk.state.paused_at else c.Pause, BOSS, {}),
        (c.Send, "申", {"people": (other,)}),
        (c.Read, other, {"copy": 1}),
        *[(c.Ring, PLATFORM, {"timer": rng.choice(timers)})] * 2,
        *[(c.Notify, PLATFORM, {"name": "变更", "message": rng.random() < 0.5})] * 2,
        (c.HandOver, PLATFORM, {"person": other, "to": heir}),
        (c.MoveUnit, PLATFORM, {"old": "局", "new": "新局"}),
        (c.Terminate, BOSS, {"opinion": "重复"}) if rng.random() < 0.1 else (c.Submit, "甲", {}),
    ]
    if late is not None:
        wishes += [(c.Retrieve, late.done_by, {"task": late.number})] * 3
    return rng.choice(wishes)


def attempt(walk: Walk, rng: Random) -> None:
    """Somebody wants something; a refusal explains itself and changes nothing."""
    tasks = list(walk.state.open() if rng.random() < 0.9 else walk.state.tasks.values())
    about_task = tasks and rng.random() < 0.7
    wish = about_a_task(walk, rng.choice(tasks), rng) if about_task else about_the_case(walk, rng)
    kind, actor, fields = wish
    if kind is c.HandOver and rng.random() < 0.5 and fields["person"] != "申":
        walk.office.gone.add(fields["person"])
    walk.now += dt.timedelta(minutes=rng.choice((0, 0, 5, 40)))
    before = walk.state
    try:
        walk.do(kind, actor, **fields)
    except Refused as refusal:
        refused = refusal
    else:
        return
    assert walk.state is before
    assert refused.why and refused.remedy and str(refused).startswith("不能")


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


def willing(owner: Owner) -> Actor:
    if owner.person:
        return Actor(owner.person)
    return BOSS if owner.post == "流程管理员" else at_desk(owner, "乙")


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
            walk.do(c.Finish, willing(task.owner), task=task.number, act=task.act)
        else:
            walk.do(c.Agree, willing(task.owner), task=task.number)
        sound(walk)
    raise AssertionError(walk.lines[-40:])


def restored(walk: Walk) -> State:
    """The case from its stored snapshot, with which it goes on."""
    state = restore(json.loads(json.dumps(snapshot(walk.state))))
    assert state == walk.state
    return state


def kept(walk: Walk) -> None:
    """What was stored brings back the same case."""
    stored = [json.loads(json.dumps(to_json(event))) for event in walk.events]
    assert [from_json(each) for each in stored] == walk.events
    assert walk.replayed() == walk.state
    assert restored(walk) == walk.state
    assert all(line.strip() for line in walk.lines)


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.integers(0, 2**63))
def test_no_case_is_stuck_and_nothing_is_lost(seed: int) -> None:
    rng = Random(seed)
    walk = begin(rng)
    sound(walk)
    closed = 0
    for _ in range(rng.randrange(40)):
        closed += walk.state.phase is not Phase.RUNNING
        if closed < 4:
            attempt(walk, rng)
            sound(walk)
        if rng.random() < 0.1:
            walk.state = restored(walk)
    carry_on(walk)
    kept(walk)
