"""The stages of a pack become a drawing that asks the same people in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from guanbiao.library.contents import read_processes
from rulebook.feel import Scope
from rulebook.feel import types as t
from rulebook.flow import compile_process, from_stages
from rulebook.flow.model import Gateway, MultiInstance, UserTask
from rulebook.processes import Mode, Process, Stage, Who, WhoKind
from tests.rulebook.flow.makers import Office, Walk

ASKED = {
    "目的地范围": t.STRING, "接待对象人数": t.NUMBER, "会议类别": t.STRING,
    "会议室须审批": t.BOOLEAN,
}  # fmt: skip
"""The facts by which the stages of the shipped processes are chosen."""
PACKS = Path(__file__).resolve().parents[3] / "packs"


def stage(name: str, people: str, mode: Mode = Mode.ANY, when: str | None = None) -> Stage:
    return Stage(name, f"{name}环节", Who(WhoKind.POST, people), mode, 60, when, None, "6.1")


def office() -> Office:
    return Office(posts={"处": ["甲", "乙"], "局": ["丙"], "厅": ["丁"]})


def linear() -> Process:
    stages = (stage("a", "处", Mode.ALL), stage("b", "局", when="x > 1"), stage("c", "厅"))
    return Process("road", "cars.request.submit", "6", stages, "用车审批")


@pytest.mark.parametrize(("x", "asked"), [(2, ["丙"]), (1, ["丁"]), (None, ["丙"])])
def test_a_stage_is_left_out_only_when_its_condition_is_false(
    x: int | None, asked: list[str]
) -> None:
    walk = Walk(from_stages(linear()), office())
    walk.facts = {"x": x}
    walk.submit()
    assert walk.waiting == ["甲", "乙"]
    assert walk.agree("甲", "乙").waiting == asked


def test_modes_deadlines_acts_and_clauses_are_kept() -> None:
    drawn = from_stages(linear())
    node = drawn.node("a")
    assert isinstance(node, UserTask)
    assert (node.multi, node.minutes, node.clause) == (MultiInstance.everybody(), 60, "6.1")
    assert (drawn.act, drawn.clause, drawn.label) == ("cars.request.submit", "6", "用车审批")


def test_the_processes_of_all_packs_can_be_walked() -> None:
    found = sorted(PACKS.glob("*/*/processes/*.toml"))
    assert found
    for path in found:
        (process,) = read_processes({f"processes/{path.name}": path.read_text("utf-8")}, [])
        drawn = from_stages(process)
        scope = Scope(ASKED)
        assert compile_process(drawn, scope).process is drawn
        asked = [node for node in drawn.nodes if isinstance(node, Gateway) and node.default]
        assert len(asked) == sum(bool(each.when) for each in process.stages)
