"""Opening and closing a passage in the database; keeping a refusal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from guanbiao.gate.evidence import canonical, digest, mark, utc
from guanbiao.gate.forms import plain as plain_draft
from guanbiao.gate.passage import Passage, key_of
from guanbiao.library import in_force
from rulebook.rules import Finding, RuleSet, Verdict

CLOSE = "SELECT gate_close(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
REFUSE = "SELECT gate_keep_refusal(%s, %s, %s, %s, %s, %s, %s)"


def open_passage(passage: Passage) -> None:
    """Tell the database that this transaction came through the gate; learn what is published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt, opened, publication FROM gate_open()")
        passage.receipt_id, passage.opened_at, passage.publication = cursor.fetchone()
    in_force.at_least(passage.publication)


def close_passage(passage: Passage, content: Mapping[str, Any], verdict: Verdict) -> str:
    """Write the receipt and shut the door; returns the receipt's number."""
    full = {
        "id": passage.receipt_id,
        "at": utc(passage.opened_at),
        "act": passage.act.name,
        "entity": passage.act.entity.name,
        "actor": who(passage),
        "day": passage.on,
        "verdict": verdict,
        **content,
    }
    text = canonical(full)
    text_digest = digest(text)
    with connection.cursor() as cursor:
        cursor.execute(
            CLOSE,
            [
                passage.act.name,
                passage.act.entity.name,
                content.get("key", ""),
                passage.actor.person_id,
                content.get("unit"),
                content.get("case"),
                passage.on,
                verdict.value,
                content.get("rows", 1),
                text,
                text_digest,
                mark(text_digest),
            ],
        )
        (number,) = cursor.fetchone()
    return str(number)


def make_months(ahead: int = 12) -> int:
    """Make the receipts' tables of this and the coming months; returns how many were new.

    A month without a table of its own loses nothing: its receipts go into the table of the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_months(%s)", [ahead])
        (made,) = cursor.fetchone()
    return int(made)


def who(passage: Passage) -> dict[str, Any]:
    """The acting person (or feed) as evidence names them."""
    actor = passage.actor
    return {"kind": actor.kind, "id": actor.person_id, "name": actor.name}


def editions(rules: RuleSet) -> list[dict[str, str]]:
    """The editions that judged, each with the digest of its published files."""
    return [
        {"standard": each.standard, "edition": each.edition, "digest": each.digest}
        for each in rules.editions
    ]


def told(finding: Finding) -> dict[str, Any]:
    """A finding as evidence keeps it: what the edition named beside it does not say already.

    Standard, clause and words follow from the rule and the edition's digest; empty parts are
    left out, since most of fifty findings are a plain pass.
    """
    kept: dict[str, Any] = {"rule": finding.rule_id, "verdict": finding.verdict.value}
    if finding.limit is not None:
        kept["limit"] = finding.limit
    if finding.actual is not None:
        kept["actual"] = finding.actual
    if finding.missing:
        kept["missing"] = finding.missing
    if finding.table_row is not None:
        kept["row"] = [finding.table_row.row, finding.table_row.clause]
    if finding.note:
        kept["note"] = finding.note
    return kept


def snapshot(subject: Model | None) -> dict[str, Any] | None:
    """The row as it stands: column → value."""
    if subject is None or subject.pk is None:
        return None
    return {
        field.attname: field.value_from_object(subject)
        for field in subject._meta.concrete_fields
        if field.attname != "receipt_id"
    }


KNOWN = (str, int, bool, dt.date, dt.time, uuid.UUID, list, dict)
"""What canonical JSON has a form for; all else of a row is kept as text."""


def plain_row(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A snapshot as evidence can hold it: what canonical JSON has no form for becomes text."""
    if row is None:
        return None
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, KNOWN) else str(value)


def worst(findings: Sequence[Finding]) -> Verdict:
    """The verdict of the whole: the gravest of its findings."""
    order = (Verdict.BLOCK, Verdict.UNKNOWN, Verdict.WARN, Verdict.WAIVED)
    present = {finding.verdict for finding in findings}
    return next((verdict for verdict in order if verdict in present), Verdict.PASS)


def keep_refusal(
    passage: Passage,
    draft: Mapping[str, Any],
    findings: Sequence[Finding],
    facts: Mapping[str, Any],
) -> int:
    """Record an act that a clause stopped, with its draft; returns the record's key."""
    content = {
        "actor": who(passage),
        "draft": plain_draft(draft, passage.act.form),
        "findings": [told(finding) for finding in findings],
        "facts": dict(facts),
    }
    actor, act = passage.actor, passage.act
    unit = actor.unit.pk if actor.unit else None
    with connection.cursor() as cursor:
        cursor.execute(
            REFUSE,
            [act.name, act.entity.name, key_of(passage.subject), actor.person_id, unit,
             passage.on, canonical(content)],
        )  # fmt: skip
        (kept,) = cursor.fetchone()
    return int(kept)
