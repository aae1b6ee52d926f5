"""Boxed expressions compiled: each becomes a function of the names around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rulebook.dmn import model as m
from rulebook.dmn.messages import MESSAGES
from rulebook.dmn.shapes import ANYTHING, Shape, Shapes
from rulebook.errors import FeelError, RulebookError, TableError
from rulebook.feel import types as t
from rulebook.feel.builtins.external import external_function
from rulebook.feel.meter import METER
from rulebook.feel.operators.structure import NO_BOOLEAN, branch, domain, filter_, verdict
from rulebook.feel.python import compile_expression
from rulebook.feel.python.calling import invoke
from rulebook.feel.scope import Scope
from rulebook.feel.values.functions import Function
from rulebook.tables import compile_table

Names = Mapping[str, Any]
Logic = Callable[[Names], Any]
Compiled = tuple[Logic, t.Type]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What compiling needs: names in scope, type references, and where faults are reported."""

    scope: Scope
    shapes: Shapes
    where: str
    faults: list[str]

    def with_names(self, names: Mapping[str, t.Type]) -> Workshop:
        """The same with more names."""
        return replace(self, scope=self.scope.extended(names))

    def report(self, error: Exception) -> None:
        """Keep a fault found when compiling; the value concerned is null."""
        self.faults.append(f"{self.where}：{error}")

    def note(self, error: Exception) -> None:
        """Tell of a fault found when running; the value concerned is null."""
        MESSAGES.note(f"{self.where}：{error}")


def compile_boxed(box: m.Boxed | None, shop: Workshop) -> Compiled:
    """(function of the names, static type) of a boxed expression."""
    if box is None:
        return _null, t.NULL
    logic, type_ = _RULES[type(box)](box, shop)
    if not box.type_ref:
        return logic, type_
    return typed(logic, shop.shapes.shape(box.type_ref), shop)


def typed(logic: Logic, shape: Shape, shop: Workshop) -> Compiled:
    """The result converted to a type; null (and a message) where that is impossible."""
    if shape is ANYTHING:
        return logic, t.ANY

    def checked(names: Names) -> Any:
        value, fits = shape.coerced(logic(names))
        if not fits:
            shop.note(FeelError(f"结果不符合声明的类型{shape.type}。"))
        return value

    return checked, shape.type


def _null(_: Names) -> Any:
    return None


def _literal(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Literal)
    try:
        found = compile_expression(box.text, shop.scope, strict=False)
    except FeelError as error:
        shop.report(error)
        return _null, t.NULL
    return found, found.type


def _context(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Context)
    parts: list[tuple[str, Logic]] = []
    types: dict[str, t.Type] = {}
    inner = shop
    for entry in box.entries:
        logic, type_ = _entry(entry, inner)
        parts.append((entry.name, logic))
        if entry.name:
            types[entry.name] = type_
            inner = inner.with_names({entry.name: type_})
        else:
            return _with_result(parts), type_
    return _entries(parts), t.context_of(types)


def _entry(entry: m.Entry, shop: Workshop) -> Compiled:
    logic, type_ = compile_boxed(entry.value, shop)
    if not entry.type_ref:
        return logic, type_
    return typed(logic, shop.shapes.shape(entry.type_ref), shop)


def _entries(parts: list[tuple[str, Logic]]) -> Logic:
    def run(names: Names) -> Any:
        around = dict(names)
        found: dict[str, Any] = {}
        for name, logic in parts:
            found[name] = around[name] = logic(around)
        return found

    return run


def _with_result(parts: list[tuple[str, Logic]]) -> Logic:
    def run(names: Names) -> Any:
        around = dict(names)
        for name, logic in parts[:-1]:
            around[name] = logic(around)
        return parts[-1][1](around)

    return run


def _invocation(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Invocation)
    callee, type_ = compile_boxed(box.callee, shop)
    bindings = [(one.name, _entry(_as_entry(one), shop)[0]) for one in box.bindings]
    labels = tuple(name for name, _ in bindings)
    result = type_.result if isinstance(type_, t.FunctionType) else t.ANY

    def run(names: Names) -> Any:
        arguments = [logic(names) for _, logic in bindings]
        return invoke(callee(names), labels, *arguments)

    return run, result


def _as_entry(binding: m.Binding) -> m.Entry:
    value = binding.value or m.Literal("", "null")
    return m.Entry(binding.name, binding.type_ref, value)


def _function(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Function)
    names = tuple(one.name for one in box.parameters)
    shapes = [shop.shapes.shape(one.type_ref) for one in box.parameters]
    types = tuple(shape.type for shape in shapes)
    inner = shop.with_names(dict(zip(names, types, strict=True)))
    body, result = compile_boxed(box.body, inner)
    type_ = t.function_of(types, result)
    if box.kind != "FEEL":
        return _foreign(box, names, types, body), t.function_of(types, t.ANY)

    def make(around: Names) -> Function:
        def run(*given: Any) -> Any:
            values = dict(around)
            for name, shape, value in zip(names, shapes, given, strict=True):
                fitted, fits = shape.coerced(value)
                if not fits:
                    return None
                values[name] = fitted
            return body(values)

        return Function(names, tuple(t.ANY for _ in types), result, run)

    return make, type_


def _foreign(
    box: m.Function, names: tuple[str, ...], types: tuple[t.Type, ...], body: Logic
) -> Logic:
    def make(around: Names) -> Any:
        description = body(around)
        if box.kind != "Java" or not isinstance(description, dict):
            return None
        return external_function(names, types, {"java": description})

    return make


def _relation(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Relation)
    rows = [[compile_boxed(cell, shop) for cell in row.items] for row in box.rows]
    labels = [one.name for one in box.columns]
    kinds = [t.unify_all(row[i][1] for row in rows if i < len(row)) for i in range(len(labels))]

    def run(names: Names) -> Any:
        return [
            {name: cell[0](names) for name, cell in zip(labels, row, strict=False)} for row in rows
        ]

    return run, t.list_of(t.context_of(dict(zip(labels, kinds, strict=True))))


def _items(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Items)
    parts = [compile_boxed(item, shop) for item in box.items]
    item = t.unify_all(type_ for _, type_ in parts) if parts else t.ANY
    return lambda names: [logic(names) for logic, _ in parts], t.list_of(item)


def _conditional(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Conditional)
    condition, _ = compile_boxed(box.condition, shop)
    yes, yes_type = compile_boxed(box.yes, shop)
    no, no_type = compile_boxed(box.no, shop)

    def run(names: Names) -> Any:
        taken = branch(condition(names))
        return yes(names) if taken == 1 else no(names) if taken == 0 else None

    return run, t.unify(yes_type, no_type)


def _filter(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Filter)
    source, type_ = compile_boxed(box.source, shop)
    item = type_.item if isinstance(type_, t.ListType) else type_
    fields = dict(item.fields) if isinstance(item, t.ContextType) else {}
    match, _ = compile_boxed(box.match, shop.with_names({"item": item, **fields}))

    def run(names: Names) -> Any:
        def accepts(value: Any) -> Any:
            entries = value if isinstance(value, dict) else {}
            return match({**names, "item": value, **entries})

        return filter_(source(names), accepts)

    return run, type_ if isinstance(type_, t.ListType) else t.list_of(type_)


def _iteration(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.Iteration)
    source, type_ = compile_boxed(box.domain, shop)
    item = type_.item if isinstance(type_, t.ListType | t.RangeType) else t.ANY
    names = {box.variable: item}
    if box.kind == "for":
        names["partial"] = t.LIST
    body, body_type = compile_boxed(box.body, shop.with_names(names))
    if box.kind == "for":
        return _for(box.variable, source, body), t.list_of(body_type)
    return _quantified(box.variable, source, body, box.kind == "every"), t.BOOLEAN


def _for(variable: str, source: Logic, body: Logic) -> Logic:
    def run(names: Names) -> Any:
        values = domain(source(names))
        if values is None:
            return None
        found: list[Any] = []
        for value in values:
            METER.spend(1 + len(found) // 64)
            found.append(body({**names, variable: value, "partial": list(found)}))
        return found

    return run


def _quantified(variable: str, source: Logic, body: Logic, every: bool) -> Logic:
    def run(names: Names) -> Any:
        values = domain(source(names))
        if values is None:
            return None
        result: bool | None = every
        for value in values:
            METER.spend()
            found = verdict(body({**names, variable: value}))
            if found is NO_BOOLEAN:
                return None
            if found is (not every):
                return not every
            result = None if found is None else result
        return result

    return run


def _table(box: m.Boxed, shop: Workshop) -> Compiled:
    assert isinstance(box, m.DecisionTable)
    table = box.table
    inputs = tuple(
        replace(one, type=shop.shapes.shape(ref).type)
        for one, ref in zip(table.inputs, box.input_types, strict=True)
    )
    outputs = tuple(
        replace(one, type=shop.shapes.shape(ref).type)
        for one, ref in zip(table.outputs, box.output_types, strict=True)
    )
    try:
        compiled = compile_table(replace(table, inputs=inputs, outputs=outputs), shop.scope, False)
    except RulebookError as error:
        shop.report(error)
        return _null, t.NULL

    def run(names: Names) -> Any:
        try:
            return compiled.decide(names)
        except TableError as error:
            shop.note(error)
            return None

    return run, t.ANY


_RULES: dict[type[m.Boxed], Callable[[m.Boxed, Workshop], Compiled]] = {
    m.Literal: _literal,
    m.Context: _context,
    m.Invocation: _invocation,
    m.Function: _function,
    m.Relation: _relation,
    m.Items: _items,
    m.Conditional: _conditional,
    m.Filter: _filter,
    m.Iteration: _iteration,
    m.DecisionTable: _table,
}
