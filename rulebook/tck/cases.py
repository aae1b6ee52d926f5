"""The kit's test files: cases with inputs and expected results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from rulebook.dmn import xml
from rulebook.dmn.xml import Xml, attribute, child, children
from rulebook.errors import DmnError
from rulebook.feel.values.durations import duration_from_text
from rulebook.feel.values.text import date_from_text, moment_from_text, time_from_text

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One result node: the value expected of a decision, or an error."""

    name: str
    value: Any
    error: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One test case. ``kind`` is decision, decisionService or bkm; ``invocable`` its name.

    ``fault`` says why it cannot be read; such a case fails.
    """

    level: str
    folder: str
    file: str
    id: str
    model: Path
    kind: str
    invocable: str
    inputs: dict[str, Any]
    expected: tuple[Expectation, ...]
    fault: str = ""

    @property
    def proves(self) -> bool:
        """Whether an engine that always answers null would fail it."""
        return any(not one.error and one.value is not None for one in self.expected)


def find_cases(folder: Path) -> Iterator[Case]:
    """All cases below a folder (or of one test file), in order of path."""
    place = folder.resolve()
    for file in [place] if place.is_file() else sorted(place.rglob("*.xml")):
        yield from read_cases(file, file.read_bytes())


def read_cases(file: Path, content: bytes) -> Iterator[Case]:
    """The cases of a test file, none of another; one that fails for a file nobody can read."""
    try:
        root = xml.parse(content).root
    except DmnError as error:
        yield _case(file, "?", fault=str(error))
        return
    if root.tag == "testCases":
        yield from _cases(file, root)


def _cases(file: Path, root: Xml) -> Iterator[Case]:
    named = xml.text(root, "modelName").strip()
    for number, element in enumerate(children(root, "testCase"), 1):
        id_ = attribute(element, "id") or str(number)
        try:
            yield _read(file, named, id_, element)
        except (ValueError, ArithmeticError, RecursionError) as error:
            yield _case(file, id_, fault=f"not readable: {error!r}")


def _read(file: Path, model: str, id_: str, element: Xml) -> Case:
    return replace(
        _case(file, id_, model),
        kind=attribute(element, "type") or "decision",
        invocable=attribute(element, "invocableName"),
        inputs={attribute(one, "name"): value_of(one) for one in children(element, "inputNode")},
        expected=tuple(_expectation(one) for one in children(element, "resultNode")),
    )


def _case(file: Path, id_: str, model: str = "", fault: str = "") -> Case:
    levels = [one for one in reversed(file.parts) if "complian" in one]
    level = levels[0] if levels else file.parent.parent.name
    path = file.parent / model
    return Case(level, file.parent.name, file.stem, id_, path, "decision", "", {}, (), fault)


def _expectation(element: Xml) -> Expectation:
    expected = child(element, "expected")
    value = None if expected is None else value_of(expected)
    error = attribute(element, "errorResult") == "true"
    return Expectation(attribute(element, "name"), value, error)


def value_of(element: Xml) -> Any:
    """A value, a list or components."""
    simple = child(element, "value")
    if simple is not None:
        return _simple(simple)
    listed = child(element, "list")
    if listed is not None:
        nil = listed.get(f"{_XSI}nil") == "true"
        return None if nil else [value_of(item) for item in children(listed, "item")]
    components = list(children(element, "component"))
    if components:
        return {attribute(one, "name"): value_of(one) for one in components}
    return None


def _simple(element: Xml) -> Any:
    if element.get(f"{_XSI}nil") == "true":
        return None
    text = "".join(element.itertext())
    kind = element.get(f"{_XSI}type", "").rpartition(":")[2]
    return _READERS.get(kind, str)(text)


_READERS: dict[str, Any] = {
    "decimal": lambda text: Decimal(text.strip()),
    "double": lambda text: Decimal(text.strip()),
    "integer": lambda text: Decimal(text.strip()),
    "int": lambda text: Decimal(text.strip()),
    "float": lambda text: Decimal(text.strip()),
    "boolean": lambda text: text.strip() in ("true", "1"),
    "date": lambda text: date_from_text(text.strip()),
    "time": lambda text: time_from_text(text.strip()),
    "dateTime": lambda text: moment_from_text(text.strip()),
    "duration": lambda text: duration_from_text(text.strip()),
    "string": str,
}
