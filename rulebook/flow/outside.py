"""What comes from outside a case: signals, services, people who leave, units that merge."""

from __future__ import annotations

from dataclasses import replace

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.commands import Complete, Fail, HandOver, MoveUnit, Notify
from rulebook.flow.model import Boundary, Trigger, UserTask
from rulebook.flow.moves import leave
from rulebook.flow.program import Program
from rulebook.flow.routing import trigger
from rulebook.flow.run import Run
from rulebook.flow.state import Owner, State, Task, TaskKind


def notify(run: Run, command: Notify) -> None:
    """A signal reaches every boundary event that waits for it, a message the oldest."""
    rights.running(run)
    rights.platform(run)
    kind = Trigger.MESSAGE if command.message else Trigger.SIGNAL
    waiting = _listening(run, command.name, kind)
    rights.demand(run, waiting, f"没有环节在等待“{command.name}”", "请核对名称")
    run.tell(e.Triggered, kind=kind.value, name=command.name)
    for token, edge in waiting[:1] if command.message else waiting:
        if token in run.state.live:
            trigger(run, token, edge)


def heard(program: Program, state: State) -> list[tuple[Trigger, str]]:
    """What the case waits to be told now: signals and messages, each once."""
    found: dict[tuple[Trigger, str], None] = {}
    for number in sorted(state.live):
        token = state.tokens[number]
        graph = program.graphs[state.scopes[token.scope].process]
        for edge in graph.edges[token.node]:
            if edge.trigger is not Trigger.TIMER:
                found[edge.trigger, edge.name] = None
    return list(found)


def _listening(run: Run, name: str, kind: Trigger) -> list[tuple[int, str]]:
    found = []
    for token in sorted(run.state.live):
        edges: tuple[Boundary, ...] = run.graph(token).edges[run.token(token).node]
        found += [(token, edge.id) for edge in edges if edge.trigger is kind and edge.name == name]
    return found


def complete(run: Run, command: Complete) -> None:
    """A service has done its work."""
    task = _service(run)
    run.tell(e.TaskDone, task=task.number, label=task.label, verb=command.verb,
             opinion=command.opinion)  # fmt: skip
    if command.values:
        run.follow(e.Valued, label=task.label, values=dict(command.values))
    leave(run, task.token)


def fail(run: Run, command: Fail) -> None:
    """A service could not do it; the task stays with the administrator until it is done."""
    task = _service(run)
    run.tell(e.Failed, task=task.number, label=task.label, why=command.opinion)


def _service(run: Run) -> Task:
    task = rights.open_task(run)
    rights.platform(run)
    rights.demand(run, task.kind is TaskKind.SERVICE, f"“{task.label}”由人办理", "请核对")
    return task


def hand_over(run: Run, command: HandOver) -> None:
    """离任移交: each task of the leaver and of posts left empty finds an owner."""
    rights.running(run)
    rights.platform(run)
    holders = run.world.directory.holders
    heir = command.to if command.to is not None and holders(command.to) else None
    left = [
        task for task in run.state.undone()
        if task.owner.person == command.person
        or (task.owner.post and task.owner != run.world.administrator and not holders(task.owner))
    ]  # fmt: skip
    rights.demand(run, left, f"{command.person}没有未办事项", "无需移交")
    for task in left:
        _leave(run, run.state.tasks[task.number], heir if task.owner.person else None)


def _leave(run: Run, task: Task, heir: Owner | None) -> None:
    """Advice that nobody can give any more is no longer waited for; all else falls to somebody."""
    if heir is None and task.kind in (TaskKind.CONSULT, TaskKind.DELEGATE):
        run.close_tasks([task], "办理人离任")
        return
    node, mine = run.node(task.token), run.state.applicant
    if heir is not None and task.kind is TaskKind.HANDLE and isinstance(node, UserTask):
        alone = list(run.world.directory.holders(heir)) == [mine]
        heir = None if alone and activities.forbids_own(run, node) else heir
    run.tell(
        e.Reassigned, task=task.number, label=task.label, verb="移交",
        owner=heir or run.world.administrator, former=task.owner, vacant=heir is None,
        due_at=task.due_at, opinion=run.command.opinion,
    )  # fmt: skip


def move_unit(run: Run, command: MoveUnit) -> None:
    """单位合并: posts of the old unit become the same posts of the new one; none is no event."""
    rights.running(run)
    rights.platform(run)
    for task in list(run.state.undone()):
        if task.owner.unit == command.old:
            run.tell(
                e.Reassigned, task=task.number, label=task.label, verb=command.verb,
                owner=replace(task.owner, unit=command.new), former=task.owner,
                due_at=task.due_at,
            )  # fmt: skip
    for token in sorted(run.state.live & run.state.seats.keys()):
        _move_seats(run, token, command)


def _move_seats(run: Run, token: int, command: MoveUnit) -> None:
    for seat in run.state.seats[token]:
        owners = tuple(
            replace(owner, unit=command.new) if owner.unit == command.old else owner
            for owner in seat.owners
        )
        if owners != seat.owners and not seat.vote:
            label = run.node(token).title
            run.tell(e.SeatMoved, token=token, label=label, seat=seat.number, owners=owners)
