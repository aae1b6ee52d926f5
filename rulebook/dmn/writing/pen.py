"""How elements, references and foreign names are written in one version."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from rulebook.dmn import model as m
from rulebook.dmn import versions
from rulebook.dmn.marks import PLAIN, Fragment, Meta
from rulebook.dmn.versions import Version
from rulebook.dmn.xml import Xml
from rulebook.errors import DmnError
from rulebook.feel import types as t

_OLD_NAMES = {new: old for old, new in versions.OLD_TYPES.items()}
_NAMES = versions.PICTURES[versions.NEWEST]
_SINCE = {
    "sourceElement": Version.V1_3,
    "targetElement": Version.V1_3,
    "useAlternativeInputDataShape": Version.V1_5,
}
"""Attributes of diagrams that older versions refuse; they are left out there."""


class Pen:
    """Writes for one model and version, and remembers the prefixes it used."""

    def __init__(self, model: m.Model, version: Version) -> None:
        self.version = version
        self.own = {one.name for one in model.types}
        self.imports = {one.name: one.namespace for one in model.imports}
        self.namespace = model.namespace
        self.used: dict[str, str] = {}
        ours = {*versions.MODEL.values(), *versions.PICTURES.values()}
        for prefix, namespace in model.prefixes:
            if prefix and namespace not in ours:
                self.used.setdefault(namespace, prefix)

    def require(self, since: Version, what: str) -> None:
        """Raise `DmnError` where the version does not have something yet."""
        if self.version < since:
            message = f"DMN {self.version}没有{what}，请改用{since}以上版本导出。"
            raise DmnError(message)

    def element(
        self, tag: str, meta: Meta = PLAIN, attributes: Mapping[str, str | None] | None = None
    ) -> Xml:
        """An element with its marks; attributes that are None are left out."""
        found = ET.Element(tag)
        for name, value in {"id": meta.id or None, **(attributes or {})}.items():
            if value is not None:
                found.set(name, value)
        if meta.label:
            found.set("label", meta.label)
        for name, value in meta.attributes:
            if self.version >= _SINCE.get(name, self.version):
                found.set(self.name(name), self._value(name, value))
        if meta.description:
            self.text(found, "description", meta.description)
        if meta.extensions:
            extensions = ET.SubElement(found, "extensionElements")
            extensions.extend([self.fragment(one) for one in meta.extensions])
        return found

    def rest(self, element: Xml, meta: Meta) -> Xml:
        """The element with the children that have no field of their own."""
        element.extend([self.fragment(one) for one in meta.rest])
        return element

    def text(self, parent: Xml, tag: str, words: str) -> None:
        """A child element that holds text."""
        ET.SubElement(parent, tag).text = words

    def type_ref(self, reference: str) -> str | None:
        """A type reference; None for none."""
        if self.version != Version.V1_1 or not reference:
            return reference or None
        if reference in self.own:
            return f"{self.prefix(self.namespace)}:{reference}"
        for name, namespace in self.imports.items():
            if name and reference.startswith(name + "."):
                return f"{self.prefix(namespace)}:{reference[len(name) + 1 :]}"
        feel = self.prefix(versions.FEEL[Version.V1_1]) if reference in t.SIMPLE else ""
        plain = _OLD_NAMES.get(reference, reference)
        return f"{feel}:{plain}" if feel else plain

    def fragment(self, one: Fragment) -> Xml:
        """An element kept as it came."""
        found = ET.Element(self.name(one.tag))
        for name, value in one.attributes:
            found.set(self.name(name), self._value(name, value))
        found.text, found.tail = one.text or None, one.tail or None
        found.extend([self.fragment(child) for child in one.children])
        return found

    def _value(self, name: str, value: str) -> str:
        """Languages of expressions in the version's own terms."""
        if name in ("expressionLanguage", "typeLanguage"):
            newest = versions.FEEL[versions.NEWEST]
            return versions.FEEL[self.version] if value == newest else value
        return value

    def name(self, tag: str) -> str:
        """``{namespace}name`` with a prefix."""
        namespace, brace, local = tag.lstrip("{").rpartition("}")
        if not brace:
            return tag
        if namespace == _NAMES:
            namespace = versions.PICTURES.get(self.version, _NAMES)
        return f"{self.prefix(namespace)}:{local}"

    def prefix(self, namespace: str) -> str:
        """The prefix of a namespace, made up where none is known."""
        if namespace == "http://www.w3.org/XML/1998/namespace":
            return "xml"
        if namespace not in self.used:
            name = _KNOWN.get(namespace, "n")
            taken = set(self.used.values())
            names = [name, *(f"{name}{number}" for number in range(2, len(taken) + 3))]
            self.used[namespace] = next(one for one in names if one not in taken)
        return self.used[namespace]


_KNOWN = {
    **dict.fromkeys(versions.PICTURES.values(), "dmndi"),
    versions.COORDINATES: "dc",
    versions.INTERCHANGE: "di",
    versions.FEEL[Version.V1_1]: "feel",
}
