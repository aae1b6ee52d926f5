"""Rule tasks: the decision tables of a standard as the answers a process asks for.

A table's outputs become values of the case; the row that decided, with its clause, stands in the
trace (DMN 1.5, chapter 8; BPMN 2.0, 10.3.3 business rule task).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rulebook.errors import RulebookError
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow.model import RuleTask
from rulebook.flow.program import Program, values_of
from rulebook.flow.world import Decision, Refused
from rulebook.malformed import Malformed
from rulebook.rules.compiling import type_of
from rulebook.rules.tabling import TableUse
from rulebook.tables import Table


@dataclass(frozen=True)
class Decisions:
    """The tables a program asks, compiled; a `rulebook.flow.world.Decide`."""

    tables: Mapping[str, TableUse]
    constants: Mapping[str, Any]

    def __call__(self, decision: str, facts: Mapping[str, Any]) -> Decision:
        """What the table says of these facts; null where no row fits. Raises `Refused`."""
        use = self.tables[decision]
        try:
            known = use.decide({**self.constants, **facts})
            return Decision({name: known[name] for name in use.outputs}, _why(use, known))
        except RulebookError as failure:
            what, remedy = f"作出决策“{decision}”", "请核对所填内容，或联系流程管理员"
            raise Refused(what, str(failure).rstrip("。"), remedy) from failure


def _why(use: TableUse, known: dict[str, Any]) -> str:
    row = use.row_of(known)
    if row is None:
        return f"“{use.table.name}”没有适用的行"
    clause = f"，条款 {row.clause}" if row.clause else ""
    return f"“{row.table}”第 {row.row} 行{clause}"


def compile_decisions(
    program: Program, tables: Mapping[str, Table], scope: Scope, values: Mapping[str, Any]
) -> Decisions:
    """Compile the tables that rule tasks name, over the facts and one day's dated values.

    Raises `Malformed` with every fault found: no such table, an output that is not there or of
    another type, a cell that does not compile.
    """
    processes = [graph.process for graph in program.graphs.values()]
    names = scope.extended(values_of(processes))
    names = names.extended({name: type_of(value) for name, value in values.items()})
    found: dict[str, TableUse] = {}
    problems: list[str] = []
    for task in program.decisions:
        try:
            use = found.get(task.decision) or TableUse.of(_table(task, tables), names)
        except RulebookError as refusal:
            problems.append(f"规则环节“{task.title}”：{refusal}")
            continue
        found[task.decision] = use
        problems += _missing(f"规则环节“{task.title}”", task.outputs, use)
    if problems:
        raise Malformed(problems)
    return Decisions(found, values)


def compile_answer(
    question: str,
    table: Table,
    scope: Scope,
    values: Mapping[str, Any],
    outputs: Mapping[str, t.Type],
) -> Decisions:
    """Compile a table that answers one question asked outside any process.

    Raises `Malformed` where it lacks an output the question wants or gives another type,
    `RulebookError` for a cell that does not compile.
    """  # fmt: skip
    use = TableUse.of(table, scope.extended({name: type_of(v) for name, v in values.items()}))
    problems = _missing(f"决策表“{table.name}”", outputs, use)
    if problems:
        raise Malformed(problems)
    return Decisions({question: use}, values)


def _table(task: RuleTask, tables: Mapping[str, Table]) -> Table:
    if task.decision not in tables:
        known = "、".join(sorted(tables)) or "无"
        raise RulebookError(f"本标准没有决策表“{task.decision}”（现有：{known}），请核对名称")
    return tables[task.decision]


def _missing(asker: str, outputs: Mapping[str, t.Type], use: TableUse) -> list[str]:
    """What the asker takes from the table must be there, of the type it counts on."""
    found = []
    for name, kind in outputs.items():
        given = use.outputs.get(name)
        if given is None:
            have = "、".join(use.outputs)
            found.append(f"{asker}：决策表没有输出“{name}”（现有：{have}）")
        elif kind not in (given, t.ANY) and given not in (t.ANY, t.NULL):
            words = f"输出“{name}”是{t.chinese(given)}，要用的是{t.chinese(kind)}"
            found.append(f"{asker}：{words}，请改成一致")
    return found
