"""A table as one generated function that finds the mask of the rows that apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rulebook.errors import FeelError, TableError
from rulebook.feel import types as t
from rulebook.feel.parser import parse, parse_unary_tests
from rulebook.feel.python.compile import RULES, assemble, compile_expression, explained
from rulebook.feel.python.emit import Emitter
from rulebook.feel.scope import Scope
from rulebook.feel.tree import Literal, Node, UnaryTests, ValueTest
from rulebook.feel.values.coercion import coerce
from rulebook.tables import policies
from rulebook.tables.columns import HashColumn, column
from rulebook.tables.describe import Aggregation, HitPolicy, Input, Table
from rulebook.tables.trace import Trace

Facts = Mapping[str, Any]
MAX_CACHED = 10_000
_MISSING = object()
_LISTING = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


class CompiledTable:
    """A table ready to decide.

    ``names``: facts it reads. ``outputs``: label → static type. `decide` returns the value of a
    single output, a dict of labels for several, a list for the listing hit policies, None when no
    row applies and there is no default. Raises `TableError` when facts break the hit policy or
    lie outside the allowed values, `FeelError` when a fact is of the wrong type.
    """

    def __init__(self, table: Table, scope: Scope, strict: bool) -> None:
        self.table = table
        parts = _Parts(table, scope, strict)
        self.names = parts.names
        self.outputs: dict[str, t.Type] = parts.output_types
        self._look = parts.look
        self._cells = parts.cells_out
        self._constant = parts.constant
        self._defaults = parts.defaults
        self._priorities = parts.priorities
        self._cache: dict[int, Any] = {}
        self._shared = len(table.outputs) == 1 and table.hit_policy not in _LISTING

    def decide(self, facts: Facts) -> Any:
        """The result for these facts."""
        mask = self._look(facts)[0]
        found = self._cache.get(mask, _MISSING)
        if found is _MISSING:
            found = self._resolve(mask, facts)
            if self._constant and len(self._cache) < MAX_CACHED:
                self._cache[mask] = found
        if self._shared or found is None:
            return found
        return found.copy() if isinstance(found, dict | list) else found

    def rows(self, facts: Facts) -> tuple[int, ...]:
        """Numbers (from 1) of the rows that apply, whatever the hit policy makes of them."""
        return tuple(row + 1 for row in _rows(self._look(facts)[0]))

    def trace(self, facts: Facts) -> Trace:
        """The result and how it came about."""
        mask, values = self._look(facts)
        labels = [column_.label for column_ in self.table.inputs]
        rows = _rows(mask)
        return Trace(
            dict(zip(labels, values, strict=True)),
            tuple(row + 1 for row in rows),
            tuple(self.table.rows[row] for row in rows),
            self._resolve(mask, facts),
        )

    def _resolve(self, mask: int, facts: Facts) -> Any:
        if not mask:
            return self._nothing(facts)
        hits = [(row, tuple(cell(facts) for cell in self._cells[row])) for row in _rows(mask)]
        return policies.decide(self.table, hits, self._priorities)

    def _nothing(self, facts: Facts) -> Any:
        if self._defaults is None:
            return [] if self.table.aggregation == Aggregation.NONE and self._lists() else None
        value = policies.shaped(self.table, tuple(cell(facts) for cell in self._defaults))
        return [value] if self._lists() and not isinstance(value, list) else value

    def _lists(self) -> bool:
        return self.table.hit_policy in _LISTING and not self.table.aggregation


def compile_table(table: Table, scope: Scope, strict: bool = True) -> CompiledTable:
    """Compile; raises `TableError` naming row, column and what is wrong in the cell."""
    return CompiledTable(table, scope, strict)


def _rows(mask: int) -> list[int]:
    return [row for row in range(mask.bit_length()) if mask >> row & 1]


Cell = Callable[[Facts], Any]


class _Parts:
    """Everything compiled: the look-up function, output cells, defaults, priorities."""

    def __init__(self, table: Table, scope: Scope, strict: bool) -> None:
        self.table, self.scope, self.strict = table, scope, strict
        self.names: frozenset[str] = frozenset()
        self.constant = True
        self.output_types: dict[str, t.Type] = {}
        self.cells_out = self._outputs()
        self.defaults = self._default_cells()
        self.priorities = [self._listed(output.values) for output in table.outputs]
        self.look = self._look()

    def _outputs(self) -> list[list[Cell]]:
        found: list[list[Cell]] = []
        for number, row in enumerate(self.table.rows, 1):
            pairs = zip(row.cells_out, self.table.outputs, strict=True)
            found.append([self._output(text, o.label, o.type, number) for text, o in pairs])
        for output in self.table.outputs:
            self.output_types.setdefault(output.label, output.type)
        return found

    def _output(self, text: str, label: str, type_: t.Type, number: int) -> Cell:
        where = f"第{number}条规则的输出“{label}”" if number else f"输出“{label}”的默认值"
        try:
            cell = compile_expression(text.strip() or "null", self.scope, self.strict)
        except FeelError as error:
            raise self._problem(where, error, number) from error
        self._check_type(cell.type, type_, where, number)
        known = self.output_types.get(label, t.NULL)
        self.output_types[label] = type_ if type_ != t.ANY else t.unify(known, cell.type)
        self.names |= cell.names
        if not isinstance(cell.tree, Literal):
            self.constant = False
        if type_ in (t.ANY, cell.type):
            return cell
        return lambda facts: coerce(cell(facts), type_)

    def _check_type(self, given: t.Type, wanted: t.Type, where: str, number: int) -> None:
        if self.strict and t.conflict(given, wanted):
            message = f"应为{t.chinese(wanted)}，实际为{t.chinese(given)}。"
            raise TableError(f"决策表“{self.table.name}”{where}：{message}", rows=(number,))

    def _problem(self, where: str, error: FeelError, number: int = 0) -> TableError:
        rows = (number,) if number else ()
        return TableError(f"决策表“{self.table.name}”{where}：{error}", rows=rows)

    def _default_cells(self) -> list[Cell] | None:
        if not any(output.default.strip() for output in self.table.outputs):
            return None
        return [self._output(o.default, o.label, o.type, 0) for o in self.table.outputs]

    def _listed(self, text: str) -> list[Any] | None:
        """Constants of a list of output values, None if there is no list."""
        if not text.strip():
            return None
        try:
            tests = parse_unary_tests(text, Scope({}), t.ANY, self.strict)
        except FeelError as error:
            raise self._problem("输出值列表", error) from error
        operands = [one.operand for one in tests.tests if isinstance(one, ValueTest)]
        return [node.value for node in operands if isinstance(node, Literal)]

    def _look(self) -> Callable[[Facts], tuple[int, tuple[Any, ...]]]:
        emitter = Emitter(RULES, safe=True)
        block = emitter.blocks[0]
        block.add(f"m = {(1 << len(self.table.rows)) - 1}")
        for index in range(len(self.table.inputs)):
            self._column(emitter, index)
        values = "".join(f"i{index}, " for index in range(len(self.table.inputs)))
        block.add(f"return m, ({values})")
        found = assemble(emitter, ("facts",))
        found.__globals__["h_again"] = self._failed
        self.names |= frozenset(emitter.facts)
        return found

    def _failed(self, trouble: Exception, facts: Facts) -> Any:
        raise explained(trouble, facts, self.scope) from None

    def _column(self, emitter: Emitter, index: int) -> None:
        given = self.table.inputs[index]
        block = emitter.blocks[0]
        tree = self._expression(given)
        type_ = tree.type if given.type == t.ANY else given.type
        text = emitter.text(tree)
        if given.type not in (t.ANY, tree.type):
            text = f"{emitter.constant(coerce)}({text}, {emitter.constant(given.type)})"
        block.add(f"i{index} = {text}")
        emitter.input_name = f"i{index}"
        self._allowed(emitter, given, type_)
        cells = [self._cell(row.cells_in[index], given, type_, number)
                 for number, row in enumerate(self.table.rows, 1)]  # fmt: skip
        self._masks(emitter, f"i{index}", cells, type_)

    def _expression(self, given: Input) -> Node:
        try:
            return parse(given.text, self.scope, self.strict)
        except FeelError as error:
            raise self._problem(f"输入“{given.label}”", error) from error

    def _cell(self, text: str, given: Input, type_: t.Type, number: int) -> UnaryTests:
        try:
            return parse_unary_tests(text.strip() or "-", self.scope, type_, self.strict)
        except FeelError as error:
            raise self._problem(f"第{number}条规则的输入“{given.label}”", error, number) from error

    def _allowed(self, emitter: Emitter, given: Input, type_: t.Type) -> None:
        if not given.allowed.strip():
            return
        tests = self._cell(given.allowed, given, type_, 0)
        check, name = emitter.text(tests), emitter.input_name
        refuse = emitter.constant(self._refusal(given))
        emitter.blocks[0].add(f"if {name} is not None and ({check}) is not True: {refuse}({name})")

    def _refusal(self, given: Input) -> Callable[[Any], None]:
        def refuse(value: Any) -> None:
            message = f"输入“{given.label}”的值“{value}”不在允许值（{given.allowed}）之内。"
            raise TableError(f"决策表“{self.table.name}”：{message}")

        return refuse

    def _masks(self, emitter: Emitter, name: str, cells: list[UnaryTests], type_: t.Type) -> None:
        block = emitter.blocks[0]
        found = column(cells, type_)
        if isinstance(found, HashColumn):
            masks, other = emitter.constant(found.masks.get), found.other
            block.add(f"m &= {masks}({name}, {other})")
        elif found is not None:
            block.add(f"m &= {emitter.constant(found.mask)}({name})")
        else:
            for row, cell in enumerate(cells):
                if cell.tests:
                    block.add(f"if m & {1 << row} and ({emitter.text(cell)}) is not True: "
                              f"m ^= {1 << row}")  # fmt: skip
