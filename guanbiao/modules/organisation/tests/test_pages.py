"""Units, persons and posts on pages: who may keep them, who may only read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guanbiao.people.models import Person, Post, Unit
from tests.people.house import House


def test_the_system_administrator_registers_a_unit_and_a_person(home: House) -> None:
    client, city = home.client("system"), home.place.units["city"]
    unit = {"name": "服务保障科", "short_name": "保障科", "kind": "section", "level": "city",
            "region": "990100", "parent": city.name, "staff_quota": "8"}  # fmt: skip
    assert client.post(reverse("organisation.unit_new"), unit).status_code == 302
    made = Unit.objects.get(name="服务保障科")
    assert made.parent == city
    person = {"staff_no": "YC99", "name": "周小云", "rank": "科员", "unit": "服务保障科"}
    assert client.post(reverse("organisation.person_new"), person).status_code == 302
    assert Person.objects.get(staff_no="YC99").unit == made
    answer = client.post(reverse("organisation.person_new"), person)
    assert answer.status_code == 422 and "此工号已登记" in answer.content.decode()


def test_a_unit_and_a_person_are_changed(home: House) -> None:
    client, office = home.client("system"), home.place.units["office"]
    path = reverse("organisation.unit_amend", args=[office.pk])
    assert office.short_name in client.get(path).content.decode()
    client.post(path, {"name": "节能管理科", "short_name": "节能", "staff_quota": "9"})
    office.refresh_from_db()
    assert (office.name, office.staff_quota) == ("节能管理科", 9)
    owner = home.persons["owner"]
    path = reverse("organisation.person_amend", args=[owner.pk])
    draft = {"rank": "副科级", "unit": "云川市审计局", "active": "on"}
    assert client.post(path, draft).status_code == 302
    owner.refresh_from_db()
    assert (owner.rank, owner.unit.name) == ("副科级", "云川市审计局")


def test_the_security_administrator_gives_and_ends_a_post(home: House) -> None:
    client, owner = home.client("security"), home.persons["owner"]
    path = reverse("organisation.post_assign", args=[owner.pk])
    draft = {"person": owner.staff_no, "unit": owner.unit.name, "role": "驾驶员",
             "from_day": "2026-01-01"}  # fmt: skip
    assert owner.staff_no in client.get(path).content.decode()
    assert client.post(path, draft).status_code == 302
    post = Post.objects.get(person=owner)
    page = client.get(reverse("organisation.person", args=[owner.pk])).content.decode()
    assert "驾驶员" in page and "免职" in page and "变更人员" not in page
    path = reverse("organisation.post_end", args=[post.pk])
    assert client.post(path, {"to_day": "2026-12-31"}).status_code == 302


def test_a_stopped_assignment_shows_its_clause(home: House) -> None:
    person = home.persons["system"]
    path = reverse("organisation.post_assign", args=[person.pk])
    draft = {"person": person.staff_no, "unit": person.unit.name, "role": "安全审计员",
             "from_day": "2026-01-01"}  # fmt: skip
    answer = home.client("security").post(path, draft)
    assert answer.status_code == 422 and "5.1" in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger", "audit", "auditor"])
def test_whoever_keeps_no_organisation_reads_only(home: House, who: str) -> None:
    client, key = home.client(who), home.persons["owner"].pk
    for name, args in (("unit_new", []), ("person_new", []), ("person_amend", [key]),
                       ("person_leave", [key]), ("post_assign", [key])):  # fmt: skip
        path = reverse(f"organisation.{name}", args=args)
        assert client.get(path).status_code == client.post(path).status_code == 403, name
    page = client.get(reverse("organisation.people")).content.decode()
    assert "登记人员" not in page


def test_whoever_is_not_signed_in_sees_the_door(home: House) -> None:
    for name in ("organisation.person_new", "organisation.people"):
        assert Client().get(reverse(name))["Location"].startswith("/login/")
