"""Just enough XML: names, children, text; safe against files made to harm."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from rulebook.errors import DmnError

MAX_BYTES = 50_000_000
MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 200
Xml = ET.Element


@dataclass(frozen=True, slots=True)
class Document:
    """A file read: its root, the root's namespace, and the prefixes declared anywhere.

    Names in the root's namespace are plain (``decision``), others are ``{namespace}name``.
    """

    root: Xml
    namespace: str
    prefixes: tuple[tuple[str, str], ...]


def parse(data: bytes) -> Document:
    """The document in a file.

    Raises `DmnError` for what is no XML, holds a document type (entity bombs) or is beyond
    ``MAX_BYTES``, ``MAX_ELEMENTS`` or ``MAX_DEPTH``.
    """
    if len(data) > MAX_BYTES:
        raise DmnError(f"文件超过{MAX_BYTES // 1_000_000}兆字节，不读取，请拆分后重试。")
    if b"\0" in data:
        raise DmnError("文件不是UTF-8编码，不读取，请另存为UTF-8编码后重试。")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DmnError("文件含有文档类型声明（DOCTYPE），出于安全不读取，请删去后重试。")
    prefixes: dict[str, str] = {}
    try:
        root = _root(data, prefixes)
    except (ET.ParseError, LookupError, ValueError) as error:
        raise DmnError(f"不是合格的XML（{error}）。") from None
    namespace = root.tag.rpartition("}")[0]
    for element in root.iter():
        if namespace and element.tag.startswith(namespace + "}"):
            element.tag = element.tag[len(namespace) + 1 :]
    return Document(root, namespace.lstrip("{"), tuple(prefixes.items()))


def _root(data: bytes, prefixes: dict[str, str]) -> Xml:
    """The root element; stops as soon as there are too many elements or levels."""
    events = ET.iterparse(io.BytesIO(data), ("start", "end", "start-ns"))  # noqa: S314 - no DOCTYPE
    depth = count = 0
    for event, item in events:
        if event == "start-ns":
            prefixes[item[0]] = item[1]
        elif event == "end":
            depth -= 1
        else:
            depth, count = depth + 1, count + 1
            if depth > MAX_DEPTH:
                raise DmnError(f"内容嵌套超过{MAX_DEPTH}层，不读取。")
            if count > MAX_ELEMENTS:
                raise DmnError(f"元素超过{MAX_ELEMENTS // 10_000}万个，不读取，请拆分后重试。")
    root: Xml = events.root  # type: ignore[attr-defined]  # set once the file is read
    return root


def children(element: Xml, *names: str) -> Iterator[Xml]:
    """Child elements with one of the names."""
    return (child for child in element if child.tag in names)


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


def flag(element: Xml, name: str) -> bool:
    """A boolean attribute, false if absent."""
    return attribute(element, name).strip() in ("true", "1")
