"""Boxed expressions to XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rulebook.dmn import model as m
from rulebook.dmn.marks import PLAIN, Meta
from rulebook.dmn.versions import Version
from rulebook.dmn.writing.pen import Pen
from rulebook.dmn.writing.tables import decision_table
from rulebook.dmn.xml import Xml

Rule = Callable[[Any, Pen], Xml]


def boxed(box: m.Boxed, pen: Pen) -> Xml:
    """The element of a boxed expression."""
    return pen.rest(_RULES[type(box)](box, pen), box.meta)


def item(tag: str, one: m.Item, pen: Pen) -> Xml:
    """An information item: parameter, column or variable."""
    attributes = {"name": one.name, "typeRef": pen.type_ref(one.type_ref)}
    return pen.rest(pen.element(tag, one.meta, attributes), one.meta)


def _start(tag: str, box: m.Boxed, pen: Pen, **attributes: str) -> Xml:
    return pen.element(tag, box.meta, {"typeRef": pen.type_ref(box.type_ref), **attributes})


def _literal(box: m.Literal, pen: Pen) -> Xml:
    found = _start("literalExpression", box, pen)
    if box.text or not box.meta.rest:
        pen.text(found, "text", box.text)
    return found


def _context(box: m.Context, pen: Pen) -> Xml:
    found = _start("context", box, pen)
    for entry in box.entries:
        line = pen.element("contextEntry", entry.meta)
        if entry.name or entry.variable != PLAIN:
            line.append(item("variable", m.Item(entry.name, entry.type_ref, entry.variable), pen))
        line.append(boxed(entry.value, pen))
        found.append(pen.rest(line, entry.meta))
    return found


def _invocation(box: m.Invocation, pen: Pen) -> Xml:
    found = _start("invocation", box, pen)
    found.append(boxed(box.callee, pen))
    for one in box.bindings:
        line = pen.element("binding")
        line.append(item("parameter", m.Item(one.name, one.type_ref, one.parameter), pen))
        if one.value is not None:
            line.append(boxed(one.value, pen))
        found.append(line)
    return found


def function(tag: str, box: m.Function, pen: Pen) -> Xml:
    """A function definition under a name of its own."""
    kind = {} if box.kind == "FEEL" else {"kind": box.kind}
    found = _start(tag, box, pen, **kind)
    found.extend([item("formalParameter", one, pen) for one in box.parameters])
    if box.body is not None:
        found.append(boxed(box.body, pen))
    return found


def _function(box: m.Function, pen: Pen) -> Xml:
    return function("functionDefinition", box, pen)


def _relation(box: m.Relation, pen: Pen) -> Xml:
    found = _start("relation", box, pen)
    found.extend([item("column", one, pen) for one in box.columns])
    for row in box.rows:
        line = _listed("row", row, pen)
        found.append(pen.rest(line, row.meta))
    return found


def _listed(tag: str, box: m.Items, pen: Pen) -> Xml:
    found = _start(tag, box, pen)
    found.extend([boxed(one, pen) for one in box.items])
    return found


def _items(box: m.Items, pen: Pen) -> Xml:
    return _listed("list", box, pen)


def _framed(parent: Xml, pen: Pen, **parts: m.Boxed) -> Xml:
    """The parent with expressions, each in a frame of its name; a trailing _ is not part of it."""
    for tag, part in parts.items():
        frame = pen.element(tag.rstrip("_"), Meta())
        frame.append(boxed(part, pen))
        parent.append(frame)
    return parent


def _conditional(box: m.Conditional, pen: Pen) -> Xml:
    pen.require(Version.V1_4, "条件表达式框（conditional）")
    found = _start("conditional", box, pen)
    return _framed(found, pen, if_=box.condition, then=box.yes, else_=box.no)


def _filter(box: m.Filter, pen: Pen) -> Xml:
    pen.require(Version.V1_4, "筛选表达式框（filter）")
    return _framed(_start("filter", box, pen), pen, in_=box.source, match=box.match)


def _iteration(box: m.Iteration, pen: Pen) -> Xml:
    pen.require(Version.V1_4, f"循环表达式框（{box.kind}）")
    found = _start(box.kind, box, pen, iteratorVariable=box.variable)
    body = "return_" if box.kind == "for" else "satisfies"
    return _framed(found, pen, in_=box.domain, **{body: box.body})


_RULES: dict[type[m.Boxed], Rule] = {
    m.Literal: _literal,
    m.Context: _context,
    m.Invocation: _invocation,
    m.Function: _function,
    m.Relation: _relation,
    m.Items: _items,
    m.Conditional: _conditional,
    m.Filter: _filter,
    m.Iteration: _iteration,
    m.DecisionTable: decision_table,
}
