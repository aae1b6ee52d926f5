"""A finished draft goes into force by the one road of publishing: proof, rehearsal, release."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from guanbiao.audit.models import Rehearsal
from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.library import in_force
from guanbiao.library.models import Edition
from guanbiao.modules.publishing.models import Release
from guanbiao.modules.standards.public import draft_pack
from guanbiao.modules.standards.tests.makers import House, today
from guanbiao.modules.standards.tests.test_draft_flow import drawn
from guanbiao.modules.standards.tests.test_draft_measure import NAME, said
from tests.gate.makers import passage


def later(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def stops(house: House, release: Release) -> set[str]:
    return {found.clause for found in house.publish(release).findings if found.stops}


def test_handing_over_proves_the_draft_and_tries_it_on_last_years_records(house: House) -> None:
    draft = house.approved()
    release = house.handed(draft)
    assert draft.state == "发布中" and release.digest == draft_pack(draft).digest
    assert release.fast and release.clashes.count() == 0
    (tried,) = Rehearsal.objects.filter(digest=release.digest)
    assert (tried.to_day - tried.from_day).days == 365 and tried.state == "done"
    assert not Edition.objects.filter(standard__number="Q/YCJG 401").exists()
    html = house.client("keeper").get(reverse("standards.draft", args=[draft.pk])).content.decode()
    assert release.number in html and "修订仿真 1 次" in html


def test_what_was_proved_and_tried_stays_with_the_edition(house: House) -> None:
    release = house.published(house.approved())
    edition = in_force.edition_named("Q/YCJG 401", "2026")
    assert edition is not None
    address = reverse("standards.standard", args=[edition.id])
    html = house.client("leader").get(address).content.decode()
    assert release.number in html and "修订仿真 1 次" in html and "冲突 0 处" in html
    assert release.number not in house.client("clerk").get(address).content.decode()


def test_what_cannot_be_kept_together_with_a_neighbour_waits_for_a_waiver(house: House) -> None:
    house.published(house.approved())
    torn = house.handed(house.approved(op=">=", amount="12", standard="Q/YCJG 402"))
    (clash,) = torn.clashes.filter(standard="Q/YCJG 401")
    assert "百公里油耗" in clash.example
    assert stops(house, torn) == {"5.3"}
    assert in_force.edition_named("Q/YCJG 402", "2026") is None


def test_a_general_draft_is_put_up_for_notice_first(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    consult = house.done("consult.ask", "writer", draft=draft.pk, group="驾驶员",
                         unit=house.units["organ"].pk, due_on=later(5))  # fmt: skip
    house.done("consult.answer", "head", consult, answer="同意")
    house.done("draft.submit", "writer", draft)
    for number, step in enumerate(("一审", "二审", "三审", "一校", "二校", "三校"), 1):
        house.done("draft.review", f"reader{number}", draft, step=step, passed="通过")
    house.done("draft.approve", "leader", draft)
    release = house.handed(draft, from_day=later(20))
    assert not release.fast
    assert stops(house, release) == {"5.6"}


def test_pilot_units_a_day_to_come_and_the_fate_of_running_cases_are_decided(house: House) -> None:
    draft = drawn(house)
    house.done("draft.confirm", "writer", draft, clause="1.1")
    house.done("draft.submit", "writer", draft)
    house.done("draft.review", "reader1", draft, step="一审", passed="通过")
    house.done("draft.review", "reader2", draft, step="一校", passed="通过")
    house.done("draft.approve", "leader", draft)
    pilot = house.units["organ"]
    release = house.published(draft, from_day=later(10), units=[pilot.pk], running="move_to_new")
    assert (release.units, str(release.from_day)) == ([pilot.uscc], later(10))
    edition = in_force.edition_named("Q/YCJG 401", "2026")
    assert edition is not None and edition.head.running_cases == "move_to_new"
    page = house.client("leader").get(reverse("publishing.release", args=[release.pk]))
    assert "转到新版次办理" in page.content.decode()
    roads = {r.label for e in in_force.everything() for r in e.pack.roads.values()}
    assert "用车审批" in roads


def test_a_measure_counts_from_the_day_its_edition_is_in_force(house: House) -> None:
    draft = house.bound()
    house.post("measure", draft, **said())
    house.done("draft.confirm", "writer", draft, clause="1.1")
    house.done("draft.submit", "writer", draft)
    house.done("draft.review", "reader1", draft, step="一审", passed="通过")
    house.done("draft.review", "reader2", draft, step="一校", passed="通过")
    house.done("draft.approve", "leader", draft)
    assert NAME not in house.client("leader").get(reverse("numbers.cockpit")).content.decode()
    house.published(draft)
    cockpit = house.client("leader").get(reverse("numbers.cockpit")).content.decode()
    assert NAME in cockpit
    address = reverse("numbers.measure", args=[f"vehicles.Q-YCJG-401.{NAME}"])
    html = house.client("leader").get(address).content.decode()
    assert "目标：不高于 30" in html and "Q/YCJG 401 1.1" in html
    assert house.client("stranger").get(address).status_code == 404


def test_a_withdrawn_release_brings_the_draft_back_to_be_handed_over_again(house: House) -> None:
    draft = house.approved()
    release = house.handed(draft)
    withdrawn = perform("publishing.release.withdraw", house.actor("keeper"), release)
    assert withdrawn.ok
    deliver_waiting()
    draft.refresh_from_db()
    assert draft.state == "已批准" and draft.release is None
    assert house.handed(draft).pk != release.pk


def test_a_release_left_from_an_interrupted_attempt_is_taken_up(house: House) -> None:
    draft = house.approved()
    release = house.handed(draft)
    with passage():
        type(draft).objects.filter(pk=draft.pk).update(state="已批准", release=None)
    house.post("publish", draft, "keeper", from_day=today())
    assert draft.state == "发布中" and draft.release == release.pk


def test_a_result_is_noted_only_when_there_is_one(house: House) -> None:
    draft = house.approved()
    house.handed(draft)
    early = house.do("draft.conclude", "keeper", draft)
    assert "还在办理" in early.errors["__all__"][0]


def test_past_the_page_a_draft_without_release_is_not_handed_over(house: House) -> None:
    draft = house.approved()
    outcome = house.do("draft.publish", "keeper", draft, from_day=today())
    assert "移交发布" in outcome.errors["__all__"][0]


def test_nothing_is_published_for_yesterday(house: House) -> None:
    answer = house.post("publish", house.approved(), "keeper", from_day=later(-1))
    assert answer.status_code == 422 and "不应早于今天" in answer.content.decode()
    assert not Release.objects.exists()


def test_an_unfinished_draft_makes_no_release(house: House) -> None:
    draft = house.approved()
    with passage():
        draft.texts.filter(path="cases/draft.yaml").update(text="")
    answer = house.post("publish", draft, "keeper", from_day=today())
    assert answer.status_code == 422 and "8.3" in answer.content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize("who", ["writer", "reader1", "leader", "clerk", "foreign", "stranger"])
def test_only_the_keeper_hands_a_draft_over(house: House, who: str) -> None:
    draft = house.approved()
    address = reverse("standards.publish", args=[draft.pk])
    status = 404 if who in ("clerk", "foreign", "stranger") else 403
    assert house.client(who).get(address).status_code == status
    assert house.client(who).post(address, {"from_day": today()}).status_code == status
    for act in ("draft.publish", "draft.conclude"):
        with pytest.raises(Forbidden):
            house.do(act, who, draft, from_day=today())


def test_a_tried_handing_over_leaves_nothing_behind(house: House) -> None:
    draft = house.approved()
    actor, wish = house.actor("keeper"), {"from_day": today()}
    assert perform("standards.draft.publish", actor, draft, wish, rehearse=True).ok
    draft.refresh_from_db()
    assert draft.state == "已批准" and not Release.objects.exists()
