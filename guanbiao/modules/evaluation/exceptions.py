"""Exceptions: asked for with reason, term and price, granted by another, ending by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.models import Waiver
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.evaluation import facts, forms
from guanbiao.modules.evaluation.models import Ask, AskState

Number = Callable[[Passage, str], str]


def ask(number: Number) -> Callable[[Passage], Ask]:
    """The act of asking, with the numbers of evaluation."""

    def apply(passage: Passage) -> Ask:
        draft, me = dict(passage.draft), passage.actor.me
        rule, _, act = (draft.pop("rule") or "").partition("@")
        standard, _, clause = rule.partition("#")
        if not act or draft["from_day"] is None or draft["to_day"] is None:
            raise Invalid(rule="请选择条款和期限。")
        texts = {name: draft[name] or "" for name in ("key", "reason")}
        return Ask.objects.create(
            **{**draft, **texts}, standard=standard, clause=clause, act=act,
            number=number(passage, "LW"), unit=me.unit, asked_by=me, asked_on=passage.on,
        )  # fmt: skip

    return apply


def grant(passage: Passage) -> Ask:
    """Let the clause be departed from; every later finding says why, at what price, until when."""
    found: Ask = passage.subject
    me: Any = passage.actor.me
    price = "" if found.price is None else f"，代价 {found.price:,.2f} 元"
    found.waiver = Waiver.objects.create(
        standard=found.standard, clause=found.clause, act=found.act, unit=found.unit,
        key=found.key, basis=passage.draft["basis"] or "", granted_by=me,
        reason=f"{found.reason}（责任人 {found.asked_by.name}{price}）",
        from_day=found.from_day, to_day=found.to_day,
    )  # fmt: skip
    found.basis, found.opinion = passage.draft["basis"] or "", passage.draft["opinion"] or ""
    return _decided(passage, found, AskState.GRANTED)


def refuse(passage: Passage) -> Ask:
    """Leave the clause as it is."""
    found: Ask = passage.subject
    found.opinion = passage.draft["opinion"] or ""
    return _decided(passage, found, AskState.REFUSED)


def _decided(passage: Passage, found: Ask, state: AskState) -> Ask:
    found.state, found.decided_by, found.decided_on = state, passage.actor.me, passage.on
    found.save()
    passage.tell("evaluation.decided", ask=found.pk)
    return found


def acts(number: Number) -> tuple[Act, ...]:
    """The three acts."""
    open_only = (AskState.OPEN,)
    return (
        Act("evaluation.exception.ask", "申请例外", facts.ASK, forms.AskForm, ask(number),
            facts.ASK_FACTS, Kind.CREATE, fields={"days": "to_day", "reason_length": "reason"},
            papers=True),
        Act("evaluation.exception.grant", "批准", facts.ASK, forms.GrantForm, grant,
            facts.ASK_FACTS, at=open_only, fields={"has_basis": "basis"}),
        Act("evaluation.exception.refuse", "不批准", facts.ASK, forms.RefuseForm, refuse,
            facts.ASK_FACTS, unjudged="不批准随时可行，由岗位权限约束", at=open_only),
    )  # fmt: skip
