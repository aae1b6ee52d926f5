"""Every write of evaluation: draw and check samples, propose, review, record savings."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.library import in_force
from guanbiao.modules.evaluation import drawing, exceptions, facts, forms
from guanbiao.modules.evaluation.models import (
    Proposal,
    ProposalState,
    Review,
    Sample,
    SampleItem,
    SampleState,
    Saving,
)
from guanbiao.people.models import Unit


def _number(passage: Passage, prefix: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('evaluation_number')")
        (value,) = cursor.fetchone()
    return f"{prefix}-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def draw(passage: Passage) -> Sample:
    """Draw records of the units below one's own region by chance, each to be checked."""
    draft, me = passage.draft, passage.actor.me
    if any(draft[name] is None for name in ("entity", "from_day", "to_day", "size", "seed")):
        raise Invalid(entity="请填写抽查对象、起止日期、条数和种子。")
    days, prefix = (draft["from_day"], draft["to_day"]), me.unit.region_prefix
    reached = Unit.objects.filter(region__code__startswith=prefix)
    units = list(reached.values_list("pk", flat=True))
    found = drawing.draw(draft["entity"], *days, units, draft["seed"], draft["size"])
    if not found:
        raise Invalid(entity="这段时间没有可抽查的记录，请放宽日期。")
    sample = Sample.objects.create(
        number=_number(passage, "CC"), unit=me.unit, drawn_by=me, drawn_on=passage.on,
        entity=draft["entity"], from_day=days[0], to_day=days[1], seed=draft["seed"],
        population=drawing.population(draft["entity"], *days, units), size=len(found),
    )  # fmt: skip
    SampleItem.objects.bulk_create(
        SampleItem(sample=sample, place=place, key=each.key, title=each.title,
                   unit_id=each.unit_id, day=each.day, verdict=each.verdict, clauses=each.clauses)
        for place, each in enumerate(found, 1)
    )  # fmt: skip
    return sample


def check(passage: Passage) -> SampleItem:
    """Write down what was found on the spot."""
    item: SampleItem = passage.subject
    if item.sample.state != SampleState.OPEN:
        raise Invalid(__all__="这份清单已经完成，不能再改核查结果。")
    item.answer, item.words = passage.draft["answer"] or "", passage.draft["words"] or ""
    item.checked_by, item.checked_on = passage.actor.me, passage.on
    item.save(update_fields=["answer", "words", "checked_by", "checked_on"])
    return item


def finish(passage: Passage) -> Sample:
    """Close a sample."""
    sample: Sample = passage.subject
    sample.state = SampleState.DONE
    sample.save(update_fields=["state"])
    return sample


def propose(passage: Passage) -> Proposal:
    """Ask that a clause be revised."""
    draft, me = dict(passage.draft), passage.actor.me
    if draft.get("standard") and draft.get("clause") and not _known(draft):
        raise Invalid(clause="没有这个标准或条款，请核对编号。")
    return Proposal.objects.create(
        **{name: value or "" for name, value in draft.items()}, number=_number(passage, "JY"),
        unit=me.unit, raised_by=me, raised_on=passage.on,
    )  # fmt: skip


def _known(draft: dict[str, Any]) -> bool:
    return any(
        each.head.number == draft["standard"] and each.pack.clause(draft["clause"]) is not None
        for each in in_force.everything()
    )


def reply(passage: Passage) -> Proposal:
    """Take a proposal, or leave it, and say why."""
    proposal: Proposal = passage.subject
    taken = passage.draft["taken"] == "yes"
    proposal.state = ProposalState.TAKEN if taken else ProposalState.LEFT
    proposal.reply, proposal.answered_on = passage.draft["reply"] or "", passage.on
    proposal.save(update_fields=["state", "reply", "answered_on"])
    return proposal


def plan(passage: Passage) -> Review:
    """Set the day by which an edition is looked at again."""
    draft = passage.draft
    edition = in_force.edition_named(draft["standard"] or "", draft["edition"] or "")
    if edition is None or draft["due_on"] is None:
        raise Invalid(standard="没有这个已发布的版次，请核对标准编号和版次。")
    unit = passage.actor.me.unit
    earlier = Review.objects.filter(standard=draft["standard"], edition=draft["edition"], unit=unit)
    if earlier.filter(concluded_on=None).exists():
        raise Invalid(standard="这个版次已经列入复审。")
    last = earlier.order_by("-concluded_on").first()
    since = last.concluded_on if last and last.concluded_on else edition.head.from_day
    return Review.objects.create(**draft, unit=unit, title=edition.head.title, since=since)


def conclude(passage: Passage) -> Review:
    """Say what the review comes to."""
    review: Review = passage.subject
    if review.concluded_on is not None:
        raise Invalid(__all__="这次复审已有结论。")
    review.conclusion = passage.draft["conclusion"] or ""
    review.words = passage.draft["words"] or ""
    review.concluded_on, review.concluded_by = passage.on, passage.actor.me
    review.save(update_fields=["conclusion", "words", "concluded_on", "concluded_by"])
    return review


def record(passage: Passage) -> Saving:
    """Write down a saving with its method and evidence."""
    return Saving.objects.create(
        **passage.draft, number=_number(passage, "JL"), recorded_by=passage.actor.me,
        recorded_on=passage.on,
    )  # fmt: skip


ACTS = (
    Act("evaluation.sample.draw", "随机抽取", facts.SAMPLE, forms.SampleForm, draw,
        facts.SAMPLE_FACTS, Kind.CREATE),
    Act("evaluation.sample.finish", "完成核查", facts.SAMPLE, NoDraft, finish,
        facts.SAMPLE_FACTS, at=(SampleState.OPEN,),
        weighs="完成后这份清单的核查结果不能再改。"),
    Act("evaluation.item.check", "记录核查结果", facts.ITEM, forms.ItemForm, check,
        facts.ITEM_FACTS, fields={"words_length": "words"}),
    Act("evaluation.proposal.raise", "提出修订建议", facts.PROPOSAL, forms.ProposalForm, propose,
        facts.PROPOSAL_FACTS, Kind.CREATE, fields={"evidence_length": "evidence"}),
    Act("evaluation.proposal.reply", "答复修订建议", facts.PROPOSAL, forms.ReplyForm, reply,
        facts.PROPOSAL_FACTS, at=(ProposalState.OPEN,), fields={"reply_length": "reply"}),
    Act("evaluation.review.plan", "列入复审", facts.REVIEW, forms.ReviewForm, plan,
        facts.REVIEW_FACTS, Kind.CREATE, fields={"years": "due_on"}),
    Act("evaluation.review.conclude", "复审", facts.REVIEW, forms.ConcludeForm, conclude,
        facts.REVIEW_FACTS, fields={"words_length": "words"}),
    Act("evaluation.saving.record", "登记节约", facts.SAVING, forms.SavingForm, record,
        facts.SAVING_FACTS, Kind.CREATE,
        fields={"evidence_length": "evidence", "difference": "amount", "tied": "clause"}),
    *exceptions.acts(_number),
)  # fmt: skip
