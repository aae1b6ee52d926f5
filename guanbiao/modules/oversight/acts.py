"""Every write of supervision: register, accept, report, urge, extend, escalate, close."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.oversight import facts, forms
from guanbiao.modules.oversight.models import RUNNING, Matter, Report, State

FREE = "随时可行，由岗位权限约束，没有别的条款对其作出规定"


def register(passage: Passage) -> Matter:
    """Write down a decision; its owner and unit are told."""
    matter = Matter(
        number=_number(passage), registered_by=passage.actor.person,
        registered_on=passage.on, **passage.draft,
    )  # fmt: skip
    matter.first_due_on = matter.due_on
    matter.save()
    _tell(passage, matter, "督办立项", matter.owner_id)
    return matter


def _number(passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('oversight_number')")
        (value,) = cursor.fetchone()
    return f"DB-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def _tell(passage: Passage, matter: Matter, what: str, person: int | None) -> None:
    """Let somebody know after the commit; nobody is no trouble."""
    if person is not None:
        passage.tell("oversight.told", matter=matter.pk, person=person, what=what,
                     day=passage.on.isoformat())  # fmt: skip


def _in(passage: Passage, *states: State) -> Matter:
    """The matter, in one of these states; anything else is told."""
    matter: Matter = passage.subject
    if matter.state not in states:
        wanted = "、".join(states)
        raise Invalid(__all__=f"{matter.number} 现为“{matter.state}”，须为“{wanted}”才能这样办。")
    return matter


def accept(passage: Passage) -> Matter:
    """The owner takes the matter on."""
    matter = _in(passage, State.WAITING)
    matter.state, matter.accepted_on = State.RUNNING, passage.on
    matter.save(update_fields=["state", "accepted_on"])
    return matter


def report(passage: Passage) -> Report:
    """The owner tells how far it is; a matter not yet accepted is thereby accepted."""
    chosen = passage.draft.pop("matter")
    if chosen is None:
        raise Invalid(matter="请选择督办事项。")
    matter = Matter.objects.select_for_update().get(pk=chosen.pk)
    if matter.state not in (State.WAITING, State.RUNNING):
        raise Invalid(__all__=f"{matter.number} 现为“{matter.state}”，不能再反馈进展。")
    last = matter.reports.order_by("-on", "-pk").first()
    made = Report.objects.create(
        matter=matter, by=passage.actor.me, on=passage.on, before=matter.progress,
        since=last.on if last else matter.accepted_on or matter.registered_on, **passage.draft,
    )  # fmt: skip
    matter.accepted_on, matter.state = matter.accepted_on or passage.on, State.RUNNING
    matter.progress = made.progress or 0
    matter.save(update_fields=["accepted_on", "state", "progress"])
    return made


def hand_in(passage: Passage) -> Matter:
    """The owner asks that the matter be closed."""
    matter = _in(passage, State.RUNNING)
    matter.state = State.CLOSING
    matter.save(update_fields=["state"])
    _tell(passage, matter, "申请销号", matter.registered_by_id)
    return matter


def close(passage: Passage) -> Matter:
    """The supervisor finds it done."""
    matter = _in(passage, State.CLOSING)
    matter.state, matter.ended_on = State.CLOSED, passage.on
    matter.save(update_fields=["state", "ended_on"])
    _tell(passage, matter, "已销号", matter.owner_id)
    return matter


def send_back(passage: Passage) -> Matter:
    """The supervisor finds it not done yet."""
    matter = _in(passage, State.CLOSING)
    matter.state, matter.remark = State.RUNNING, passage.draft["remark"]
    matter.save(update_fields=["state", "remark"])
    _tell(passage, matter, "退回补办", matter.owner_id)
    return matter


def urge(passage: Passage) -> Matter:
    """Remind the owner."""
    matter = _in(passage, State.WAITING, State.RUNNING)
    matter.urged_before, matter.urged_on = matter.urged_on, passage.on
    matter.save(update_fields=["urged_before", "urged_on"])
    _tell(passage, matter, "催办", matter.owner_id)
    return matter


def extend(passage: Passage) -> Matter:
    """Grant a later day."""
    matter = _in(passage, *RUNNING)
    later = passage.draft["due_on"]
    if later is not None and matter.due_on is not None and later <= matter.due_on:
        raise Invalid(due_on="新的期限应晚于现在的期限。")
    matter.due_on, matter.extension_reason = later, passage.draft["extension_reason"] or ""
    matter.extensions, matter.level = matter.extensions + 1, 0
    matter.save(update_fields=["due_on", "extension_reason", "extensions", "level"])
    _tell(passage, matter, "已延期", matter.owner_id)
    return matter


def escalate(passage: Passage) -> Matter:
    """An overdue matter goes one level up; the clauses say from which day on."""
    matter = _in(passage, *RUNNING)
    matter.level, matter.escalated_on = matter.level + 1, passage.on
    matter.save(update_fields=["level", "escalated_on"])
    passage.tell("oversight.escalated", matter=matter.pk, level=matter.level)
    return matter


def revoke(passage: Passage) -> Matter:
    """The decision no longer holds."""
    matter = _in(passage, *RUNNING)
    matter.state, matter.ended_on = State.REVOKED, passage.on
    matter.remark = passage.draft["remark"]
    matter.save(update_fields=["state", "ended_on", "remark"])
    _tell(passage, matter, "已撤销", matter.owner_id)
    return matter


MATTER, SEEN = facts.MATTER, facts.MATTER_FACTS
ACTS = (
    Act("oversight.matter.register", "督办立项", MATTER, forms.MatterForm, register, SEEN,
        Kind.CREATE),
    Act("oversight.matter.accept", "签收", MATTER, NoDraft, accept, SEEN),
    Act("oversight.report.file", "反馈进展", facts.REPORT, forms.ReportForm, report,
        facts.REPORT_FACTS, Kind.CREATE),
    Act("oversight.matter.hand_in", "申请销号", MATTER, NoDraft, hand_in, SEEN),
    Act("oversight.matter.close", "销号", MATTER, NoDraft, close, SEEN,
        weighs="销号后事项即了结，不能再反馈、延期或退回补办。"),
    Act("oversight.matter.send_back", "退回补办", MATTER, forms.RemarkForm, send_back, SEEN,
        unjudged=FREE),
    Act("oversight.matter.urge", "催办", MATTER, NoDraft, urge, SEEN),
    Act("oversight.matter.extend", "批准延期", MATTER, forms.ExtendForm, extend, SEEN),
    Act("oversight.matter.escalate", "超期升级", MATTER, NoDraft, escalate, SEEN),
    Act("oversight.matter.revoke", "撤销督办", MATTER, forms.RemarkForm, revoke, SEEN,
        unjudged=FREE),
)  # fmt: skip
