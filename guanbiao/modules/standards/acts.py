"""Revoking an exception; it is asked for and granted in `evaluation.exceptions`."""

from __future__ import annotations

from guanbiao.gate.describe import Act
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.standards import facts


def revoke_waiver(passage: Passage) -> Waiver:
    """End a waiver today; it stays on record."""
    waiver: Waiver = passage.subject
    if waiver.revoked_on is not None:
        raise Invalid(__all__="这项例外已经撤销。")
    waiver.revoked_on = passage.on
    waiver.save(update_fields=["revoked_on"])
    return waiver


ACTS = (
    Act("standards.waiver.revoke", "撤销例外", facts.WAIVER, NoDraft, revoke_waiver,
        facts.WAIVER_FACTS, unjudged="撤销例外随时可行，没有条款限制",
        weighs="撤销后条款即照常执行，再要例外须重新申请。"),
)  # fmt: skip
