"""What meetings want of a person stands on her desk: work before them, invitations, her own."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from guanbiao.modules.meetings import attending
from guanbiao.modules.meetings.models import Booking
from guanbiao.modules.meetings.tests.conftest import NOW
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.gate.makers import passage

TITLE = "节能工作部署会，第一会议室"


def wanted(house: House, who: str) -> set[tuple[str, str, bool]]:
    """Kind, words and whether it must be done by then, of the coming week."""
    actor = Actor.of(house.persons[who], NOW.date())
    found = attending.dated(actor, NOW, NOW + dt.timedelta(days=7))
    return {(each.kind, each.label, each.due) for each in found}


def invite(house: House, names: str) -> Booking:
    booking: Booking = house.done("booking.invite", "clerk", house.booked(house.room()),
                                  invited=names)  # fmt: skip
    return booking


def heading(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_work_before_a_meeting_waits_for_whoever_does_it(house: House) -> None:
    booking = house.booked(house.room())
    works = {("会务", f"{work.label}：{TITLE}", True) for work in booking.works.all()}
    assert works and wanted(house, "steward") == works
    for other in ("colleague", "keeper", "stranger"):
        assert wanted(house, other) == set(), other


def test_a_meeting_is_in_the_days_of_its_host_and_of_those_invited(house: House) -> None:
    booking = invite(house, "郑方\n李文")
    assert wanted(house, "clerk") == {("我的会议", TITLE, False)}
    assert wanted(house, "neighbour") == {("参会", TITLE, False)} == wanted(house, "colleague")
    assert wanted(house, "head") == wanted(house, "stranger") == set()
    house.done("booking.cancel", "clerk", booking, remark="改为视频")
    for who in ("clerk", "neighbour", "steward"):
        assert wanted(house, who) == set(), who


def test_a_longer_name_invites_nobody_else(house: House) -> None:
    with passage():
        Person.objects.create(staff_no="YC90001", name="王郑方", rank="科员",
                              unit=house.units["other"])  # fmt: skip
    invite(house, "王郑方")
    assert wanted(house, "neighbour") == set()


def test_the_desk_and_the_day_show_it_and_lead_to_the_notice(house: House) -> None:
    booking = invite(house, "郑方")
    guest = house.client("neighbour")
    for address in ("/", "/todo/", "/todo/?due=2026-06-04"):
        page = guest.get(address).content.decode()
        assert TITLE in page and f"/meetings/booking/{booking.pk}/notice/" in page, address
    assert TITLE not in guest.get("/todo/?due=2026-06-05").content.decode()
    assert TITLE not in guest.get("/overdue/").content.decode()
    assert TITLE not in house.client("stranger").get("/todo/").content.decode()
    assert Client().get("/todo/").status_code == 302


def test_the_first_words_of_the_desk_count_what_must_be_done(house: House) -> None:
    booking = house.booked(house.room())
    count = booking.works.count()
    page = house.client("steward").get("/").content.decode()
    assert heading(page) == f"没有待批办件，有 {count} 项事务要办"
    assert heading(house.client("colleague").get("/").content.decode()) == "今天没有待办"


def test_the_calendar_of_the_desk_turns_to_any_month(house: House) -> None:
    invite(house, "郑方")
    guest = house.client("neighbour")
    june = guest.get("/").content.decode()
    assert 'aria-label="6月4日，1 项安排"' in june and "?month=2026-07#cal" in june
    july = guest.get("/", {"month": "2026-07"}).content.decode()
    assert "<h2>2026年7月</h2>" in july and "?month=2026-06#cal" in july and "本月" in july
    assert "<h2>2026年6月</h2>" in guest.get("/", {"month": "2026-13"}).content.decode()


def test_whoever_is_invited_finds_the_meeting_beside_the_list_and_nobody_else(house: House) -> None:
    booking = invite(house, "郑方")
    guest, notice = house.client("neighbour"), f"/meetings/booking/{booking.pk}/notice/"
    whole = guest.get("/meetings/booking/").content.decode()
    assert "/meetings/invited/" in whole and notice not in whole
    page = guest.get("/meetings/invited/").content.decode()
    assert notice in page and "第一会议室" in page and "以前的" not in page
    for other in ("clerk", "colleague", "stranger"):
        assert notice not in house.client(other).get("/meetings/invited/").content.decode(), other
    assert Client().get("/meetings/invited/").status_code == 302
    house.done("booking.cancel", "clerk", booking, remark="改为视频")
    assert notice not in guest.get("/meetings/invited/").content.decode()
