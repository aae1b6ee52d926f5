"""From a finished edition to one in force, and what the clauses say on the way."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.library import in_force
from guanbiao.library.packs import parse
from guanbiao.modules.desk.models import Message
from guanbiao.modules.publishing import forms, public
from guanbiao.modules.publishing.models import Clash, Reading, Release, State
from guanbiao.modules.publishing.tests.makers import CARS, FUTURE, House, revised
from guanbiao.people.actor import Actor
from rulebook.rules import Verdict
from tests.library.makers import files as small_pack


def clauses(outcome: Outcome, verdict: Verdict) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def edition(house: House, unit: str, on: dt.date) -> str:
    bound = in_force.standards_in_force(house.units[unit], on)
    return next(each.head.edition for each in bound if each.head.number == CARS)


def dear_cars() -> dict[str, str]:
    """An internal standard that lets cars be dearer than the national one does."""
    files = small_pack("Q/YCJG 299", "2026", "2026-07-01", cap=250000)
    files["binds.toml"] = files["binds.toml"].replace(
        "shelf.book.record", "vehicles.vehicle.register"
    )
    files["binds.toml"] = files["binds.toml"].replace("定价", "购置价格")
    files.pop("cases/price.yaml")
    return files


def test_an_edition_is_proved_rehearsed_announced_and_published_for_a_later_day(
    house: House,
) -> None:
    release = house.ready()
    assert (release.failing, release.loose) == (0, 0)
    house.done("release.publish", "deputy", release)
    release.refresh_from_db()
    assert release.state == State.PUBLISHED and release.published_on == dt.date(2026, 6, 10)
    assert edition(house, "organ", FUTURE - dt.timedelta(days=1)) == "2025"
    assert edition(house, "organ", FUTURE) == "2026"
    published = in_force.edition_named(CARS, "2026")
    assert published is not None and published.pack.files == release.files


def test_nothing_is_published_unrehearsed_before_its_notice_is_over_or_for_a_day_gone(
    house: House,
) -> None:
    release = house.release(revised(from_day="2026-06-02"))
    outcome = house.do("release.publish", "deputy", release)
    assert clauses(outcome, Verdict.BLOCK) == {"5.4", "5.7"}
    assert clauses(outcome, Verdict.UNKNOWN) == {"5.6"}
    house.done("release.announce", "keeper", release, notice_from="2026-06-03",
               notice_to="2026-06-09")  # fmt: skip
    early = house.do("release.publish", "deputy", release)
    assert "5.6" in clauses(early, Verdict.BLOCK)
    assert in_force.edition_named(CARS, "2026") is None


def test_a_notice_of_four_days_is_too_short(house: House) -> None:
    outcome = house.do("release.announce", "keeper", house.release(), notice_from="2026-06-03",
                       notice_to="2026-06-06")  # fmt: skip
    assert clauses(outcome, Verdict.BLOCK) == {"5.5"}


def test_an_edition_looser_than_the_national_one_is_refused_or_carried_on_record(
    house: House,
) -> None:
    release = house.ready(dear_cars())
    clash = release.clashes.get(standard="中办发〔2017〕71号")
    assert (clash.kind, clash.own) == ("宽于上级", "4.1")
    assert 120000 < float(clash.example["购置价格"]) <= 250000
    assert "中办发〔2017〕71号" in clash.words and "购置价格" in clash.words
    outcome = house.do("release.publish", "deputy", release)
    assert clauses(outcome, Verdict.BLOCK) == {"5.3", "21"}
    short = house.do("clash.carry", "deputy", clash, reason="已请示")
    assert clauses(short, Verdict.BLOCK) == {"5.9"}
    for each in release.clashes.all():
        house.done("clash.carry", "deputy", each, reason="经市政府同意，高寒地区试行一年",
                   basis="云政办函〔2026〕9号")  # fmt: skip
    house.done("release.publish", "deputy", release)
    assert Clash.objects.filter(release=release, carried_on=None).count() == 0


def test_a_pilot_binds_its_units_alone(house: House) -> None:
    release = house.ready(units=[house.units["organ"].pk])
    assert release.units == [house.units["organ"].uscc]
    house.done("release.publish", "deputy", release)
    assert edition(house, "organ", FUTURE) == "2026"
    assert edition(house, "other", FUTURE) == "2025"
    readers = set(Reading.objects.values_list("person__name", flat=True))
    assert readers == {"陈志远"}


def test_what_went_wrong_is_rolled_back_by_a_new_edition_with_the_old_words(house: House) -> None:
    release = house.ready()
    house.done("release.publish", "deputy", release)
    back: Release = house.done("release.roll_back", "deputy", release, new_edition="2026-2",
                               starts_on="2026-07-20")  # fmt: skip
    assert back.rolls_back == release and back.state == State.CHECKED
    house.rehearsed(back)
    house.done("release.publish", "deputy", back)
    assert edition(house, "organ", dt.date(2026, 7, 19)) == "2026"
    assert edition(house, "organ", dt.date(2026, 7, 20)) == "2026-2"
    old, new = in_force.edition_named(CARS, "2025"), in_force.edition_named(CARS, "2026-2")
    assert old is not None and new is not None
    assert {n: t for n, t in old.pack.files.items() if n != "standard.toml"} == {
        n: t for n, t in new.pack.files.items() if n != "standard.toml"
    }


def test_an_edition_that_is_ended_gives_way_to_the_one_before(house: House) -> None:
    release = house.ready()
    house.done("release.publish", "deputy", release)
    house.done("release.end", "deputy", release, last_day="2026-07-10")
    assert edition(house, "organ", dt.date(2026, 7, 10)) == "2026"
    assert edition(house, "organ", dt.date(2026, 7, 11)) == "2025"


def test_a_pack_that_does_not_fit_the_platform_is_turned_away_with_file_and_line(
    house: House,
) -> None:
    broken = revised(购置价格="购置价")
    broken["binds.toml"] = broken["binds.toml"].replace("跨区域", "跨区城") + "\n[[bind]]\nclause"
    outcome = house.do("release.register", "keeper", content=json.dumps(broken))
    assert "binds.toml" in outcome.errors["pack"][0]
    again = house.do(
        "release.register", "keeper", content=json.dumps(revised("2025", "2025-07-01"))
    )
    assert "已经发布" in again.errors["pack"][0]
    nothing = house.do("release.register", "keeper")
    assert "请选择标准包文件" in nothing.errors["pack"][0]


def test_a_withdrawn_release_may_come_again(house: House) -> None:
    release = house.release()
    twice = house.do("release.register", "keeper", content=json.dumps(revised()))
    assert "已在办理发布" in twice.errors["pack"][0]
    house.done("release.withdraw", "keeper", release)
    assert house.release().pk != release.pk


def test_whoever_holds_a_post_reads_passes_the_quiz_and_signs(house: House) -> None:
    house.done("release.publish", "deputy", house.ready())
    deliver_waiting()
    reading = Reading.objects.get(person=house.persons["head"])
    told = Message.objects.get(person=house.persons["head"], entity="publishing.reading")
    assert "请签阅" in told.title
    early = house.do("reading.sign", "head", reading)
    assert clauses(early, Verdict.UNKNOWN) == {"6.1"}
    wrong = house.done("reading.answer", "head", reading)
    assert wrong.score == 0
    blocked = house.do("reading.sign", "head", reading)
    assert clauses(blocked, Verdict.BLOCK) == {"6.1"}
    reading.refresh_from_db()
    right = {f"q{n}": each.answer for n, each in enumerate(forms.asked(reading))}
    assert house.done("reading.answer", "head", reading, **right).score == 100
    house.clock.on(6, 18)
    late = house.do("reading.sign", "head", reading)
    assert late.ok and clauses(late, Verdict.WARN) == {"6.2"}


@pytest.mark.parametrize("who", ["stranger", "clerk", "head", "auditor"])
@pytest.mark.parametrize("act", ["rehearse", "announce", "publish", "withdraw", "roll_back", "end"])
def test_whoever_keeps_no_standards_is_refused(house: House, who: str, act: str) -> None:
    release = house.release()
    with pytest.raises(Forbidden):
        house.do(f"release.{act}", who, release, since="2025-06-03", until="2026-06-03")
    with pytest.raises(Forbidden):
        house.do("release.register", who, content=json.dumps(revised("2027", "2027-01-01")))


def test_whoever_prepares_an_edition_does_not_publish_it(house: House) -> None:
    with pytest.raises(Forbidden):
        house.do("release.publish", "keeper", house.ready())


@pytest.mark.parametrize("who", ["stranger", "clerk", "keeper", "auditor"])
def test_nobody_else_carries_a_conflict_or_signs_for_another(house: House, who: str) -> None:
    release = house.ready(dear_cars())
    with pytest.raises(Forbidden):
        house.do("clash.carry", who, release.clashes.first(), reason="同意", basis="无")
    house.clock.on(6, 3)
    other = house.ready(revised())
    house.done("release.publish", "deputy", other)
    reading = Reading.objects.get(person=house.persons["head"])
    for act in ("reading.answer", "reading.sign"):
        with pytest.raises(Forbidden):
            house.do(act, who, reading)


def test_another_business_hands_in_a_pack_and_gets_a_release(house: House) -> None:
    outcome = public.hand_in(
        Actor.of(house.persons["keeper"]), parse(revised()), [house.units["organ"].pk]
    )
    assert outcome.ok and outcome.subject.units == [house.units["organ"].uscc]
    with pytest.raises(Forbidden):
        public.hand_in(Actor.of(house.persons["clerk"]), parse(revised("2028", "2028-01-01")))
