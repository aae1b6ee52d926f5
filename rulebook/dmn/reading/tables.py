"""Decision tables from XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulebook.dmn import model as m
from rulebook.dmn.marks import PLAIN, Meta
from rulebook.dmn.reading.marks import marks
from rulebook.dmn.xml import Xml, attribute, child, children, text
from rulebook.feel import types as t
from rulebook.tables import Aggregation, HitPolicy, Input, Output, Row, Table

CLAUSE = "条款"
"""Name of the annotation column that says which clause sets a rule."""


def decision_table(element: Xml) -> m.DecisionTable:
    """A boxed decision table; raises `ValueError` or `TableError` when it is malformed."""
    ins, outs = list(children(element, "input")), list(children(element, "output"))
    notes = tuple(attribute(one, "name") for one in children(element, "annotation"))
    remarks = tuple(_remarks(one) for one in children(element, "rule"))
    read = "typeRef hitPolicy aggregation outputLabel"
    return m.DecisionTable(
        attribute(element, "typeRef"),
        _table(element, ins, outs, _rows(element, notes, remarks)),
        tuple(_expression_type(one) for one in ins),
        tuple(attribute(one, "typeRef") for one in outs),
        tuple(attribute(one, "name") for one in outs),
        attribute(element, "outputLabel"),
        notes,
        remarks if any(remarks) else (),
        tuple((part, meta) for part, meta in _parts(element) if meta != PLAIN),
        meta=marks(element, read, "input output annotation rule"),
    )


def _table(element: Xml, ins: list[Xml], outs: list[Xml], rows: tuple[Row, ...]) -> Table:
    return Table(
        attribute(element, "outputLabel") or attribute(element, "id"),
        HitPolicy(attribute(element, "hitPolicy") or "UNIQUE"),
        Aggregation(attribute(element, "aggregation")),
        tuple(_input(one) for one in ins),
        tuple(_output(one, number) for number, one in enumerate(outs, 1)),
        rows,
    )


def _expression_type(element: Xml) -> str:
    expression = child(element, "inputExpression")
    return "" if expression is None else attribute(expression, "typeRef")


def _input(element: Xml) -> Input:
    """The label is the expression where none is written, as in a `Table`."""
    expression = text(child(element, "inputExpression")).strip() or "null"
    allowed = text(child(element, "inputValues"))
    label = attribute(element, "label")
    return Input(label, expression, allowed) if label else Input(expression, "", allowed)


def _output(element: Xml, number: int) -> Output:
    name = attribute(element, "name") or attribute(element, "label") or f"output {number}"
    values = text(child(element, "outputValues"))
    return Output(name, t.ANY, values, text(child(element, "defaultOutputEntry")))


def _remarks(element: Xml) -> tuple[str, ...]:
    return tuple(text(one) for one in children(element, "annotationEntry"))


def _rows(
    element: Xml, notes: Sequence[str], remarks: Sequence[tuple[str, ...]]
) -> tuple[Row, ...]:
    rules = children(element, "rule")
    return tuple(_row(rule, notes, found) for rule, found in zip(rules, remarks, strict=True))


def _row(element: Xml, notes: Sequence[str], remarks: tuple[str, ...]) -> Row:
    """A rule; where it has no annotations its description stands for them, as in dmn-js."""
    named = [notes[i] if i < len(notes) else "" for i in range(len(remarks))]
    pairs = [(name, words) for name, words in zip(named, remarks, strict=True) if words]
    described = text(element, "description") if not remarks else ""
    return Row(
        tuple(text(one) for one in children(element, "inputEntry")),
        tuple(text(one) for one in children(element, "outputEntry")),
        "、".join(words for name, words in pairs if name == CLAUSE),
        "；".join(words for name, words in pairs if name != CLAUSE) or described,
    )


def _parts(element: Xml) -> Iterator[tuple[m.Part, Meta]]:
    """What the parts carry of their own: ids, mostly."""
    for column, one in enumerate(children(element, "input"), 1):
        expression, values = child(one, "inputExpression"), child(one, "inputValues")
        yield ("input", 0, column), _unlabelled(marks(one, "", "inputExpression inputValues"))
        yield ("expression", 0, column), marks(expression, "typeRef", "text")
        yield ("allowed", 0, column), marks(values, "", "text")
    for column, one in enumerate(children(element, "output"), 1):
        yield ("output", 0, column), marks(one, "name typeRef", "outputValues defaultOutputEntry")
        yield ("values", 0, column), marks(child(one, "outputValues"), "", "text")
        yield ("default", 0, column), marks(child(one, "defaultOutputEntry"), "", "text")
    for number, rule in enumerate(children(element, "rule"), 1):
        yield ("rule", number, 0), marks(rule, "", "inputEntry outputEntry annotationEntry")
        for kind in ("inputEntry", "outputEntry"):
            for column, one in enumerate(children(rule, kind), 1):
                yield (kind, number, column), marks(one, "", "text")


def _unlabelled(meta: Meta) -> Meta:
    """An input's label is in the table itself."""
    return Meta(meta.id, "", meta.description, meta.attributes, meta.extensions, meta.rest)
