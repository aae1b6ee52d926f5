"""Who does what before a meeting: taken, told, done together."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.desk.models import Message
from guanbiao.modules.meetings.models import Booking, Done, Work
from guanbiao.modules.meetings.tests.makers import SINCE, House
from guanbiao.people.models import Post
from tests.gate.makers import passage


@pytest.fixture
def booking(house: House) -> Booking:
    """A meeting with work before it."""
    return house.booked(house.room(), services=["茶水", "席签"])


def plain(booking: Booking) -> list[Work]:
    """What can be finished without a number or words."""
    return list(booking.works.filter(evidence="none"))


def together(house: House, who: str, verb: str, works: list[Work], **more: Any) -> Any:
    posted = {"verb": verb, "chosen": [each.pk for each in works], "filled": "1", **more}
    return house.client(who).post("/meetings/work/bulk/", posted)


def test_one_takes_it_and_what_a_colleague_took_stays_hers(house: House, booking: Booking) -> None:
    work = house.done("work.claim", "steward", booking.works.all()[0])
    assert work.owner == house.persons["steward"]
    second = house.persons["neighbour"]
    with passage():
        Post.objects.create(person=second, unit=second.unit, role="会务员", from_day=SINCE)
    refused = house.do("work.claim", "neighbour", work)
    assert "已由周文斌经办" in refused.errors["__all__"][0]
    house.done("work.assign", "keeper", work, owner=second.staff_no)
    work.refresh_from_db()
    assert work.owner == second


def test_nobody_is_told_to_do_what_her_posts_forbid(house: House, booking: Booking) -> None:
    clerk = house.persons["clerk"]
    refused = house.do("work.assign", "keeper", booking.works.all()[0], owner=clerk.staff_no)
    assert "没有办理会务事项的岗位" in refused.errors["owner"][0]


def test_many_are_taken_and_finished_at_once_each_with_its_receipt(
    house: House, booking: Booking
) -> None:
    works = plain(booking)
    assert len(works) >= 2
    assert together(house, "steward", "claim", works).status_code == 302
    assert together(house, "steward", "do", works).status_code == 302
    found = booking.works.filter(pk__in=[each.pk for each in works])
    assert set(found.values_list("state", "owner")) == {(Done.DONE, house.persons["steward"].pk)}
    assert Receipt.objects.filter(act="meetings.work.do").count() == len(works)


def test_whoever_is_told_hears_once_of_one_meeting(
    house: House, booking: Booking, django_capture_on_commit_callbacks: Any
) -> None:
    steward, works = house.persons["steward"], plain(booking)
    with django_capture_on_commit_callbacks(execute=True):
        together(house, "keeper", "assign", works, owner=steward.staff_no)
    told = Message.objects.filter(person=steward, title__startswith="会务事项已指派给您")
    assert told.count() == 1 and booking.title in told.get().title


@pytest.mark.parametrize(
    ("act", "who"),
    [("claim", "clerk"), ("claim", "keeper"), ("claim", "stranger"), ("assign", "clerk"),
     ("assign", "steward"), ("assign", "stranger")],
)  # fmt: skip
def test_only_those_who_prepare_take_and_only_the_keeper_tells(
    house: House, booking: Booking, act: str, who: str
) -> None:
    draft = {"owner": house.persons["steward"].staff_no}
    with pytest.raises(Forbidden):
        house.do(f"work.{act}", who, booking.works.all()[0], **draft)
    assert Client().post("/meetings/work/bulk/", {"verb": act}).status_code == 302


def test_its_page_names_the_standard_and_leaves_the_booking_on_its_own(
    house: House, booking: Booking
) -> None:
    work = booking.works.exclude(clause="")[0]
    page = house.client("steward").get(f"/meetings/work/{work.pk}/").content.decode()
    assert "Q/YCJG 204 5.3.1" in page and f"/meetings/booking/{booking.pk}/" in page
    assert f"?of=booking.{booking.pk}" in page
    assert f"/meetings/work/{work.pk}/claim/" in page
    assert "由批量登记形成" not in page and 'class="slip"' not in page
    house.done("work.claim", "steward", work)
    page = house.client("steward").get(f"/meetings/work/{work.pk}/").content.decode()
    assert "认领" in page and "周文斌" in page and "凭条" in page
    assert f"/meetings/work/{work.pk}/claim/" not in page, "it is hers already"
    assert house.client("stranger").get(f"/meetings/work/{work.pk}/").status_code == 404
