"""From ``definitions`` XML to `model.Model`."""

from __future__ import annotations

from collections.abc import Callable

from rulebook.dmn import model as m
from rulebook.dmn import xml
from rulebook.dmn.boxes import boxed, function
from rulebook.dmn.xml import Xml, attribute, child, children, local, text
from rulebook.errors import DmnError, TableError


def read(data: bytes) -> m.Model:
    """The model in a DMN file. Raises `DmnError` if it is none."""
    root, prefixes = xml.parse(data)
    if local(root) != "definitions" or xml.namespace(root) not in xml.MODEL_NAMESPACES:
        raise DmnError("不是DMN 1.1至1.5的模型文件（根元素应为definitions）。")
    try:
        return _model(root, prefixes)
    except (ValueError, TableError) as error:
        raise DmnError(f"模型内容有误：{error}") from None
    except RecursionError:
        raise DmnError("模型嵌套过深，不读取。") from None


def _model(root: Xml, prefixes: tuple[tuple[str, str], ...]) -> m.Model:
    elements = (_ELEMENTS[local(one)](one) for one in children(root, *_ELEMENTS))
    return m.Model(
        attribute(root, "name"),
        attribute(root, "namespace"),
        tuple(_import(one) for one in children(root, "import")),
        tuple(item_definition(one) for one in children(root, "itemDefinition")),
        tuple(elements),
        prefixes,
    )


def _import(element: Xml) -> m.Import:
    return m.Import(
        attribute(element, "name"),
        attribute(element, "namespace"),
        attribute(element, "importType"),
    )


def item_definition(element: Xml) -> m.ItemDefinition:
    """A named type, or a component of one."""
    return m.ItemDefinition(
        attribute(element, "name"),
        text(element, "typeRef").strip() or attribute(element, "typeRef"),
        attribute(element, "isCollection") == "true",
        text(child(element, "allowedValues")),
        text(child(element, "typeConstraint")),
        tuple(item_definition(one) for one in children(element, "itemComponent")),
        _function_item(child(element, "functionItem")),
    )


def _function_item(element: Xml | None) -> tuple[tuple[str, ...], str] | None:
    if element is None:
        return None
    parameters = tuple(attribute(one, "typeRef") for one in children(element, "parameters"))
    return parameters, attribute(element, "outputTypeRef")


def _variable(element: Xml) -> tuple[str, str]:
    """(name, type reference) of an element's variable."""
    variable = child(element, "variable")
    if variable is None:
        return attribute(element, "name"), ""
    name = attribute(variable, "name") or attribute(element, "name")
    return name, attribute(variable, "typeRef") or text(variable, "typeRef").strip()


def _input_data(element: Xml) -> m.InputData:
    name, type_ref = _variable(element)
    return m.InputData(attribute(element, "id"), name, type_ref)


def _requires(element: Xml) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
        targets = children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")
        found.extend(attribute(one, "href") for one in targets)
    return tuple(found)


def _decision(element: Xml) -> m.Decision:
    name, type_ref = _variable(element)
    logic = next((box for one in element if (box := boxed(one)) is not None), None)
    return m.Decision(attribute(element, "id"), name, type_ref, _requires(element), logic)


def _knowledge_model(element: Xml) -> m.KnowledgeModel:
    name, type_ref = _variable(element)
    logic = child(element, "encapsulatedLogic")
    found = None if logic is None else function(logic)
    return m.KnowledgeModel(attribute(element, "id"), name, type_ref, _requires(element), found)


def _service(element: Xml) -> m.DecisionService:
    name, type_ref = _variable(element)

    def references(tag: str) -> tuple[str, ...]:
        return tuple(attribute(one, "href") for one in children(element, tag))

    return m.DecisionService(
        attribute(element, "id"),
        name,
        type_ref,
        references("outputDecision"),
        references("encapsulatedDecision"),
        references("inputDecision"),
        references("inputData"),
    )


_ELEMENTS: dict[str, Callable[[Xml], m.Element]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge_model,
    "decisionService": _service,
}
