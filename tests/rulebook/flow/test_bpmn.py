"""Processes go out as BPMN and come back as they were."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.flow.bpmn import BpmnError, read, write
from rulebook.flow.bpmn.names import BPMN
from rulebook.flow.diagram import lay_out
from rulebook.flow.model import Boundary, MultiInstance, Own, UserTask
from tests.rulebook.flow.makers import chain, task
from tests.rulebook.flow.random_flows import processes

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
  <message id="m1" name="机构调整"/>
  <process id="leave" name="请假" isExecutable="true">
    <documentation>不影响运行</documentation>
    <startEvent id="start"/>
    <userTask id="check" name="审批"/>
    <boundaryEvent id="late" attachedToRef="check" cancelActivity="false">
      <timerEventDefinition><timeDuration>P1DT2H30M</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <boundaryEvent id="told" attachedToRef="check">
      <messageEventDefinition messageRef="m1"/>
    </boundaryEvent>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="check"/>
    <sequenceFlow id="f2" sourceRef="check" targetRef="end"/>
    <sequenceFlow id="f3" sourceRef="late" targetRef="end"/>
    <sequenceFlow id="f4" sourceRef="told" targetRef="end"/>
  </process>
</definitions>"""


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**63))
def test_nothing_is_lost_on_the_way_out_and_back(seed: int) -> None:
    drawn = processes(Random(seed))
    text = write(drawn)
    back, diagrams = read(text)
    assert back == drawn
    assert diagrams == {each.id: lay_out(each) for each in drawn}
    assert write(back, diagrams) == text


def test_two_processes_with_one_id_do_not_share_a_file() -> None:
    with pytest.raises(BpmnError, match=r"标识“e、p、s、s\.e”用了不止一次"):
        write([chain(), chain()])


def test_everything_our_own_is_kept_in_extensions_and_the_rest_is_bpmn() -> None:
    node = task(
        "a", "甲", "乙", multi=MultiInstance.share(Decimal("0.7")), minutes=240, own=Own.SKIP
    )
    text = write([chain(node)])
    root = ET.fromstring(text)
    found = root.find(f".//{{{BPMN}}}userTask")
    assert found is not None and found.get("name") == "a环节"
    loop = found.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    assert loop is not None and loop.get("isSequential") == "false"
    own = {each.tag for each in root.iter() if "guanbiao" in each.tag}
    parents = {parent.tag for parent in root.iter() for each in parent if each.tag in own}
    assert parents == {f"{{{BPMN}}}extensionElements"}
    assert read(text)[0][0].node("a") == node


def test_a_file_from_elsewhere_is_read_as_far_as_the_subset_goes() -> None:
    (process,), diagrams = read(FOREIGN)
    assert isinstance(process.node("check"), UserTask)
    late, told = process.node("late"), process.node("told")
    assert isinstance(late, Boundary) and (late.minutes, late.interrupting) == (1590, False)
    assert isinstance(told, Boundary) and (told.name, told.interrupting) == ("机构调整", True)
    assert diagrams == {}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('<userTask id="check" name="审批"/>', '<scriptTask id="check" name="脚本"/>',
         "“脚本”是 scriptTask，平台不支持"),
        ("P1DT2H30M", "每天", "定时“late”的时长“每天”不认识：请写成 PT30M、PT4H 或 P1D。"),
        ('<messageEventDefinition messageRef="m1"/>', "<errorEventDefinition/>",
         "边界事件“told”平台不支持：请改用定时、信号或消息。"),
        ("</definitions>", "", "不是合格的XML"),
        ("definitions", "mxGraphModel", "不是BPMN文件"),
        ('<startEvent id="start"/>', '<!DOCTYPE x><startEvent id="start"/>', "文档类型声明"),
    ],
)  # fmt: skip
def test_what_lies_beyond_the_subset_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(BpmnError, match=words):
        read(FOREIGN.replace(old, new))
