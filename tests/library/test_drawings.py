"""A pack may draw its process: read, checked against the platform, written back as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.checking import faults
from guanbiao.library.packs import PackError, parse, read
from guanbiao.library.packs import write as write_back
from rulebook.flow.model import Gateway, Process, ServiceTask, UserTask
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
    assert "平台不执行" in told(drawn.files(processes=(drawn.DEAR, stock)))


def test_two_processes_for_one_act_are_refused() -> None:
    other: Process = replace(drawn.STOCK, act="shelf.book.add", clause="4.1")
    words = told(drawn.files(processes=(drawn.DEAR, other)))
    assert "有两个流程的业务动作都是“shelf.book.add”" in words
