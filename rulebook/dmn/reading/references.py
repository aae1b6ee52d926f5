"""What differs between versions and prefixes made one, before anything else is read.

A type reference is a QName in DMN 1.1 and a name since. It becomes ``number``, ``own type`` or
``import.type`` here, whatever the file wrote; languages become those of the newest version.
"""

from __future__ import annotations

from collections.abc import Callable

from rulebook.dmn import versions
from rulebook.dmn.xml import Document, attribute, children

_LANGUAGES = ("expressionLanguage", "typeLanguage")
_TYPES = ("typeRef", "outputTypeRef")
_FEEL = frozenset(versions.FEEL.values())
Rewrite = Callable[[str], str]


def settle(document: Document) -> None:
    """Rewrite the references of a document in place; other vendors' elements stay as they are."""
    plain = _plain(document)
    own = (one for one in document.root.iter() if not one.tag.startswith("{"))
    for element in own:
        for name in _TYPES:
            if name in element.attrib:
                element.set(name, plain(element.attrib[name]))
        for name in _LANGUAGES:
            if attribute(element, name) in _FEEL:
                element.set(name, versions.FEEL[versions.NEWEST])
        if element.tag == "typeRef" and element.text:
            element.text = plain(element.text)


def _plain(document: Document) -> Rewrite:
    prefixes = dict(document.prefixes)
    imports = {attribute(one, "namespace"): attribute(one, "name")
               for one in children(document.root, "import")}  # fmt: skip
    old = document.namespace == versions.MODEL[versions.Version.V1_1]

    def plain(reference: str) -> str:
        reference = reference.strip()
        prefix, colon, name = reference.partition(":")
        if not colon or prefix not in prefixes:
            return reference
        if (imported := imports.get(prefixes[prefix])) is not None:
            return f"{imported}.{name}" if imported else name
        return versions.OLD_TYPES.get(name, name) if old else name

    return plain
