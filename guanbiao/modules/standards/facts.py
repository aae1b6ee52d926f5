"""Facts of waivers: what the standard on posts asks of an exception."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.gate.models import Waiver
from rulebook.feel import types as t

WAIVER = Entity("standards.waiver", "例外", Waiver, "unit__path", "clause")
WAIVER_FACTS = FactSet(
    WAIVER,
    (
        Fact("days", "例外天数", t.NUMBER, "天"),
        Fact("reason_length", "理由字数", t.NUMBER, "字"),
        Fact("has_basis", "有批准文号", t.BOOLEAN),
    ),
    """
    SELECT w.id AS key, w.unit_id, w.from_day AS day, w.to_day - w.from_day + 1 AS days,
           length(w.reason) AS reason_length, w.basis <> '' AS has_basis
    FROM gate_waiver w
    """,
)
