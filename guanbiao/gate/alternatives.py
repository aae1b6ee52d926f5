"""Lawful ways out of a stopped act, each already tried against all clauses.

A rule names the form fields that might be tried otherwise: each of the field's choices, or the
limit itself. Every candidate is rehearsed through the whole gate; only what passes is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.http import QueryDict

from guanbiao.gate import judging
from guanbiao.gate.forms import ActForm
from guanbiao.gate.passage import Alternative, Forbidden, Outcome, Wish
from rulebook.rules import Finding, Rule

OFFERED = 3
"""Ways out shown beside one finding."""
TRIED = 12
"""Candidates rehearsed for one finding, so that an explanation never takes long."""


def lawful(
    wish: Wish, outcome: Outcome, attempt: Callable[[Wish], Outcome]
) -> dict[str, tuple[Alternative, ...]]:
    """Rule id → what could be submitted instead; empty where nothing was found."""
    if wish.actor.unit is None:
        return {}
    rules = {rule.id: rule for rule in judging.rules_for(wish.act, wish.actor.unit, wish.on).rules}
    found = {}
    for finding in outcome.findings:
        rule = rules.get(finding.rule_id)
        if finding.stops and rule is not None and rule.alternatives:
            found[finding.rule_id] = _for_rule(wish, rule, finding, attempt)
    return {rule_id: ways for rule_id, ways in found.items() if ways}


def _for_rule(
    wish: Wish, rule: Rule, finding: Finding, attempt: Callable[[Wish], Outcome]
) -> tuple[Alternative, ...]:
    kept: list[Alternative] = []
    for tried, candidate in enumerate(_candidates(wish, rule, finding)):
        if tried >= TRIED or len(kept) >= OFFERED:
            break
        if _passes(wish, candidate, rule.id, attempt):
            kept.append(candidate)
    return tuple(kept)


def _passes(
    wish: Wish, candidate: Alternative, rule_id: str, attempt: Callable[[Wish], Outcome]
) -> bool:
    draft = _changed(wish.draft, candidate.changes)
    try:
        outcome = attempt(replace(wish, draft=draft, rehearse=True))
    except Forbidden:
        return False
    settled = all(f.rule_id != rule_id or not f.stops for f in outcome.findings)
    new = [f for f in outcome.findings if f.stops]
    return settled and bool(outcome.findings) and not new


def _changed(draft: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The draft with other values; a posted form keeps its fields of several values."""
    copy = draft.copy() if isinstance(draft, QueryDict) else dict(draft)
    for name, value in changes.items():
        copy[name] = value
    return copy


def _candidates(wish: Wish, rule: Rule, finding: Finding) -> Iterator[Alternative]:
    form = wish.act.form(data=wish.draft)
    if isinstance(form, ActForm):
        form.bind(wish.actor, wish.subject, wish.on)
    for way in rule.alternatives:
        field = form.fields.get(way.field)
        if field is None:
            continue
        label = str(field.label or way.field)
        values = _limit(finding) if way.source == "limit" else _choices(field)
        for value, text in values:
            if str(value) != str(wish.draft.get(way.field, "")):
                yield Alternative(f"“{label}”改为 {text}", {way.field: str(value)})


def _limit(finding: Finding) -> list[tuple[Any, str]]:
    if isinstance(finding.limit, Decimal):
        whole = finding.limit.to_integral_value(ROUND_FLOOR)
        return [(whole, f"{whole} {finding.unit}".strip())]
    return [] if finding.limit is None else [(finding.limit, str(finding.limit))]


def _choices(field: Any) -> list[tuple[Any, str]]:
    choices: Mapping[Any, Any] | Any = getattr(field, "choices", [])
    return [(value, str(text)) for value, text in choices if value not in ("", None)]
