"""Models written: nothing is lost, every version can be had, the results stay the same."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rulebook.dmn import DmnError, Engine, Model, Version, read, versions, write
from rulebook.dmn import model as m
from rulebook.dmn.engine import build, read_file
from rulebook.dmn.marks import Fragment, Meta
from rulebook.dmn.picture import NOTHING
from rulebook.tck.cases import find_cases
from rulebook.tck.judge import failures
from tests.rulebook.kit import LEVEL_2, models
from tests.rulebook.test_dmn import data, literal, model, needs

ANY_LEVEL_2 = sorted(LEVEL_2.rglob("*.dmn"))
DEFAULTS = {
    "isCollection": "false",
    "kind": "FEEL",
    "isCollapsed": "false",
    "isListedInputData": "false",
}
FRAMES = {"in", "match", "if", "then", "else", "return", "satisfies"}
LOCATION = f"{{{versions.SCHEMA}}}schemaLocation"


@pytest.mark.parametrize("path", models())
def test_a_model_survives_writing_and_reading(path: Path) -> None:
    given = read_file(path)
    assert read(write(given)) == given


Found = Counter[tuple[str, frozenset[tuple[str, str]], str]]


def elements(data: bytes) -> Found:
    """Every element of a file with its attributes and text, less what is said not to be kept."""
    found: Found = Counter()
    for one in ET.fromstring(data).iter():
        attributes = frozenset(filter(all, (_kept(one.tag, *pair) for pair in one.items())))
        if attributes or len(one) or one.text:
            found[one.tag, attributes, (one.text or "").strip()] += 1
    return found


def _kept(tag: str, key: str, value: str) -> tuple[str, str]:
    """An attribute in one spelling; an empty one where it need not be kept."""
    frame = tag.rpartition("}")[2] in FRAMES and key == "id"
    if frame or key == LOCATION or DEFAULTS.get(key) == value:
        return key, ""
    return key, str(float(value)) if key in ("x", "y", "width", "height") else value


@pytest.mark.parametrize("path", models())
def test_every_element_and_attribute_of_a_file_is_written_again(path: Path) -> None:
    before, after = elements(path.read_bytes()), elements(write(read_file(path)))
    assert before - after == Counter()


@pytest.mark.parametrize("version", Version)
def test_every_version_can_be_written(version: Version) -> None:
    for path in ANY_LEVEL_2:
        given = read_file(path)
        without = given if version != Version.V1_1 else replace(given, pictures=NOTHING)
        written = write(given, version)
        assert versions.MODEL[version].encode() in written
        assert read(written) == without, path.name


@cache
def rewritten(path: Path) -> Engine:
    """The engine of a model that was written and read."""
    others = {one.namespace: one for file in path.parent.glob("*.dmn")
              if (one := read(write(read_file(file))))}  # fmt: skip
    return build(read(write(read_file(path))), others, ())


def test_results_of_the_kit_are_the_same_on_written_files() -> None:
    """Of level 2; those of level 3 follow, as its models survive unchanged."""
    broken = [(case.folder, case.id) for case in find_cases(LEVEL_2)
              if failures(case, rewritten(case.model))]  # fmt: skip
    assert broken == []


def test_the_same_model_gives_the_same_bytes() -> None:
    for path in ANY_LEVEL_2:
        written = write(read_file(path))
        assert write(read(written)) == written


def test_what_a_version_does_not_know_is_refused_in_words() -> None:
    body = (
        '<decision id="d" name="d"><variable name="d"/><conditional>'
        + "".join(f"<{tag}><literalExpression><text>true</text></literalExpression></{tag}>"
                  for tag in ("if", "then", "else"))
        + "</conditional></decision>"
    )  # fmt: skip
    given = read(model(body))
    assert read(write(given, Version.V1_4)) == given
    with pytest.raises(DmnError, match=r"DMN 1\.3没有条件表达式框.*请改用1\.4以上版本导出"):
        write(given, Version.V1_3)


def test_types_of_the_first_version_are_qualified_names() -> None:
    types = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef></itemDefinition>'
        '<itemDefinition name="tLong"><typeRef>days and time duration</typeRef></itemDefinition>'
    )
    given = read(model(types + data("k", "tKind")))
    written = write(given, Version.V1_1)
    assert b"<typeRef>feel:dayTimeDuration</typeRef>" in written
    assert b':tKind"' in written
    assert read(written) == given


WHOLE = (
    '<import name="" namespace="urn:other" importType="urn:kind" locationURI="other.dmn"/>'
    '<decision id="d" name="许可" label="标签" xmlns:v="urn:vendor" v:color="red">'
    "<description>说明\n第二行</description><extensionElements><v:note v:at='1'>a<v:b/>c</v:note>"
    "</extensionElements><question>准不准？</question><allowedAnswers>准、不准</allowedAnswers>"
    '<variable id="v1" name="结果" typeRef="string"/>'
    '<authorityRequirement id="a1"><requiredAuthority href="#k"/></authorityRequirement>'
    '<decisionOwner href="#o"/><literalExpression id="l1" expressionLanguage="urn:x"><text>1</text>'
    "</literalExpression></decision>"
    '<knowledgeSource id="k" name="办法" locationURI="urn:law"><authorityRequirement>'
    '<requiredAuthority href="#k2"/></authorityRequirement><type>规章</type><owner href="#o"/>'
    '</knowledgeSource><knowledgeSource id="k2" name="条例"/>'
    '<textAnnotation id="t" textFormat="text/plain"><text>注意</text></textAnnotation>'
    '<association id="s" associationDirection="One"><sourceRef href="#d"/><targetRef href="#t"/>'
    '</association><group id="g" name="一组"/><elementCollection id="c" name="集"><drgElement '
    'href="#d"/></elementCollection><organizationUnit id="o" name="车队" URI="urn:u"/>'
)


def test_what_carries_no_logic_is_kept_too() -> None:
    given = read(model(WHOLE))
    decision = given.elements[0]
    assert (decision.name, decision.title, decision.meta.label) == ("结果", "许可", "标签")
    assert decision.meta.extensions[0].children[0].tail == "c"
    assert [one.name for one in given.sources] == ["办法", "条例"]
    written = write(given)
    assert read(written) == given
    assert b'v:color="red"' in written
    assert elements(model(WHOLE)) - elements(written) == Counter()


def test_a_carriage_return_in_a_text_survives() -> None:
    given = read(model(literal("1")))
    decision = replace(given.elements[0], meta=Meta(description="a\rb\r\nc"))
    changed = replace(given, elements=(decision,))
    assert read(write(changed)) == changed


def test_a_model_nested_beyond_reason_is_refused_in_words() -> None:
    box: m.Boxed = m.Literal("", "1")
    for _ in range(2_000):
        box = m.Items("", (box,))
    given = m.Model("m", "urn:m", (), (), (m.Decision("d", "d", "", (), box),))
    with pytest.raises(DmnError, match="嵌套过深，不能写成文件"):
        write(given)


def test_a_character_that_xml_cannot_hold_is_refused() -> None:
    given = replace(read(model(literal("1"))), name="a\x0bb")
    with pytest.raises(DmnError, match=r"U\+000B"):
        write(given)


WORDS = some.text(some.characters(exclude_categories=("Cs", "Cc"), exclude_characters="￾￿"))


@given(words=WORDS, name=WORDS)
def test_any_text_survives(words: str, name: str) -> None:
    fragment = Fragment("{urn:v}note", (("at", name),), words if words.strip() else "")
    meta = Meta(description=words, extensions=(fragment,))
    decision = m.Decision("d", "d", "", (), m.Literal("", words), words, title=name, meta=meta)
    given = Model("m", "urn:m", (), (), (decision,))
    if name in ("", "d"):
        given = replace(given, elements=(replace(decision, title=""),))
    assert read(write(given)) == given


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x" * 50_000_001, "超过50兆字节"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []><a/>'.encode("utf-16"), "UTF-8"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "不是合格的XML"),
        (model("<a>" * 200 + "</a>" * 200), "嵌套超过200层"),
        (b"<definitions>", "不是合格的XML"),
        (model('<decision name="d"><decisionTable><output/>').replace(b"<output/>", b""), "XML"),
    ],
    ids=["huge", "hidden document type", "encoding", "depth", "cut off", "cut off inside"],
)
def test_a_hostile_file_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(DmnError, match=message):
        read(data)


def test_a_file_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rulebook.dmn.xml.MAX_ELEMENTS", 20_000)
    with pytest.raises(DmnError, match="元素超过2万个"):
        read(model("<a/>" * 20_001))


def test_a_shape_without_a_place_in_numbers_is_refused() -> None:
    names = versions.PICTURES[versions.NEWEST]
    bounds = f'<Bounds xmlns="{versions.COORDINATES}" x="nan" y="0" width="1" height="1"/>'
    shape = f'<DMNShape dmnElementRef="d">{bounds}</DMNShape>'
    with pytest.raises(DmnError, match="图形坐标“nan”不是数"):
        read(model(f'<DMNDI xmlns="{names}"><DMNDiagram>{shape}</DMNDiagram></DMNDI>'))


def test_an_element_named_like_one_of_dmn_in_another_namespace_is_not_taken_for_it() -> None:
    foreign = '<x:decision xmlns:x="urn:x" name="e"/>'
    given = read(model(literal("1", requires=needs("n")) + data("n", "number") + foreign))
    assert [one.name for one in given.elements] == ["d", "n"]
    assert given.meta.rest == (Fragment("{urn:x}decision", (("name", "e"),)),)
