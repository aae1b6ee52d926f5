"""转办、委派、加签、减签、抄送、催办: bringing others in."""

from __future__ import annotations

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.commands import (
    AddSigners,
    Delegate,
    Place,
    Read,
    RemoveSigner,
    Send,
    Transfer,
    Urge,
)
from rulebook.flow.run import Run
from rulebook.flow.state import Copy, Owner, Seat, Task, TaskKind

HANDLE = frozenset({TaskKind.HANDLE})
ADVICE = frozenset({TaskKind.CONSULT, TaskKind.DELEGATE})


def transfer(run: Run, command: Transfer) -> None:
    """转办: the task changes hands for good; the administrator may do it for anybody (指派)."""
    task = rights.open_task(run)
    movable = task.kind in rights.OPEN_KINDS
    rights.demand(run, movable, f"“{task.label}”是{task.kind.label}事项", "请由流程管理员处理")
    own = rights.behalf_of(run, task.owner) is not None and not task.vacant
    if not command.actor.administrator or own:
        rights.own_task(run)
    rights.in_office(run, task, command.to)
    _give(run, task, command.to, command.verb if own else "指派", command.opinion)


def _give(run: Run, task: Task, to: Owner, verb: str, opinion: str = "") -> None:
    """Another owner. A task nobody had starts its deadline anew."""
    due = run.world.after(run.command.at, task.minutes) if task.vacant else task.due_at
    run.tell(
        e.Reassigned, task=task.number, label=task.label, verb=verb, owner=to,
        former=task.owner, due_at=due, opinion=opinion,
    )  # fmt: skip


def delegate(run: Run, command: Delegate) -> None:
    """委派: another does the work; the task waits and comes back for confirmation."""
    task = rights.own_task(run, HANDLE)
    rights.in_office(run, task, command.to)
    _ask_first(run, task, (command.to,), TaskKind.DELEGATE, command.opinion)


def _ask_first(
    run: Run, task: Task, owners: tuple[Owner, ...], kind: TaskKind, opinion: str
) -> None:
    verb = "委派" if kind is TaskKind.DELEGATE else "前加签"
    run.tell(
        e.TaskParked, task=task.number, label=task.label, verb=verb, to=owners, opinion=opinion
    )
    for owner in owners:
        run.open_task(task.token, kind, owner, seat=task.seat, parent=task.number)


def add_signers(run: Run, command: AddSigners) -> None:
    """加签: before (the adder waits for advice), after or beside (more seats that must agree)."""
    task = rights.own_task(run, HANDLE)
    people = tuple(dict.fromkeys(command.people))
    rights.demand(run, people, "没有选人", "请选择要加签的人员")
    seated = _seated(run, task)
    for person in people:
        rights.demand(run, person not in seated, f"{person}已在本环节办理", "请另选他人")
        rights.in_office(run, task, Owner(person))
    if command.place is Place.BEFORE:
        owners = tuple(Owner(person) for person in people)
        _ask_first(run, task, owners, TaskKind.CONSULT, command.opinion)
    else:
        _add_seats(run, task, people, command)


def _seated(run: Run, task: Task) -> set[str]:
    """Persons who sit on this task or advise on it, and have not finished."""
    seats = {o.person for s in run.state.seats[task.token] for o in s.owners}
    return seats | {each.owner.person for each in run.state.tasks_of(task.token)}


def _add_seats(run: Run, task: Task, people: tuple[str, ...], command: AddSigners) -> None:
    after = task.seat if command.place is Place.AFTER else None
    for person in reversed(people) if after is not None else people:
        number = activities.next_seat(run.state.seats[task.token])
        seat = Seat(number, (Owner(person),), after=after, added_by=command.actor.person)
        run.tell(
            e.SeatAdded, token=task.token, label=task.label, seat=seat, opinion=command.opinion
        )
    activities.ask(run, task.token)


def remove_signer(run: Run, command: RemoveSigner) -> None:
    """减签: whoever added a person, or the administrator, takes her off before she has acted."""
    rights.running(run)
    task = rights.task_named(run)
    rights.demand(run, task.token in run.state.live, f"“{task.label}”已办完", "请刷新查看最新进展")
    helper = _helper(run, task, command.person)
    if helper is not None:
        run.close_tasks([helper], "减签")
        return
    seat = _added_seat(run, task, command)
    mates = [t for t in run.state.tasks_of(task.token) if t.seat == seat.number]
    run.close_tasks([*mates, *(h for t in mates for h in activities.helpers(run, t))], "减签")
    run.tell(
        e.SeatRemoved, token=task.token, label=task.label, seat=seat.number,
        owners=seat.owners, opinion=command.opinion,
    )  # fmt: skip
    activities.settle(run, task.token)


def _helper(run: Run, task: Task, person: str) -> Task | None:
    """The open advice of a person that the actor (or, for the administrator, anybody) asked for."""
    for each in run.state.tasks_of(task.token):
        if each.parent is not None and each.owner == Owner(person) and each.kind in ADVICE:
            asked = rights.behalf_of(run, run.state.tasks[each.parent].owner) is not None
            if asked or run.command.actor.administrator:
                return each
    return None


def _added_seat(run: Run, task: Task, command: RemoveSigner) -> Seat:
    """The seat to take away; it must have been added, by the actor or for the administrator."""
    seats = [s for s in run.state.seats.get(task.token, ()) if Owner(command.person) in s.owners]
    rights.demand(run, seats, f"{command.person}不在“{task.label}”的会签人中", "请核对所选人员")
    seat = seats[0]
    rights.demand(run, not seat.vote, f"{command.person}已办理", "已办理的意见不能减去")
    mine = seat.added_by == command.actor.person or command.actor.administrator
    rights.demand(run, mine and seat.added_by, "只能减去自己加签的人员", "请联系加签人或流程管理员")
    followed = any(each.after == seat.number for each in run.state.seats[task.token])
    rights.demand(run, not followed, "该人员之后还有加签", "请先减去其后的加签人员")
    return seat


def _involved(run: Run) -> bool:
    """Applicant, administrator, platform, or anybody who has or had a task here."""
    actor, state = run.command.actor, run.state
    if actor.administrator or actor.platform or actor.person == state.applicant:
        return True
    return any(
        task.done_by == actor.person or rights.behalf_of(run, task.owner) is not None
        for task in state.tasks.values()
    )


def send(run: Run, command: Send) -> None:
    """抄送: others may read; nothing waits for them."""
    begun = run.state.version > 0
    rights.demand(run, begun, "办件尚未提交", "请先提交")
    rights.demand(run, _involved(run), "您不是本办件的经办人", "请由经办人抄送")
    known = {copy.person for copy in run.state.copies.values()}
    fresh = [person for person in dict.fromkeys(command.people) if person not in known]
    rights.demand(run, fresh, "所选人员都已抄送过", "请另选人员")
    first = len(run.state.copies) + 1
    copies = tuple(Copy(first + n, person) for n, person in enumerate(fresh))
    run.tell(e.Copied, copies=copies, opinion=command.opinion)


def read(run: Run, command: Read) -> None:
    """已阅."""
    copy = run.state.copies.get(command.copy)
    mine = copy is not None and copy.person == command.actor.person
    rights.demand(run, mine, "这不是抄送给您的", "请核对")
    rights.demand(run, copy and copy.read_at is None, "您已阅过", "无需再次确认")
    run.tell(e.CopyRead, copy=command.copy)


def urge(run: Run, command: Urge) -> None:
    """催办: all who have an open task."""
    rights.running(run)
    rights.demand(run, _involved(run), "您不是本办件的经办人", "请由申请人或经办人催办")
    tasks = tuple(task.number for task in run.state.open())
    run.tell(e.Urged, tasks=tasks, opinion=command.opinion)
