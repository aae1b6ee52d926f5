"""A pack may draw its process: read, checked against the platform, written back as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.checking import faults
from guanbiao.library.packs import PackError, parse, read
from guanbiao.library.packs import write as write_back
from rulebook.feel import types as t
from rulebook.flow.model import Gateway, Process, RuleTask, ServiceTask, UserTask
from tests.shelf import drawn


def spoilt(old: str, new: str) -> dict[str, str]:
    content = drawn.files()
    assert old in content["processes/dear.bpmn"]
    content["processes/dear.bpmn"] = content["processes/dear.bpmn"].replace(old, new)
    return content


def told(content: dict[str, str]) -> str:
    """All faults, found in reading or against the platform."""
    try:
        return "\n".join(str(each) for each in faults(parse(content), Registered()))
    except PackError as refused:
        return str(refused)


def test_a_drawn_process_fits_the_platform(tmp_path: Path) -> None:
    pack = read(drawn.write(tmp_path, drawn.files()))
    assert faults(pack, Registered()) == []
    assert pack.roads == {"dear": drawn.DEAR, "stock": drawn.STOCK}


def test_a_drawing_comes_back_byte_for_byte(tmp_path: Path) -> None:
    content = drawn.files()
    write_back(read(drawn.write(tmp_path / "in", content)).files, tmp_path / "out")
    drawing = (tmp_path / "out/processes/dear.bpmn").read_bytes()
    assert drawing == content["processes/dear.bpmn"].encode()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("定价 &gt; 50", "定价钱 &gt; 50", "定价钱"),
        ("定价 &gt; 50", "定价 + 50", "得出的不是真假"),
        ('act="shelf.book.add"', 'act="shelf.book.ad"', "平台没有业务动作“shelf.book.ad”"),
        ('number="4.1"', 'number="4.9"', "条款 4.9 在 text.md 里没有"),
        ('calledElement="stock"', 'calledElement="stack"', "调用的流程“stack”不存在"),
        ('clause="4.1"', 'clause=""', "没有条款"),
        ("bpmn:userTask", "bpmn:manualTask", "平台不支持"),
        ("</bpmn:definitions>", "", "XML"),
        (' act="shelf.book.add"', "", "没有业务动作，也无人调用"),
    ],
)
def test_a_fault_is_told_in_words(old: str, new: str, words: str) -> None:
    assert words in told(spoilt(old, new))


def test_a_fault_in_a_drawing_has_its_line() -> None:
    content = spoilt('calledElement="stock"', 'calledElement="stack"')
    lines = content["processes/dear.bpmn"].splitlines()
    at = next(n for n, line in enumerate(lines, 1) if 'id="put"' in line)
    assert f"processes/dear.bpmn 第 {at} 行：" in told(content)


def test_a_join_that_would_wait_in_vain_is_refused() -> None:
    choice = Gateway("both", "分别审批", default="f5")
    nodes = tuple(choice if node.id == "both" else node for node in drawn.DEAR.nodes)
    flows = tuple(
        replace(f, condition="定价 > 70") if f.id == "f4" else f for f in drawn.DEAR.flows
    )
    process = replace(drawn.DEAR, nodes=nodes, flows=flows)
    assert "可能停在“都已审批”" in told(drawn.files(processes=(process, drawn.STOCK)))


def test_what_the_platform_cannot_do_by_itself_is_refused() -> None:
    nodes = tuple(
        ServiceTask("s.shelve", "放上书架", operation="shelve") if isinstance(n, UserTask) else n
        for n in drawn.STOCK.nodes
    )
    stock = replace(drawn.STOCK, nodes=nodes)
    words = told(drawn.files(processes=(drawn.DEAR, stock)))
    assert "“shelve”平台不能自行办理" in words and "shelf.book.touch" in words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": "借阅级别"}, "本标准没有决策表“借阅级别”（现有：审批级别）"),
        ({"outputs": {"等级": t.STRING}}, "没有输出“等级”（现有：级别）"),
        ({"outputs": {"级别": t.NUMBER}}, "输出“级别”是文本，要用的是数字"),
    ],
)
def test_a_decision_must_be_there_with_its_outputs(changes: dict[str, Any], words: str) -> None:
    assert told(drawn.served()) == ""
    nodes = tuple(
        replace(n, **changes) if isinstance(n, RuleTask) else n for n in drawn.SERVED.nodes
    )
    flows = tuple(replace(f, condition=f.condition and "定价 > 1") for f in drawn.SERVED.flows)
    assert words in told(drawn.served(replace(drawn.SERVED, nodes=nodes, flows=flows)))


def test_a_cell_that_names_no_fact_is_a_fault_of_the_drawing() -> None:
    content = drawn.served()
    table = content["tables/审批级别.csv"]
    content["tables/审批级别.csv"] = table.replace("定价", "订价")
    assert "规则环节“定审批级别”" in told(content)


def test_two_processes_for_one_act_are_refused() -> None:
    other: Process = replace(drawn.STOCK, act="shelf.book.add", clause="4.1")
    words = told(drawn.files(processes=(drawn.DEAR, other)))
    assert "有两个流程的业务动作都是“shelf.book.add”" in words
