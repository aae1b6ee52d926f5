"""Approvals as Chinese offices run them: a small event-sourced kernel on a BPMN 2.0 subset.

    program = compile_process(process, scope)
    events = decide(program, state, Submit(actor=me, at=now), world)
    state = replay(events)

Pure: no clock, no database, no random keys. Who is in office, working time and rules come in with
`World`, everything else with the command; events go out and are stored by the caller.
"""

from rulebook.flow.apply import apply, replay
from rulebook.flow.decide import decide
from rulebook.flow.deciding import Decisions, compile_answer, compile_decisions
from rulebook.flow.linear import from_stages
from rulebook.flow.program import Program, compile_process
from rulebook.flow.state import Owner, Phase, State, Task, TaskKind, TaskState
from rulebook.flow.world import (
    PLATFORM,
    Actor,
    Calendar,
    Decide,
    Decision,
    Directory,
    Refused,
    World,
)

__all__ = [
    "PLATFORM",
    "Actor",
    "Calendar",
    "Decide",
    "Decision",
    "Decisions",
    "Directory",
    "Owner",
    "Phase",
    "Program",
    "Refused",
    "State",
    "Task",
    "TaskKind",
    "TaskState",
    "World",
    "apply",
    "compile_answer",
    "compile_decisions",
    "compile_process",
    "decide",
    "from_stages",
    "replay",
]
