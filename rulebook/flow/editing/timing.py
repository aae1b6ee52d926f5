"""Timers at the edge of a step: somebody else is told, or takes over."""

from __future__ import annotations

from rulebook.flow.editing.parts import (
    EditError,
    free,
    grown,
    linked,
    node_of,
    out_of,
    redirected,
)
from rulebook.flow.model import Boundary, End, Gateway, GatewayKind, Process, UserTask


def timer(
    process: Process, host: str, minutes: int, *, takes_over: bool, clause: str = ""
) -> tuple[Process, str]:
    """A timer of working ``minutes`` at a step, and the id of the step it leads to.

    With ``takes_over`` the step is ended and the new one stands in its place; without, the new
    one (督办) comes beside it and the step goes on.
    """
    owner = node_of(process, host)
    if not isinstance(owner, UserTask):
        raise EditError("定时只能设在人工环节上。")
    bell, step = free(process, "timer"), free(process, "step")
    label = "到时改办" if takes_over else "到时督办"
    nodes = (
        Boundary(bell, label, host=host, minutes=minutes, interrupting=takes_over),
        UserTask(step, "接续办理" if takes_over else "督办", clause),
    )
    made = grown(process, nodes)
    made = grown(made, flows=(linked(made, bell, step),))
    made, goal = _after(made, host) if takes_over else _own_end(made)
    return grown(made, flows=(linked(made, step, goal),)), step


def _own_end(process: Process) -> tuple[Process, str]:
    """An end of its own, so that nothing waits for the one who is only told."""
    name = free(process, "end")
    return grown(process, (End(name, "督办完"),)), name


def _after(process: Process, host: str) -> tuple[Process, str]:
    """Where the step goes on; before a join of several ways they meet first."""
    ways = out_of(process, host)
    if len(ways) != 1:
        raise EditError("这个环节后面还没有接好，请先接到后面的环节。")
    goal = process.node(ways[0].target)
    if not isinstance(goal, Gateway) or goal.kind is GatewayKind.EXCLUSIVE:
        return process, goal.id
    name = free(process, "meet")
    made = grown(redirected(process, {ways[0].id: name}), (Gateway(name),))
    return grown(made, flows=(linked(made, name, goal.id),)), name
