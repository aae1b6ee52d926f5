"""What every page of an act needs: the reasons typed, and what came of the attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanbiao.gate import authority
from guanbiao.gate.passage import Outcome
from guanbiao.kit import shown
from guanbiao.people.actor import Actor

REASON = "reason:"
"""Prefix of the form fields that answer warned clauses; the rest of the name is the rule."""


def reasons(posted: Mapping[str, str]) -> dict[str, str]:
    """Rule → reason, from a posted form."""
    return {
        name.removeprefix(REASON): posted[name].strip()[:200]
        for name in posted
        if name.startswith(REASON)
    }


def told(outcome: Outcome | None) -> dict[str, Any]:
    """The template's values for an attempt; all empty before the first one."""
    views = shown.findings(outcome.findings) if outcome else []
    return {
        "outcome": outcome,
        "findings": views,
        "beside": shown.by_field(views),
        "counts": shown.counts(views),
        "ways": outcome.alternatives if outcome else {},
        "errors": errors(outcome),
    }


def errors(outcome: Outcome | None) -> list[str]:
    """All that is wrong with the draft, in words."""
    return [text for texts in outcome.errors.values() for text in texts] if outcome else []


def why_not(outcome: Outcome) -> str:
    """In one line why it was not done: clauses first, else what is wrong with the draft."""
    stops = [f"{f.clause} {f.words}" for f in outcome.findings if f.stops or f.asks_reason]
    return " ".join(stops or errors(outcome))


def may(actor: Actor, act: str) -> bool:
    """Whether this person may do the act on anything at all."""
    return authority.able(actor, act, actor.today)
