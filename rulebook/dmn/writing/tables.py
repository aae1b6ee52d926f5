"""Decision tables to XML."""

from __future__ import annotations

from rulebook.dmn import model as m
from rulebook.dmn.marks import PLAIN, Meta
from rulebook.dmn.versions import Version
from rulebook.dmn.writing.pen import Pen
from rulebook.dmn.xml import Xml
from rulebook.tables import Input, Output, Row


def decision_table(box: m.DecisionTable, pen: Pen) -> Xml:
    """The ``decisionTable`` element."""
    table = box.table
    attributes = {
        "typeRef": pen.type_ref(box.type_ref),
        "hitPolicy": table.hit_policy.value,
        "aggregation": table.aggregation.value or None,
        "outputLabel": box.output_label or None,
    }
    found = pen.element("decisionTable", box.meta, attributes)
    return _Grid(box, pen).fill(found)


class _Grid:
    """One table being written: `parts` gives what each part carries of its own."""

    def __init__(self, box: m.DecisionTable, pen: Pen) -> None:
        self.box, self.pen = box, pen
        self.parts = dict(box.parts)

    def fill(self, parent: Xml) -> Xml:
        """The parent with columns and rules."""
        table = self.box.table
        types, names = self.box.output_types, self.box.output_names
        for column, one in enumerate(table.inputs, 1):
            parent.append(self._input(column, one, self.box.input_types[column - 1]))
        for column, result in enumerate(table.outputs, 1):
            name = names[column - 1] if names else result.label
            parent.append(self._output(column, result, name, types[column - 1]))
        if self.box.annotations or any(self.box.remarks):
            self.pen.require(Version.V1_2, "决策表的批注列（annotation）")
        parent.extend([self.pen.element("annotation", PLAIN, {"name": name or None})
                      for name in self.box.annotations])  # fmt: skip
        parent.extend([self._rule(number, row) for number, row in enumerate(table.rows, 1)])
        return parent

    def _start(
        self, tag: str, part: m.Part, attributes: dict[str, str | None] | None = None
    ) -> Xml:
        return self.pen.element(tag, self.parts.get(part, PLAIN), attributes)

    def _close(self, element: Xml, part: m.Part) -> Xml:
        return self.pen.rest(element, self.parts.get(part, PLAIN))

    def _cell(
        self, tag: str, part: m.Part, words: str, attributes: dict[str, str | None] | None = None
    ) -> Xml:
        found = self._start(tag, part, attributes)
        self.pen.text(found, "text", words)
        return self._close(found, part)

    def _optional(self, parent: Xml, tag: str, part: m.Part, words: str) -> None:
        if words or part in self.parts:
            parent.append(self._cell(tag, part, words))

    def _input(self, column: int, one: Input, type_ref: str) -> Xml:
        """Without an expression of its own the label is what is tested, and is not repeated."""
        part = ("input", 0, column)
        label = one.label if one.expression else None
        found = self._start("input", part, {"label": label})
        expression = {"typeRef": self.pen.type_ref(type_ref)}
        found.append(self._cell("inputExpression", ("expression", 0, column), one.text, expression))
        self._optional(found, "inputValues", ("allowed", 0, column), one.allowed)
        return self._close(found, part)

    def _output(self, column: int, one: Output, name: str, type_ref: str) -> Xml:
        part = ("output", 0, column)
        attributes = {"name": name or None, "typeRef": self.pen.type_ref(type_ref)}
        found = self._start("output", part, attributes)
        self._optional(found, "outputValues", ("values", 0, column), one.values)
        self._optional(found, "defaultOutputEntry", ("default", 0, column), one.default)
        return self._close(found, part)

    def _rule(self, number: int, row: Row) -> Xml:
        part = ("rule", number, 0)
        found = self._start("rule", part)
        for tag, cells in (("inputEntry", row.cells_in), ("outputEntry", row.cells_out)):
            found.extend([self._cell(tag, (tag, number, column), words)
                         for column, words in enumerate(cells, 1)])  # fmt: skip
        for words in self.box.remarks[number - 1] if self.box.remarks else ():
            line = self.pen.element("annotationEntry", Meta())
            self.pen.text(line, "text", words)
            found.append(line)
        return self._close(found, part)
