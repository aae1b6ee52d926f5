"""Diagrams from XML."""

from __future__ import annotations

import math

from rulebook.dmn import picture as p
from rulebook.dmn.reading.marks import fragment, marks
from rulebook.dmn.xml import Xml, attribute, flag


def pictures(element: Xml | None) -> p.Pictures:
    """The content of ``DMNDI``."""
    if element is None:
        return p.NOTHING
    diagrams = tuple(_diagram(one) for one in element if _name(one) == "DMNDiagram")
    styles = tuple(fragment(one) for one in element if _name(one) != "DMNDiagram")
    return p.Pictures(diagrams, styles)


def _name(element: Xml) -> str:
    return element.tag.rpartition("}")[2]


def _tags(element: Xml, *names: str) -> str:
    """The full tags of the children that are read, for `marks`."""
    return " ".join(one.tag for one in element if _name(one) in names)


def _child(element: Xml, name: str) -> Xml | None:
    return next((one for one in element if _name(one) == name), None)


def _number(element: Xml, name: str) -> float:
    found = float(attribute(element, name) or "0")
    if not math.isfinite(found):
        raise ValueError(f"图形坐标“{attribute(element, name)}”不是数。")
    return found


def _diagram(element: Xml) -> p.Diagram:
    size = _child(element, "Size")
    return p.Diagram(
        attribute(element, "name"),
        None if size is None else (_number(size, "width"), _number(size, "height")),
        tuple(_shape(one) if _name(one) == "DMNShape" else _edge(one)
              for one in element if _name(one) in ("DMNShape", "DMNEdge")),
        marks(element, "name", _tags(element, "Size", "DMNShape", "DMNEdge")),
    )  # fmt: skip


def _shape(element: Xml) -> p.Shape:
    divider = _child(element, "DMNDecisionServiceDividerLine")
    read = _tags(element, "Bounds", "DMNLabel", "DMNDecisionServiceDividerLine")
    return p.Shape(
        attribute(element, "dmnElementRef"),
        _bounds(element),
        flag(element, "isCollapsed"),
        flag(element, "isListedInputData"),
        () if divider is None else _points(divider),
        _label(element),
        marks(element, "dmnElementRef isCollapsed isListedInputData", read),
    )


def _edge(element: Xml) -> p.Edge:
    read = _tags(element, "waypoint", "DMNLabel")
    meta = marks(element, "dmnElementRef", read)
    return p.Edge(attribute(element, "dmnElementRef"), _points(element), _label(element), meta)


def _bounds(element: Xml) -> p.Bounds | None:
    found = _child(element, "Bounds")
    if found is None:
        return None
    return p.Bounds(*(_number(found, name) for name in ("x", "y", "width", "height")))


def _points(element: Xml) -> tuple[p.Point, ...]:
    found = (one for one in element if _name(one) == "waypoint")
    return tuple(p.Point(_number(one, "x"), _number(one, "y")) for one in found)


def _label(element: Xml) -> p.Label | None:
    found = _child(element, "DMNLabel")
    if found is None:
        return None
    words = _child(found, "Text")
    text = "" if words is None else "".join(words.itertext())
    return p.Label(_bounds(found), text, marks(found, "", _tags(found, "Bounds", "Text")))
