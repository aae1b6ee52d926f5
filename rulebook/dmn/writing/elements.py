"""The requirements graph and the types to XML, in the order of the schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from rulebook.dmn import model as m
from rulebook.dmn import versions
from rulebook.dmn.marks import Meta
from rulebook.dmn.versions import Version
from rulebook.dmn.writing.boxes import boxed, function, item
from rulebook.dmn.writing.pen import Pen
from rulebook.dmn.writing.pictures import pictures
from rulebook.dmn.xml import Xml


def definitions(model: m.Model, pen: Pen) -> Xml:
    """The root element, with the prefixes that are used below it."""
    head = {"name": model.name, "namespace": model.namespace}
    root = pen.element("definitions", model.meta, head)
    root.extend([_import(one, pen) for one in model.imports])
    root.extend([item_definition("itemDefinition", one, pen) for one in model.types])
    root.extend([_element(one, pen) for one in model.elements])
    root.extend([_source(one, pen) for one in model.sources])
    root.extend([_artifact(one, pen) for one in model.artifacts])
    pen.rest(root, model.meta)
    if model.pictures.diagrams and pen.version != Version.V1_1:
        root.append(pictures(model.pictures, pen))
    return _declared(root, pen)


def _declared(root: Xml, pen: Pen) -> Xml:
    """The root with its namespaces before its attributes."""
    own = dict(root.attrib)
    root.attrib.clear()
    root.set("xmlns", versions.MODEL[pen.version])
    for namespace, prefix in sorted(pen.used.items(), key=lambda pair: pair[1]):
        root.set(f"xmlns:{prefix}", namespace)
    root.attrib.update(own)
    return root


def _import(one: m.Import, pen: Pen) -> Xml:
    attributes = {"name": one.name, "namespace": one.namespace, "importType": one.kind}
    return pen.rest(pen.element("import", one.meta, attributes), one.meta)


def item_definition(tag: str, one: m.ItemDefinition, pen: Pen) -> Xml:
    """A named type, or a component of one."""
    many = "true" if one.collection else None
    found = pen.element(tag, one.meta, {"name": one.name, "isCollection": many})
    if type_ref := pen.type_ref(one.type_ref):
        pen.text(found, "typeRef", type_ref)
    _tests(found, "allowedValues", one.allowed, one.allowed_meta, pen)
    if one.constraint:
        pen.require(Version.V1_5, "类型约束（typeConstraint）")
    _tests(found, "typeConstraint", one.constraint, one.constraint_meta, pen)
    found.extend([item_definition("itemComponent", part, pen) for part in one.components])
    if one.function is not None:
        pen.require(Version.V1_3, "函数类型（functionItem）")
        found.append(_function_item(one.function, pen))
    return pen.rest(found, one.meta)


def _tests(parent: Xml, tag: str, words: str, meta: Meta, pen: Pen) -> None:
    if words or meta != Meta():
        found = pen.element(tag, meta)
        pen.text(found, "text", words)
        parent.append(pen.rest(found, meta))


def _function_item(one: m.FunctionItem, pen: Pen) -> Xml:
    found = pen.element("functionItem", one.meta, {"outputTypeRef": pen.type_ref(one.result)})
    found.extend([item("parameters", part, pen) for part in one.parameters])
    return pen.rest(found, one.meta)


def _element(one: m.Element, pen: Pen) -> Xml:
    found = pen.element(_TAGS[type(one)], one.meta, {"id": one.id or None, "name": one.shown})
    if isinstance(one, m.Decision):
        return _decision(found, one, pen)
    if isinstance(one, m.KnowledgeModel):
        return _knowledge_model(found, one, pen)
    _variable(found, one, pen)
    if isinstance(one, m.DecisionService):
        _references(found, "outputDecision", one.outputs)
        _references(found, "encapsulatedDecision", one.encapsulated)
        _references(found, "inputDecision", one.input_decisions)
        _references(found, "inputData", one.input_data)
    return pen.rest(found, one.meta)


def _decision(found: Xml, one: m.Decision, pen: Pen) -> Xml:
    for tag, words in (("question", one.question), ("allowedAnswers", one.answers)):
        if words:
            pen.text(found, tag, words)
    _variable(found, one, pen)
    _requirements(found, one.requirements, pen)
    pen.rest(found, one.meta)
    if one.logic is not None:
        found.append(boxed(one.logic, pen))
    return found


def _knowledge_model(found: Xml, one: m.KnowledgeModel, pen: Pen) -> Xml:
    """DMN 1.1 has the logic before the variable."""
    logic = None
    if one.logic is not None:
        logic = pen.rest(function("encapsulatedLogic", one.logic, pen), one.logic.meta)
    parts = [_variable_of(one, pen), logic]
    if pen.version == Version.V1_1:
        parts.reverse()
    found.extend([part for part in parts if part is not None])
    _requirements(found, one.requirements, pen)
    return pen.rest(found, one.meta)


def _variable(parent: Xml, one: m.Drg, pen: Pen) -> None:
    found = _variable_of(one, pen)
    if found is not None:
        parent.append(found)


def _variable_of(one: m.Drg, pen: Pen) -> Xml | None:
    if one.variable is None:
        return None
    return item("variable", m.Item(one.name, one.type_ref, one.variable), pen)


def _requirements(parent: Xml, needs: Iterable[m.Requirement], pen: Pen) -> None:
    for need in needs:
        line = pen.element(f"{need.kind}Requirement", need.meta)
        _references(line, f"required{need.target}", (need.href,))
        parent.append(pen.rest(line, need.meta))


def _references(parent: Xml, tag: str, references: Iterable[str]) -> None:
    for href in references:
        ET.SubElement(parent, tag, href=href)


def _source(one: m.KnowledgeSource, pen: Pen) -> Xml:
    head = {"id": one.id or None, "name": one.name, "locationURI": one.location or None}
    found = pen.element("knowledgeSource", one.meta, head)
    _requirements(found, one.requirements, pen)
    if one.kind:
        pen.text(found, "type", one.kind)
    return pen.rest(found, one.meta)


def _artifact(one: m.Artifact, pen: Pen) -> Xml:
    head: dict[str, str | None] = {"id": one.id or None}
    if isinstance(one, m.Group):
        pen.require(Version.V1_3, "分组（group）")
        head["name"] = one.name or None
    if isinstance(one, m.Association) and one.direction != "None":
        head["associationDirection"] = one.direction
    found = pen.element(_TAGS[type(one)], one.meta, head)
    if isinstance(one, m.Annotation):
        pen.text(found, "text", one.text)
    if isinstance(one, m.Association):
        _references(found, "sourceRef", (one.source,))
        _references(found, "targetRef", (one.target,))
    return pen.rest(found, one.meta)


_TAGS: dict[type[m.Element | m.Artifact], str] = {
    m.InputData: "inputData",
    m.Decision: "decision",
    m.KnowledgeModel: "businessKnowledgeModel",
    m.DecisionService: "decisionService",
    m.Annotation: "textAnnotation",
    m.Association: "association",
    m.Group: "group",
}
