"""User tasks: who sits on them, who is asked, when they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rulebook.flow import events as e
from rulebook.flow.apply import AGREE, DISAGREE
from rulebook.flow.lineage import ancestors
from rulebook.flow.model import Dedup, MultiInstance, Own, UserTask
from rulebook.flow.moves import arm, leave
from rulebook.flow.run import Run
from rulebook.flow.state import Owner, Phase, Seat, Task, TaskKind, TaskState
from rulebook.processes import WhoKind


def enter(run: Run, token: int, former: str = "", held: bool = False) -> None:
    """Reach a user task.

    ``former`` is the person who handled it before a return; ``held`` leaves it to
    the administrator.
    """
    node = run.user_task(token)
    skips: dict[Owner, str] = {}
    admin = [run.world.administrator]
    owners = admin if held else _owners(run, node, former, skips)
    if node.multi is None:
        seats: tuple[Seat, ...] = (Seat(1, tuple(owners)),)
        only = owners[0] if len(owners) == 1 else None
        found = {1: (only, _why(run, token, node, only, skips))} if only else {}
    else:
        seats = tuple(Seat(n, (owner,)) for n, owner in enumerate(owners, 1))
        found = {n: (o, _why(run, token, node, o, skips)) for n, o in enumerate(owners, 1)}
    multi = node.multi is not None
    run.follow(e.Opened, token=token, label=node.title, seats=seats, multi=multi)
    _skip(run, token, {n: pair for n, pair in found.items() if pair[1]})
    resume(run, token)


def resume(run: Run, token: int) -> None:
    """Arm the timers of an activity just opened, ask whoever is to be asked, look for a result."""
    arm(run, token)
    ask(run, token)
    decide(run, token)


def _owners(run: Run, node: UserTask, former: str, skips: dict[Owner, str]) -> list[Owner]:
    """Whom the task falls to; the administrator when nobody is found."""
    if former and run.world.directory.holders(Owner(former)):
        return [Owner(former)]
    each = node.multi is not None
    found: list[Owner] = []
    for who in node.who:
        for owner in run.world.directory.owners(who, run.state, each):
            held = _not_applicant(run, node, owner, skips) if _judges(node) else owner
            if held is not None and held not in found and run.world.directory.holders(held):
                found.append(held)
    return found or [run.world.administrator]


def _judges(node: UserTask) -> bool:
    """Whether the task is an approval, which nobody should give to an application of her own."""
    return not node.act and all(who.kind is not WhoKind.APPLICANT for who in node.who)


def forbids_own(run: Run, node: UserTask) -> bool:
    """Whether the applicant may not decide this task."""
    return _judges(node) and run.program.process.policy(node) is not Own.ALLOW


def _not_applicant(run: Run, node: UserTask, owner: Owner, skips: dict[Owner, str]) -> Owner | None:
    """Who is asked instead, where only the applicant stands behind an owner."""
    applicant, policy = run.state.applicant, run.program.process.policy(node)
    holders = run.world.directory.holders
    if policy is Own.ALLOW or list(holders(owner)) != [applicant]:
        return owner
    if policy is Own.SKIP and node.id not in run.skipped:
        skips[owner] = "办理人就是申请人"
        return owner
    above = run.world.directory.superior(applicant, run.state)
    return None if above is None or list(holders(above)) == [applicant] else above


def _why(run: Run, token: int, node: UserTask, owner: Owner, skips: Mapping[Owner, str]) -> str:
    """Why this owner need not be asked, empty if she must. Once a node in one decision."""
    if node.id in run.skipped or not _judges(node):
        return ""
    if owner in skips:
        return skips[owner]
    return _agreed_before(run, token, owner)


def _agreed_before(run: Run, token: int, owner: Owner) -> str:
    """同人去重: whether this person agreed on the way here."""
    dedup = run.program.process.dedup
    if dedup is Dedup.NEVER or not owner.person:
        return ""
    for before in ancestors(run.state, token):
        if before not in run.state.seats:
            continue
        if owner.person in agreed(run, before):
            return f"已在“{_title(run, before)}”同意"
        if dedup is Dedup.ADJACENT:
            return ""
    return ""


def _title(run: Run, token: int) -> str:
    """What a task passed was called, also where the process no longer has it."""
    labels = (task.label for task in run.state.tasks.values() if task.token == token)
    known = "先前环节" if token in run.state.gone else run.node(token).title
    return next(labels, known)


def agreed(run: Run, token: int) -> set[str]:
    """Persons who agreed at this task, asked or skipped."""
    tasks = run.state.tasks.values()
    asked = {t.done_by for t in tasks if t.token == token and t.verb == AGREE and t.done_by}
    seats = run.state.seats[token]
    return asked | {s.owners[0].person for s in seats if s.vote == AGREE and len(s.owners) == 1}


def _skip(run: Run, token: int, found: Mapping[int, tuple[Owner, str]]) -> None:
    node = run.user_task(token)
    for number, (owner, why) in found.items():
        run.skipped.add(node.id)
        run.follow(e.Skipped, token=token, label=node.title, seat=number, owner=owner, why=why)


def ask(run: Run, token: int) -> None:
    """Open the tasks of all seats whose turn it is."""
    multi = run.user_task(token).multi
    for seat in run.state.seats[token]:
        if seat.vote:
            continue
        asked = any(task.seat == seat.number for task in run.state.tasks_of(token))
        if not asked and (seat.after is None or run.state.seat(token, seat.after).vote):
            _open(run, token, seat)
        if multi is not None and multi.sequential:
            return


def _open(run: Run, token: int, seat: Seat) -> None:
    """One task for each owner of a seat; a seat whose owners have all left falls vacant."""
    holders = run.world.directory.holders
    owners = [owner for owner in seat.owners if holders(owner)]
    vacant = not owners or owners == [run.world.administrator]
    for owner in owners or [run.world.administrator]:
        open_seat(run, token, seat.number, owner, vacant)


def open_seat(run: Run, token: int, seat: int, owner: Owner, vacant: bool = False) -> Task:
    """The task of one owner of a seat."""
    act = run.user_task(token).act
    return run.open_task(token, TaskKind.HANDLE, owner, seat=seat, act=act, vacant=vacant)


def counters(run: Run, token: int) -> dict[str, Any]:
    """BPMN's counters of a multi-instance task, and how many agreed and disagreed."""
    votes = [seat.vote for seat in run.state.seats[token]]
    active = {task.seat for task in run.state.tasks_of(token) if task.seat is not None}
    counts = {
        "nrOfInstances": len(votes),
        "nrOfActiveInstances": len(active),
        "nrOfCompletedInstances": sum(bool(vote) for vote in votes),
        "nrOfTerminatedInstances": 0,
        "nrOfAgreed": sum(vote not in ("", DISAGREE) for vote in votes),
        "nrOfDisagreed": votes.count(DISAGREE),
    }
    return {name: Decimal(count) for name, count in counts.items()}


def decide(run: Run, token: int) -> None:
    """Look whether the votes decide the task; if so, leave it or end the case."""
    node, counts = run.user_task(token), counters(run, token)
    multi = node.multi or MultiInstance()
    ballot = run.graph(token).ballots[node.id]
    facts = {**run.facts, **counts}
    vetoed = multi.veto and counts["nrOfDisagreed"] > 0
    everybody = counts["nrOfCompletedInstances"] == counts["nrOfInstances"]
    if vetoed or everybody or ballot.completion(facts) is True:
        _finish(run, token, not vetoed and ballot.passes(facts) is True)


def settle(run: Run, token: int) -> None:
    """After a vote or a change of seats: look for a result, else ask whoever comes next."""
    decide(run, token)
    if token in run.state.live:
        ask(run, token)


def _finish(run: Run, token: int, passed: bool) -> None:
    node = run.user_task(token)
    run.close_tasks(run.state.tasks_of(token), "本环节已有结果")
    if node.outcome:
        run.follow(e.Valued, label=node.title, values={node.outcome: AGREE if passed else DISAGREE})
    elif not passed:
        close(run, Phase.REJECTED)
        return
    leave(run, token)


def close(run: Run, phase: Phase, opinion: str = "") -> None:
    """End the case: all tasks and timers fall away, all tokens die."""
    run.clear(run.state.tokens, f"办件{phase.label}")
    run.tell(e.Closed, phase=phase, opinion=opinion)


def close_siblings(run: Run, task: Task) -> None:
    """Alternatives of a seat that has voted need not act any more."""
    mates = (t for t in run.state.tasks_of(task.token) if t.seat == task.seat)
    run.close_tasks(mates, "已由他人办理")


def next_seat(seats: Iterable[Seat]) -> int:
    """A number no seat has had yet."""
    return max((seat.number for seat in seats), default=0) + 1


def reopen(run: Run, token: int, seats: tuple[Seat, ...], seat: int, owner: Owner) -> None:
    """Stand again on a task with its earlier votes, but for one seat, which is open anew."""
    kept = tuple(replace(each, vote="") if each.number == seat else each for each in seats)
    node = run.user_task(token)
    multi = node.multi is not None
    run.follow(e.Opened, token=token, label=node.title, seats=kept, multi=multi)
    open_seat(run, token, seat, owner)
    arm(run, token)
    ask(run, token)


def helpers(run: Run, task: Task) -> list[Task]:
    """Unfinished tasks that this one waits for."""
    return [each for each in run.state.undone() if each.parent == task.number]


def unpark(run: Run, number: int) -> None:
    """Open a waiting task once nobody helps with it any more."""
    task = run.state.tasks[number]
    if task.state not in (TaskState.WAITING, TaskState.SUSPENDED) or helpers(run, task):
        return
    due, left = task.due_at, task.left
    if task.state is TaskState.SUSPENDED and task.minutes is not None:
        paused = run.state.paused_at is not None
        due = None if paused else run.world.after(run.command.at, task.minutes)
        left = task.minutes if paused else None
    run.follow(e.TaskResumed, task=number, label=task.label, due_at=due, left=left)
