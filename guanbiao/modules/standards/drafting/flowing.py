"""Processes of a draft: opened from its files, put back as BPMN, tied to the clauses they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from guanbiao.gate import registry
from guanbiao.gate.describe import Act
from guanbiao.gate.vocabulary import Registered
from guanbiao.library.contents import in_folder, read_processes, read_tables, read_values
from guanbiao.library.problems import Problem
from guanbiao.modules.standards.drafting import blocks
from guanbiao.modules.standards.drafting.executing import (
    BINDS,
    Changes,
    Files,
    Unclear,
    canonical,
    scope_for,
    with_bind,
)
from guanbiao.modules.standards.drafting.stepping import STEPS
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.flow import compile_decisions, compile_process, from_stages
from rulebook.flow.bpmn import read, write
from rulebook.flow.editing import Remark, Weight, begin, opinion
from rulebook.flow.model import Boundary, End, Node, Process, Start
from rulebook.flow.program import values_of
from rulebook.tables import Table
from rulebook.values import values_on

FRESH = "process1"
"""The id of a process that was never stored; its act gives it a better one."""


@dataclass(frozen=True)
class Sketch:
    """A process on the desk: the file it came from, what else stands there, the node looked at."""

    process: Process
    path: str = ""
    others: tuple[Process, ...] = ()
    looked: str = ""

    @property
    def text(self) -> str:
        """The whole as BPMN: what the page carries and the pack keeps."""
        return write([self.process, *self.others])


def begun(clause: str) -> Sketch:
    """A new process for a clause, its only step open."""
    return Sketch(begin(FRESH, "", "", clause), looked="step1")


def names(files: Files) -> dict[str, str]:
    """Process id → its title, of all processes of a draft that can be read."""
    linear = read_processes(dict(files), [])
    found = {each.name: each.label or each.name for each in linear}
    for path in in_folder(dict(files), "processes", ".bpmn"):
        found |= {each.id: each.label or each.id for each in _read(files[path])}
    return found


def _read(text: str) -> tuple[Process, ...]:
    try:
        return read(text)[0]
    except RulebookError:
        return ()


def opened(files: Files, name: str, clause: str) -> Sketch:
    """The stored process of that id, or a new one."""
    for path in in_folder(dict(files), "processes", ".bpmn"):
        for each in (known := _read(files[path])):
            if each.id == name:
                return Sketch(each, path, tuple(one for one in known if one is not each))
    problems: list[Problem] = []
    for path in in_folder(dict(files), "processes", ".toml"):
        for linear in read_processes({path: files[path]}, problems):
            if linear.name == name:
                return Sketch(from_stages(linear), path)
    return begun(clause)


def carried(text: str, path: str, looked: str) -> Sketch:
    """The process as the page sent it back; raises `Unclear`."""
    try:
        process, *others = read(text)[0]
    except RulebookError as refusal:
        raise Unclear(str(refusal)) from refusal
    known = {node.id for node in process.nodes}
    return Sketch(process, path, tuple(others), looked if looked in known else "")


def imported(text: str, before: Sketch, clause: str) -> Sketch:
    """The first process of a BPMN file in place of what was on the desk.

    It keeps the name under which the pack knows the process, its act where the file names none,
    and the clause for whatever names none. Raises `Unclear`.
    """
    sketch = carried(text, before.path, "")
    process, own = sketch.process, before.process
    nodes = tuple(_under(node, process.clause or clause) for node in process.nodes)
    kept = replace(
        process, nodes=nodes, clause=process.clause or clause, act=process.act or own.act,
        id=own.id if before.path else process.id, label=process.label or own.label,
    )  # fmt: skip
    return replace(sketch, process=kept, others=(*sketch.others, *before.others))


def _under(node: Node, clause: str) -> Node:
    needs = isinstance(node, (*STEPS, Start)) and not node.clause
    return replace(node, clause=clause) if needs else node


def starters() -> list[Act]:
    """Acts that may begin a process."""
    return [each for each in registry.acts() if each.starts_case]


def scope_of(files: Files, process: Process) -> Scope:
    """Names its conditions may use: facts of its act, and what its steps come out with."""
    try:
        scope = scope_for(files, process.act)
    except registry.UnknownName:
        scope = Scope({})
    return scope.extended(values_of([process]))


def outcomes(process: Process) -> list[str]:
    """Names that steps add: 同意 or 不同意, and what decision tables answer."""
    return list(values_of([process]))


def tables_of(files: Files) -> dict[str, Table]:
    """The decision tables of a draft that can be read, by name."""
    return read_tables(dict(files), [])


def services_of(process: Process) -> list[Act]:
    """What the platform may do by itself to the record the process is about."""
    known = Registered().services_of(process.act) if process.act else frozenset()
    return [registry.act(name) for name in sorted(known)]


def remarks(files: Files, sketch: Sketch) -> list[Remark]:
    """All that is wrong or worth knowing."""
    process, found = sketch.process, []
    if not process.label.strip():
        found.append(Remark(Weight.FAULT, "还没有流程名称"))
    if not process.act:
        found.append(Remark(Weight.FAULT, "还没有选择由哪个业务动作发起"))
    roads = {each.id: each for each in sketch.others}
    said = opinion(process, scope_of(files, process), roads)
    if not any(each.weight is Weight.FAULT for each in said):
        found += [Remark(Weight.FAULT, words) for words in _machine(files, process, roads)]
    return [*found, *said]


def _machine(files: Files, process: Process, roads: Mapping[str, Process]) -> Iterator[str]:
    """What is wrong with the steps no person does."""
    scope = scope_of(files, process)
    program = compile_process(process, scope, roads)
    try:
        values = values_on(read_values(dict(files), []), dt.date.max)
        facts = registry.scope_of(process.act) if process.act else Scope({})
        compile_decisions(program, tables_of(files), facts, values)
    except RulebookError as refusal:
        yield str(refusal)
    known = {act.name for act in services_of(process)}
    for task in program.services:
        if task.operation not in known:
            yield f"“{task.title}”要平台办的事，平台不能自行办理：请另选，或改为由人办理"


def saved(files: Files, sketch: Sketch, clause: str) -> Changes:
    """The files with this process; conditions in FEEL's own words."""
    process = _named(files, sketch)
    if not process.act or not process.label.strip():
        raise Unclear("请写明流程名称，并选择由哪个业务动作发起。")
    scope = scope_of(files, process)
    flows = tuple(replace(f, condition=canonical(f.condition, scope)) for f in process.flows)
    whole = replace(sketch, process=replace(process, flows=flows))
    drawn = sketch.path if sketch.path.endswith(".bpmn") else f"processes/{process.id}.bpmn"
    changes = {drawn: whole.text}
    if sketch.path and sketch.path != drawn:
        changes[sketch.path] = ""
    return {**changes, BINDS: _bound(files, process, clause)}


def _named(files: Files, sketch: Sketch) -> Process:
    """A new process is called after its act."""
    process = sketch.process
    if sketch.path or process.id != FRESH:
        return process
    base, taken, name = process.act.replace(".", "_"), names(files), ""
    for number in range(len(taken) + 1):
        name = f"{base}_{number + 1}" if number else base
        if name not in taken:
            break
    return replace(process, id=name)


def _bound(files: Files, process: Process, clause: str) -> str:
    """``binds.toml`` where each clause the process names is bound to it."""
    text = files.get(BINDS, "")
    wanted = dict.fromkeys([clause, process.clause, *(node.clause for node in process.nodes)])
    for block in blocks.blocks(text, "bind"):
        said = block.said
        if said.get("process") == process.id:
            wanted.pop(said.get("clause", ""), None)
            if said.get("act") != [process.act]:
                text = _bind(text, block.place, said.get("clause", ""), process)
    for number in filter(None, wanted):
        text = _bind(text, None, number, process)
    return text


def _bind(text: str, place: int | None, clause: str, process: Process) -> str:
    files: Mapping[str, str] = {BINDS: text}
    return with_bind(files, place, clause, "process", act=[process.act], process=process.id)


def goals(process: Process) -> list[tuple[str, str]]:
    """Where a way may lead: steps and ends, with their titles."""
    kinds = (*STEPS, End)
    return [(node.id, node.title) for node in process.nodes if isinstance(node, kinds)]


def bells(process: Process, host: str) -> list[Boundary]:
    """Events at the edge of a step."""
    return [n for n in process.nodes if isinstance(n, Boundary) and n.host == host]
