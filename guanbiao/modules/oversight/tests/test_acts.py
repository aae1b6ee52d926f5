"""From a decision to its closing, and what the clauses say on the way."""

from __future__ import annotations

import pytest

from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.modules.desk.models import Message
from guanbiao.modules.oversight import jobs
from guanbiao.modules.oversight.models import Matter, State
from guanbiao.modules.oversight.tests.makers import Clock, Office
from rulebook.rules import Verdict


def clauses(outcome: Outcome, verdict: Verdict) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def report(office: Office, matter: Matter, progress: int, who: str = "owner") -> Outcome:
    return office.do("report.file", who, matter=matter.pk, progress=str(progress),
                     words="已完成三层灯具更换并验收")  # fmt: skip


def inbox(office: Office, who: str) -> list[str]:
    deliver_waiting()
    rows = Message.objects.filter(person=office.persons[who], entity="oversight.matter")
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_a_matter_is_carried_out_and_closed(office: Office) -> None:
    matter = office.matter()
    assert matter.state == State.WAITING and matter.number.startswith("DB-20260603-")
    office.done("matter.accept", "owner", matter)
    assert report(office, matter, 60).ok and report(office, matter, 100).ok
    office.done("matter.hand_in", "owner", matter)
    office.done("matter.close", "supervisor", matter)
    matter.refresh_from_db()
    assert matter.state == State.CLOSED and matter.ended_on is not None
    assert inbox(office, "owner") == ["督办立项：完成办公楼照明改造", "已销号：完成办公楼照明改造"]
    assert inbox(office, "supervisor") == ["申请销号：完成办公楼照明改造"]


def test_a_matter_without_basis_owner_of_the_unit_or_sensible_term_is_stopped(
    office: Office,
) -> None:
    stranger = office.persons["stranger"].pk
    draft = office.wish(basis="", title="改造照明", owner=stranger, due_on="2027-06-03")
    outcome = office.do("matter.register", "supervisor", **draft)
    assert clauses(outcome, Verdict.BLOCK) == {"5.1", "5.2", "5.3", "5.4"}
    assert not Matter.objects.exists()


def test_a_late_acceptance_wants_a_reason(office: Office, clock: Clock) -> None:
    matter = office.matter()
    clock.on(6, 5)
    outcome = office.do("matter.accept", "owner", matter)
    assert outcome.ok and clauses(outcome, Verdict.WARN) == {"5.5"}


def test_a_report_neither_goes_back_nor_says_nothing(office: Office) -> None:
    matter = office.matter()
    assert report(office, matter, 60).ok
    backwards = report(office, matter, 50)
    assert clauses(backwards, Verdict.BLOCK) == {"5.7"}
    empty = office.do("report.file", "owner", matter=matter.pk, progress="70", words="正在办")
    assert clauses(empty, Verdict.BLOCK) == {"5.6"}
    matter.refresh_from_db()
    assert matter.progress == 60 and matter.reports.count() == 1


def test_a_matter_half_done_cannot_be_handed_in(office: Office) -> None:
    matter = office.matter()
    assert report(office, matter, 99).ok
    outcome = office.do("matter.hand_in", "owner", matter)
    assert clauses(outcome, Verdict.BLOCK) == {"5.9"}


def test_what_was_sent_back_goes_on(office: Office) -> None:
    matter = office.matter()
    assert report(office, matter, 100).ok
    office.done("matter.hand_in", "owner", matter)
    office.done("matter.send_back", "supervisor", matter, remark="缺验收单")
    matter.refresh_from_db()
    assert matter.state == State.RUNNING and matter.remark == "缺验收单"


def test_a_second_reminder_on_the_same_day_wants_a_reason(office: Office) -> None:
    matter = office.matter()
    office.done("matter.urge", "supervisor", matter)
    again = office.do("matter.urge", "supervisor", matter)
    assert again.ok and clauses(again, Verdict.WARN) == {"5.11"}


def test_a_third_extension_and_a_long_one_are_stopped(office: Office) -> None:
    matter = office.matter()
    reason = "供货厂家延迟交付灯具，已另订合同"
    long = office.do("matter.extend", "deputy", matter, due_on="2026-09-30",
                     extension_reason=reason)  # fmt: skip
    assert clauses(long, Verdict.BLOCK) == {"5.12"}
    for day in ("2026-07-10", "2026-07-20"):
        office.done("matter.extend", "deputy", matter, due_on=day, extension_reason=reason)
    third = office.do("matter.extend", "deputy", matter, due_on="2026-07-25",
                      extension_reason=reason)  # fmt: skip
    assert clauses(third, Verdict.BLOCK) == {"5.12"}
    matter.refresh_from_db()
    assert str(matter.due_on) == "2026-07-20" and matter.extensions == 2


def test_an_extension_goes_forward(office: Office) -> None:
    outcome = office.do("matter.extend", "deputy", office.matter(), due_on="2026-06-20",
                        extension_reason="供货厂家延迟交付灯具")  # fmt: skip
    assert "晚于" in outcome.errors["due_on"][0]


def test_an_overdue_matter_goes_up_by_the_clock(office: Office, clock: Clock) -> None:
    matter = office.matter()
    clock.on(7, 1)
    assert jobs.sweep() == 0
    clock.on(7, 2)
    assert jobs.sweep() == 1 and jobs.sweep() == 0
    assert inbox(office, "head") == ["督办超期，升级至第 1 级：完成办公楼照明改造"]
    clock.on(7, 4)
    assert jobs.sweep() == 0
    clock.on(7, 5)
    assert jobs.sweep() == 1
    matter.refresh_from_db()
    assert matter.level == 2
    assert inbox(office, "deputy") == ["督办超期，升级至第 2 级：完成办公楼照明改造"]
    clock.on(7, 9)
    assert jobs.sweep() == 0


def test_nobody_goes_up_before_the_day(office: Office, clock: Clock) -> None:
    matter = office.matter()
    clock.on(7, 1)
    outcome = office.do("matter.escalate", "supervisor", matter)
    assert clauses(outcome, Verdict.BLOCK) == {"5.14"}


@pytest.mark.parametrize("who", ["stranger", "colleague", "head", "auditor"])
@pytest.mark.parametrize(
    "act", ["accept", "hand_in", "close", "send_back", "urge", "escalate", "extend", "revoke"]
)
def test_whoever_has_no_part_in_a_matter_is_refused(office: Office, who: str, act: str) -> None:
    matter = office.matter()
    with pytest.raises(Forbidden):
        office.do(f"matter.{act}", who, matter, remark="无关", due_on="2026-08-01")


@pytest.mark.parametrize("who", ["stranger", "colleague", "supervisor"])
def test_only_the_owner_reports(office: Office, who: str) -> None:
    matter = office.matter()
    with pytest.raises(Forbidden):
        report(office, matter, 50, who)
    assert not matter.reports.exists()


def test_a_stranger_registers_nothing(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.do("matter.register", "stranger", **office.wish())


def test_a_revoked_matter_rests(office: Office) -> None:
    matter = office.matter()
    office.done("matter.revoke", "supervisor", matter, remark="决定已被新的纪要取代")
    assert "已撤销" in report(office, matter, 10).errors["__all__"][0]
