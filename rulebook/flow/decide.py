"""`decide(program, state, command, world)`: the events a command brings, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rulebook.flow import (
    approving,
    clocks,
    commands,
    ending,
    outside,
    renewing,
    returning,
    routing,
    sharing,
)
from rulebook.flow.activities import unpark
from rulebook.flow.events import Event
from rulebook.flow.program import Program
from rulebook.flow.run import Run
from rulebook.flow.state import State, TaskState
from rulebook.flow.world import Refused, World

VERBS: dict[type[commands.Command], Callable[[Run, Any], None]] = {
    commands.Submit: approving.submit,
    commands.Agree: approving.agree,
    commands.Disagree: approving.disagree,
    commands.Finish: approving.finish,
    commands.Return: returning.send_back,
    commands.Retrieve: returning.retrieve,
    commands.Transfer: sharing.transfer,
    commands.Delegate: sharing.delegate,
    commands.AddSigners: sharing.add_signers,
    commands.RemoveSigner: sharing.remove_signer,
    commands.Send: sharing.send,
    commands.Read: sharing.read,
    commands.Urge: sharing.urge,
    commands.Withdraw: ending.withdraw,
    commands.Cancel: ending.cancel,
    commands.Terminate: ending.terminate,
    commands.Annul: ending.annul,
    commands.Ring: clocks.ring,
    commands.Expire: clocks.expire,
    commands.Pause: clocks.pause,
    commands.Resume: clocks.resume,
    commands.Reschedule: clocks.reschedule,
    commands.Remind: clocks.remind,
    commands.Renew: renewing.renew,
    commands.Notify: outside.notify,
    commands.Complete: outside.complete,
    commands.Fail: outside.fail,
    commands.HandOver: outside.hand_over,
    commands.MoveUnit: outside.move_unit,
}


def decide(
    program: Program, state: State, command: commands.Command, world: World
) -> tuple[Event, ...]:
    """The events that carry out ``command``, to be stored in this order and folded by `apply`.

    Raises `Refused` when it may not be carried out; then nothing has happened. Pure: the same
    arguments give the same events.
    """
    if command.expected is not None and command.expected != state.version:
        raise Refused(command.verb, "办件已被他人办理", "请刷新查看最新进展后再办")
    run = Run(program, world, command, state)
    VERBS[type(command)](run, command)
    _release(run)
    routing.advance(run)
    return tuple(run.events)


def _release(run: Run) -> None:
    """Tasks that waited for helpers who are all gone are open again."""
    for task in list(run.state.undone()):
        if task.state is TaskState.WAITING:
            unpark(run, task.number)
