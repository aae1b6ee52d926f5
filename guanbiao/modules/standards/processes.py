"""How the processes of an edition are shown: the drawing, and its tasks in words."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from guanbiao.library.pack import Pack
from guanbiao.modules.standards.feel import coloured
from rulebook.calendar import OFFICE_HOURS
from rulebook.flow.diagram.svg import draw
from rulebook.flow.model import Process as Drawn
from rulebook.flow.model import UserTask
from rulebook.flow.road import tasks
from rulebook.processes import Mode, Process, Who, WhoKind

WORKDAY = sum(
    (closes.hour - opens.hour) * 60 + closes.minute - opens.minute for opens, closes in OFFICE_HOURS
)
"""Office minutes of a day."""
OF = {
    "applicant_unit": "申请人所在单位",
    "bureau": "机关事务管理部门",
    "subject_unit": "办理对象所属单位",
}


@dataclass(frozen=True)
class StageView:
    """A stage in words."""

    label: str
    who: str
    limit: str
    when: Markup
    clause: str


@dataclass(frozen=True)
class ProcessView:
    """A process as people see it."""

    label: str
    drawing: Markup
    stages: tuple[StageView, ...]


def processes(pack: Pack, number: str) -> tuple[ProcessView, ...]:
    """The processes of an edition; with ``number`` those which that clause lays down."""
    listed = [(pack.roads[each.name], _stages(each)) for each in pack.processes]
    drawn = [(each.process, _tasks(each.process)) for each in pack.drawings]
    return tuple(
        ProcessView(process.label, _drawing(process), stages)
        for process, stages in [*listed, *drawn]
        if not number or number in {process.clause, *(stage.clause for stage in stages)}
    )


def _drawing(process: Drawn) -> Markup:
    return Markup(draw(process, name=f"process-{process.id}"))  # noqa: S704 - our own drawing, its words escaped


def _stages(process: Process) -> tuple[StageView, ...]:
    return tuple(
        StageView(
            stage.label,
            who_words(stage.who, stage.mode.label),
            time_limit(stage.deadline_minutes),
            coloured(stage.when or ""),
            stage.clause,
        )
        for stage in process.stages
    )


def _tasks(process: Drawn) -> tuple[StageView, ...]:
    """Conditions stand in the drawing, on the flows."""
    return tuple(
        StageView(
            task.label,
            "、".join(who_words(who, mode_of(task).label) for who in task.who),
            time_limit(task.minutes),
            Markup(),
            task.clause,
        )
        for task in tasks(process)
    )


def mode_of(task: UserTask) -> Mode:
    """How the persons of a task act together, in the word nearest to it."""
    if task.multi is None:
        return Mode.ANY
    return Mode.SEQUENCE if task.multi.sequential else Mode.ALL


def time_limit(minutes: int | None) -> str:
    """Working minutes in the largest unit that tells them whole."""
    if not minutes:
        return "不限"
    for size, unit in ((WORKDAY, "个工作日"), (60, "个工作小时")):
        if minutes % size == 0:
            return f"{minutes // size} {unit}"
    return f"{minutes} 分钟（工作时间）"


def who_words(who: Who, mode: str) -> str:
    """Who acts and how together: 机关事务管理部门驾驶员（或签）."""
    if who.kind is WhoKind.APPLICANT:
        return "申请人"
    if who.kind is WhoKind.PERSON:
        return f"工号 {who.value}（{mode}）"
    where = OF[who.of]
    if who.kind is WhoKind.UNIT_HEAD:
        return f"{where}负责人（{mode}）"
    return f"{where}{who.value}（{mode}）"
