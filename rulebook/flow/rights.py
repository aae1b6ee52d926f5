"""Who may do what: each check refuses with what, why and what to do."""

from __future__ import annotations

from rulebook.flow.activities import forbids_own
from rulebook.flow.commands import Finish, TaskCommand
from rulebook.flow.model import UserTask
from rulebook.flow.run import Run
from rulebook.flow.state import Owner, Phase, Task, TaskKind, TaskState
from rulebook.flow.world import Refused

OPEN_KINDS = frozenset({TaskKind.HANDLE, TaskKind.CONSULT, TaskKind.DELEGATE, TaskKind.REVISE})


def demand(run: Run, held: object, why: str, remedy: str) -> None:
    """Refuse the command unless ``held``."""
    if not held:
        raise Refused(run.command.verb, why, remedy)


def running(run: Run) -> None:
    """Only a running case moves."""
    phase = run.state.phase
    remedy = "请先提交" if phase is Phase.NEW else "如需继续请另行发起"
    demand(run, phase is Phase.RUNNING, f"办件当前为“{phase.label}”", remedy)


def applicant(run: Run) -> None:
    """Only the applicant."""
    own = run.command.actor.person == run.state.applicant and not run.command.actor.platform
    demand(run, own, "只有申请人本人可以", "请联系申请人")


def administrator(run: Run) -> None:
    """Only the administrator of processes."""
    demand(run, run.command.actor.administrator, "只有流程管理员可以", "请联系流程管理员")


def platform(run: Run) -> None:
    """Only the platform itself, or the administrator in its stead."""
    actor = run.command.actor
    demand(run, actor.platform or actor.administrator, "这一步由平台自动办理", "无需人工处理")


def behalf_of(run: Run, owner: Owner) -> str | None:
    """For whom the actor may act as the owner (see `Actor.holds`); the administrator as such."""
    actor = run.command.actor
    if actor.administrator and owner == run.world.administrator:
        return ""
    return actor.holds(owner)


def task_named(run: Run) -> Task:
    """The task a command names, whatever its state."""
    assert isinstance(run.command, TaskCommand)
    task = run.state.tasks.get(run.command.task)
    if task is None:
        raise Refused(run.command.verb, f"本办件没有第{run.command.task}号待办", "请刷新后重试")
    return task


def open_task(run: Run) -> Task:
    """The task a command names, still open."""
    running(run)
    task = task_named(run)
    why = f"“{task.label}”{task.state.label}"
    if task.state is TaskState.DONE:
        why += f"（{task.verb}）"
    demand(run, task.state is TaskState.OPEN, why, "请刷新查看最新进展")
    return task


def own_task(run: Run, kinds: frozenset[TaskKind] = OPEN_KINDS) -> Task:
    """The open task a command names, when the actor may act as its owner."""
    task = open_task(run)
    behalf = behalf_of(run, task.owner)
    demand(
        run,
        behalf is not None,
        f"您不是“{task.label}”的办理人",
        "如需代办，请由办理人转办或办理委托",
    )
    demand(run, not task.vacant, f"“{task.label}”无人可办", "请先转办给合适的办理人")
    demand(run, task.kind in kinds, f"“{task.label}”是{task.kind.label}事项", _instead(task))
    run.behalf = behalf or ""
    return task


def _instead(task: Task) -> str:
    return {
        TaskKind.CONSULT: "请填写意见后选“同意”或“不同意”，供加签人参考",
        TaskKind.DELEGATE: "请填写意见后选“同意”或“不同意”，由委派人确认",
        TaskKind.REVISE: "请修改后重新提交；不再办理的，请申请人撤销",
        TaskKind.STALL: "请选“同意”放行、退回，或终止办件",
        TaskKind.SERVICE: "请等待平台处理，或由流程管理员处理",
        TaskKind.HANDLE: "请直接办理",
    }[task.kind]


def fitting_act(run: Run, task: Task) -> None:
    """A task that waits for a business act is finished by that act only."""
    act = run.command.act if isinstance(run.command, Finish) else ""
    wanted = task.act if task.kind is TaskKind.HANDLE else ""
    remedy = f"请办理“{wanted}”" if wanted else "请选“同意”或“不同意”"
    demand(run, act == wanted, f"“{task.label}”不是这样办理的", remedy)


def not_own_application(run: Run, task: Task) -> None:
    """Nobody decides her own application where the process says so."""
    node = run.node(task.token)
    if task.kind is TaskKind.HANDLE and isinstance(node, UserTask) and forbids_own(run, node):
        mine = run.command.actor.person == run.state.applicant
        demand(run, not mine, "申请人不能审批自己的申请", "请转办给其他办理人")


def in_office(run: Run, task: Task, owner: Owner) -> None:
    """A new owner must be in office, somebody else, and not an applicant who may not decide."""
    holders = run.world.directory.holders(owner)
    demand(run, holders, "所选人员不在岗", "请另选在岗人员")
    demand(run, owner != task.owner, "所选人员就是当前办理人", "请另选他人")
    node = run.node(task.token)
    if task.kind is TaskKind.HANDLE and isinstance(node, UserTask) and forbids_own(run, node):
        alone = list(holders) == [run.state.applicant]
        demand(run, not alone, "申请人不能审批自己的申请", "请另选他人")
