"""Requirement graphs as pictures: complete, told in words, safe for strict pages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rulebook.dmn import DmnError, draw, read, with_diagram, write
from rulebook.dmn import model as m
from rulebook.dmn.drawing.layers import Net, layered
from rulebook.dmn.drawing.wrapping import wrapped
from rulebook.dmn.engine import read_file
from rulebook.dmn.marks import Meta
from rulebook.dmn.picture import NOTHING, Bounds, Diagram, Edge, Pictures, Point, Shape
from rulebook.feel.source import width
from tests.rulebook.kit import LEVEL_2

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "path", "text", "tspan"}


def need(kind: str, target: str, i: str) -> m.Requirement:
    return m.Requirement(kind, target, f"#{i}")


def whole() -> m.Model:
    """One of everything: a service of three decisions, all kinds of requirements, a remark."""
    text = m.Literal("", "1")
    into = (
        *(need("information", "Decision", i) for i in ("price", "engine")),
        need("knowledge", "Knowledge", "years"),
        need("authority", "Authority", "rule"),
    )
    elements = (
        m.Decision("buy", "能否购置", "", into, text),
        m.Decision("price", "价格是否超标", "", (need("information", "Input", "cost"),), text),
        m.Decision("engine", "排量是否超标", "", (need("information", "Input", "litres"),), text),
        m.Decision("plan", "年度计划", "", (need("information", "Decision", "buy"),), text),
        m.InputData("cost", "购置价格（含车辆购置税之外的全部费用）", "number"),
        m.InputData("litres", "排量", "number"),
        m.KnowledgeModel("years", "更新年限", "", (), m.Function("", "FEEL", (), text)),
        m.DecisionService("check", "配备审核", "", ("#buy",), ("#price", "#engine"), (), ()),
    )
    sources = (m.KnowledgeSource("rule", "公务用车管理办法", kind="规章"),)
    remark = (m.Annotation("note", "<新能源>轿车 & 其他"), m.Association("tie", "#price", "#note"))
    return m.Model("配备 & 审核", "urn:m", (), (), elements, sources, remark)


def shapes(diagram: Diagram) -> dict[str, Bounds]:
    return {one.element: one.bounds for one in diagram.drawn
            if isinstance(one, Shape) and one.bounds}  # fmt: skip


def apart(a: Bounds, b: Bounds) -> bool:
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return beside or a.y + a.height <= b.y or b.y + b.height <= a.y


def within(a: Bounds, b: Bounds) -> bool:
    right, low = a.x + a.width <= b.x + b.width, a.y + a.height <= b.y + b.height
    return b.x <= a.x and b.y <= a.y and right and low


def test_every_element_and_requirement_is_drawn_in_its_own_notation() -> None:
    root = ET.fromstring(draw(whole()))
    classes = Counter(one.get("class") for one in root.iter(f"{SVG}g"))
    assert classes == {
        "drg-node drg-decision": 4,
        "drg-node drg-input": 2,
        "drg-node drg-knowledge": 1,
        "drg-node drg-service": 1,
        "drg-node drg-source": 1,
        "drg-node drg-annotation": 1,
        "drg-link drg-information": 5,
        "drg-link drg-know-how": 1,
        "drg-link drg-authority": 1,
        "drg-link drg-association": 1,
    }


def links(root: ET.Element, name: str) -> tuple[ET.Element, list[ET.Element]]:
    """The first line of a class and its heads."""
    group = next(one for one in root.iter(f"{SVG}g") if one.get("class") == f"drg-link {name}")
    line, *heads = group.iter(f"{SVG}path")
    return line, heads


def test_lines_and_heads_follow_the_notation() -> None:
    root = ET.fromstring(draw(whole()))
    line, (head,) = links(root, "drg-information")
    assert line.get("stroke-dasharray") is None
    assert head.get("fill") == "currentColor" and head.get("d", "").endswith("z")
    line, (head,) = links(root, "drg-know-how")
    assert line.get("stroke-dasharray") and head.get("fill") == "none"
    line, (head,) = links(root, "drg-authority")
    assert line.get("stroke-dasharray") and " a " in head.get("d", "")
    line, heads = links(root, "drg-association")
    assert line.get("stroke-dasharray") and heads == []


def test_a_picture_holds_nothing_that_a_strict_page_forbids() -> None:
    text = draw(whole(), key="one")
    tags = {one.tag.removeprefix(SVG) for one in ET.fromstring(text).iter()}
    assert tags == ALLOWED
    assert not re.search(r"\sstyle=|\son\w+=|href|url\(|http(?!://www.w3.org/2000/svg)", text)


def test_a_picture_is_told_in_words() -> None:
    root = ET.fromstring(draw(whole(), key="one"))
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert list(named) == (root.get("aria-labelledby") or "").split() == ["one-title", "one-desc"]
    assert named["one-title"] == "决策需求图：配备 & 审核"
    told = named["one-desc"] or ""
    assert told.startswith("共有决策4个、业务知识模型1个、输入数据2个、知识源1个、决策服务1个")
    assert "决策“能否购置”需要决策“价格是否超标”、决策“排量是否超标”" in told
    assert "决策“能否购置”依据知识源“公务用车管理办法”" in told
    assert all(one[0].tag == f"{SVG}title" for one in root if one.tag == f"{SVG}g")


def test_the_same_model_gives_the_same_picture() -> None:
    assert draw(whole()) == draw(read(write(with_diagram(whole()))))


def test_a_service_stands_around_its_decisions_with_the_results_above_the_line() -> None:
    found = with_diagram(whole()).pictures.diagrams[0]
    places = shapes(found)
    inside = {"buy", "price", "engine"}
    assert {i for i in places if i != "check" and within(places[i], places["check"])} == inside
    frame = next(one for one in found.drawn if one.element == "check")
    assert isinstance(frame, Shape)
    line = frame.divider[0].y
    assert places["buy"].y + places["buy"].height < line < places["price"].y


def test_a_decision_stands_in_the_first_service_that_names_it_and_the_second_is_folded() -> None:
    given = whole()
    second = m.DecisionService("again", "再审", "", ("#buy",), (), (), ())
    found = with_diagram(replace(given, elements=(*given.elements, second)))
    folded = {one.element for one in found.pictures.diagrams[0].drawn
              if isinstance(one, Shape) and one.collapsed}  # fmt: skip
    assert folded == {"again"}
    groups = ET.fromstring(draw(found)).iter(f"{SVG}g")
    node = next(one for one in groups if one[0].text == "决策服务：再审")
    assert len(node.findall(f"{SVG}path")) == 2


def test_what_is_required_stands_below_what_requires_it() -> None:
    for edge in with_diagram(whole()).pictures.diagrams[0].drawn:
        if isinstance(edge, Edge):
            heights = [point.y for point in edge.points]
            assert heights == sorted(heights, reverse=True), edge.element


@pytest.mark.parametrize("path", sorted(LEVEL_2.rglob("*.dmn")), ids=lambda path: path.stem)
def test_models_of_the_kit_are_drawn_as_given_and_laid_out(path: Path) -> None:
    given = read_file(path)
    bare = with_diagram(replace(given, pictures=NOTHING))
    assert read(write(bare)) == bare
    boxes = shapes(bare.pictures.diagrams[0])
    assert boxes.keys() == {one.id for one in (*bare.elements, *bare.sources)}
    frames = {one.id for one in bare.elements if isinstance(one, m.DecisionService)}
    free = [box for i, box in boxes.items() if i not in frames]
    assert all(apart(a, b) for a, b in combinations(free, 2))
    for one in (given, bare):
        assert ET.fromstring(draw(one)).tag == f"{SVG}svg"


def test_coordinates_of_a_file_are_used_as_they_are() -> None:
    a, b = Bounds(10, 300, 120, 60), Bounds(200, 20, 120, 60)
    line = (Point(70, 300), Point(70, 200), Point(260, 80))
    needs = (replace(need("information", "Input", "n"), meta=Meta(id="r")),)
    given = m.Model("m", "urn:m", (), (), (m.InputData("n", "数", ""),
                    m.Decision("d", "判", "", needs, None)))  # fmt: skip
    drawn = (Shape("n", a), Shape("d", b), Edge("r", line), Shape("gone", b), Shape("n", None))
    placed = replace(given, pictures=Pictures((Diagram("一", None, drawn),)))
    assert with_diagram(placed) is placed
    text = draw(placed)
    assert 'viewBox="-6 4 342 372"' in text
    assert "M 200 20 h 120 v 60 h -120 z" in text and "M 70 300 L 70 200 L " in text
    with pytest.raises(DmnError, match="只有1幅决策图，没有第2幅"):
        draw(placed, 1)


def test_a_circle_of_requirements_is_drawn_all_the_same() -> None:
    both = [m.Decision(i, i, "", (need("information", "Decision", j),), None)
            for i, j in ("ab", "ba")]  # fmt: skip
    text = draw(m.Model("m", "urn:m", (), (), tuple(both)))
    assert text.count("drg-link") == 2


def test_too_many_requirements_are_refused_in_words() -> None:
    names = [str(number) for number in range(60)]
    pairs = [(a, b) for a in names for b in names if int(a) > int(b)]
    with pytest.raises(DmnError, match="依赖过多"):
        layered(Net(dict.fromkeys(names, (10.0, 10.0)), pairs), 1000)


KEYS = some.integers(0, 11).map(str)


@settings(max_examples=40)
@given(pairs=some.lists(some.tuples(KEYS, KEYS), max_size=25))
def test_no_two_boxes_of_any_layout_share_a_place(pairs: list[tuple[str, str]]) -> None:
    sizes = {str(number): (40.0 + 9 * number, 20.0 + 5 * number) for number in range(12)}
    placed = layered(Net(sizes, pairs), 400)
    boxes = [Bounds(*placed.corners[key], *sizes[key]) for key in sizes]
    assert all(apart(a, b) for a, b in combinations(boxes, 2))
    frame = Bounds(0, 0, placed.size[0] + 1, placed.size[1] + 1)
    assert all(within(box, frame) for box in boxes)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("购置价格（含购置税）", 10, ["购置价格", "（含购置", "税）"]),
        ("能否购置", 20, ["能否购置"]),
        ("Post-bureauRiskCategory", 18, ["Post-bureauRisk", "Category"]),
        ("Bureau call type table", 12, ["Bureau call", "type table"]),
        ("", 10, []),
        ("一二三四五六七八九十", 4, ["一二", "三四", "五…"]),
    ],
)
def test_names_are_wrapped_by_the_width_they_show(
    text: str, columns: int, lines: list[str]
) -> None:
    most = 3 if text.startswith("一") else 9
    assert wrapped(text, columns, most) == lines


@given(text=some.text("中文字（），。abcDEF-_ 12", max_size=60), columns=some.integers(4, 30))
def test_no_line_is_wider_than_allowed_and_no_letter_is_lost(text: str, columns: int) -> None:
    found = wrapped(text, columns, 99)
    assert all(width(line) <= columns for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())
