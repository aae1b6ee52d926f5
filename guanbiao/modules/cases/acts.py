"""The verbs on a case. Each only asks; the kernel decides, by the process of its edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanbiao.gate import papers
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Case, CaseState
from guanbiao.gate.passage import Invalid, Passage, Verb
from guanbiao.modules.cases import forms
from guanbiao.modules.cases.facts import CASE, CASE_FACTS, WORDING, WORDING_FACTS
from guanbiao.modules.cases.models import Use, Wording

BY_PROCESS = "谁能这样办由流程和岗位权限规定，办件内容在提交时已判定"
CLOCKS = tuple(
    f"cases.case.{name}" for name in ("expire", "ring", "remind", "reckon", "renew", "fail")
)
"""What the platform's clock does by itself."""


def _asking(verb: Verb) -> Callable[[Passage], Case]:
    """An ``apply`` that passes the draft on as a wish."""

    def apply(passage: Passage) -> Case:
        draft, case = dict(passage.draft), passage.subject
        signed = [draft.pop(name, None) for name in ("signature", "signed_name")]
        sent = [*(draft.pop("sent", None) or ()), *filter(None, signed)]
        papers.attach(passage, CASE, case, sent)
        more: dict[str, Any] = {"to": draft.pop("to_person", None)}
        passage.step(verb, case, **more, **{k: v for k, v in draft.items() if v is not None})
        found: Case = case
        return found

    return apply


def _act(name: str, verb: Verb, form: type, label: str = "") -> Act:
    return Act(
        f"cases.case.{name}", label or verb.value, CASE, form, _asking(verb), CASE_FACTS,
        unjudged=BY_PROCESS,
    )  # fmt: skip


def add_wording(passage: Passage) -> Wording:
    """Words for everybody in the actor's unit."""
    unit = passage.actor.me.unit
    if Wording.objects.filter(unit=unit, words=passage.draft["words"], state=Use.ON).exists():
        raise Invalid(words="本单位已有这条常用语。")
    return Wording.objects.create(unit=unit, words=passage.draft["words"], added_on=passage.on)


def stop_wording(passage: Passage) -> Wording:
    """The words are not offered any more."""
    wording: Wording = passage.subject
    wording.state = Use.OFF
    wording.save(update_fields=["state"])
    return wording


def rate(passage: Passage) -> Case:
    """What the applicant thinks of how her case was handled, once it is over."""
    case: Case = passage.subject
    if case.state not in RATED:
        raise Invalid(__all__=f"办件 {case.number} {case.get_state_display()}，办结后才能评价。")
    if case.rating is not None:
        raise Invalid(__all__=f"办件 {case.number} 已评价过，一件只评一次。")
    case.rating, case.rating_words = passage.draft["rating"], passage.draft["rating_words"]
    case.rated_at = passage.now
    case.save(update_fields=["rating", "rating_words", "rated_at"])
    return case


RATED = (CaseState.DONE, CaseState.REJECTED)
"""How a case must have ended to be rated: it was decided, whichever way."""
WORDINGS = (
    Act("cases.wording.add", "添加单位常用语", WORDING, forms.WordingForm, add_wording,
        WORDING_FACTS, Kind.CREATE),
    Act("cases.wording.stop", "停用", WORDING, NoDraft, stop_wording, WORDING_FACTS,
        at=(Use.ON,), unjudged="停用随时可行，由岗位权限约束",
        weighs="停用后不再供人选用，还要用的须重新添加。"),
)  # fmt: skip
VERB_ACTS = (
    _act("agree", Verb.AGREE, forms.StepForm),
    _act("disagree", Verb.DISAGREE, forms.ReasonForm),
    _act("send_back", Verb.RETURN, forms.ReturnForm),
    _act("retrieve", Verb.RETRIEVE, forms.StepForm),
    _act("transfer", Verb.TRANSFER, forms.PersonForm),
    _act("delegate", Verb.DELEGATE, forms.PersonForm),
    _act("add", Verb.ADD, forms.AddForm),
    _act("remove", Verb.REMOVE, forms.PersonForm),
    _act("copy", Verb.COPY, forms.PeopleForm),
    _act("urge", Verb.URGE, forms.StepForm),
    _act("withdraw", Verb.WITHDRAW, forms.StepForm),
    _act("cancel", Verb.CANCEL, forms.ReasonForm),
    _act("terminate", Verb.TERMINATE, forms.ReasonForm),
    _act("annul", Verb.ANNUL, forms.ReasonForm),
    _act("pause", Verb.PAUSE, forms.ReasonForm),
    _act("resume", Verb.RESUME, forms.StepForm),
    _act("notify", Verb.NOTIFY, forms.SignalForm),
    _act("complete", Verb.COMPLETE, forms.ReasonForm, "人工办结"),
    _act("fail", Verb.FAIL, forms.ReasonForm),
    _act("expire", Verb.EXPIRE, forms.StepForm),
    _act("ring", Verb.RING, forms.TimerForm),
    _act("remind", Verb.REMIND, forms.StepForm),
    _act("reckon", Verb.RECKON, forms.StepForm),
    _act("renew", Verb.RENEW, forms.StepForm),
)
RATE = Act("cases.case.rate", "评价", CASE, forms.RatingForm, rate, CASE_FACTS)
ACTS = (*VERB_ACTS, RATE, *WORDINGS)
