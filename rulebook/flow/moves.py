"""Single steps of tokens and boundary timers."""

from __future__ import annotations

from collections.abc import Sequence

from rulebook.flow import events as e
from rulebook.flow.model import Flow, Trigger
from rulebook.flow.run import Run
from rulebook.flow.state import Timer, Token


def leave(run: Run, token: int) -> None:
    """A token goes on from an activity or a start by its only flow."""
    run.stop_timers([token])
    move(run, [token], run.graph(token).out[run.token(token).node])


def move(run: Run, consumed: Sequence[int], flows: Sequence[Flow], keep: bool = False) -> None:
    """Consume tokens and put one on each flow; ``keep`` lets the first one live on."""
    first, graph = run.token(consumed[0]), run.graph(consumed[0])
    number = len(run.state.tokens)
    placed = tuple(
        Token(number + n, first.scope, flow.target, flow.id, tuple(consumed))
        for n, flow in enumerate(flows, 1)
    )
    run.follow(
        e.Moved,
        label=graph.nodes[first.node].title,
        consumed=() if keep else tuple(consumed),
        placed=placed,
        targets=tuple(graph.nodes[token.node].title for token in placed),
    )
    run.queue.extend(token.number for token in placed)


def arm(run: Run, token: int) -> None:
    """Start the boundary timers of an activity."""
    for edge in run.graph(token).edges[run.token(token).node]:
        if edge.trigger is Trigger.TIMER:
            set_timer(run, token, edge.id, edge.minutes)


def set_timer(run: Run, token: int, edge: str, minutes: int) -> None:
    """Arm one boundary timer from now on."""
    paused = run.state.paused_at is not None
    due = None if paused else run.world.after(run.command.at, minutes)
    left = minutes if paused else None
    number = len(run.state.timers) + 1
    timer = Timer(number, token, edge, minutes, due, run.command.at, left)
    run.follow(e.TimerSet, timer=timer, label=run.graph(token).nodes[edge].title)
