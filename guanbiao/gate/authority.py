"""May this person do this act here and now? Only grants of published standards answer.

A grant names a post, acts and a scope. 全体人员 is everybody with a person record, at her own
unit; 单位负责人 is whoever heads a unit. The same grants narrow what lists and pages show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from guanbiao.gate import registry
from guanbiao.gate.describe import Entity
from guanbiao.gate.passage import Forbidden
from guanbiao.library import in_force
from guanbiao.people.models import Person, Unit
from rulebook.grants import Grant, GrantScope

EVERYONE = "全体人员"
HEAD = "单位负责人"


@dataclass(frozen=True)
class Title:
    """A grant that applies to a person, and the unit from which its scope is measured."""

    grant: Grant
    unit: Unit


def titles(actor: Any, act_name: str, on: dt.date) -> Iterator[Title]:
    """Every grant in force that covers ``act_name`` and names a post this person holds."""
    for grant in in_force.grants_for(act_name, actor.unit, on):
        if grant.role == EVERYONE:
            yield Title(grant, actor.unit)
        for holding in actor.holdings(on):
            if holding.role == grant.role or (grant.role == HEAD and holding.is_head):
                yield Title(grant, holding.unit)


def likeness(actor: Any, on: dt.date) -> tuple[Any, ...]:
    """What `able` depends on besides the act: alike for all who hold the same posts in a unit."""
    posts = frozenset((holding.role, holding.is_head) for holding in actor.holdings(on))
    return actor.unit and actor.unit.pk, on, posts


def follow(subject: Any, path: str) -> Any:
    """The value behind a lookup such as ``unit__path``; none where a link is empty."""
    for name in path.split("__"):
        if subject is None:
            return None
        subject = getattr(subject, name)
    return subject


def unit_of(entity: Entity, subject: Model) -> Any:
    """The unit a row belongs to; itself where it is one; none where a link is empty."""
    return follow(subject, entity.unit_link) if entity.unit_link else subject


def reaches(title: Title, entity: Entity, subject: Model, actor: Any) -> bool:
    """Whether the scope of this grant reaches the subject."""
    scope = title.grant.scope
    if scope is GrantScope.ALL:
        return True
    if scope is GrantScope.OWN:
        return bool(entity.person) and _is_owner(actor, follow(subject, entity.person))
    path = follow(subject, entity.unit_path)
    if path is None:
        return False
    if scope is GrantScope.UNIT:
        return bool(path == title.unit.path)
    if scope is GrantScope.UNIT_TREE:
        return bool(path.startswith(title.unit.path))
    owner = unit_of(entity, subject)
    return owner is not None and title.unit.covers_region(owner.region_id)


def _is_owner(actor: Any, owner: Any) -> bool:
    return isinstance(owner, Person) and owner.pk == actor.person_id


def able(actor: Any, act_name: str, on: dt.date) -> bool:
    """True when some grant lets ``actor`` do the act, or see the view, on anything at all."""
    if actor.kind == "feed":
        return bool(actor.may(act_name))
    return next(titles(actor, act_name, on), None) is not None


def may(actor: Any, act_name: str, subject: Model | None, entity: Entity, on: dt.date) -> bool:
    """True when some grant lets ``actor`` do the act on ``subject`` (none: on anything at all)."""
    if subject is None or actor.kind == "feed":
        return able(actor, act_name, on)
    return any(reaches(title, entity, subject, actor) for title in titles(actor, act_name, on))


def require(
    actor: Any, act_name: str, label: str, subject: Model | None, entity: Entity, on: dt.date
) -> None:
    """Raise `Forbidden`, in words, unless `may`."""
    if not may(actor, act_name, subject, entity, on):
        raise Forbidden(
            f"您没有“{label}”的权限，或该记录不在您的数据范围内。"
            "岗位和权限由岗位权限标准规定；如有疑问，请联系本单位组织管理员。"
        )


def visible(actor: Any, view_name: str, on: dt.date, entity: Entity | None = None) -> Q:
    """Filter for the rows that the grant ``view_name`` (``module.entity.view``) lets through.

    ``entity`` names the rows where the view is not of an entity but of numbers about them.
    """
    entity = entity or registry.entity(view_name.rpartition(".")[0])
    allowed = Q(pk__in=[])
    for title in titles(actor, view_name, on):
        allowed |= _within(title, entity, actor)
    return allowed


def _within(title: Title, entity: Entity, actor: Any) -> Q:
    scope = title.grant.scope
    if scope is GrantScope.ALL:
        return ~Q(pk__in=[])
    if scope is GrantScope.OWN:
        return Q(**{entity.person: actor.person_id}) if entity.person else Q(pk__in=[])
    if scope is GrantScope.UNIT:
        return Q(**{entity.unit_path: title.unit.path})
    if scope is GrantScope.UNIT_TREE:
        return Q(**{f"{entity.unit_path}__startswith": title.unit.path})
    region = entity.unit_path.removesuffix("path") + "region__code__startswith"
    return Q(**{region: title.unit.region_prefix})
