"""Every write of notices: draft, amend, publish, remind, take down, confirm."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.notices import facts, forms, readers
from guanbiao.modules.notices.models import Notice, Reading, State

FREE = "随时可行，由岗位权限约束，没有条款对这一步作出规定"


def draft(passage: Passage) -> Notice:
    """A notice that nobody sees yet."""
    me = passage.actor.me
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('notices_number')")
        (value,) = cursor.fetchone()
    number = f"TZ-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"
    return Notice.objects.create(
        number=number, unit=readers.publisher(me.unit), person=me, **passage.draft
    )


def amend(passage: Passage) -> Notice:
    """Mend it before it is published."""
    notice: Notice = passage.subject
    for name, value in passage.draft.items():
        setattr(notice, name, value)
    notice.save()
    return notice


def publish(passage: Passage) -> Notice:
    """From now on those it concerns see it."""
    notice: Notice = passage.subject
    notice.state, notice.published_at = State.PUBLISHED, passage.now
    notice.published_by = passage.actor.person
    notice.save(update_fields=["state", "published_at", "published_by"])
    passage.tell("notices.published", notice=notice.pk)
    return notice


def remind(passage: Passage) -> Notice:
    """Those who have not confirmed it are told again."""
    notice: Notice = passage.subject
    if not notice.confirm:
        raise Invalid(__all__="这份通知不要求确认已阅，不用提醒。")
    notice.reminded_at = passage.now
    notice.save(update_fields=["reminded_at"])
    passage.tell("notices.reminded", notice=notice.pk, at=passage.now.isoformat())
    return notice


def withdraw(passage: Passage) -> Notice:
    """Nobody sees it any more."""
    notice: Notice = passage.subject
    notice.state, notice.remark = State.WITHDRAWN, passage.draft["remark"]
    notice.save(update_fields=["state", "remark"])
    return notice


def confirm(passage: Passage) -> Reading:
    """I have read it."""
    notice = passage.draft["notice"]
    made, fresh = Reading.objects.get_or_create(
        notice=notice, person=passage.actor.me, defaults={"at": passage.now}
    )
    if not fresh:
        raise Invalid(notice="您已确认过这份通知。")
    return made


ON, SEEN = facts.NOTICE, facts.NOTICE_FACTS
ACTS = (
    Act("notices.notice.draft", "起草通知", ON, forms.NoticeForm, draft, SEEN, Kind.CREATE),
    Act("notices.notice.amend", "修改通知", ON, forms.NoticeForm, amend, SEEN, at=(State.DRAFT,)),
    Act("notices.notice.publish", "发布", ON, NoDraft, publish, SEEN, at=(State.DRAFT,),
        weighs="发布后范围内的人都会收到，内容不能再改，只能撤下。"),
    Act("notices.notice.remind", "提醒未阅", ON, NoDraft, remind, SEEN, at=(State.PUBLISHED,),
        unjudged=FREE),
    Act("notices.notice.withdraw", "撤下", ON, forms.RemarkForm, withdraw, SEEN,
        at=(State.PUBLISHED,), unjudged=FREE, many=True),
    Act("notices.reading.confirm", "确认已阅", facts.READING, forms.ReadingForm, confirm,
        facts.READING_FACTS, Kind.CREATE),
)  # fmt: skip
