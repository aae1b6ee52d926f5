"""Who is invited: named, told when and where, and shown the notice but nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guanbiao.gate.passage import Forbidden
from guanbiao.modules.desk.models import Message
from guanbiao.modules.meetings import jobs
from guanbiao.modules.meetings.models import Booking
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.models import Person
from tests.gate.makers import passage


def told(words: str) -> list[str]:
    rows = Message.objects.filter(entity="meetings.booking", title__startswith=words)
    return sorted(rows.values_list("person__name", flat=True))


def invite(house: House, booking: Booking, names: str) -> Booking:
    found: Booking = house.done("booking.invite", "clerk", booking, invited=names)
    return found


def test_names_become_persons_of_the_region_each_once(house: House) -> None:
    booking = invite(house, house.booked(house.room()), "郑方\n\n 李文（市财政局）\n郑方 市审计局")
    assert booking.invited == "郑方（市审计局）\n李文（市财政局）"


@pytest.mark.parametrize("name", ["吴远", "没有此人", "郑方（市财政局）"])
def test_nobody_elsewhere_and_nobody_unknown_is_invited(house: House, name: str) -> None:
    outcome = house.do("booking.invite", "clerk", house.booked(house.room()), invited=name)
    assert "这个在岗人员" in outcome.errors["invited"][0]


def test_of_two_with_one_name_the_unit_must_be_said(house: House) -> None:
    with passage():
        Person.objects.create(staff_no="YC90001", name="郑方", rank="科员",
                              unit=house.units["organ"])  # fmt: skip
    booking = house.booked(house.room())
    unclear = house.do("booking.invite", "clerk", booking, invited="郑方")
    assert "不止一人（市审计局、市财政局）" in unclear.errors["invited"][0]
    assert invite(house, booking, "郑方（市审计局）").invited == "郑方（市审计局）"


def test_the_invited_are_told_when_it_is_approved_moved_and_cancelled(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    room = house.room(asks="on")
    with django_capture_on_commit_callbacks(execute=True):
        booking = invite(house, house.booked(room), "郑方")
    assert told("会议通知") == []
    with django_capture_on_commit_callbacks(execute=True):
        house.agree(booking, "keeper")
    assert told("会议通知") == ["郑方"]
    with django_capture_on_commit_callbacks(execute=True):
        moved = house.wish(room, from_at="2026-06-05T09:00", to_at="2026-06-05T10:00")
        house.done("booking.amend", "clerk", booking, **moved)
        house.agree(booking, "keeper")
    assert told("会议通知") == ["郑方", "郑方"]
    assert Message.objects.filter(
        title__contains="06-05 09:00", title__startswith="会议通知"
    ).exists()
    with django_capture_on_commit_callbacks(execute=True):
        house.done("booking.cancel", "clerk", booking, remark="改为视频")
    assert "郑方" in told("会议已取消")


def test_whoever_is_taken_out_learns_it_and_whoever_stays_is_not_told_twice(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        booking = invite(house, house.booked(house.room()), "郑方\n李文")
    with django_capture_on_commit_callbacks(execute=True):
        invite(house, booking, "李文")
    assert told("会议通知") == ["李文", "郑方"] and told("您不用参加会议") == ["郑方"]


def test_the_invited_see_the_notice_and_nothing_else_of_the_booking(house: House) -> None:
    booking = invite(house, house.booked(house.room()), "郑方")
    here = f"/meetings/booking/{booking.pk}/"
    invited = house.client("neighbour")
    assert invited.get(here, follow=True).redirect_chain[-1][0] == f"{here}notice/"
    text = invited.get(f"{here}notice/").content.decode()
    assert "节能工作部署会" in text and "2026年6月4日 14:00" in text and "政务中心 3 层" in text
    for page in ("sheet/", "seats/", "series/"):
        assert invited.get(here + page).status_code in (403, 404), page
    for who, status in (("clerk", 200), ("head", 200), ("colleague", 404), ("stranger", 404)):
        assert house.client(who).get(f"{here}notice/").status_code == status, who
    assert house.client("colleague").get(here).status_code == 404
    assert Client().get(f"{here}notice/").status_code == 302


def test_the_list_to_sign_names_the_invited_with_their_units(house: House) -> None:
    booking = invite(house, house.booked(house.room()), "郑方")
    text = house.client("clerk").get(f"/meetings/booking/{booking.pk}/sheet/").content.decode()
    assert '<td colspan="5">郑方</td><td colspan="8">市审计局</td>' in text


@pytest.mark.parametrize("who", ["colleague", "head", "steward", "neighbour", "stranger"])
def test_only_whoever_booked_it_invites(house: House, who: str) -> None:
    with pytest.raises(Forbidden):
        house.do("booking.invite", who, house.booked(house.room()), invited="郑方")


def test_whoever_left_is_not_told(house: House) -> None:
    booking = invite(house, house.booked(house.room()), "郑方")
    with passage():
        Person.objects.filter(name="郑方").update(active=False)
    jobs.booked({"booking": booking.pk})
    assert told("会议通知") == []


def test_persons_are_picked_by_name_pinyin_or_number_many_at_once(house: House) -> None:
    booking = invite(house, house.booked(house.room()), "李文")
    page = house.client("clerk").get(f"/meetings/booking/{booking.pk}/invite/").content.decode()
    assert '<datalist id="who"' in page and 'name="add"' in page and 'list="who"' in page
    number = house.persons["neighbour"].staff_no
    booking = house.done("booking.invite", "clerk", booking, invited=booking.invited,
                         add=f"郑方（{number}），陈志远、{number}")  # fmt: skip
    assert booking.invited.split("\n") == [
        "李文（市财政局）",
        "郑方（市审计局）",
        "陈志远（市财政局）",
    ]
    unknown = house.do("booking.invite", "clerk", booking, add="郑方，没有此人")
    assert "没有“没有此人”" in unknown.errors["add"][0]
    elsewhere = house.do("booking.invite", "clerk", booking, add="吴远")
    assert "吴远" in elsewhere.errors["add"][0]


def test_guests_from_outside_stand_on_the_notice_and_the_list_but_are_not_told(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        booking = house.done("booking.invite", "clerk", house.booked(house.room()),
                             outside="周岚，南岭市某研究院\n\n郑方（某大学）")  # fmt: skip
    assert booking.outside == "周岚（南岭市某研究院）\n郑方（某大学）" and booking.invited == ""
    assert told("会议通知") == []
    for page in ("notice/", "sheet/", ""):
        text = house.client("clerk").get(f"/meetings/booking/{booking.pk}/{page}").content.decode()
        assert "周岚" in text and "南岭市某研究院" in text, page
    nameless = house.do("booking.invite", "clerk", booking, outside="周岚")
    assert "姓名，单位" in nameless.errors["outside"][0]
    here = f"/meetings/booking/{booking.pk}/"
    assert house.client("neighbour").get(f"{here}notice/").status_code == 404
