"""Which items of a form a clause demands though the form itself takes them empty.

Read from the rules in force: what a field's facts are when it is left empty is put to each
clause that stops, the rest of the facts unknown. Where what the clause says of them alone does
not hold, it demands the field; always, or only in the case its condition describes. What cannot
be told without the other facts is not claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import forms

from guanbiao.gate import judging, registry
from guanbiao.gate.describe import Act
from guanbiao.gate.forms import FilesField
from guanbiao.people.models import Unit
from rulebook.feel import compile_tree, parse
from rulebook.feel import types as t
from rulebook.feel.tree import And, Fact, Node, walk
from rulebook.rules import EditionRef, Rule, RuleSet

COUNTS = frozenset("字人次个项件条份张名位")
"""Units of what is counted: of nothing there are none. Any other number is then unknown."""


@dataclass(frozen=True)
class Demand:
    """The clauses that demand a field, and whether they always do."""

    clauses: tuple[str, ...]
    always: bool

    def __str__(self) -> str:
        numbers = "、".join(self.clauses)
        return f"条款 {numbers} 要求" if self.always else f"视情况，条款 {numbers} 要求"


@dataclass(frozen=True)
class _Asked:
    """An act under editions on a day: the same answer whoever asks."""

    act: str
    editions: tuple[EditionRef, ...]
    on: dt.date
    rules: RuleSet = field(compare=False)


def of(name: str, unit: Unit | None, on: dt.date) -> Mapping[str, Demand]:
    """Field → what clauses demand it, for the fields an act's form takes empty."""
    if unit is None:
        return {}
    rules = judging.rules_for(registry.act(name), unit, on)
    return _found(_Asked(name, rules.editions, on, rules))


@lru_cache(maxsize=512)
def _found(asked: _Asked) -> Mapping[str, Demand]:
    act, found = registry.act(asked.act), {}
    stops = [each for each in asked.rules.rules if each.modality.mandatory and each.require]
    for name, said in act.form.base_fields.items():
        if said.required or isinstance(said, FilesField | forms.FileField):
            continue
        bound = {r.clause: r.when is None for r in stops if _binds(act, asked.rules, r, name)}
        if bound:
            always = any(bound.values())
            numbers = tuple(number for number, plain in bound.items() if plain or not always)
            found[name] = Demand(numbers, always)
    return found


def _binds(act: Act, rules: RuleSet, rule: Rule, name: str) -> bool:
    """Whether a clause cannot be kept with the field left empty."""
    empty = _empty(act, rule, name)
    if rule.table is not None or not empty:
        return False
    scope = rules.scope.extended(rules.constant_types)
    facts = {**rules.constants, **empty}

    def fails(text: str | None) -> bool:
        """Whether some part of a text that reads nothing but this field does not hold."""
        parts = _conjuncts(parse(text, scope)) if text else ()
        return any(
            compile_tree(part, scope)(facts) is not True
            for part in parts
            if _read(part) & empty.keys() and _read(part) <= facts.keys()
        )

    return fails(rule.require) and not fails(rule.when)


def _empty(act: Act, rule: Rule, name: str) -> dict[str, Any]:
    """The facts a field fills, by label, as they are without it.

    Those called like it, and the one a rule measures beside it where no other field fills that.
    """
    filled = {f.label: act.fields.get(f.name, f.name) for f in act.facts.facts}
    beside = rule.actual if rule.field == name else None
    return {
        f.label: _without(f.type, f.unit)
        for f in act.facts.facts
        if filled[f.label] == name
        or (f.label == beside and filled[f.label] not in act.form.base_fields)
    }


def _without(kind: t.Type, unit: str) -> Any:
    if kind == t.BOOLEAN:
        return False
    return 0 if kind == t.NUMBER and unit in COUNTS else None


def _conjuncts(tree: Node) -> Iterator[Node]:
    """What must hold all together."""
    if isinstance(tree, And):
        for part in tree.parts:
            yield from _conjuncts(part)
    else:
        yield tree


def _read(tree: Node) -> set[str]:
    return {node.name for node in walk(tree) if isinstance(node, Fact)}
