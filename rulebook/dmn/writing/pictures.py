"""Diagrams to XML."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.dmn import picture as p
from rulebook.dmn import versions
from rulebook.dmn.marks import PLAIN, Meta
from rulebook.dmn.writing.pen import Pen
from rulebook.dmn.xml import Xml


def pictures(found: p.Pictures, pen: Pen) -> Xml:
    """The ``DMNDI`` element."""
    root = _element("DMNDI", pen)
    root.extend([_diagram(one, pen) for one in found.diagrams])
    root.extend([pen.fragment(one) for one in found.styles])
    return root


def _element(
    name: str, pen: Pen, meta: Meta = PLAIN, attributes: dict[str, str | None] | None = None
) -> Xml:
    """An element of the diagrams; its extension and style come first, as the schema has it."""
    tag = pen.name(f"{{{versions.PICTURES[versions.NEWEST]}}}{name}")
    return pen.rest(pen.element(tag, meta, attributes), meta)


def _diagram(one: p.Diagram, pen: Pen) -> Xml:
    found = _element("DMNDiagram", pen, one.meta, {"name": one.name or None})
    if one.size is not None:
        width, height = map(_number, one.size)
        found.append(_element("Size", pen, PLAIN, {"width": width, "height": height}))
    for drawn in one.drawn:
        found.append(_shape(drawn, pen) if isinstance(drawn, p.Shape) else _edge(drawn, pen))
    return found


def _shape(one: p.Shape, pen: Pen) -> Xml:
    attributes = {
        "dmnElementRef": one.element,
        "isListedInputData": "true" if one.listed else None,
        "isCollapsed": "true" if one.collapsed else None,
    }
    found = _element("DMNShape", pen, one.meta, attributes)
    _bounds(found, one.bounds, pen)
    _label(found, one.label, pen)
    if one.divider:
        line = _element("DMNDecisionServiceDividerLine", pen)
        _points(line, one.divider, pen)
        found.append(line)
    return found


def _edge(one: p.Edge, pen: Pen) -> Xml:
    found = _element("DMNEdge", pen, one.meta, {"dmnElementRef": one.element})
    _points(found, one.points, pen)
    _label(found, one.label, pen)
    return found


def _label(parent: Xml, label: p.Label | None, pen: Pen) -> None:
    if label is None:
        return
    found = _element("DMNLabel", pen, label.meta)
    _bounds(found, label.bounds, pen)
    if label.text:
        words = _element("Text", pen)
        words.text = label.text
        found.append(words)
    parent.append(found)


def _bounds(parent: Xml, bounds: p.Bounds | None, pen: Pen) -> None:
    if bounds is not None:
        sides = ("x", "y", "width", "height")
        attributes: dict[str, str | None] = {s: _number(getattr(bounds, s)) for s in sides}
        tag = pen.name(f"{{{versions.COORDINATES}}}Bounds")
        parent.append(pen.element(tag, PLAIN, attributes))


def _points(parent: Xml, points: Iterable[p.Point], pen: Pen) -> None:
    tag = pen.name(f"{{{versions.INTERCHANGE}}}waypoint")
    for one in points:
        parent.append(pen.element(tag, PLAIN, {"x": _number(one.x), "y": _number(one.y)}))


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
