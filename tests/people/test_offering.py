"""A person is found while her name is typed, and is the one meant or none."""

from __future__ import annotations

import pytest
from django.test import Client

from guanbiao.people import offering
from guanbiao.people.actor import Actor
from guanbiao.people.models import Account, Person
from tests.gate.makers import passage
from tests.people.makers import Province, province

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Province:
    made = province()
    for unit, name, number in (
        ("office", "陈志远", "YC001"), ("audit", "陈志远", "YC002"), ("audit", "钱立", "YC003"),
        ("other", "钱立", "LJ001"), ("county", "赵敏", "NP001"),
    ):  # fmt: skip
        person = made.person(unit, name=name)
        with passage():
            person.staff_no = number
            person.save()
    return made


def actor(number: str) -> Actor:
    return Actor.of(Person.objects.get(staff_no=number))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("陈志远（YC002）", "YC002"),
        ("YC001", "YC001"),
        (" 钱立 ", "YC003"),
        ("陈志远 (YC001)", "YC001"),
        ("陈志远（节能科）", "YC001"),
    ],
)
def test_whoever_is_meant_is_found(place: Province, typed: str, found: str) -> None:
    assert offering.one(offering.colleagues(actor("YC001")), typed).staff_no == found


@pytest.mark.parametrize(
    ("typed", "words"),
    [("陈志远", "不止一人"), ("LJ001", "没有"), ("陈志远（LJ001）", "没有"), ("无此人", "没有")],
)
def test_whoever_is_not_meant_is_told(place: Province, typed: str, words: str) -> None:
    with pytest.raises(offering.NotOne, match=words):
        offering.one(offering.colleagues(actor("YC001")), typed)


def test_several_are_found_in_order_and_once(place: Province) -> None:
    rows = offering.colleagues(actor("YC001"))
    found = offering.several(rows, offering.parts("钱立（YC003）、YC001，YC003"))
    assert [each.staff_no for each in found] == ["YC003", "YC001"]


def offered(number: str, **query: str) -> str:
    person = Person.objects.get(staff_no=number)
    client = Client()
    client.force_login(Account.objects.create_account(number, "Yun-Chuan-2026", person))
    return client.get("/people/offered/", query).content.decode()


def test_people_of_ones_region_are_offered_by_name_pinyin_and_number(place: Province) -> None:
    page = offered("YC001", to_person="chen")
    assert "陈志远（YC001）" in page and "陈志远（YC002）" in page and "钱立" not in page
    assert "钱立（YC003）" in offered("YC002", people="陈志远（YC001）、钱")
    assert 'value="陈志远（YC001）、钱立（YC003）"' in offered(
        "YC003", people="陈志远（YC001）、钱"
    )
    assert "LJ001" not in offered("NP001", to_person="钱立")


def test_of_ones_own_unit_where_the_form_takes_no_others(place: Province) -> None:
    page = offered("YC001", to_person="陈", within="unit")
    assert "YC001" in page and "YC002" not in page


def test_whoever_is_not_signed_in_is_offered_nobody(place: Province) -> None:
    answer = Client().get("/people/offered/", {"to_person": "陈"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login/")
