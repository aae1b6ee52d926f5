"""撤回、撤销、终止、作废: ends that are not reached by the drawn way."""

from __future__ import annotations

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.apply import VOTES
from rulebook.flow.commands import Annul, Cancel, Terminate, Withdraw
from rulebook.flow.model import Withdrawal
from rulebook.flow.run import Run
from rulebook.flow.state import Phase, TaskKind


def withdraw(run: Run, command: Withdraw) -> None:
    """撤回: all open tasks fall away; the applicant may submit again."""
    rights.running(run)
    rights.applicant(run)
    if run.program.process.withdrawal is Withdrawal.UNTOUCHED:
        late = _handled(run)
        rights.demand(run, not late, f"“{late}”已办理", "请联系当前办理人退回")
    activities.close(run, Phase.WITHDRAWN, command.opinion)


def _handled(run: Run) -> str:
    """A task somebody has decided and no return has undone since; empty for none."""
    for task in run.state.tasks.values():
        counts = run.state.round <= task.token and task.token not in run.state.annulled
        if counts and task.kind is TaskKind.HANDLE and task.verb in VOTES:
            return task.label
    return ""


def cancel(run: Run, command: Cancel) -> None:
    """撤销: the applicant gives up, also what was withdrawn or returned."""
    fit = run.state.phase in (Phase.RUNNING, Phase.WITHDRAWN)
    why = f"办件当前为“{run.state.phase.label}”"
    rights.demand(run, fit, why, "办结的办件请联系流程管理员作废")
    rights.applicant(run)
    activities.close(run, Phase.CANCELLED, command.opinion)


def terminate(run: Run, command: Terminate) -> None:
    """终止: the administrator ends it, with a reason."""
    rights.running(run)
    rights.administrator(run)
    rights.demand(run, command.opinion.strip(), "没有写明理由", "请填写终止理由")
    activities.close(run, Phase.TERMINATED, command.opinion)


def annul(run: Run, command: Annul) -> None:
    """作废: a finished case no longer counts, with a reason; its history stays."""
    fit = run.state.phase is Phase.DONE
    rights.demand(run, fit, f"办件当前为“{run.state.phase.label}”", "只有办结的办件可以作废")
    rights.administrator(run)
    rights.demand(run, command.opinion.strip(), "没有写明理由", "请填写作废理由")
    run.tell(e.Closed, phase=Phase.VOID, opinion=command.opinion)
