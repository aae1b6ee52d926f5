"""The modules that were discovered, and the acts, entities and listeners they brought.

`project.discover` fills it once at start; everybody else only asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from guanbiao.gate.describe import Act, Entity, FactSet, Listener, Module, Question, Table
from rulebook.feel import Scope
from rulebook.feel import types as t

if TYPE_CHECKING:
    from guanbiao.gate.models import Case
    from guanbiao.gate.passage import Passage

_modules: dict[str, Module] = {}


class UnknownName(LookupError):
    """No discovered module brings this act or entity."""


def register(brought: Iterable[Module]) -> None:
    """Replace the known modules; act and entity names must be unique among them."""
    found = {module.name: module for module in brought}
    names = [act.name for module in found.values() for act in module.acts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"acts declared twice: {', '.join(twice)}")
    _modules.clear()
    _modules.update(found)
    for lookup in (modules, _acts, _on, _entities, _questions, _listeners, _followers, scope_of):
        lookup.cache_clear()


@cache
def modules() -> tuple[Module, ...]:
    """All discovered modules, by name."""
    return tuple(_modules[name] for name in sorted(_modules))


@cache
def _acts() -> dict[str, Act]:
    return {act.name: act for module in modules() for act in module.acts}


@cache
def _entities() -> dict[str, Entity]:
    return {entity.name: entity for module in modules() for entity in module.entities}


def acts() -> tuple[Act, ...]:
    """All acts of all modules."""
    return tuple(_acts().values())


def act(name: str) -> Act:
    """The act called ``name``; raises `UnknownName`."""
    try:
        return _acts()[name]
    except KeyError:
        raise UnknownName(f"no module brings the act {name!r}") from None


def act_label(name: str) -> str:
    """``用车申请 · 提交``; the name itself when no module brings the act."""
    found = _acts().get(name)
    return f"{found.entity.label} · {found.label}" if found else name


@cache
def _questions() -> dict[str, Question]:
    return {question.name: question for module in modules() for question in module.questions}


def questions() -> tuple[Question, ...]:
    """What the platform asks the tables of standards, of all modules."""
    return tuple(_questions().values())


def question(name: str) -> Question | None:
    """The question called ``name``; none when nobody asks it."""
    return _questions().get(name)


def entities() -> tuple[Entity, ...]:
    """All governed entities of all modules."""
    return tuple(_entities().values())


def entity(name: str) -> Entity:
    """The entity called ``name``; raises `UnknownName`."""
    try:
        return _entities()[name]
    except KeyError:
        raise UnknownName(f"no module brings the entity {name!r}") from None


def tables() -> tuple[Table, ...]:
    """All tables whose pages the kit makes."""
    return tuple(table for module in modules() for table in module.tables)


def module_named(name: str) -> Module:
    """The module of that name; raises `UnknownName`."""
    try:
        return _modules[name]
    except KeyError:
        raise UnknownName(f"there is no module {name!r}") from None


def module_of(entity: Entity) -> Module:
    """The module that brings an entity."""
    return _modules[entity.name.partition(".")[0]]


def acts_on(entity: Entity) -> tuple[Act, ...]:
    """The acts on an entity, in the order its module tells them."""
    return _on().get(entity.name, ())


def may_be_a_case(entity: Entity) -> bool:
    """Whether any act on its rows opens a case; of all others none need be looked for."""
    return any(act.starts_case for act in acts_on(entity))


@cache
def _on() -> dict[str, tuple[Act, ...]]:
    found: dict[str, tuple[Act, ...]] = {}
    for each in _acts().values():
        found[each.entity.name] = (*found.get(each.entity.name, ()), each)
    return found


def fact_sets() -> dict[str, FactSet]:
    """Entity name → its facts, as named by the acts on it."""
    return {each.entity.name: each.facts for each in acts()}


@cache
def _listeners() -> dict[str, tuple[Listener, ...]]:
    found: dict[str, tuple[Listener, ...]] = {}
    for module in modules():
        for listener in module.listeners:
            found[listener.event] = (*found.get(listener.event, ()), listener)
    return found


def listeners(event: str) -> tuple[Listener, ...]:
    """Who wants to hear of ``event``."""
    return _listeners().get(event, ())


def place(act_name: str) -> str:
    """The page where a task of the act is done, if its module names one; else empty."""
    return next((m.places[act_name] for m in modules() if act_name in m.places), "")


@cache
def _followers() -> dict[str, Callable[[Passage, Case], None]]:
    return {name: follow for module in modules() for name, follow in module.followers.items()}


def follower(entity_name: str) -> Callable[[Passage, Case], None]:
    """What a business writes when a case about its entity has moved; nothing unless it said so."""
    return _followers().get(entity_name, _follow_nothing)


def _follow_nothing(_passage: Passage, _case: Case) -> None:
    pass


@cache
def scope_of(act_name: str) -> Scope:
    """The names rules bound to an act may use: Chinese labels of its facts, with types.

    For a question of the platform, the names its table sees.
    """
    if asked := question(act_name):
        return Scope({"业务日期": t.DATE, **asked.inputs})
    facts = act(act_name).facts.facts
    return Scope({"业务日期": t.DATE, **{fact.label: fact.type for fact in facts}})
