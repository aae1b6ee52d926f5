"""Boxed expressions from XML."""

from __future__ import annotations

from collections.abc import Callable

from rulebook.dmn import model as m
from rulebook.dmn.xml import Xml, attribute, child, children, local, text
from rulebook.feel import types as t
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table


def boxed(element: Xml | None) -> m.Boxed | None:
    """The boxed expression an element is, None if it is something else."""
    rule = _BOXES.get(local(element)) if element is not None else None
    return None if rule is None or element is None else rule(element)


def _inside(element: Xml | None) -> m.Boxed:
    """The expression inside an element, null if there is none."""
    for one in element if element is not None else ():
        found = boxed(one)
        if found is not None:
            return found
    return m.Literal("", "null")


def _type(element: Xml) -> str:
    return attribute(element, "typeRef")


def _literal(element: Xml) -> m.Boxed:
    return m.Literal(_type(element), text(element))


def _context(element: Xml) -> m.Boxed:
    entries = []
    for one in children(element, "contextEntry"):
        variable = child(one, "variable")
        name = "" if variable is None else attribute(variable, "name")
        type_ref = "" if variable is None else _type(variable)
        entries.append(m.Entry(name, type_ref, _inside(one)))
    return m.Context(_type(element), tuple(entries))


def _invocation(element: Xml) -> m.Boxed:
    bindings = []
    for one in children(element, "binding"):
        parameter = child(one, "parameter")
        name = "" if parameter is None else attribute(parameter, "name")
        type_ref = "" if parameter is None else _type(parameter)
        bindings.append(m.Binding(name, type_ref, _inside(one)))
    callee = next((box for one in element if (box := boxed(one)) is not None), m.Literal("", ""))
    return m.Invocation(_type(element), callee, tuple(bindings))


def function(element: Xml) -> m.Function:
    """A function definition (also the ``encapsulatedLogic`` of a knowledge model)."""
    parameters = tuple(
        m.FormalParameter(attribute(one, "name"), _type(one))
        for one in children(element, "formalParameter")
    )
    body = next((box for one in element if (box := boxed(one)) is not None), None)
    return m.Function(_type(element), attribute(element, "kind") or "FEEL", parameters, body)


def _relation(element: Xml) -> m.Boxed:
    columns = tuple(attribute(one, "name") for one in children(element, "column"))
    rows = tuple(
        tuple(box for cell in row if (box := boxed(cell)) is not None)
        for row in children(element, "row")
    )
    return m.Relation(_type(element), columns, rows)


def _items(element: Xml) -> m.Boxed:
    return m.Items(_type(element), tuple(b for one in element if (b := boxed(one)) is not None))


def _conditional(element: Xml) -> m.Boxed:
    parts = [_inside(child(element, name)) for name in ("if", "then", "else")]
    return m.Conditional(_type(element), *parts)


def _filter(element: Xml) -> m.Boxed:
    source, match = _inside(child(element, "in")), _inside(child(element, "match"))
    return m.Filter(_type(element), source, match)


def _iteration(element: Xml) -> m.Boxed:
    kind = local(element)
    body = _inside(child(element, "return" if kind == "for" else "satisfies"))
    variable = attribute(element, "iteratorVariable")
    return m.Iteration(_type(element), kind, variable, _inside(child(element, "in")), body)


def _table(element: Xml) -> m.Boxed:
    ins, outs = list(children(element, "input")), list(children(element, "output"))
    name = attribute(element, "outputLabel") or attribute(element, "id")
    rows = tuple(_row(one) for one in children(element, "rule"))
    policy = HitPolicy(attribute(element, "hitPolicy") or "UNIQUE")
    table = Table(
        name,
        policy,
        Aggregation(attribute(element, "aggregation")),
        tuple(_input(one) for one in ins),
        tuple(_output(one, number) for number, one in enumerate(outs, 1)),
        rows,
    )
    in_types = tuple(_expression_type(one) for one in ins)
    return m.DecisionTable(_type(element), table, in_types, tuple(_type(one) for one in outs))


def _expression_type(element: Xml) -> str:
    expression = child(element, "inputExpression")
    return "" if expression is None else _type(expression)


def _input(element: Xml) -> Input:
    expression = text(child(element, "inputExpression")).strip() or "null"
    allowed = text(child(element, "inputValues"))
    return Input(attribute(element, "label") or expression, expression, allowed)


def _output(element: Xml, number: int) -> Output:
    name = attribute(element, "name") or attribute(element, "label") or f"output {number}"
    values = text(child(element, "outputValues"))
    return Output(name, t.ANY, values, text(child(element, "defaultOutputEntry")))


def _row(element: Xml) -> Row:
    return Row(
        tuple(text(one) for one in children(element, "inputEntry")),
        tuple(text(one) for one in children(element, "outputEntry")),
        "",
        "；".join(text(one) for one in children(element, "annotationEntry")),
    )


_BOXES: dict[str, Callable[[Xml], m.Boxed]] = {
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
    "decisionTable": _table,
}
