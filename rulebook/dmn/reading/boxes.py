"""Boxed expressions from XML."""

from __future__ import annotations

from collections.abc import Callable

from rulebook.dmn import model as m
from rulebook.dmn.marks import Meta
from rulebook.dmn.reading.marks import marks
from rulebook.dmn.reading.tables import decision_table
from rulebook.dmn.xml import Xml, attribute, child, children, text


def boxed(element: Xml | None) -> m.Boxed | None:
    """The boxed expression an element is, None if it is something else."""
    rule = BOXES.get(element.tag) if element is not None else None
    return None if rule is None or element is None else rule(element)


def first(element: Xml) -> m.Boxed | None:
    """The first boxed expression inside an element."""
    return next((box for one in element if (box := boxed(one)) is not None), None)


def _inside(element: Xml | None) -> m.Boxed:
    """The expression inside an element, null if there is none."""
    found = None if element is None else first(element)
    return m.Literal("", "null") if found is None else found


def _type(element: Xml) -> str:
    return attribute(element, "typeRef")


def _marks(element: Xml, attributes: str = "", parts: str = "") -> Meta:
    return marks(element, f"typeRef {attributes}", parts)


def item(element: Xml) -> m.Item:
    """An information item: parameter, column or variable."""
    return m.Item(attribute(element, "name"), _type(element), _marks(element, "name"))


def _literal(element: Xml) -> m.Boxed:
    return m.Literal(_type(element), text(element), meta=_marks(element, "", "text"))


def _context(element: Xml) -> m.Boxed:
    entries = tuple(_entry(one) for one in children(element, "contextEntry"))
    return m.Context(_type(element), entries, meta=_marks(element, "", "contextEntry"))


def _entry(element: Xml) -> m.Entry:
    found = child(element, "variable")
    variable = m.Item("", "") if found is None else item(found)
    meta = marks(element, "", f"variable {_ANY}")
    return m.Entry(variable.name, variable.type_ref, _inside(element), meta, variable.meta)


def _invocation(element: Xml) -> m.Boxed:
    bindings = tuple(_binding(one) for one in children(element, "binding"))
    callee = first(element) or m.Literal("", "")
    meta = _marks(element, "", f"binding {_ANY}")
    return m.Invocation(_type(element), callee, bindings, meta=meta)


def _binding(element: Xml) -> m.Binding:
    found = child(element, "parameter")
    parameter = m.Item("", "") if found is None else item(found)
    return m.Binding(parameter.name, parameter.type_ref, _inside(element), parameter.meta)


def function(element: Xml) -> m.Function:
    """A function definition (also the ``encapsulatedLogic`` of a knowledge model)."""
    parameters = tuple(item(one) for one in children(element, "formalParameter"))
    kind = attribute(element, "kind") or "FEEL"
    meta = _marks(element, "kind", f"formalParameter {_ANY}")
    return m.Function(_type(element), kind, parameters, first(element), meta=meta)


def _relation(element: Xml) -> m.Boxed:
    columns = tuple(item(one) for one in children(element, "column"))
    rows = tuple(_items(row) for row in children(element, "row"))
    return m.Relation(_type(element), columns, rows, meta=_marks(element, "", "column row"))


def _items(element: Xml) -> m.Items:
    found = tuple(box for one in element if (box := boxed(one)) is not None)
    return m.Items(_type(element), found, meta=_marks(element, "", _ANY))


def _conditional(element: Xml) -> m.Boxed:
    parts = [_inside(child(element, name)) for name in ("if", "then", "else")]
    return m.Conditional(_type(element), *parts, meta=_marks(element, "", "if then else"))


def _filter(element: Xml) -> m.Boxed:
    source, match = _inside(child(element, "in")), _inside(child(element, "match"))
    return m.Filter(_type(element), source, match, meta=_marks(element, "", "in match"))


def _iteration(element: Xml) -> m.Boxed:
    kind = element.tag
    tag = "return" if kind == "for" else "satisfies"
    body, domain = _inside(child(element, tag)), _inside(child(element, "in"))
    meta = _marks(element, "iteratorVariable", f"in {tag}")
    variable = attribute(element, "iteratorVariable")
    return m.Iteration(_type(element), kind, variable, domain, body, meta=meta)


BOXES: dict[str, Callable[[Xml], m.Boxed]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": function,
    "relation": _relation,
    "list": _items,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
    "decisionTable": decision_table,
}
_ANY = " ".join(BOXES)
