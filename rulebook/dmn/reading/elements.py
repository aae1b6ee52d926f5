"""The requirements graph and the types from XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from rulebook.dmn import model as m
from rulebook.dmn.marks import Meta
from rulebook.dmn.reading.boxes import BOXES, first, function, item
from rulebook.dmn.reading.marks import marks
from rulebook.dmn.reading.pictures import pictures
from rulebook.dmn.xml import Document, Xml, attribute, child, children, flag, text

_NEEDS = {
    "information": ("Decision", "Input"),
    "knowledge": ("Knowledge",),
    "authority": ("Decision", "Input", "Authority"),
}
_REQUIREMENTS = " ".join(f"{kind}Requirement" for kind in _NEEDS)


def definitions(document: Document) -> m.Model:
    """The model of a document's root."""
    root = document.root
    drawn = next((one for one in root if one.tag.endswith("}DMNDI")), None)
    read = " ".join(["import itemDefinition knowledgeSource", *_ELEMENTS, *_ARTIFACTS])
    return m.Model(
        attribute(root, "name"),
        attribute(root, "namespace"),
        tuple(_import(one) for one in children(root, "import")),
        tuple(item_definition(one) for one in children(root, "itemDefinition")),
        tuple(_ELEMENTS[one.tag](one) for one in children(root, *_ELEMENTS)),
        tuple(_source(one) for one in children(root, "knowledgeSource")),
        tuple(_ARTIFACTS[one.tag](one) for one in children(root, *_ARTIFACTS)),
        pictures(drawn),
        marks(root, "name namespace", f"{read} {'' if drawn is None else drawn.tag}"),
        document.prefixes,
    )


def _import(element: Xml) -> m.Import:
    return m.Import(
        attribute(element, "name"),
        attribute(element, "namespace"),
        attribute(element, "importType"),
        marks(element, "name namespace importType"),
    )


def item_definition(element: Xml) -> m.ItemDefinition:
    """A named type, or a component of one."""
    allowed, constraint = child(element, "allowedValues"), child(element, "typeConstraint")
    read = "typeRef allowedValues typeConstraint itemComponent functionItem"
    return m.ItemDefinition(
        attribute(element, "name"),
        text(element, "typeRef").strip() or attribute(element, "typeRef"),
        flag(element, "isCollection"),
        text(allowed),
        text(constraint),
        tuple(item_definition(one) for one in children(element, "itemComponent")),
        _function_item(child(element, "functionItem")),
        marks(element, "name typeRef isCollection", read),
        marks(allowed, "", "text"),
        marks(constraint, "", "text"),
    )


def _function_item(element: Xml | None) -> m.FunctionItem | None:
    if element is None:
        return None
    parameters = tuple(item(one) for one in children(element, "parameters"))
    meta = marks(element, "outputTypeRef", "parameters")
    return m.FunctionItem(parameters, attribute(element, "outputTypeRef"), meta)


class _Drg(TypedDict):
    """The fields of `model.Drg`."""

    id: str
    name: str
    type_ref: str
    title: str
    meta: Meta
    variable: Meta | None


def _drg(element: Xml, read: str) -> _Drg:
    """The common fields; ``read`` names the child elements that have fields of their own."""
    own, variable = attribute(element, "name"), child(element, "variable")
    name, type_ref = own, ""
    if variable is not None:
        name = attribute(variable, "name") or own
        type_ref = attribute(variable, "typeRef") or text(variable, "typeRef").strip()
    return {
        "id": attribute(element, "id"),
        "name": name,
        "type_ref": type_ref,
        "title": own if own != name else "",
        "meta": marks(element, "id name", f"variable {read}"),
        "variable": None if variable is None else marks(variable, "name typeRef", "typeRef"),
    }


def _input_data(element: Xml) -> m.InputData:
    return m.InputData(**_drg(element, ""))


def _requirements(element: Xml) -> tuple[m.Requirement, ...]:
    """All requirements, information first, as the standard orders them."""
    return tuple(
        m.Requirement(kind, target, attribute(one, "href"), marks(need, "", f"required{target}"))
        for kind, targets in _NEEDS.items()
        for need in children(element, f"{kind}Requirement")
        for target in targets
        for one in children(need, f"required{target}")
    )


def _decision(element: Xml) -> m.Decision:
    return m.Decision(
        **_drg(element, " ".join(["question allowedAnswers", _REQUIREMENTS, *BOXES])),
        requirements=_requirements(element),
        logic=first(element),
        question=text(element, "question"),
        answers=text(element, "allowedAnswers"),
    )


def _knowledge_model(element: Xml) -> m.KnowledgeModel:
    logic = child(element, "encapsulatedLogic")
    return m.KnowledgeModel(
        **_drg(element, f"encapsulatedLogic {_REQUIREMENTS}"),
        requirements=_requirements(element),
        logic=None if logic is None else function(logic),
    )


def _service(element: Xml) -> m.DecisionService:
    tags = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    found = {tag: tuple(attribute(one, "href") for one in children(element, tag)) for tag in tags}
    return m.DecisionService(
        **_drg(element, " ".join(tags)),
        outputs=found["outputDecision"],
        encapsulated=found["encapsulatedDecision"],
        input_decisions=found["inputDecision"],
        input_data=found["inputData"],
    )


def _source(element: Xml) -> m.KnowledgeSource:
    return m.KnowledgeSource(
        attribute(element, "id"),
        attribute(element, "name"),
        _requirements(element),
        text(element, "type"),
        attribute(element, "locationURI"),
        marks(element, "id name locationURI", f"type {_REQUIREMENTS}"),
    )


def _annotation(element: Xml) -> m.Annotation:
    return m.Annotation(attribute(element, "id"), text(element), marks(element, "id", "text"))


def _association(element: Xml) -> m.Association:
    ends = (child(element, "sourceRef"), child(element, "targetRef"))
    source, target = ("" if one is None else attribute(one, "href") for one in ends)
    meta = marks(element, "id associationDirection", "sourceRef targetRef")
    direction = attribute(element, "associationDirection") or "None"
    return m.Association(attribute(element, "id"), source, target, direction, meta)


def _group(element: Xml) -> m.Group:
    return m.Group(attribute(element, "id"), attribute(element, "name"), marks(element, "id name"))


_ELEMENTS: dict[str, Callable[[Xml], m.Element]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge_model,
    "decisionService": _service,
}
_ARTIFACTS: dict[str, Callable[[Xml], m.Artifact]] = {
    "textAnnotation": _annotation,
    "association": _association,
    "group": _group,
}
