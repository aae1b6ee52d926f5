"""DMN models: what the kit's level 2 does not reach."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from rulebook.dmn import DmnError, Engine, load, load_text, versions

NEWEST = versions.MODEL[versions.NEWEST]


def model(body: str, namespace: str = NEWEST, name: str = "m") -> bytes:
    head = f'<definitions xmlns="{namespace}" name="{name}" namespace="urn:{name}">'
    return f"<?xml version='1.0' encoding='UTF-8'?>{head}{body}</definitions>".encode()


def literal(text: str, name: str = "d", type_ref: str = "", requires: str = "") -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/>'
        f"{requires}<literalExpression><text>{text}</text></literalExpression></decision>"
    )


def data(name: str, type_ref: str) -> str:
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<inputData id="{name}" name="{name}">{variable}</inputData>'


def needs(*names: str, kind: str = "Input") -> str:
    tag = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return "".join(f'<{tag}><required{kind} href="#{n}"/></{tag}>' for n in names)


def engine(body: str) -> Engine:
    return load_text(model(body))


@pytest.mark.parametrize("namespace", versions.MODEL.values())
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    found = load_text(model(literal("1 + 1"), namespace))
    assert found.decide("d", {}).value == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not xml", "不是合格的XML"),
        (b"<a/>", "不是DMN"),
        (b"", "不是合格的XML"),
        (b'<definitions xmlns="urn:other"/>', "不是DMN"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "DOCTYPE"),
    ],
)
def test_a_file_that_is_no_model_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DmnError, match=message):
        load_text(content)


def table(policy: str = "UNIQUE", entries: str = "<inputEntry><text>-</text></inputEntry>") -> str:
    return (
        f'<decision id="d" name="d"><decisionTable hitPolicy="{policy}"><input><inputExpression>'
        "<text>1</text></inputExpression></input><output/><rule>"
        f"{entries}<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>"
    )


def test_a_table_of_the_model_decides() -> None:
    assert engine(table()).decide("d", {}).value == 2


@pytest.mark.parametrize(
    "body",
    [
        table(policy="LUCKIEST"),
        table(entries=""),
        '<decision id="d" name="d">' + "<list>" * 3000 + "</list>" * 3000 + "</decision>",
    ],
    ids=["unknown policy", "missing cell", "deep nesting"],
)
def test_a_malformed_model_is_refused(body: str) -> None:
    with pytest.raises(DmnError):
        engine(body)


def test_nested_boxes_in_reason_are_compiled() -> None:
    body = '<decision id="d" name="d">' + "<list>" * 60 + "</list>" * 60 + "</decision>"
    assert engine(body).decide("d", {}).value != []


def test_chinese_names_work_throughout() -> None:
    body = data("行程 距离", "number") + literal(
        "if 行程 距离 <= 15 then “市内” else “市外”", "范围", "string", needs("行程 距离")
    )
    assert engine(body).decide("范围", {"行程 距离": Decimal(3)}).value == "市内"


def test_an_input_of_the_wrong_type_is_null_and_said_so() -> None:
    found = engine(data("n", "number") + literal("n + 1", "d", "number", needs("n")))
    outcome = found.decide("d", {"n": "three"})
    assert outcome.value is None
    assert "输入“n”不符合声明的类型" in outcome.messages[0]


def test_a_decision_of_the_wrong_type_is_null_and_said_so() -> None:
    outcome = engine(literal('"a"', type_ref="number")).decide("d", {})
    assert outcome.value is None
    assert "不符合声明的类型" in outcome.messages[0]


def test_a_syntax_error_makes_null_and_a_message() -> None:
    found = engine(literal("1 +"))
    for _ in range(2):
        outcome = found.decide("d", {})
        assert outcome.value is None
        assert "实际为表达式结尾" in outcome.messages[0]


def test_a_decision_that_needs_itself_is_null() -> None:
    outcome = engine(literal("d + 1", requires=needs("d", kind="Decision"))).decide("d", {})
    assert outcome.value is None
    assert "依赖于自身" in outcome.messages[0]


def test_an_unknown_decision_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(DmnError, match="是否要写：“limit”"):
        engine(literal("1", "limit")).decide("limt", {})


def test_a_knowledge_model_is_called() -> None:
    body = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        '<formalParameter name="x" typeRef="number"/>'
        "<literalExpression><text>x * 2</text></literalExpression>"
        "</encapsulatedLogic></businessKnowledgeModel>"
    ) + literal("f(21)", requires=needs("f", kind="Knowledge"))
    assert engine(body).decide("d", {}).value == 42
    assert engine(body).call("f", {"x": Decimal(4)}).value == 8


def test_a_service_hides_what_it_is_made_of() -> None:
    body = (
        data("n", "number")
        + literal("n + 1", "inner", "number", needs("n"))
        + literal("inner * 2", "outer", "number", needs("inner", kind="Decision"))
        + '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#outer"/>'
        '<encapsulatedDecision href="#inner"/><inputData href="#n"/></decisionService>'
        + literal("s(4) + s(n: 0)", requires=needs("s", kind="Knowledge"))
    )
    assert engine(body).decide("d", {}).value == 12
    assert engine(body).call("s", {"n": Decimal(1)}).value == 4


def test_allowed_values_are_kept() -> None:
    types = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues>'
        '<text>"轿车", "客车"</text></allowedValues></itemDefinition>'
    )
    found = engine(types + data("k", "tKind") + literal("k", requires=needs("k")))
    assert found.decide("d", {"k": "轿车"}).value == "轿车"
    assert found.decide("d", {"k": "飞机"}).value is None


def test_a_collection_and_a_structure_are_checked_deep_down() -> None:
    types = (
        '<itemDefinition name="tTrip"><itemComponent name="km"><typeRef>number</typeRef>'
        "</itemComponent></itemDefinition>"
        '<itemDefinition name="tTrips" isCollection="true"><typeRef>tTrip</typeRef>'
        "</itemDefinition>"
    )
    total = literal("sum(trips.km)", requires=needs("trips"))
    found = engine(types + data("trips", "tTrips") + total)
    assert found.decide("d", {"trips": [{"km": Decimal(1)}, {"km": Decimal(2)}]}).value == 3
    assert found.decide("d", {"trips": [{"km": "far"}]}).value is None


def test_imports_are_found_beside_the_model(tmp_path: Path) -> None:
    greeting = literal('"Hello " + name', "greeting", "string", needs("name"))
    base = model(data("name", "string") + greeting, name="base")
    (tmp_path / "base.dmn").write_bytes(base)
    body = (
        f'<import name="base" namespace="urn:base" importType="{NEWEST}"/>'
        '<decision id="d" name="d"><variable name="d"/><informationRequirement>'
        '<requiredDecision href="urn:base#greeting"/></informationRequirement>'
        "<literalExpression><text>base.greeting</text></literalExpression></decision>"
    )
    (tmp_path / "main.dmn").write_bytes(model(body, name="main"))
    found = load(tmp_path / "main.dmn")
    assert found.decide("d", {"base": {"name": "Ann"}}).value == "Hello Ann"
    assert found.decide("d", {"base.name": "Bob"}).value == "Hello Bob"
    (tmp_path / "base.dmn").unlink()
    with pytest.raises(DmnError, match="找不到模型"):
        load(tmp_path / "main.dmn")


def test_a_model_imported_twice_has_two_sets_of_inputs(tmp_path: Path) -> None:
    greeting = literal('"Hello " + name', "greeting", "string", needs("name"))
    (tmp_path / "a.dmn").write_bytes(model(data("name", "string") + greeting, name="a"))
    for name in ("b", "c"):
        body = (
            f'<import name="inner" namespace="urn:a" importType="{NEWEST}"/>'
            f'<decision id="{name}" name="{name}"><variable name="{name}"/>'
            '<informationRequirement><requiredDecision href="urn:a#greeting"/>'
            "</informationRequirement><literalExpression><text>inner.greeting</text>"
            "</literalExpression></decision>"
        )
        (tmp_path / f"{name}.dmn").write_bytes(model(body, name=name))
    required = "".join(
        f'<informationRequirement><requiredDecision href="urn:{n}#{n}"/></informationRequirement>'
        for n in "bc"
    )
    imports = "".join(
        f'<import name="{n}" namespace="urn:{n}" importType="{NEWEST}"/>' for n in "bc"
    )
    text = '<literalExpression><text>b.b + ", " + c.c</text></literalExpression>'
    body = f'{imports}<decision id="d" name="d"><variable name="d"/>{required}{text}</decision>'
    (tmp_path / "main.dmn").write_bytes(model(body, name="main"))
    inputs = {"b": {"inner": {"name": "Ann"}}, "c": {"inner": {"name": "Bob"}}}
    found = load(tmp_path / "main.dmn").decide("d", inputs)
    assert found.value == "Hello Ann, Hello Bob"


def test_a_circle_of_imports_is_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        body = f'<import name="{other}" namespace="urn:{other}" importType="{NEWEST}"/>'
        (tmp_path / f"{one}.dmn").write_bytes(model(body + literal("1"), name=one))
    with pytest.raises(DmnError, match="循环导入"):
        load(tmp_path / "a.dmn")


def test_foreign_code_is_only_what_is_listed() -> None:
    def external(class_: str, method: str, arguments: str) -> str:
        java = f'{{java: {{class: "{class_}", method signature: "{method}"}}}}'
        return literal(f"(function(a, b) external {java})({arguments})")

    assert engine(external("java.lang.Math", "max(int, int)", "1, 5")).decide("d", {}).value == 5
    refused = [
        ("java.lang.Runtime", "exec(java.lang.String)", '"ls"'),
        ("java.lang.Math", "max(int, int)", '"a", 5'),
        ("os", "system", '"ls"'),
    ]
    for class_, method, arguments in refused:
        assert engine(external(class_, method, arguments)).decide("d", {}).value is None


def test_a_hostile_decision_is_null_with_a_message() -> None:
    outcome = engine(literal("for i in 1..1000, j in 1..1000 return i * j")).decide("d", {})
    assert outcome.value is None
    assert "超过上限" in outcome.messages[0]
