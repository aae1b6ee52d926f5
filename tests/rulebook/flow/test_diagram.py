"""Drawings: nothing overlaps, nothing is told by colour alone, a strict policy lets them pass."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.flow import commands as c
from rulebook.flow.diagram import Box, Diagram, draw, lay_out
from rulebook.flow.diagram.marks import Mark, marks_of
from rulebook.flow.model import (
    Boundary,
    End,
    Flow,
    Gateway,
    GatewayKind,
    MultiInstance,
    Process,
    Start,
)
from tests.rulebook.flow.makers import Office, Walk, chain, post, process, task
from tests.rulebook.flow.random_flows import processes
from tests.rulebook.flow.test_gateways import choice

SVG = "{http://www.w3.org/2000/svg}"


def apart(a: Box, b: Box) -> bool:
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return beside or a.y + a.height <= b.y or b.y + b.height <= a.y


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**63))
def test_no_node_covers_another_and_every_flow_joins_its_ends(seed: int) -> None:
    drawn = processes(Random(seed))[0]
    diagram = lay_out(drawn)
    free = [diagram.boxes[n.id] for n in drawn.nodes if not isinstance(n, Boundary)]
    assert all(apart(a, b) for i, a in enumerate(free) for b in free[i + 1 :])
    for flow in drawn.flows:
        points = diagram.lines[flow.id]
        assert touches(diagram.boxes[flow.source], points[0])
        assert touches(diagram.boxes[flow.target], points[-1])
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def touches(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return (
        x in (box.x, box.x + box.width, box.middle[0])
        and y in (box.y, box.y + box.height, box.middle[1])
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63))
def test_a_drawing_needs_no_style_no_script_and_no_reference(seed: int) -> None:
    drawn = processes(Random(seed))[0]
    text = draw(drawn)
    assert draw(drawn) == text
    for element in ET.fromstring(text).iter():
        assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}use", f"{SVG}image"}
        assert not {key for key in element.attrib if key == "style" or key.startswith("on")}
        assert not any("url(" in value or "href" in key for key, value in element.attrib.items())


def three() -> Process:
    return chain(
        task("a", "甲"), task("b", "乙", "丙", multi=MultiInstance.everybody()), task("d", "丁")
    )


def groups(text: str) -> dict[str, int]:
    found = re.findall(r'class="flow-node flow-\w+ is-(\w+)"', text)
    return {state: found.count(state) for state in found}


def test_passed_stages_are_ticked_and_the_current_one_says_so() -> None:
    walk = Walk(three()).submit().agree("甲")
    text = draw(walk.program.process, marks_of(walk.program.process, walk.state), name="c1")
    assert groups(text) == {"passed": 2, "current": 1, "ahead": 2}
    assert text.count('class="flow-tick"') == 1
    root = ET.fromstring(text)
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    said = "".join(root.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]
    assert said == (
        "流程共5个节点：开始、a环节、b环节、d环节、结束。"
        "已经过：开始、a环节。现在在：b环节（当前）。"
    )
    assert ">当前</text>" in text and "乙、丙·会签" in text


def test_what_is_sent_back_vacant_or_late_is_marked_by_a_word() -> None:
    walk = Walk(three()).submit().agree("甲")
    walk.do(c.Return, "乙", task=walk.of("乙").number, target=c.Target.APPLICANT)
    assert marks_of(walk.program.process, walk.state).current == {"s": Mark.RETURNED}
    empty = Walk(chain(type(task("a"))("a", "审批", who=post("处长"))), Office()).submit()
    assert marks_of(empty.program.process, empty.state).current == {"a": Mark.VACANT}


def test_what_is_overdue_or_stalled_is_marked_by_a_word() -> None:
    late = Walk(chain(task("a", "甲", minutes=10))).submit()
    late.now += dt.timedelta(minutes=20)
    late.do(c.Expire, task=1)
    assert marks_of(late.program.process, late.state).current == {"a": Mark.OVERDUE}
    stuck = Walk(choice(GatewayKind.EXCLUSIVE, GatewayKind.PARALLEL)).submit().agree("甲")
    assert marks_of(stuck.program.process, stuck.state).current == {"j": Mark.STALLED}


def test_ways_back_and_words_on_flows_are_drawn_where_they_begin() -> None:
    nodes = [
        Start("s"),
        task("a", "甲"),
        task("b", "乙"),
        Gateway("g", "合格吗", default="ok"),
        End("e"),
    ]
    flows = [
        "s>a",
        "a>b",
        "b>g",
        Flow("ok", "g", "e", "", "合格"),
        Flow("no", "g", "a", "x > 1", "重来"),
    ]
    drawn = process(nodes, flows)
    diagram = lay_out(drawn)
    back = diagram.lines["no"]
    assert back[0][1] < back[1][1] and back[1][0] > back[2][0]
    text = draw(drawn)
    assert ">合格</tspan>" in text and ">重来</tspan>" in text and 'text-anchor="end"' in text


def test_a_walk_begun_anew_shows_only_itself() -> None:
    walk = Walk(three()).submit().agree("甲", "乙")
    walk.do(c.Withdraw, "申")
    walk.submit()
    marks = marks_of(walk.program.process, walk.state)
    assert (marks.passed, dict(marks.current)) == ({"s"}, {"a": Mark.CURRENT})


def test_words_of_users_cannot_break_out_of_the_drawing() -> None:
    drawn = Process("p", "<b>&", chain(task("a", "甲")).nodes, chain(task("a", "甲")).flows)
    text = draw(drawn, name='"><script>')
    assert "<script" not in text and "<b>" not in text
    assert ET.fromstring(text).find(f"{SVG}title").text == "<b>&"  # type: ignore[union-attr]


def test_coordinates_that_came_with_a_file_are_kept() -> None:
    drawn = three()
    given = lay_out(drawn)
    boxes = {n: Box(b.x + 100, b.y, b.width, b.height) for n, b in given.boxes.items()}
    lines = {n: tuple((x + 100, y) for x, y in line) for n, line in given.lines.items()}
    moved = Diagram(boxes, lines)
    assert draw(drawn, diagram=moved) != draw(drawn)
    assert moved.size[0] == given.size[0] + 100
