"""Processes that a pack draws: ``processes/*.bpmn``, BPMN 2.0 XML of the kernel's subset.

A file may hold several processes; one without an act is only called by others. What is wrong
with a drawing is told with the line of the element it names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanbiao.library.contents import in_folder
from guanbiao.library.problems import Problem
from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel.source import suggest
from rulebook.flow import compile_decisions, compile_process
from rulebook.flow.bpmn import reader
from rulebook.flow.model import CallActivity, Process, UserTask
from rulebook.flow.soundness import doubts
from rulebook.malformed import Malformed
from rulebook.tables import Table

LONGEST_ID, LONGEST_LABEL = 50, 100
QUOTED = re.compile(r"“([^“”]+)”")


@dataclass(frozen=True)
class Drawing:
    """A drawn process and the file and text it stands in."""

    file: str
    text: str
    process: Process

    def problem(self, words: str) -> Problem:
        """A fault, at the line of the last element its words name."""
        names = [self.process.id, *QUOTED.findall(words)]
        lines = (line for name in reversed(names) if (line := self._line(name)))
        return Problem(self.file, next(lines, 0), words)

    def _line(self, name: str) -> int:
        for number, line in enumerate(self.text.splitlines(), 1):
            if f'id="{name}"' in line or f'name="{name}"' in line:
                return number
        return 0

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses its process and its nodes name."""
        named = (self.process.clause, *(node.clause for node in self.process.nodes))
        return tuple(filter(None, named))

    @property
    def acts(self) -> tuple[str, ...]:
        """The act it serves and those that complete its tasks."""
        tasks = (node.act for node in self.process.nodes if isinstance(node, UserTask))
        return tuple(filter(None, (self.process.act, *tasks)))


def read_drawings(files: dict[str, str], problems: list[Problem]) -> tuple[Drawing, ...]:
    """``processes/*.bpmn``."""
    found: list[Drawing] = []
    for name in in_folder(files, "processes", ".bpmn"):
        try:
            processes, _ = reader.read(files[name])
        except RulebookError as refusal:
            problems.append(Problem(name, 0, str(refusal)))
            continue
        found += [Drawing(name, files[name], process) for process in processes]
    for drawing in found:
        problems += [drawing.problem(words) for words in _shape(drawing.process)]
    return tuple(found)


def _shape(process: Process) -> Iterator[str]:
    """What can be said of a drawing without knowing any business."""
    title = f"流程“{process.label or process.id}”"
    if process.act and not process.clause.strip():
        yield f"{title}没有条款：请写明依据"
    for node in process.nodes:
        if len(node.id) > LONGEST_ID or len(node.label) > LONGEST_LABEL:
            yield f"{title}的“{node.id}”名称过长：标识至多 {LONGEST_ID} 字，名称至多 100 字"


@dataclass(frozen=True)
class Means:
    """What a drawing may count on: the processes, tables and values of its pack, the platform.

    ``days`` are the values of each day on which one changes; ``scopes`` the facts of each act that
    is known, ``services`` what the platform may do by itself to the act's record.
    """

    roads: Mapping[str, Process]
    tables: Mapping[str, Table]
    days: tuple[Mapping[str, Any], ...]
    scopes: Mapping[str, Scope]
    services: Mapping[str, Collection[str]]


def faults(drawings: tuple[Drawing, ...], means: Means) -> Iterator[Problem]:
    """Drawings that cannot be walked: shape, names in conditions, joins that wait in vain."""
    roads = means.roads
    nodes = [node for road in roads.values() for node in road.nodes]
    called = {node.process for node in nodes if isinstance(node, CallActivity)}
    for drawing in drawings:
        process = drawing.process
        if not process.act and process.id not in called:
            yield drawing.problem(f"流程“{process.label or process.id}”没有业务动作，也无人调用")
        if process.act in means.scopes:
            yield from _walked(drawing, means)


def _walked(drawing: Drawing, means: Means) -> Iterator[Problem]:
    scope = means.scopes[drawing.process.act]
    try:
        program = compile_process(drawing.process, scope, means.roads)
        for values in means.days:
            compile_decisions(program, means.tables, scope, values)
    except Malformed as refusal:
        yield from (drawing.problem(words) for words in refusal.problems)
        return
    for graph in program.graphs.values():
        yield from (drawing.problem(words) for words in doubts(graph.process))
    known = means.services[drawing.process.act]
    for task in program.services:
        if task.operation not in known:
            hint = suggest(task.operation, known) or f"可用：{'、'.join(sorted(known)) or '无'}"
            words = f"系统环节“{task.title}”要办的“{task.operation}”平台不能自行办理：{hint}"
            yield drawing.problem(words)
