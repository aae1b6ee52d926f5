"""Ids, labels, descriptions, extensions, and whatever has no field of its own."""

from __future__ import annotations

from rulebook.dmn import versions
from rulebook.dmn.marks import PLAIN, Fragment, Meta
from rulebook.dmn.xml import Xml, attribute, child, text

_NOT_KEPT = frozenset({f"{{{versions.SCHEMA}}}schemaLocation"})
_COMMON = frozenset({"id", "label"})
_PARTS = frozenset({"description", "extensionElements"})
_DIAGRAMS = frozenset(versions.PICTURES.values())


def marks(element: Xml | None, attributes: str = "", parts: str = "") -> Meta:
    """What an element carries beside the attributes and child elements named, which are read."""
    if element is None:
        return PLAIN
    read, names = frozenset(parts.split()) | _PARTS, frozenset(attributes.split())
    extensions = child(element, "extensionElements")
    return Meta(
        "" if "id" in names else attribute(element, "id"),
        attribute(element, "label"),
        text(element, "description"),
        _attributes(element, names | _COMMON | _NOT_KEPT),
        tuple(fragment(one) for one in extensions) if extensions is not None else (),
        tuple(fragment(one) for one in element if one.tag not in read),
    )


def _attributes(element: Xml, known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in element.items() if name not in known)


def fragment(element: Xml) -> Fragment:
    """An element kept as it came."""
    return Fragment(
        _newest(element.tag),
        tuple(element.items()),
        _solid(element.text),
        tuple(fragment(one) for one in element),
        _solid(element.tail),
    )


def _newest(tag: str) -> str:
    """Names of the diagrams in one version, so that a fragment of any can be written in any."""
    namespace, brace, name = tag.lstrip("{").rpartition("}")
    if brace and namespace in _DIAGRAMS:
        return f"{{{versions.PICTURES[versions.NEWEST]}}}{name}"
    return tag


def _solid(words: str | None) -> str:
    return words if words and words.strip() else ""
