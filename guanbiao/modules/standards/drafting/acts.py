"""Every write of drafting: begin, write, confirm, ask, answer, settle, review, approve, publish."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.gate import authority
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.library import in_force
from guanbiao.modules.publishing import public as publishing
from guanbiao.modules.standards.drafting import facts, forms, telling
from guanbiao.modules.standards.drafting.checking import examine, stamp
from guanbiao.modules.standards.drafting.files import HEAD, draft_pack, files_of
from guanbiao.modules.standards.drafting.models import (
    OPEN,
    Consult,
    Draft,
    DraftText,
    Member,
    Opinion,
    Review,
    Running,
    State,
)
from guanbiao.people.models import Unit

FREE = "随时可行，由岗位权限约束，没有别的条款对其作出规定"
FIRST = re.compile(r"^(\d+(?:\.\d+)*|[A-Z](?:\.\d+)+)\s+(.+)$")


def propose(passage: Passage) -> Draft:
    """Begin a standard; its first version holds a title and nothing else."""
    wish = dict(passage.draft)
    members, base = wish.pop("members") or [], wish.pop("base")
    draft = Draft(
        number=_number(passage), unit=_unit(passage), leader=passage.actor.me,
        registered_on=passage.on, **{**wish, "budget": wish.get("budget") or 0},
    )  # fmt: skip
    draft.evidence = draft.evidence or ""
    draft.save()
    _join(draft, members)
    text = f"# {draft.title}（{draft.standard}—{draft.edition}）\n"
    if base:
        _take_over(passage, draft, int(base))
    else:
        _keep(passage, draft, {"text.md": text}, "立项")
    return draft


def _take_over(passage: Passage, draft: Draft, base: int) -> None:
    """Begin with what an edition in force says; its words and rules agree as published."""
    edition = in_force.edition_with(base)
    if edition is None:
        raise Invalid(base="没有这一版标准，请重新选择。")
    files = {path: text for path, text in edition.pack.files.items() if path != HEAD}
    draft.stamps = {each.number: stamp(edition.pack, each.number) for each in edition.clauses}
    _keep(passage, draft, files, f"自 {edition.head.number}—{edition.head.edition} 修订")


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('standards_number')")
        (value,) = cursor.fetchone()
    return f"BZ-{timezone.localdate(passage.now):%Y%m%d}-{value:04d}"


def _unit(passage: Passage) -> Unit:
    """The unit at which she holds the post that lets her propose."""
    held = next(authority.titles(passage.actor, passage.act.name, passage.on), None)
    if held is None:
        raise Invalid(__all__="您没有可以立项的岗位，请联系标准管理员。")
    return held.unit


def _join(draft: Draft, members: list[Any]) -> None:
    Member.objects.filter(draft=draft).exclude(person__in=members).delete()
    known = set(draft.members.values_list("person_id", flat=True))
    fresh = {person.pk: person for person in members if person.pk not in known}
    Member.objects.bulk_create(Member(draft=draft, person=each) for each in fresh.values())


def plan(passage: Passage) -> Draft:
    """Change the plan, the people, the money, the day."""
    draft: Draft = passage.subject
    wish = dict(passage.draft)
    _join(draft, wish.pop("members") or [])
    for name, value in wish.items():
        setattr(draft, name, value)
    _recount(draft)
    draft.save()
    return draft


def _keep(passage: Passage, draft: Draft, changes: Mapping[str, str | None], note: str) -> None:
    """Put down the new texts as the next version, and count anew."""
    draft.version += 1
    DraftText.objects.bulk_create(
        DraftText(draft=draft, path=path, version=draft.version, text=text or "", note=note,
                  by=passage.actor.me, at=passage.now)
        for path, text in changes.items()
    )  # fmt: skip
    _recount(draft)
    draft.save()


def _recount(draft: Draft) -> None:
    for name, value in examine(files_of(draft), draft.stamps).counts().items():
        setattr(draft, name, value)


def write(passage: Passage) -> Draft:
    """Change files; clauses named as confirmed are taken to agree with their rules."""
    draft: Draft = passage.subject
    wish = passage.draft
    if wish["base"] != draft.version:
        last = draft.texts.order_by("-version", "-pk").first()
        who = f"{last.by.name}刚刚改过（{last.note}）" if last else "草案已有新版本"
        raise Invalid(__all__=f"{who}，您的改动没有保存。请刷新后在新版本上重做。")
    moved = wish["renamed"] or {}
    draft.stamps = {moved.get(old, old): kept for old, kept in draft.stamps.items()}
    _keep(passage, draft, wish["changes"] or {}, wish["note"] or "")
    for number in filter(None, (wish["confirm"] or "").split(",")):
        _confirm(draft, number)
    _recount(draft)
    draft.save()
    return draft


def _confirm(draft: Draft, number: str) -> None:
    pack = examine(files_of(draft), draft.stamps).pack
    if pack is not None:
        draft.stamps = {**draft.stamps, number: stamp(pack, number)}


def confirm(passage: Passage) -> Draft:
    """The words and the rule of a clause were held side by side and agree."""
    draft: Draft = passage.subject
    _confirm(draft, passage.draft["clause"] or "")
    _recount(draft)
    draft.save()
    return draft


def ask(passage: Passage) -> Consult:
    """Send the draft to a group; the first of a round opens it."""
    wish = dict(passage.draft)
    chosen = wish.pop("draft")
    if chosen is None or wish["unit"] is None:
        raise Invalid(__all__="请选择标准草案和征求单位。")
    draft = Draft.objects.select_for_update().get(pk=chosen.pk)
    wish["group"] = (wish["group"] or "").strip()
    number = _round(draft, wish["unit"], wish["group"])
    made = Consult.objects.create(draft=draft, round=number, asked_on=passage.on, **wish)
    draft.state = State.CONSULTING
    draft.save(update_fields=["state"])
    passage.tell(telling.ASKED, consult=made.pk)
    return made


def _round(draft: Draft, unit: Unit, group: str) -> int:
    """The round in which a group is asked.

    Asking again after the words came back to their writers, or a group that has answered, begins
    the next round; while somebody of this round is silent there is none.
    """
    last = draft.consults.order_by("-round").values_list("round", flat=True).first()
    if last is None:
        return 1
    asked = draft.consults.filter(round=last)
    again = asked.filter(unit=unit, group=group).exists()
    back = draft.state == State.DRAFTING
    if again and asked.filter(answer="").exists():
        raise Invalid(group=f"第 {last} 轮还有相关方没有答复，都答复以后才能开始下一轮。")
    return last + 1 if again or (back and asked.exclude(answer="").exists()) else last


def answer(passage: Passage) -> Consult:
    """A group says what it thinks; each line is one opinion."""
    consult: Consult = passage.subject
    if consult.draft.state not in OPEN:
        raise Invalid(__all__=f"{consult.draft} 现为“{consult.draft.state}”，征求意见已经结束。")
    if consult.answer:
        raise Invalid(__all__="这个相关方已经答复过了。")
    consult.answer = passage.draft["answer"] or ""
    consult.answered_by, consult.answered_on = passage.actor.me, passage.on
    consult.save()
    if consult.answer == "有意见":
        lines = (line.strip() for line in (passage.draft["opinions"] or "").splitlines())
        Opinion.objects.bulk_create(
            Opinion(consult=consult, by=passage.actor.me, **_opinion(line))
            for line in lines if line
        )  # fmt: skip
    passage.tell(telling.MOVED, draft=consult.draft_id, what=f"{consult.group}答复{consult.answer}")
    return consult


def _opinion(line: str) -> dict[str, str]:
    """``5.1 words``: the clause it is about, and the words."""
    found = FIRST.match(line)
    clause, words = (found[1], found[2]) if found else ("", line)
    return {"clause": clause[:30], "words": words[:1000]}


def settle(passage: Passage) -> Draft:
    """Take an opinion up, in part, or not, and say why."""
    opinion: Opinion | None = passage.draft["opinion"]
    if opinion is None:
        raise Invalid(opinion="请选择要处理的意见。")
    opinion.result = passage.draft["result"] or ""
    opinion.reason = passage.draft["reason"] or ""
    opinion.settled_by = passage.actor.me
    opinion.save()
    draft: Draft = passage.subject
    draft.save(update_fields=["state"])
    return draft


def submit(passage: Passage) -> Draft:
    """The words are done; from now on they rest until the readers have spoken."""
    draft: Draft = passage.subject
    _recount(draft)
    draft.state, draft.remark = State.REVIEWING, passage.draft["remark"] or ""
    draft.save()
    passage.tell(telling.WAITING, draft=draft.pk, act="standards.draft.review")
    return draft


def review(passage: Passage) -> Draft:
    """One reading; who finds a fault sends the draft back to its writers."""
    draft: Draft = passage.subject
    wish = passage.draft
    Review.objects.create(
        draft=draft, version=draft.version, person=passage.actor.me, on=passage.on,
        step=wish["step"] or "", passed=wish["passed"] == "通过", words=wish["words"] or "",
    )  # fmt: skip
    if wish["passed"] == "退回":
        draft.state, draft.remark = State.DRAFTING, wish["words"] or ""
        passage.tell(telling.MOVED, draft=draft.pk, what="退回修改")
        draft.version += 1  # what was found good before the fault counts no more
    draft.save(update_fields=["state", "remark", "version"])
    return draft


def approve(passage: Passage) -> Draft:
    """The responsible leader says yes."""
    draft: Draft = passage.subject
    _recount(draft)
    draft.approved_by, draft.approved_on = passage.actor.me, passage.on
    draft.remark = passage.draft["remark"] or ""
    draft.state = State.APPROVED
    draft.save()
    passage.tell(telling.MOVED, draft=draft.pk, what="已批准")
    passage.tell(telling.WAITING, draft=draft.pk, act="standards.draft.publish")
    return draft


def publish_draft(passage: Passage) -> Draft:
    """Hand the draft over to publishing, which proves, rehearses and puts it in force.

    The release with exactly these files was registered before (`drafting.handing`): two gates,
    each with its own clauses, and no second road into the library.
    """
    draft: Draft = passage.subject
    planned(draft, passage.draft, passage.on)
    if draft.from_day and draft.from_day < passage.on:
        raise Invalid(from_day="施行日期不应早于今天。")
    _recount(draft)
    whole = not (draft.problems or draft.failing or draft.stale or draft.loose or draft.untried)
    if whole and not passage.rehearse:
        draft.release = _registered(draft)
    draft.state = State.HANDED
    draft.save()
    return draft


def planned(draft: Draft, said: Mapping[str, Any], on: dt.date) -> None:
    """The title page as it will be published: its day, and the fate of running cases."""
    draft.from_day = said["from_day"] or on
    draft.running = said["running"] or Running.FINISH.value


def _registered(draft: Draft) -> int:
    release = publishing.under_way(draft_pack(draft).digest)
    if release is None:
        raise Invalid(__all__="这份草案还没有登记为发布件，请从草案页面点“移交发布”。")
    return int(release.pk)


def conclude(passage: Passage) -> Draft:
    """Note what became of the release: in force, or back on the desk of those who made it."""
    draft: Draft = passage.subject
    now = publishing.standing(None, pk=draft.release)
    if now is None or (now.publication is None and not now.withdrawn):
        raise Invalid(__all__="发布件还在办理，发布或撤回以后再登记结果。")
    draft.published = now.publication
    draft.state = State.APPROVED if now.withdrawn else State.PUBLISHED
    draft.release = None if now.withdrawn else draft.release
    draft.save(update_fields=["published", "state", "release"])
    passage.tell(telling.MOVED, draft=draft.pk, what="发布件已撤回" if now.withdrawn else "已发布")
    return draft


def stop(passage: Passage) -> Draft:
    """Nothing comes of it."""
    draft: Draft = passage.subject
    draft.state, draft.remark = State.STOPPED, passage.draft["remark"] or ""
    draft.save(update_fields=["state", "remark"])
    return draft


DRAFT, SEEN = facts.DRAFT, facts.DRAFT_FACTS
EDITABLE = tuple(each.value for each in OPEN)
UNFINISHED = (*EDITABLE, State.REVIEWING.value, State.APPROVED.value)
ACTS = (
    Act("standards.draft.propose", "标准立项", DRAFT, forms.ProjectForm, propose, SEEN,
        Kind.CREATE, fields={"evidence_length": "evidence", "plan_days": "plan_to",
                             "standard": "standard", "funding": "funding"}),
    Act("standards.draft.plan", "调整计划", DRAFT, forms.PlanForm, plan, SEEN, at=EDITABLE,
        fields={"evidence_length": "evidence", "plan_days": "plan_to", "funding": "funding"}),
    Act("standards.draft.write", "修改草案", DRAFT, forms.WriteForm, write, SEEN, at=EDITABLE,
        unjudged="草案可以反复修改，内容在送审、批准和发布时判定"),
    Act("standards.draft.confirm", "确认条文与规则一致", DRAFT, forms.ConfirmForm, confirm, SEEN,
        at=EDITABLE, unjudged="由起草人对照后确认，是否全部确认在发布时判定"),
    Act("standards.consult.ask", "征求意见", facts.CONSULT, forms.ConsultForm, ask,
        facts.CONSULT_FACTS, Kind.CREATE, fields={"term": "due_on"}),
    Act("standards.consult.answer", "答复意见", facts.CONSULT, forms.AnswerForm, answer,
        facts.CONSULT_FACTS, unjudged="相关方自愿表达意见，没有条款限制"),
    Act("standards.draft.settle", "处理意见", DRAFT, forms.SettleForm, settle, SEEN, at=EDITABLE,
        fields={"shortest_reason": "reason"}),
    Act("standards.draft.submit", "送审", DRAFT, forms.SayForm, submit, SEEN, at=EDITABLE),
    Act("standards.draft.review", "审校", DRAFT, forms.ReviewForm, review, SEEN,
        at=(State.REVIEWING.value,), fields={"reviewers": "step", "own_review": "step"}),
    Act("standards.draft.approve", "批准", DRAFT, forms.SayForm, approve, SEEN,
        at=(State.REVIEWING.value,)),
    Act("standards.draft.publish", "移交发布", DRAFT, forms.PublishForm, publish_draft, SEEN,
        at=(State.APPROVED.value,)),
    Act("standards.draft.conclude", "登记发布结果", DRAFT, NoDraft, conclude, SEEN,
        at=(State.HANDED.value,), unjudged="只登记发布件的结果，发布由发布件按条款判定"),
    Act("standards.draft.stop", "终止项目", DRAFT, forms.StopForm, stop, SEEN, at=UNFINISHED,
        unjudged=FREE),
)  # fmt: skip
