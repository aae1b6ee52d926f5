"""Every write of publishing: register, rehearse, announce, publish, end, roll back, carry, read."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from guanbiao.audit.rehearsal import running
from guanbiao.gate import jobs
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.gate.vocabulary import Registered
from guanbiao.library import in_force
from guanbiao.library.models import Publication
from guanbiao.library.packs import PackError, parse
from guanbiao.library.proving import clashes
from guanbiao.library.publish import publish as put_in_force
from guanbiao.library.publish import withdraw as take_back
from guanbiao.modules.publishing import facts, forms, questions, returning
from guanbiao.modules.publishing.models import Clash, Reading, Release, State
from guanbiao.modules.publishing.queries import coverage, readers

REHEARSE = "publishing.rehearse"
FREE = "只试算不写业务记录，由岗位权限约束"


def register(passage: Passage) -> Release:
    """Take in a pack: prove it against its neighbours, run its cases, count what is not bound."""
    draft = passage.draft
    pack = draft.get("read")
    if pack is None:
        raise Invalid(pack="请选择标准包文件。")
    units = [unit.uscc for unit in draft.get("units") or ()]
    return _taken(passage, pack, units, fast=bool(draft.get("fast")))


def _taken(passage: Passage, pack: Any, units: list[str], **more: Any) -> Release:
    head = pack.head
    if Release.objects.filter(
        standard=head.number, edition=head.edition, state__in=(State.CHECKED, State.NOTICE)
    ).exists():
        raise Invalid(pack=f"{head.number} {head.edition} 已在办理发布，请先撤回原发布件。")
    me = passage.actor.me
    made = Release.objects.create(
        number=_number(passage), standard=head.number, edition=head.edition, title=head.title,
        level=head.level.value, files=pack.files, digest=pack.digest, unit=me.unit, units=units,
        from_day=head.from_day, registered_by=me, registered_on=passage.on, **coverage(pack),
        **more,
    )  # fmt: skip
    Clash.objects.bulk_create(
        Clash(release=made, kind=each.kind, act=each.act, own=each.own[:100],
              standard=each.standard, edition=each.edition, other=each.other[:100],
              words=each.words, example=dict(each.example))
        for each in clashes(pack, in_force.everything(), Registered().scope_of)
    )  # fmt: skip
    return made


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('publishing_number')")
        (value,) = cursor.fetchone()
    return f"FB-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def rehearse(passage: Passage) -> Release:
    """Have the revision tried on the records of some days, in the background."""
    release: Release = passage.subject
    first, last = passage.draft["since"], passage.draft["until"]
    if first is None or last is None:
        raise Invalid(since="请选择起止日期。")
    begun = running.begin(parse(release.files), first, last, units=release.units, by=passage.actor)
    jobs.enqueue(REHEARSE, key=begun.pk)
    return release


def announce(passage: Passage) -> Release:
    """Begin the publicity."""
    release: Release = passage.subject
    release.notice_from = passage.draft["notice_from"]
    release.notice_to = passage.draft["notice_to"]
    release.state = State.NOTICE
    release.save(update_fields=["notice_from", "notice_to", "state"])
    return release


def publish(passage: Passage) -> Release:
    """Put the edition in force from its day, for its units; its readers get it to read."""
    release: Release = passage.subject
    pack = parse(release.files)
    try:
        made = put_in_force(pack, passage.actor.name, tuple(release.units), Registered())
    except PackError as refusal:
        raise Invalid(__all__=str(refusal)) from refusal
    release.publication, release.published_on = made.number, passage.on
    release.state = State.PUBLISHED
    release.save(update_fields=["publication", "published_on", "state"])
    Reading.objects.bulk_create(
        Reading(release=release, person_id=person, unit_id=unit, given_on=passage.on)
        for person, unit in readers(in_force.edition_with(made.edition_id), passage.on)
    )
    passage.tell("publishing.published", release=release.pk)
    return release


def end(passage: Passage) -> Release:
    """Take an edition out of force after a day; the one before it speaks again."""
    release: Release = passage.subject
    last = passage.draft["last_day"]
    if last is None:
        raise Invalid(last_day="请选择最后施行日。")
    publication = Publication.objects.get(number=release.publication or 0)
    take_back(publication, passage.actor.name, last)
    release.state, release.ended_on = State.ENDED, last
    release.save(update_fields=["state", "ended_on"])
    return release


def withdraw(passage: Passage) -> Release:
    """Give up a release that is not published yet."""
    release: Release = passage.subject
    release.state = State.WITHDRAWN
    release.save(update_fields=["state"])
    passage.tell("publishing.withdrawn", release=release.pk)
    return release


def roll_back(passage: Passage) -> Release:
    """Bring the edition before this one back as a new edition, to be published like any other."""
    release: Release = passage.subject
    draft = passage.draft
    if not draft["new_edition"] or draft["starts_on"] is None:
        raise Invalid(new_edition="请填写新版次号和施行日期。")
    earlier = returning.before(release)
    if earlier is None:
        raise Invalid(__all__=f"{release} 之前没有可以回到的版次。")
    pack = returning.again(earlier.pack, draft["new_edition"], draft["starts_on"])
    return _taken(passage, pack, list(release.units), rolls_back=release)


def carry(passage: Passage) -> Clash:
    """Let a conflict stand, with a reason on record."""
    clash: Clash = passage.subject
    if clash.carried_on is not None:
        raise Invalid(__all__="这处冲突已经批准保留。")
    clash.reason, clash.basis = passage.draft["reason"] or "", passage.draft["basis"] or ""
    clash.carried_on, clash.carried_by = passage.on, passage.actor.me
    clash.save(update_fields=["reason", "basis", "carried_on", "carried_by"])
    return clash


def answer(passage: Passage) -> Reading:
    """The quiz of an edition; each try asks other questions and the best score counts."""
    reading: Reading = passage.subject
    found = forms.asked(reading)
    told = {place: passage.draft.get(f"q{place}") or "" for place in range(len(found))}
    score = questions.score(found, told)
    reading.score = max(score, reading.score or 0)
    reading.tries += 1
    reading.save(update_fields=["score", "tries"])
    return reading


def sign(passage: Passage) -> Reading:
    """Sign that it was read."""
    reading: Reading = passage.subject
    if reading.read_on is not None:
        raise Invalid(__all__="您已经签阅。")
    reading.read_on = passage.on
    reading.save(update_fields=["read_on"])
    return reading


RELEASE, SEEN = facts.RELEASE, facts.RELEASE_FACTS
ACTS = (
    Act("publishing.release.register", "登记发布件", RELEASE, forms.ReleaseForm, register, SEEN,
        Kind.CREATE, fields={"loose": "pack"}),
    Act("publishing.release.rehearse", "修订仿真", RELEASE, forms.RehearseForm, rehearse, SEEN,
        unjudged=FREE, at=(State.CHECKED, State.NOTICE)),
    Act("publishing.release.announce", "公示", RELEASE, forms.NoticeForm, announce, SEEN,
        at=(State.CHECKED, State.NOTICE), fields={"notice_days": "notice_to"}),
    Act("publishing.release.publish", "发布", RELEASE, NoDraft, publish, SEEN,
        at=(State.CHECKED, State.NOTICE),
        weighs="发布后不能再改，到施行日即行生效；有误须另发新版次或停用。"),
    Act("publishing.release.roll_back", "回退到上一版", RELEASE, forms.RollBackForm, roll_back,
        SEEN, unjudged="只登记一个新的发布件，发布时照常判定", at=(State.PUBLISHED,)),
    Act("publishing.release.end", "停用", RELEASE, forms.EndForm, end, SEEN,
        unjudged="停用由岗位权限约束，停用后上一版自动恢复施行", at=(State.PUBLISHED,)),
    Act("publishing.release.withdraw", "撤回", RELEASE, NoDraft, withdraw, SEEN,
        unjudged="未发布前随时可以撤回", at=(State.CHECKED, State.NOTICE),
        weighs="撤回后不能恢复，再要发布须重新登记发布件。"),
    Act("publishing.clash.carry", "批准保留冲突", facts.CLASH, forms.CarryForm, carry,
        facts.CLASH_FACTS, fields={"reason_length": "reason", "has_basis": "basis"}),
    Act("publishing.reading.answer", "测验", facts.READING, forms.AnswerForm, answer,
        facts.READING_FACTS, unjudged="测验随时可做，成绩在签阅时判定"),
    Act("publishing.reading.sign", "签阅", facts.READING, NoDraft, sign, facts.READING_FACTS),
)  # fmt: skip
