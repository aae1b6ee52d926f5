"""Decision tables to DMN and back, so that other tools can edit what people edit as CSV.

    data = to_dmn(read_csv(text, "座位数上限"))
    from_dmn(data)  # the same table

The clause of each row stands in an annotation column 条款, the remark in one called 说明.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rulebook.dmn import model as m
from rulebook.dmn.drawing import with_diagram
from rulebook.dmn.marks import Meta
from rulebook.dmn.reading import read
from rulebook.dmn.reading.tables import CLAUSE
from rulebook.dmn.shapes import Shapes
from rulebook.dmn.versions import NEWEST, Version
from rulebook.dmn.writing import write
from rulebook.errors import DmnError
from rulebook.feel import types as t
from rulebook.feel.source import suggest
from rulebook.tables import Input, Output, Table

NOTE = "说明"
NAMESPACE = "urn:guanbiao:table"
Facts = Mapping[str, t.Type]


def to_dmn(table: Table, facts: Facts | None = None, version: Version = NEWEST) -> bytes:
    """A DMN file whose only decision is the table, with a diagram.

    ``facts`` are the names that expressions and cells read, with their types; they become the input
    data of the decision. Without them the inputs that have no expression of their own do. Raises
    `DmnError` for a type that has no name in FEEL.
    """
    return write(with_diagram(table_model(table, facts)), version)


def from_dmn(data: bytes, name: str = "") -> Table:
    """The table in a DMN file: its only one, or that of the decision or knowledge model named.

    Types and allowed values that the file keeps in item definitions come with the columns. Raises
    `DmnError` when the file is no model or the table is not clear.
    """
    model = read(data)
    found = dict(_tables(model))
    if name not in found:
        name = _only(found, name)
    return _typed(name, found[name], Shapes(model, {}))


def table_model(table: Table, facts: Facts | None = None) -> m.Model:
    """The model `to_dmn` writes, without a diagram."""
    read_ = (
        facts if facts is not None else {i.text: i.type for i in table.inputs if not i.expression}
    )
    data = tuple(
        m.InputData(f"input_{number}", name, type_name(type_), variable=Meta(id=f"fact_{number}"))
        for number, (name, type_) in enumerate(read_.items(), 1)
    )
    needs = tuple(
        m.Requirement("information", "Input", f"#{one.id}", Meta(id=f"need_{number}"))
        for number, one in enumerate(data, 1)
    )
    variable = Meta(id="result")
    decision = m.Decision("decision", table.name, "", needs, boxed_table(table), variable=variable)
    return m.Model(table.name, NAMESPACE, (), (), (decision, *data), meta=Meta(id="definitions"))


def boxed_table(table: Table) -> m.DecisionTable:
    """A table as a boxed expression, for a model of one's own."""
    remarked = any(row.clause or row.annotation for row in table.rows)
    bare = replace(
        table,
        inputs=tuple(replace(one, type=t.ANY) for one in table.inputs),
        outputs=tuple(replace(one, type=t.ANY) for one in table.outputs),
    )
    return m.DecisionTable(
        "",
        bare,
        tuple(type_name(one.type) for one in table.inputs),
        tuple(type_name(one.type) for one in table.outputs),
        tuple(one.label for one in table.outputs),
        table.name,
        (CLAUSE, NOTE) if remarked else (),
        tuple((row.clause, row.annotation) for row in table.rows) if remarked else (),
        _ids(table),
        meta=Meta(id="table"),
    )


def _ids(table: Table) -> tuple[tuple[m.Part, Meta], ...]:
    """Ids for the parts of a table, which editors hold on to."""
    ins, outs = range(1, len(table.inputs) + 1), range(1, len(table.outputs) + 1)
    parts: list[tuple[str, m.Part]] = []
    parts += [(f"in_{n}", ("input", 0, n)) for n in ins]
    parts += [(f"expression_{n}", ("expression", 0, n)) for n in ins]
    parts += [(f"out_{n}", ("output", 0, n)) for n in outs]
    for rule in range(1, len(table.rows) + 1):
        parts.append((f"rule_{rule}", ("rule", rule, 0)))
        parts += [(f"cell_{rule}_in_{n}", ("inputEntry", rule, n)) for n in ins]
        parts += [(f"cell_{rule}_out_{n}", ("outputEntry", rule, n)) for n in outs]
    return tuple((part, Meta(id=name)) for name, part in parts)


def type_name(type_: t.Type) -> str:
    """The name of a type in FEEL, "" for any. Raises `DmnError` for one that has none."""
    if type_ == t.ANY:
        return ""
    if t.SIMPLE.get(type_.name) != type_:
        raise DmnError(f"类型“{type_}”没有简单的名称，不能写入DMN决策表。")
    return type_.name


def _tables(model: m.Model) -> Iterator[tuple[str, m.DecisionTable]]:
    for one in model.elements:
        logic = one.logic if isinstance(one, m.Decision) else None
        if isinstance(one, m.KnowledgeModel) and one.logic is not None:
            logic = one.logic.body
        if isinstance(logic, m.DecisionTable):
            yield one.name, logic


def _only(found: Iterable[str], name: str) -> str:
    names = list(found)
    listed = "、".join(f"“{one}”" for one in names)
    if name:
        raise DmnError(f"文件中没有名为“{name}”的决策表。{suggest(name, names)}")
    if not names:
        raise DmnError("文件中没有决策表。")
    if len(names) > 1:
        raise DmnError(f"文件中有{len(names)}张决策表（{listed}），请指明要哪一张。")
    return names[0]


def _typed(name: str, box: m.DecisionTable, shapes: Shapes) -> Table:
    """The table with the types, and the allowed values of types, in its columns."""
    inputs = tuple(
        _input(one, ref, shapes) for one, ref in zip(box.table.inputs, box.input_types, strict=True)
    )
    outputs = tuple(
        _output(one, ref, shapes)
        for one, ref in zip(box.table.outputs, box.output_types, strict=True)
    )
    return replace(box.table, name=name, inputs=inputs, outputs=outputs, rows=box.table.rows)


def _input(one: Input, reference: str, shapes: Shapes) -> Input:
    allowed = one.allowed or _allowed(reference, shapes)
    return replace(one, type=shapes.shape(reference).type, allowed=allowed)


def _output(one: Output, reference: str, shapes: Shapes) -> Output:
    values = one.values or _allowed(reference, shapes)
    return replace(one, type=shapes.shape(reference).type, values=values)


def _allowed(reference: str, shapes: Shapes) -> str:
    definition = shapes.definitions.get(reference)
    return definition.allowed if definition is not None and not definition.collection else ""
