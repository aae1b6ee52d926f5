"""What a new edition may not do to its neighbours: relax what stands above, contradict anybody.

Every edition in force on the new one's days, for people it binds too and on acts it judges too, is
compared with it: what stands above may not be relaxed, what stands below may not become looser,
and no two clauses may be impossible to keep together. Each answer names both clauses and gives
facts for which it is so, judged by the engine itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanbiao.library.checking import days_of_change
from guanbiao.library.pack import Pack
from guanbiao.library.shelf import GENERAL_FIRST, Published
from rulebook.feel import Scope
from rulebook.proofs import Conflict, Looser, Undecided, conflicts, relaxations
from rulebook.rules import RuleSet, compile_rules, plain
from rulebook.values import values_on

ScopeOf = Callable[[str], Scope | None]
LOOSER, TORN, ALONE, UNDECIDED = "宽于上级", "相互冲突", "自相矛盾", "未能判定"


@dataclass(frozen=True)
class Clash:
    """Two clauses that do not go together on an act, with facts that show it.

    ``own`` is a clause of the new edition (empty where it is silent), ``other`` one of the edition
    named by ``standard`` and ``edition``; ``words`` is the whole sentence.
    """

    kind: str
    act: str
    own: str
    standard: str
    edition: str
    other: str
    words: str
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it one thing, however often it is found."""
        return (self.kind, self.act, self.own, self.standard, self.other)


def clashes(pack: Pack, others: Iterable[Published], scope_of: ScopeOf) -> tuple[Clash, ...]:
    """Everything wrong between ``pack`` and the editions it would live with, none twice.

    ``others`` are all publications; those it replaces, those of other people and those that are
    over before it begins are left out.
    """
    found: dict[tuple[str, ...], Clash] = {}
    near = [each for each in others if _meets(pack, each)]
    for act in sorted({rule.act for rule in pack.rules if rule.judged}):
        scope = scope_of(act)
        if scope is None:
            continue
        for clash in _on_act(pack, near, act, scope):
            found.setdefault(clash.key, clash)
    return tuple(found.values())


def _meets(pack: Pack, other: Published) -> bool:
    head = pack.head
    if other.head.number in (head.number, *head.replaces):
        return False
    if other.to_day is not None and other.to_day < head.from_day:
        return False
    region = _digits(head.region)
    if not (region.startswith(other.region) or other.region.startswith(region)):
        return False
    return not (head.units and other.units) or not set(head.units).isdisjoint(other.units)


def _digits(code: str) -> str:
    digits = code.rstrip("0")
    return digits + "0" * (len(digits) % 2)


def _on_act(pack: Pack, near: list[Published], act: str, scope: Scope) -> Iterator[Clash]:
    for day in days_of_change(pack):
        own = _compiled(pack, act, scope, day)
        for torn in conflicts(own):
            yield _torn(torn, act, pack, pack)
        for other in near:
            days = [day, *(d for d in days_of_change(other.pack) if d > day)]
            for each in days[:1] if not _changes(other.pack) else days:
                theirs = _compiled(other.pack, act, scope, each)
                if len(theirs):
                    yield from _between(pack, other.pack, own, theirs, act)


def _changes(pack: Pack) -> bool:
    return any(len(value.series) > 1 for value in pack.values)


def _compiled(pack: Pack, act: str, scope: Scope, day: dt.date) -> RuleSet:
    rules = [rule for rule in pack.rules if rule.act == act]
    return compile_rules(rules, scope, values_on(pack.values, day))


def _between(pack: Pack, other: Pack, own: RuleSet, theirs: RuleSet, act: str) -> Iterator[Clash]:
    """A conflict is not also called looser."""
    torn = [_torn(each, act, pack, other) for each in conflicts(own, theirs)
            if not (isinstance(each, Conflict) and each.alone)]  # fmt: skip
    yield from torn
    told = {(each.own, each.other) for each in torn}
    above = _rank(other) < _rank(pack)
    if above or _rank(other) > _rank(pack):
        lower, upper = (own, theirs) if above else (theirs, own)
        for found in relaxations(lower, upper, applying=True):
            clash = _loose(found, act, pack, other, above=above)
            if clash is not None and (clash.own, clash.other) not in told:
                yield clash


def _rank(pack: Pack) -> int:
    return GENERAL_FIRST.index(pack.head.level)


def _torn(found: Conflict | Undecided, act: str, pack: Pack, other: Pack) -> Clash:
    head = other.head
    if isinstance(found, Undecided):
        return Clash(UNDECIDED, act, found.subject[:50], head.number, head.edition, "", str(found))
    own, their = _number(found.first, pack), _number(found.second, other)
    kind = ALONE if found.alone else TORN
    return Clash(
        kind, act, own, head.number, head.edition, their, str(found), _plain(found.example)
    )


def _loose(found: object, act: str, pack: Pack, other: Pack, *, above: bool) -> Clash | None:
    head = other.head
    if isinstance(found, Undecided):
        return Clash(UNDECIDED, act, found.subject[:50], head.number, head.edition, "", str(found))
    if not isinstance(found, Looser):
        return None
    upper, lower = (other, pack) if above else (pack, other)
    high = _number(found.upper, upper)
    low = "、".join(_number(name, lower) for name in found.by)
    own, their = (low, high) if above else (high, low)
    return Clash(
        LOOSER, act, own, head.number, head.edition, their, str(found), _plain(found.facts)
    )


def _number(name: str, pack: Pack) -> str:
    """The clause number in a name such as ``Q/X 1 第5.2条``."""
    return name.removeprefix(pack.head.number).strip().removeprefix("第").removesuffix("条")


def _plain(example: Mapping[str, Any]) -> dict[str, Any]:
    return {label: plain(value) for label, value in example.items()}
