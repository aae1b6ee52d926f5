"""The linear processes of packs (``processes/*.toml``) as BPMN processes."""

from __future__ import annotations

from rulebook.flow.model import (
    End,
    Flow,
    Gateway,
    MultiInstance,
    Node,
    Overdue,
    Process,
    Start,
    UserTask,
)
from rulebook.processes import Mode, Stage
from rulebook.processes import Process as Linear

MULTI = {
    Mode.ANY: None,
    Mode.ALL: MultiInstance.everybody(),
    Mode.SEQUENCE: MultiInstance.in_turn(),
}


def from_stages(linear: Linear) -> Process:
    """The same road as a drawing.

    A stage under a condition stands behind an exclusive gateway whose way around it is taken only
    when the condition is false: an unknown condition keeps the stage. Stages keep their names;
    what is drawn around them has a dot in its name, which no stage can have.
    """
    nodes: list[Node] = [Start("start.event", "提交申请", linear.clause)]
    flows: list[Flow] = []
    last = "start.event"
    for stage in linear.stages:
        last = (_optional if stage.when else _plain)(stage, last, nodes, flows)
    nodes.append(End("end.event", "办结"))
    flows.append(_flow(last, "end.event"))
    title = linear.label or linear.name
    return Process(linear.name, title, tuple(nodes), tuple(flows), linear.act, linear.clause)


def _plain(stage: Stage, last: str, nodes: list[Node], flows: list[Flow]) -> str:
    nodes.append(_task(stage))
    flows.append(_flow(last, stage.name))
    return stage.name


def _optional(stage: Stage, last: str, nodes: list[Node], flows: list[Flow]) -> str:
    asks, merge = f"{stage.name}.needed", f"{stage.name}.passed"
    stays = _flow(asks, stage.name)
    around = Flow(f"{asks}.around", asks, merge, f"not({stage.when})", "不需要")
    nodes += [
        Gateway(asks, f"{stage.label}？", stage.clause, default=stays.id),
        _task(stage),
        Gateway(merge),
    ]
    flows += [_flow(last, asks), stays, around, _flow(stage.name, merge)]
    return merge


def _task(stage: Stage) -> UserTask:
    return UserTask(
        stage.name,
        stage.label,
        stage.clause,
        who=(stage.who,),
        multi=MULTI[stage.mode],
        minutes=stage.deadline_minutes,
        act=stage.act or "",
        overdue=Overdue(stage.overdue),
        remind=stage.remind_minutes,
    )


def _flow(source: str, target: str) -> Flow:
    return Flow(f"{source}.to.{target}", source, target)
