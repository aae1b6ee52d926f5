"""What every DMN element may carry beside its meaning, and foreign XML kept as it came."""

from __future__ import annotations

from dataclasses import dataclass

Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """An XML element nobody here interprets.

    ``tag`` is a plain name for DMN's own elements, else ``{namespace}name``; attributes likewise.
    Text between elements that is only white space is not kept.
    """

    tag: str
    attributes: Attributes = ()
    text: str = ""
    children: tuple[Fragment, ...] = ()
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """The common part of a DMN element (``tDMNElement``, DMN 1.5, 6.3.1).

    ``attributes`` holds those without a field of their own, ``extensions`` the content of
    ``extensionElements``, ``rest`` child elements without a field of their own.
    """

    id: str = ""
    label: str = ""
    description: str = ""
    attributes: Attributes = ()
    extensions: tuple[Fragment, ...] = ()
    rest: tuple[Fragment, ...] = ()


PLAIN = Meta()
