"""Decision tables read over facts that are not known yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rulebook.errors import TableError
from rulebook.feel import Scope, parse, parse_unary_tests
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.proofs.assuming import CannotDecide
from rulebook.proofs.exploring import Case
from rulebook.proofs.reading import Reader
from rulebook.proofs.symbols import symbolic
from rulebook.rules.tabling import output_types
from rulebook.tables import Aggregation, HitPolicy, Table, compile_table
from rulebook.tables.policies import decide

LISTING = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


class Refused(Exception):
    """The table refuses these facts: two rows of a UNIQUE table, a value that is not allowed."""


@dataclass(frozen=True, eq=False)
class ReadTable:
    """A parsed table; ``scope`` holds facts and dated values, ``constants`` the latter's values.

    Raises `TableError` when a cell does not compile.
    """

    table: Table
    scope: Scope
    constants: Mapping[str, Any]
    cells: dict[tuple[str, int], n.UnaryTests] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> list[n.Node]:
        """What the columns test."""
        return [parse(given.text, self.scope) for given in self.table.inputs]

    @cached_property
    def types(self) -> list[t.Type]:
        """The types of the columns."""
        pairs = zip(self.table.inputs, self.inputs, strict=True)
        return [tree.type if given.type == t.ANY else given.type for given, tree in pairs]

    @cached_property
    def allowed(self) -> list[n.UnaryTests]:
        """What each column allows."""
        return [self.tests(given.allowed, column) for column, given in enumerate(self.table.inputs)]

    @cached_property
    def rows(self) -> list[list[n.UnaryTests]]:
        """The conditions."""
        return [
            [self.tests(text, column) for column, text in enumerate(row.cells_in)]
            for row in self.table.rows
        ]

    @cached_property
    def results(self) -> list[list[n.Node]]:
        """The output cells."""
        return [[self._result(text) for text in row.cells_out] for row in self.table.rows]

    @cached_property
    def output_types(self) -> Mapping[str, t.Type]:
        """Types of the outputs, as rules see them."""
        return output_types(self.table, compile_table(self.table, self.scope).outputs)

    @cached_property
    def priorities(self) -> list[list[Any] | None]:
        """The listed values of each output, most important first."""
        return [self._listed(output.values) for output in self.table.outputs]

    def tests(self, text: str, column: int) -> n.UnaryTests:
        """A cell of a column, parsed; equal cells of a column only once."""
        key = (text.strip() or "-", column)
        if key not in self.cells:
            self.cells[key] = parse_unary_tests(key[0], self.scope, self.types[column])
        return self.cells[key]

    def parse(self) -> None:
        """Parse every cell now, so that a fault shows; `FeelError` then."""
        for part in (self.allowed, self.rows, self.results):
            len(part)

    def _result(self, text: str) -> n.Node:
        return parse(text.strip() or "null", self.scope)

    def _listed(self, text: str) -> list[Any] | None:
        if not text.strip():
            return None
        tests = parse_unary_tests(text, Scope(), t.ANY).tests
        operands = [one.operand for one in tests if isinstance(one, n.ValueTest)]
        return [node.value for node in operands if isinstance(node, n.Literal)]

    @property
    def refuses(self) -> bool:
        """Whether there may be facts for which the table decides nothing but raises an error."""
        policy = self.table.hit_policy in (HitPolicy.UNIQUE, HitPolicy.ANY)
        return policy or any(given.allowed.strip() for given in self.table.inputs)

    @property
    def has_default(self) -> bool:
        """Whether something comes out when no row applies."""
        return any(output.default.strip() for output in self.table.outputs)


class TableCase:
    """One table in one case: which rows apply, found out only as far as needed."""

    def __init__(self, read: ReadTable, case: Case) -> None:
        self.read, self.case = read, case
        self._values: dict[int, Any] = {}
        self._result: dict[str, Any] | None = None

    def applies(self, row: int) -> bool:
        """Whether a row (from 0) applies."""
        cells = self.read.rows[row]
        return all(self._accepts(column, cell) for column, cell in enumerate(cells))

    def _accepts(self, column: int, cell: n.UnaryTests) -> bool:
        if not cell.tests:
            return True
        text = self.read.table.inputs[column].text
        reader = self._reader(text)
        reader.tested_tree = self.read.inputs[column]
        return reader.accepted(cell, self.value(column)) is True

    def _reader(self, text: str) -> Reader:
        return Reader(self.case, text, self.read.constants)

    def value(self, column: int) -> Any:
        """The value a column tests; `Refused` when it is not allowed."""
        if column not in self._values:
            given, tree = self.read.table.inputs[column], self.read.inputs[column]
            if given.type not in (t.ANY, tree.type):
                raise CannotDecide(f"列“{given.label}”要先转换类型，不能证明")
            value = self._reader(given.text).read(tree)
            allowed = self.read.allowed[column]
            reader = self._reader(given.allowed)
            if value is not None and reader.accepted(allowed, value) is not True:
                raise Refused
            self._values[column] = value
        return self._values[column]

    def output(self, label: str) -> Any:
        """What the table decides, by the label of an output."""
        return self.result()[label]

    def result(self) -> Mapping[str, Any]:
        """What the table decides; `Refused` when it decides nothing."""
        if self._result is None:
            for column in range(len(self.read.inputs)):
                self.value(column)
            self._result = self._decided()
        return self._result

    def _decided(self) -> dict[str, Any]:
        rows = self._rows()
        if not rows:
            return self._nothing()
        hits = [(row, tuple(self._out(row))) for row in rows]
        table = self.read.table
        if len(hits) == 1 and table.hit_policy not in LISTING:
            return dict(zip(self._labels, hits[0][1], strict=True))
        if any(symbolic(value) for _, values in hits for value in values):
            raise CannotDecide(f"决策表“{table.name}”由多行共同算出，不能证明")
        try:
            return self._named(decide(table, hits, self.read.priorities))
        except TableError:
            raise Refused from None

    def _rows(self) -> list[int]:
        found = []
        for row in range(len(self.read.rows)):
            if self.applies(row):
                found.append(row)
                if self.read.table.hit_policy is HitPolicy.FIRST:
                    break
        return found

    def _out(self, row: int) -> list[Any]:
        texts = self.read.table.rows[row].cells_out
        pairs = zip(self.read.results[row], texts, strict=True)
        return [self._reader(text.strip() or "null").read(tree) for tree, text in pairs]

    def _nothing(self) -> dict[str, Any]:
        table = self.read.table
        if table.hit_policy in LISTING and table.aggregation is Aggregation.NONE:
            raise CannotDecide(f"决策表“{table.name}”列出多个结果，不能证明")
        texts = [output.default.strip() or "null" for output in table.outputs]
        values = [self._reader(text).read(parse(text, self.read.scope)) for text in texts]
        return dict(zip(self._labels, values, strict=True))

    def _named(self, result: Any) -> dict[str, Any]:
        if isinstance(result, list):
            raise CannotDecide(f"决策表“{self.read.table.name}”列出多个结果，不能证明")
        return result if isinstance(result, dict) else dict.fromkeys(self._labels, result)

    @property
    def _labels(self) -> Sequence[str]:
        return [output.label for output in self.read.table.outputs]
