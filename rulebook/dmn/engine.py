"""Models at work: requirements, decisions, knowledge models, services and imports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rulebook.dmn import model as m
from rulebook.dmn.logic import Logic, Workshop, compile_boxed, typed
from rulebook.dmn.messages import MESSAGES
from rulebook.dmn.reading import read
from rulebook.dmn.shapes import ANYTHING, Shapes
from rulebook.dmn.xml import MAX_BYTES
from rulebook.errors import DmnError, FeelError
from rulebook.feel import types as t
from rulebook.feel.meter import METER
from rulebook.feel.operators.structure import whole
from rulebook.feel.scope import Scope
from rulebook.feel.source import suggest
from rulebook.feel.values.coercion import coerce
from rulebook.feel.values.functions import Function

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """An element and the imports that lead to it."""

    path: tuple[str, ...]
    element: m.Element


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision came to; ``messages`` say why parts of it are null."""

    value: Any
    messages: tuple[str, ...]


class Engine:
    """One model with its imports, compiled on first use."""

    def __init__(self, model: m.Model, imports: Mapping[str, Engine]) -> None:
        self.model = model
        self.imports = dict(imports)
        self.shapes: Shapes = Shapes(model, {name: one.shapes for name, one in imports.items()})
        self.by_id = {element.id: element for element in model.elements}
        self.by_name = {element.name: element for element in model.elements}
        self.faults: dict[str, list[str]] = {}
        self.compiled: dict[str, Logic] = {}
        self.results: dict[str, t.Type] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the model's decisions."""
        return tuple(one.name for one in self.model.elements if isinstance(one, m.Decision))

    def decide(self, name: str, inputs: Inputs) -> Outcome:
        """Evaluate a decision.

        Inputs are FEEL values by name of the input data; those of an imported model are a context
        under the import's name.
        """
        element = self.by_name.get(name)
        if not isinstance(element, m.Decision):
            raise DmnError(f"模型中没有名为“{name}”的决策。{suggest(name, self.names)}")
        return self._outcome(Run(self, inputs), lambda run: run.value(element))

    def call(self, name: str, arguments: Inputs) -> Outcome:
        """Invoke a decision service or a business knowledge model with named arguments."""
        element = self.by_name.get(name)
        if not isinstance(element, m.DecisionService | m.KnowledgeModel):
            raise DmnError(f"模型中没有名为“{name}”的决策服务或业务知识模型。")

        def invoke(run: Run) -> Any:
            function = run.value(element)
            if not isinstance(function, Function):
                return None
            return function.body(*(arguments.get(name) for name in function.names))

        return self._outcome(Run(self, arguments), invoke)

    def _outcome(self, run: Run, action: Any) -> Outcome:
        MESSAGES.start()
        METER.enter()
        try:
            value = whole(action(run))
        except (FeelError, RecursionError) as error:
            MESSAGES.note(str(error) or "计算嵌套过深，已停止。")
            value = None
        finally:
            METER.leave()
        return Outcome(value, tuple(MESSAGES.found))

    def find(self, reference: str) -> list[Found]:
        """Elements a reference means: here, in an import, or in an import of one.

        A model imported by several ways is several models, each with inputs of its own.
        """
        namespace, _, key = reference.rpartition("#")
        if namespace in ("", self.model.namespace):
            return [Found((), self.by_id[key])] if key in self.by_id else []
        return [
            Found((name, *found.path), found.element)
            for name, engine in self.imports.items()
            for found in engine.find(reference)
        ]

    def requirements(self, references: tuple[str, ...]) -> list[Found]:
        """Elements referred to; what cannot be found is left out."""
        return [found for reference in references for found in self.find(reference)]

    def scope(self, references: tuple[str, ...], extra: Mapping[str, t.Type]) -> Scope:
        """Names a piece of logic sees: its requirements, imports as contexts, parameters."""
        names: dict[str, Any] = {}
        for found in self.requirements(references):
            place, engine = names, self
            for prefix in found.path:
                place, engine = place.setdefault(prefix, {}), engine.imports[prefix]
            place[found.element.name] = engine.type_of(found.element)
        return Scope({**_contexts(names), **extra}, self.shapes.types())

    def type_of(self, element: m.Element) -> t.Type:
        """Static type of an element's name."""
        declared = self.shapes.shape(element.type_ref).type if element.type_ref else t.ANY
        if isinstance(element, m.KnowledgeModel | m.DecisionService):
            return declared if isinstance(declared, t.FunctionType) else t.FUNCTION
        return declared

    def logic(self, element: m.Decision | m.KnowledgeModel) -> Logic:
        """The element's compiled logic."""
        if element.id not in self.compiled:
            where = f"“{element.name}”"
            scope = self.scope(element.requires, {})
            faults = self.faults.setdefault(element.id, [])
            shop = Workshop(scope, self.shapes, where, faults)
            logic, _ = compile_boxed(element.logic, shop)
            shape = self.shapes.shape(element.type_ref) if element.type_ref else ANYTHING
            if isinstance(element, m.Decision):
                logic, _ = typed(logic, shape, shop)
            self.compiled[element.id] = logic
        for fault in self.faults[element.id]:
            MESSAGES.note(fault)
        return self.compiled[element.id]


def _contexts(names: Mapping[str, Any]) -> dict[str, t.Type]:
    """Nested names as types; what is imported is a context."""
    return {
        name: t.context_of(_contexts(found), closed=False) if isinstance(found, dict) else found
        for name, found in names.items()
    }


@dataclass
class Run:
    """One evaluation: values already found, by element."""

    engine: Engine
    inputs: Inputs
    known: dict[str, Any] = field(default_factory=dict)
    nested: dict[str, Run] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)

    def value(self, element: m.Element) -> Any:
        """Value of an element: data, decision result, or function."""
        if element.id not in self.known:
            if element.id in self.active:
                MESSAGES.note(f"“{element.name}”依赖于自身。")
                return None
            self.active.add(element.id)
            self.known[element.id] = _RULES[type(element)](self, element)
            self.active.discard(element.id)
        return self.known[element.id]

    def around(self, references: tuple[str, ...]) -> dict[str, Any]:
        """Values of the names a piece of logic sees."""
        names: dict[str, Any] = {}
        for found in self.engine.requirements(references):
            place, run = names, self
            for prefix in found.path:
                place, run = place.setdefault(prefix, {}), run.imported(prefix)
            place[found.element.name] = run.value(found.element)
        return names

    def at(self, path: tuple[str, ...]) -> Run:
        """The evaluation of the model a path of imports leads to."""
        run = self
        for prefix in path:
            run = run.imported(prefix)
        return run

    def imported(self, prefix: str) -> Run:
        """The evaluation of an imported model, with the inputs meant for it."""
        if prefix not in self.nested:
            given = self.inputs.get(prefix)
            inputs = dict(given) if isinstance(given, Mapping) else {}
            start = prefix + "."
            dotted = {k[len(start) :]: v for k, v in self.inputs.items() if k.startswith(start)}
            plain = {k: v for k, v in self.inputs.items() if k not in inputs}
            self.nested[prefix] = Run(self.engine.imports[prefix], {**plain, **dotted, **inputs})
        return self.nested[prefix]


def _input(run: Run, element: m.Element) -> Any:
    assert isinstance(element, m.InputData)
    value, fits = run.engine.shapes.shape(element.type_ref).coerced(run.inputs.get(element.name))
    if not fits:
        MESSAGES.note(f"输入“{element.name}”不符合声明的类型。")
    return value


def _decision(run: Run, element: m.Element) -> Any:
    assert isinstance(element, m.Decision)
    if element.logic is None:
        shape = run.engine.shapes.shape(element.type_ref)
        return shape.coerced(run.inputs.get(element.name))[0]
    return run.engine.logic(element)(run.around(element.requires))


def _knowledge(run: Run, element: m.Element) -> Any:
    assert isinstance(element, m.KnowledgeModel)
    around = run.around(element.requires)
    function = run.engine.logic(element)(around)
    if isinstance(function, Function):
        around.setdefault(element.name, function)
    return function


def _service(run: Run, element: m.Element) -> Any:
    assert isinstance(element, m.DecisionService)
    engine = run.engine
    given = engine.requirements((*element.input_data, *element.input_decisions))
    elements = [found.element for found in given]
    names = tuple(one.name for one in elements)
    shapes = [run.at(f.path).engine.shapes.shape(f.element.type_ref) for f in given]

    def body(*values: Any) -> Any:
        inner = Run(engine, {})
        for found, shape, value in zip(given, shapes, values, strict=True):
            one = found.element
            fitted, fits = shape.coerced(value)
            if not fits:
                MESSAGES.note(f"决策服务“{element.name}”的参数“{one.name}”类型不符，按空值处理。")
            inner.at(found.path).known[one.id] = fitted
        return _service_result(inner, element)

    return Function(names, tuple(t.ANY for _ in names), t.ANY, body)


def _service_result(run: Run, element: m.DecisionService) -> Any:
    engine = run.engine
    outputs = engine.requirements(element.outputs)
    values = {one.element.name: run.at(one.path).value(one.element) for one in outputs}
    result = next(iter(values.values())) if len(values) == 1 else values
    if not element.type_ref:
        return result
    shape = engine.shapes.shape(element.type_ref)
    if isinstance(shape.type, t.FunctionType):
        return coerce(result, shape.type.result)
    return shape.coerced(result)[0]


_RULES = {
    m.InputData: _input,
    m.Decision: _decision,
    m.KnowledgeModel: _knowledge,
    m.DecisionService: _service,
}


def load_text(data: bytes, others: Mapping[str, m.Model] | None = None) -> Engine:
    """The engine of a model; ``others`` are importable models by namespace."""
    return build(read(data), others or {}, ())


def build(model: m.Model, others: Mapping[str, m.Model], path: tuple[str, ...]) -> Engine:
    """Link a model with its imports. Raises `DmnError` for an absent or circular import."""
    imports: dict[str, Engine] = {}
    for one in model.imports:
        if "DMN" not in one.kind and "dmn" not in one.kind:
            continue
        if one.namespace in path:
            raise DmnError(f"模型“{model.name}”循环导入了“{one.name}”。")
        if one.namespace not in others:
            raise DmnError(f"找不到模型“{model.name}”导入的“{one.name}”（{one.namespace}）。")
        inner = others[one.namespace]
        imports[one.name] = build(inner, others, (*path, model.namespace))
    return Engine(model, imports)


def read_file(path: Path) -> m.Model:
    """The model in a file, of which no more is read than a model may have."""
    with path.open("rb") as file:
        return read(file.read(MAX_BYTES + 1))


def load(path: Path) -> Engine:
    """The engine of a file; imported models are looked for in the same folder."""
    model = read_file(path)
    others: dict[str, m.Model] = {}
    if model.imports:
        for file in sorted(path.parent.glob("*.dmn")):
            with suppress(DmnError):  # a broken neighbour is nobody's fault unless it is needed
                found = read_file(file)
                others[found.namespace] = found
    return build(model, others, ())
