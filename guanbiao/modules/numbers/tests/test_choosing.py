"""Each chooses which numbers stand on her overview, and nobody chooses for another."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from guanbiao.modules.numbers.models import Chosen
from guanbiao.modules.numbers.queries import moved, offered
from guanbiao.modules.numbers.tests.test_numbers import read, signed_in
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.gate.makers import passage

__all__ = ["fleet", "still_clock"]
CHOOSE = "/numbers/choose/"
USE = "vehicles.saturation"


def tiles(client: Client, **query: str) -> list[str]:
    """The names of the measures on somebody's overview, in their order."""
    page = read(client, "/numbers/", **query)
    return [unquote(name) for name in re.findall(r'fig-link" href="/numbers/([^/]+)/', page)]


def press(client: Client, kind: str, name: str = "1") -> None:
    answer = client.post(CHOOSE, {kind: name})
    assert (answer.status_code, answer["Location"]) == (302, CHOOSE)


def test_whoever_chose_nothing_sees_the_numbers_of_her_posts(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    assert sorted(tiles(client)) == sorted(m.name for m in offered(fleet.actor("manager")))
    page = read(client, CHOOSE)
    assert "现在按岗位默认" in page and "恢复岗位默认" not in page
    assert not Chosen.objects.exists()


def test_what_she_takes_off_is_gone_and_can_be_put_on_again(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    before = tiles(client)
    press(client, "pick", USE)
    assert USE not in tiles(client) and len(tiles(client)) == len(before) - 1
    assert USE in tiles(client, all="1"), "all of them are a button away"
    press(client, "pick", USE)
    assert tiles(client)[-1] == USE


def test_the_order_is_hers(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    first, second, *_ = (m.name for m in offered(fleet.actor("manager")))
    press(client, "up", second)
    assert tiles(client)[:2] == [second, first]
    press(client, "down", second)
    assert tiles(client)[:2] == [first, second]
    press(client, "up", first)
    assert tiles(client)[0] == first
    press(client, "top", USE)
    assert tiles(client)[:3] == [USE, first, second]


def test_a_page_says_which_button_is_about_which_number_and_keeps_its_place(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    for _ in range(2):
        page = read(client, CHOOSE)
        assert page.count(f'id="pick-{USE}"') == 1
        press(client, "pick", USE)
    assert 'aria-label="上移车辆使用率"' in page or 'aria-label="加上车辆使用率"' in page


def test_going_back_to_the_numbers_of_her_posts(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    before = tiles(client)
    press(client, "pick", USE)
    press(client, "reset")
    assert tiles(client) == before and not Chosen.objects.exists()


def test_the_last_number_stays(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    names = [m.name for m in offered(fleet.actor("manager"))]
    Chosen.objects.create(person=fleet.persons["manager"], names=names[:1])
    press(client, "pick", names[0])
    assert "至少留一个指标" in read(client, CHOOSE) and tiles(client) == names[:1]


def test_nobody_else_sees_it_and_no_right_comes_with_it(fleet: Fleet) -> None:
    manager, auditor = signed_in(fleet, "manager"), signed_in(fleet, "auditor")
    whole = tiles(auditor)
    press(manager, "pick", USE)
    assert tiles(auditor) == whole
    stranger = signed_in(fleet, "stranger")
    press(stranger, "pick", USE)
    assert USE not in tiles(stranger) and USE not in read(stranger, CHOOSE)
    assert Client().post(CHOOSE, {"pick": USE}).status_code == 302
    assert [kept.person for kept in Chosen.objects.all()] == [fleet.persons["manager"]]


def test_what_she_may_no_longer_see_is_left_out_without_a_word(fleet: Fleet) -> None:
    client = signed_in(fleet, "manager")
    Chosen.objects.create(person=fleet.persons["manager"], names=["gone.number", USE])
    assert tiles(client) == [USE]
    with passage():
        fleet.persons["manager"].posts.update(to_day="2025-01-01")
    left = [m.name for m in offered(fleet.actor("manager"))]
    assert USE not in left and sorted(tiles(client)) == sorted(left)


@pytest.mark.parametrize(
    ("up", "down", "expected"),
    [
        ("b", "", "bac"), ("a", "", "abc"), ("", "b", "acb"), ("", "c", "abc"), ("x", "y", "abc"),
    ],
)  # fmt: skip
def test_a_place_up_or_down_and_no_further_than_the_ends(up: str, down: str, expected: str) -> None:
    assert "".join(moved(list("abc"), up, down)) == expected
