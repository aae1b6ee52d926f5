"""The bill of a meeting begins with what is known of it, and is of no meeting yet to come."""

from __future__ import annotations

import pytest

from guanbiao.modules.desk import guides
from guanbiao.modules.meetings.forms import BillForm
from guanbiao.modules.meetings.models import Booking
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House
from guanbiao.people.actor import Actor

SUBMIT = "meetings.bill.submit"


@pytest.fixture
def held(house: House, clock: Clock) -> Booking:
    """A meeting that is over."""
    booking = house.booked(house.room())
    clock.set("2026-06-04T16:10")
    found: Booking = house.done("booking.finish", "clerk", booking)
    return found


def test_three_fifths_of_it_fill_themselves(house: House, held: Booking) -> None:
    clerk = Actor.of(house.persons["clerk"])
    found = guides.guide(clerk, SUBMIT, clerk.today)
    assert found.filled >= 60, [m.label for m in found.materials if not m.automatic]
    form = BillForm()
    filled = form.prefill(clerk, None, clerk.today)
    assert (filled["booking"], filled["days"], filled["lodging"]) == (held.pk, 1, 0)
    assert "王晓敏" in form.known(clerk).values()


def test_the_plan_of_that_name_is_found(house: House, held: Booking) -> None:
    planned = house.done("plan.set", "head", year="2026", title=held.title, category=held.category,
                         budget="20000", basis="云府办〔2026〕2号")  # fmt: skip
    clerk = Actor.of(house.persons["clerk"])
    assert BillForm().prefill(clerk, None, clerk.today)["plan"] == planned.pk


def test_no_meeting_to_come_is_offered(house: House, clock: Clock) -> None:
    booking = house.booked(house.room())
    page = house.client("clerk").get("/meetings/bill/new/").content.decode()
    assert f'value="{booking.pk}"' not in page
    refused = house.do("bill.submit", "clerk", booking=booking.pk)
    assert "没有这一项" in refused.errors["booking"][0]
    clock.set("2026-06-04T16:10")
    page = house.client("clerk").get("/meetings/bill/new/").content.decode()
    assert f'value="{booking.pk}"' in page
