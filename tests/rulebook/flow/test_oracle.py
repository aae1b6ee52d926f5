"""On the subset both know, SpiffWorkflow asks for the same user tasks in the same order.

Its conditions are Python and its instances are counted, not named; the file is changed that much.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from rulebook.flow import Phase, TaskKind
from rulebook.flow.bpmn import write
from rulebook.flow.model import MultiInstance, Process, UserTask
from tests.rulebook.flow.makers import Walk, task
from tests.rulebook.flow.random_flows import SIMPLE, Drawing, block

EXAMPLES = int(os.environ.get("GUANBIAO_ORACLE", "40"))
LOOP = re.compile(r"<bpmn:multiInstanceLoopCharacteristics.*?</bpmn:multiInstance[^>]*>", re.DOTALL)


class Plain(Drawing):
    """Tasks of one person, or of several side by side or in turn."""

    def draw_task(self, block: tuple[str, int], last: str, condition: str) -> str:
        multi = (None, None, MultiInstance.everybody(), MultiInstance.in_turn())[block[1] % 4]
        people = ("甲", "乙", "丙")[: 1 + block[1] // 4 % 3] if multi else ("甲",)
        return self._single(task(self.name("t"), *people, multi=multi), last, condition)


def spiff(drawn: Process, facts: dict[str, int]) -> BpmnWorkflow:
    text = write([drawn])
    for node in drawn.nodes:
        if isinstance(node, UserTask) and node.multi is not None:
            said = "true" if node.multi.sequential else "false"
            loop = (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{said}">'
                f"<bpmn:loopCardinality>{len(node.who)}</bpmn:loopCardinality>"
                "</bpmn:multiInstanceLoopCharacteristics>"
            )
            text = LOOP.sub(loop.replace("bpmn:multi", "bpmn:MULTI"), text, count=1)
    parser = BpmnParser()
    parser.add_bpmn_str(text.replace("bpmn:MULTI", "bpmn:multi").encode())
    workflow = BpmnWorkflow(parser.get_spec(drawn.id), parser.get_subprocess_specs(drawn.id))
    workflow.data.update(facts)
    for ready in workflow.get_tasks(state=TaskState.READY):
        ready.data.update(facts)
    workflow.do_engine_steps()
    return workflow


def asked_by_spiff(workflow: BpmnWorkflow) -> list[tuple[str, object]]:
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    return sorted(((each.task_spec.bpmn_id, each) for each in ready), key=lambda pair: pair[0])


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**63))
def test_an_independent_engine_asks_for_the_same_tasks_in_the_same_order(seed: int) -> None:
    rng = Random(seed)
    drawn = Plain(plain=True).finish("p", block(rng, SIMPLE))
    facts = {name: rng.randrange(5) for name in "xyz"}
    oracle, walk = spiff(drawn, facts), Walk(drawn)
    walk.facts = {name: Decimal(value) for name, value in facts.items()}
    walk.submit()
    while walk.state.phase is Phase.RUNNING:
        mine = sorted(walk.state.open(), key=lambda each: each.node)
        theirs = asked_by_spiff(oracle)
        assert [each.node for each in mine] == [name for name, _ in theirs]
        assert all(each.kind is TaskKind.HANDLE for each in mine)
        pick = rng.randrange(len(mine))
        walk.agree_on(mine[pick])
        theirs[pick][1].run()  # type: ignore[attr-defined]
        oracle.do_engine_steps()
    assert oracle.is_completed()
