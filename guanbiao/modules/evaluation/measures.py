"""Numbers of evaluation, each with its formula and the rows it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q

from guanbiao.audit.measuring import share
from guanbiao.gate.describe import Measure
from guanbiao.library.models import Publication
from guanbiao.modules.evaluation import facts
from guanbiao.modules.evaluation.models import Answer, ProposalSource

if TYPE_CHECKING:
    import datetime as dt


def _right(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(answer=Answer.RIGHT))


def _answered(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(answered_on__isnull=False))


def _improved(_: dt.datetime, __: dt.datetime) -> Any:
    later = Publication.objects.filter(
        edition__standard__number=OuterRef("standard"), withdraws=None,
        from_day__gt=OuterRef("raised_on"),
    )  # fmt: skip
    return share(Exists(later))


def _reviewed(_: dt.datetime, __: dt.datetime) -> Any:
    return share(Q(concluded_on__lte=F("due_on")))


MEASURES = (
    Measure("evaluation.right", "账实相符率", "%", "抽查账实相符的记录 ÷ 能核查的记录 × 100",
            facts.ITEM, "checked_on", _right, Q(answer__in=(Answer.RIGHT, Answer.WRONG))),
    Measure("evaluation.answered", "修订建议答复率", "%", "已答复的修订建议 ÷ 期内提出的 × 100",
            facts.PROPOSAL, "raised_on", _answered),
    Measure("evaluation.improved", "例外改进率", "%",
            "例外集中的修订建议中其后有新版施行的 ÷ 期内提出的 × 100",
            facts.PROPOSAL, "raised_on", _improved, Q(source=ProposalSource.WAIVERS)),
    Measure("evaluation.reviewed", "复审按期率", "%", "期限内有结论的复审 ÷ 期内到期的复审 × 100",
            facts.REVIEW, "due_on", _reviewed),
)  # fmt: skip
