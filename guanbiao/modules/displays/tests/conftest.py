"""The house of the meetings, with somebody who hangs displays and somebody who looks after her."""

from __future__ import annotations

import pytest

from guanbiao.modules.meetings.tests.conftest import Clock, clock, house
from guanbiao.modules.meetings.tests.makers import SINCE, House
from guanbiao.people.models import Post
from tests.gate.makers import passage

__all__ = ["Clock", "clock", "house"]
POSTS = (("payer", "安全管理员"), ("steward", "安全审计员"))


@pytest.fixture
def hall(house: House) -> House:
    """The payer hangs displays, the steward reads of them; nobody else may."""
    with passage():
        for who, role in POSTS:
            Post.objects.create(
                person=house.persons[who], unit=house.units["bureau"], role=role, from_day=SINCE
            )
    return house
