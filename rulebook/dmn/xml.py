"""Just enough XML: local names, children, text. Document types are refused (entity bombs)."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from rulebook.errors import DmnError

MODEL_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
MAX_BYTES = 50_000_000
Xml = ET.Element


def parse(data: bytes) -> tuple[Xml, tuple[tuple[str, str], ...]]:
    """The root element and the namespace prefixes declared anywhere. Raises `DmnError`."""
    if len(data) > MAX_BYTES:
        raise DmnError("文件过大，不读取。")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DmnError("文件含有文档类型声明（DOCTYPE），出于安全不读取，请删去后重试。")
    prefixes: dict[str, str] = {}
    root: Xml | None = None
    try:
        events = ET.iterparse(io.BytesIO(data), ("start", "start-ns"))  # noqa: S314 - no DOCTYPE
        for event, item in events:
            if event == "start-ns":
                prefixes[item[0]] = item[1]
            elif root is None:
                root = item
    except ET.ParseError as error:
        raise DmnError(f"不是合格的XML（{error}）。") from None
    if root is None:
        raise DmnError("文件是空的。")
    return root, tuple(prefixes.items())


def local(element: Xml) -> str:
    """Name without namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Xml) -> str:
    """Namespace of the element's name."""
    return str(element.tag).rpartition("}")[0].lstrip("{")


def children(element: Xml, *names: str) -> Iterator[Xml]:
    """Child elements with one of the names."""
    return (child for child in element if isinstance(child.tag, str) and local(child) in names)


def child(element: Xml, name: str) -> Xml | None:
    """The first child of a name."""
    return next(children(element, name), None)


def text(element: Xml | None, name: str = "text") -> str:
    """Text of a child element, "" if there is none."""
    found = None if element is None else child(element, name)
    return "" if found is None else "".join(found.itertext())


def attribute(element: Xml, name: str) -> str:
    """An attribute, "" if absent."""
    return element.get(name, "")
