"""Granting and revoking waivers; drafting of standards follows with the issue on the loop."""

from __future__ import annotations

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.standards import facts, forms


def grant_waiver(passage: Passage) -> Waiver:
    """Let one clause be departed from, for a time and a written reason."""
    draft = dict(passage.draft)
    rule, _, act = (draft.pop("rule") or "").partition("@")
    standard, _, clause = rule.partition("#")
    return Waiver.objects.create(
        **draft, standard=standard, clause=clause, act=act, granted_by=passage.actor.me
    )


def revoke_waiver(passage: Passage) -> Waiver:
    """End a waiver today; it stays on record."""
    waiver: Waiver = passage.subject
    if waiver.revoked_on is not None:
        raise Invalid(__all__="这项例外已经撤销。")
    waiver.revoked_on = passage.on
    waiver.save(update_fields=["revoked_on"])
    return waiver


ACTS = (
    Act("standards.waiver.grant", "批准例外", facts.WAIVER, forms.WaiverForm, grant_waiver,
        facts.WAIVER_FACTS, Kind.CREATE),
    Act("standards.waiver.revoke", "撤销例外", facts.WAIVER, NoDraft, revoke_waiver,
        facts.WAIVER_FACTS, unjudged="撤销例外随时可行，没有条款限制"),
)  # fmt: skip
