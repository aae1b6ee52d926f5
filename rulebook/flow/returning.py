"""退回 and 取回: going back without forgetting."""

from __future__ import annotations

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.apply import VOTES
from rulebook.flow.commands import Retrieve, Return, Target
from rulebook.flow.lineage import ancestors, descendants, undone_by
from rulebook.flow.run import Run
from rulebook.flow.state import Owner, State, Task, TaskKind, TaskState, Token

MAY_RETURN = frozenset({TaskKind.HANDLE, TaskKind.STALL})


def targets(state: State, task: int) -> list[Token]:
    """User tasks passed on the way to this task, nearest first, each node once.

    A process that was called and has ended is not entered again.
    """
    here = state.tasks[task].token
    found: dict[tuple[int, str], Token] = {}
    for number in ancestors(state, here):
        token = state.tokens[number]
        passed = number not in state.live | state.gone
        if number in state.seats and passed and _open(state, here, token.scope):
            found.setdefault((token.scope, token.node), token)
    return list(found.values())


def _open(state: State, here: int, scope: int) -> bool:
    """Whether ``scope`` is that of the token ``here`` or one around it."""
    around: int | None = state.tokens[here].scope
    while around is not None:
        if around == scope:
            return True
        parent = state.scopes[around].parent
        around = None if parent is None else state.tokens[parent].scope
    return False


def send_back(run: Run, command: Return) -> None:
    """退回: 上一步, 指定环节 or 发起人; ``direct`` has it come straight back."""
    task = rights.own_task(run, MAY_RETURN)
    to = _target(run, command, task)
    direct = command.direct and task.kind is not TaskKind.STALL
    label = "发起人" if to is None else run.node(to.number).title
    run.tell(
        e.TaskDone, task=task.number, label=task.label, verb=command.verb,
        opinion=command.opinion, target=label, direct=direct,
    )  # fmt: skip
    if direct:
        _detour(run, task, to)
        return
    origin = _origin(run.state, task) if to is None else to.number
    token = rewind(run, origin, command.verb)
    if to is None:
        owner = Owner(run.state.applicant)
        run.open_task(token, TaskKind.REVISE, owner, label=label, minutes=None)
    else:
        activities.enter(run, token, _former(run.state, origin))


def _target(run: Run, command: Return, task: Task) -> Token | None:
    """The token to go back to, None for the applicant."""
    passed = targets(run.state, task.number)
    if command.target is Target.APPLICANT:
        return None
    if command.target is Target.PREVIOUS:
        return passed[0] if passed else None
    for token in passed:
        if token.node == command.node:
            return token
    names = "、".join(run.node(token.number).title for token in passed) or "发起人"
    rights.demand(run, False, f"“{command.node}”不在已办环节中", f"可以退回到：{names}")
    return None


def _origin(state: State, task: Task) -> int:
    """The start of the case's own process, from which this task came."""
    return min([*ancestors(state, task.token), task.token])


def _voters(state: State, token: int) -> list[str]:
    """Who decided at a task, seat by seat; a lent or agent's vote is the lender's."""
    votes = {
        t.seat: t.behalf or t.done_by for t in state.tasks.values()
        if t.token == token and t.kind is TaskKind.HANDLE and t.verb in VOTES
    }  # fmt: skip
    seats = [seat for seat in state.seats[token] if seat.vote]
    found = [votes.get(seat.number) or seat.owners[0].person for seat in seats]
    return list(dict.fromkeys(person for person in found if person))


def _former(state: State, token: int) -> str:
    """Who alone decided at this task; empty for several."""
    voters = _voters(state, token) if len(state.seats[token]) == 1 else []
    return voters[0] if voters else ""


def rewind(run: Run, origin: int, verb: str) -> int:
    """Undo what came of a token and put a new one in its place; its number."""
    annulled, restored = undone_by(run.state, origin)
    restored -= run.state.gone
    run.clear(annulled, f"因{verb}取消")
    old = run.token(origin)
    placed = Token(len(run.state.tokens) + 1, old.scope, old.node, old.flow, old.parents)
    run.follow(
        e.Rewound,
        label=run.node(origin).title,
        verb=verb,
        annulled=tuple(sorted(annulled)),
        restored=tuple(sorted(restored)),
        placed=placed,
    )
    return placed.number


def _detour(run: Run, task: Task, to: Token | None) -> None:
    """直达: the others on this task wait, somebody mends, then the returner is asked again."""
    for each in list(run.state.tasks_of(task.token)):
        run.follow(e.TaskParked, task=each.number, label=each.label, suspended=True)
    label = "发起人" if to is None else run.node(to.number).title
    people = [run.state.applicant] if to is None else _voters(run.state, to.number)
    owners = [Owner(each) for each in people if run.world.directory.holders(Owner(each))]
    for owner in owners or [run.world.administrator]:
        run.open_task(
            task.token, TaskKind.REVISE, owner, label=label, parent=task.number,
            minutes=None, vacant=not owners,
        )  # fmt: skip


def come_back(run: Run, returner: Task) -> None:
    """What was sent on a detour is back: the returner is asked again, the others go on."""
    owner = Owner(returner.behalf or returner.done_by)
    owner = owner if run.world.directory.holders(owner) else returner.owner
    vacant = not run.world.directory.holders(owner)
    assert returner.seat is not None
    activities.open_seat(
        run, returner.token, returner.seat, run.world.administrator if vacant else owner, vacant
    )
    for each in list(run.state.tasks_of(returner.token)):
        if each.state is TaskState.SUSPENDED and activities.helpers(run, each):
            run.follow(e.TaskParked, task=each.number, label=each.label)
        elif each.state is TaskState.SUSPENDED:
            activities.unpark(run, each.number)


def retrieve(run: Run, command: Retrieve) -> None:
    """取回: one's own decision, as long as nobody has acted on what came of it."""
    rights.running(run)
    task = rights.task_named(run)
    mine = task.state is TaskState.DONE and _decided(command, task)
    rights.demand(run, mine, "只能取回自己办理过的事项", "请核对所选事项")
    rights.demand(run, _counts(run.state, task), "该事项已不能取回", "请联系流程管理员")
    late = _touched(run, task)
    rights.demand(run, not late, f"“{late}”已办理", "请联系后续办理人退回")
    assert task.seat is not None
    seats, token = run.state.seats[task.token], task.token
    if token in run.state.live:
        later = _following(run, task)
        run.close_tasks((t for t in run.state.tasks_of(token) if t.seat in later), "因取回取消")
        run.stop_timers([token])
    else:
        token = rewind(run, token, command.verb)
    activities.reopen(run, token, seats, task.seat, task.owner)


def _decided(command: Retrieve, task: Task) -> bool:
    """Whether the actor decided it, or holds the post whose task it was."""
    own = command.actor.person == task.done_by
    return own or (bool(task.owner.post) and command.actor.holds(task.owner) is not None)


def _counts(state: State, task: Task) -> bool:
    """Whether a done task is a vote that still stands, in a process still running."""
    if (
        task.kind is not TaskKind.HANDLE
        or task.verb not in VOTES
        or task.token in state.annulled | state.gone
    ):
        return False
    around: int | None = state.scopes[state.tokens[task.token].scope].parent
    while around is not None:
        if around not in state.live:
            return False
        around = state.scopes[state.tokens[around].scope].parent
    votes = [t for t in state.tasks.values() if t.token == task.token and t.seat == task.seat
             and t.kind is TaskKind.HANDLE and t.verb in VOTES]  # fmt: skip
    seats = [seat.number for seat in state.seats[task.token] if seat.vote]
    return task.seat in seats and votes[-1] == task


def _following(run: Run, task: Task) -> set[int]:
    """Seats of the same task whose turn comes after this vote."""
    seats = run.state.seats[task.token]
    multi = run.user_task(task.token).multi
    if multi is not None and multi.sequential:
        numbers = [seat.number for seat in seats]
        return set(numbers[numbers.index(task.seat or 0) + 1 :])
    return {seat.number for seat in seats if seat.after == task.seat}


def _touched(run: Run, task: Task) -> str:
    """What has been done since on the strength of this decision: a label, empty for nothing."""
    state = run.state
    after = descendants(state, task.token)
    busy = {TaskState.DONE, TaskState.WAITING, TaskState.SUSPENDED}
    for each in state.tasks.values():
        if each.token in after and each.state in busy:
            return each.label
    later = _following(run, task)
    for each in state.tasks.values():
        if each.token == task.token and each.seat in later and each.state in busy:
            return each.label
    return ""
