"""提交、同意、不同意、办理."""

from __future__ import annotations

from rulebook.flow import activities, rights, routing
from rulebook.flow import events as e
from rulebook.flow.apply import FINISH
from rulebook.flow.commands import Agree, Disagree, Finish, Submit
from rulebook.flow.moves import leave
from rulebook.flow.returning import come_back
from rulebook.flow.run import Run
from rulebook.flow.state import Phase, Task, TaskKind

ADVICE = frozenset({TaskKind.CONSULT, TaskKind.DELEGATE})


def submit(run: Run, command: Submit) -> None:
    """Begin, begin again after 撤回, or hand in what was returned."""
    state = run.state
    if state.phase is Phase.RUNNING:
        _resubmit(run, command)
        return
    may = state.phase in (Phase.NEW, Phase.WITHDRAWN)
    rights.demand(run, may, f"办件当前为“{state.phase.label}”", "请另行发起")
    rights.demand(run, command.actor.person, "没有申请人", "请登录后再提交")
    if state.phase is Phase.WITHDRAWN:
        rights.applicant(run)
    run.tell(
        e.Submitted,
        process=run.program.root,
        edition=command.edition,
        applicant=command.actor.person,
        opinion=command.opinion,
    )
    routing.begin(run)


def _resubmit(run: Run, command: Submit) -> None:
    mine = (
        task for task in run.state.open()
        if task.kind is TaskKind.REVISE and rights.behalf_of(run, task.owner) is not None
    )  # fmt: skip
    task = next(mine, None)
    if task is None:
        rights.demand(run, False, "办件正在办理，没有退回给您", "请等待办理结果，或先撤回")
        return
    run.behalf = rights.behalf_of(run, task.owner) or ""
    _revised(run, task, command.verb, command.opinion)


def _revised(run: Run, task: Task, verb: str, opinion: str) -> None:
    """What was returned has been mended: straight back (直达) or on from here (重走)."""
    run.tell(e.TaskDone, task=task.number, label=task.label, verb=verb, opinion=opinion)
    if task.parent is None:
        leave(run, task.token)
    elif not activities.helpers(run, run.state.tasks[task.parent]):
        come_back(run, run.state.tasks[task.parent])


def agree(run: Run, command: Agree) -> None:
    """同意; for a stalled join: go on with what is there."""
    task = rights.own_task(run, rights.OPEN_KINDS | {TaskKind.STALL})
    rights.fitting_act(run, task)
    if task.kind is TaskKind.REVISE:
        _revised(run, task, command.verb, command.opinion)
    else:
        _vote(run, task, command.verb, command.opinion)


def disagree(run: Run, command: Disagree) -> None:
    """不同意; as advice it only informs whoever asked for it."""
    task = rights.own_task(run, ADVICE | {TaskKind.HANDLE})
    rights.fitting_act(run, task)
    _vote(run, task, command.verb, command.opinion)


def finish(run: Run, command: Finish) -> None:
    """办理: the business act was done."""
    task = rights.own_task(run, frozenset({TaskKind.HANDLE}))
    rights.fitting_act(run, task)
    _vote(run, task, FINISH, command.opinion)


def _vote(run: Run, task: Task, verb: str, opinion: str) -> None:
    rights.not_own_application(run, task)
    run.tell(e.TaskDone, task=task.number, label=task.label, verb=verb, opinion=opinion)
    if task.kind is TaskKind.STALL:
        routing.force(run, task.token)
    elif task.kind in ADVICE:
        assert task.parent is not None
        activities.unpark(run, task.parent)
    else:
        voted(run, task)


def voted(run: Run, task: Task) -> None:
    """A seat has voted: its alternatives fall away, a result is looked for, others are asked."""
    activities.close_siblings(run, task)
    activities.settle(run, task.token)
