"""Decision services, imports of imports and Java functions, as the standard's text has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rulebook.dmn import load
from tests.rulebook.attacks import java
from tests.rulebook.feel import shown
from tests.rulebook.test_dmn import NEWEST, data, engine, literal, model, needs


def service(name: str, outputs: str, given: str = "", decided: str = "", type_ref: str = "") -> str:
    """A decision service; names of its parts are separated by blanks."""
    parts = (("outputDecision", outputs), ("inputDecision", decided), ("inputData", given))
    body = "".join(f'<{tag} href="#{one}"/>' for tag, names in parts for one in names.split())
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<decisionService id="{name}" name="{name}">{variable}{body}</decisionService>'


GREET = (
    data("who", "string")
    + literal('"Dr"', "title", "string")
    + literal('title + " " + who', "name", "string", needs("title", kind="Decision") + needs("who"))
    + literal("string length(name)", "size", "number", needs("name", kind="Decision"))
    + service("greet", "name", "who", "title")
    + service("both", "name size", "who", "title")
    + literal("[who]", "listed", "", needs("who"))
    + service("one", "listed", "who", "", "string")
    + service("none", "size", "who", "title", "string")
)
CALLS = {
    'greet("Li", "Ms")': "Ms Li",
    'greet(title: "Ms", who: "Li")': "Ms Li",
    'greet("Li")': None,
    'greet("Li", "Ms", 1)': None,
    'greet(who: "Li", rank: "Ms")': None,
    'greet(["Li"], "Ms")': "Ms Li",
    'greet(1, "Ms")': None,
    'both("Li", "Ms").name': "Ms Li",
    'both("Li", "Ms").size': 5,
    'one("Li")': "Li",
    'none("Li", "Ms")': None,
    "greet instance of function": True,
}


@pytest.mark.parametrize(("text", "expected"), CALLS.items())
def test_a_service_is_called_like_a_function(text: str, expected: Any) -> None:
    known = needs("greet", "both", "one", "none", kind="Knowledge")
    assert engine(GREET + literal(text, requires=known)).decide("d", {}).value == expected


def test_a_service_of_two_outputs_gives_a_context() -> None:
    found = engine(GREET).call("both", {"who": "Li", "title": "Ms"}).value
    assert found == {"name": "Ms Li", "size": 5}


def test_inputs_reach_an_import_of_an_import(tmp_path: Path) -> None:
    name = data("who", "string") + literal('"Hello " + who', "greeting", "string", needs("who"))
    (tmp_path / "a.dmn").write_bytes(model(name, name="a"))
    middle = imported("inner", "a") + asks("b", "urn:a#greeting", "inner.greeting")
    (tmp_path / "b.dmn").write_bytes(model(middle, name="b"))
    top = imported("Model B", "b") + asks("c", "urn:b#b", "Model B.b")
    top += asks("e", "urn:a#who", "Model B.inner.who", "Input")
    (tmp_path / "c.dmn").write_bytes(model(top, name="c"))
    found = load(tmp_path / "c.dmn")
    assert found.decide("c", {"Model B": {"inner": {"who": "Ann"}}}).value == "Hello Ann"
    assert found.decide("e", {"Model B": {"inner": {"who": "Ann"}}}).value == "Ann"


def imported(name: str, base: str) -> str:
    return f'<import name="{name}" namespace="urn:{base}" importType="{NEWEST}"/>'


def asks(name: str, reference: str, text: str, kind: str = "Decision") -> str:
    required = f'<required{kind} href="{reference}"/>'
    return literal(text, name, "", f"<informationRequirement>{required}</informationRequirement>")


FORMAT = "String.format(java.lang.String, [Ljava.lang.Object;)"
JAVA = [
    ("Math.max(int, int)", "1, 5", "5"),
    ("Math.max(double,double)", "1.5, 1", "1.5"),
    ("Math.max(int, int)", "1", "null"),
    ("Math.max(int, int)", "123456789123, 2", "null"),
    ("Math.greatest(int, int)", "1, 2", "null"),
    ("Integer.valueOf(java.lang.String)", '"123"', "123"),
    ("Integer.valueOf(java.lang.String)", '"12.5"', "null"),
    ("Integer.valueOf(java.lang.String)", '"3000000000"', "null"),
    ("Long.parseLong(java.lang.String)", '"3000000000"', "3000000000"),
    ("Double.valueOf(java.lang.String)", '"12.5"', "12.5"),
    ("String.valueOf(double)", "5", '"5.0"'),
    ("Double.toString(double)", "12000000", '"1.2E7"'),
    ("Double.toString(double)", "0.0001", '"1.0E-4"'),
    ("Integer.toString(int)", "5", '"5"'),
    ("Boolean.valueOf(boolean)", "true", "true"),
    ("Character.valueOf(char)", '"cc"', "null"),
    (FORMAT, '"%s %s", ["a", 1]', '"a 1"'),
    (FORMAT, '"%s %S %b", [true, "up", null]', '"true UP false"'),
    (FORMAT, '"%s", null', '"null"'),
    (FORMAT, '"%d|%5d|%-5d|%05d|%+d", [1, 2, 3, -4, 5]', '"1|    2|3    |-0004|+5"'),
    (FORMAT, '"%,d %.2f %x", [1234567, 2.345, 255]', '"1,234,567 2.35 ff"'),
    (FORMAT, '"%.2s|%%|%c", ["abc", "x"]', '"ab|%|x"'),
    (FORMAT, '"%s"', "null"),
    (FORMAT, '"%d", 1.5', "null"),
    (FORMAT, '"%q", 1', "null"),
    (FORMAT, '"%99999d", 1', "null"),
]


@pytest.mark.parametrize(("method", "arguments", "expected"), JAVA)
def test_a_listed_java_function_does_what_java_does(
    method: str, arguments: str, expected: str
) -> None:
    assert shown(java(method, arguments)) == expected
