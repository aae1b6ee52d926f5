"""The organisation from another system: compared first, taken over once, then left alone."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate.models import Receipt
from guanbiao.modules.organisation import feed
from guanbiao.modules.organisation.feed.applying import feed_actor
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Post, Unit
from guanbiao.people.uscc import with_check_digit
from tests.people.house import House

CODE = with_check_digit("11990000009900001")
SENT: dict[str, Any] = {
    "units": [
        {"name": "白鹭县民政局", "short_name": "民政局", "kind": "organ", "uscc": CODE,
         "level": "county", "region": "990122", "staff_quota": 20},
        {"name": "救助科", "kind": "section", "level": "county", "region": "990122",
         "parent": "白鹭县民政局"},
    ],
    "persons": [
        {"staff_no": "M001", "name": "李岚", "rank": "正科级", "phone": "13900000011",
         "unit": "白鹭县民政局"},
        {"staff_no": "M002", "name": "张平", "rank": "科员", "unit": "救助科"},
    ],
    "posts": [{"staff_no": "M001", "role": "局长", "is_head": True, "from_day": "2026-01-01"}],
}  # fmt: skip


def sent(**changes: Any) -> feed.Feed:
    return feed.read(json.dumps({**SENT, **changes}).encode())


def differences(**changes: Any) -> list[feed.Difference]:
    return feed.compare(sent(**changes), timezone.localdate())


def take(*, leaving: bool = False, **changes: Any) -> feed.Report:
    return feed.take_over(differences(**changes), feed_actor(), leaving=leaving)


def told(found: list[feed.Difference]) -> list[tuple[str, str]]:
    return [(each.what, each.title) for each in found]


def test_differences_are_listed_before_anything_is_written(home: House) -> None:
    before = Receipt.objects.count()
    assert told(differences()) == [
        ("新增", "单位 白鹭县民政局"), ("新增", "单位 救助科"), ("新增", "人员 M001 李岚"),
        ("新增", "人员 M002 张平"), ("新增", "任职 M001 白鹭县民政局 局长"),
    ]  # fmt: skip
    assert Receipt.objects.count() == before


def test_the_same_feed_twice_changes_nothing(home: House) -> None:
    report = take()
    assert (report.done, report.left) == (5, [])
    assert Unit.objects.get(name="救助科").parent.uscc == CODE  # type: ignore[union-attr]
    assert Person.objects.get(staff_no="M001").phone == "13900000011"
    assert Post.objects.get(person__staff_no="M001").is_head
    receipts = Receipt.objects.count()
    assert differences() == [] and take().done == 0
    assert Receipt.objects.count() == receipts


def test_what_changed_is_named_and_numbers_are_not_shown(home: House) -> None:
    take()
    persons = [{**SENT["persons"][0], "rank": "副处级", "phone": "13900000099"},
               SENT["persons"][1]]  # fmt: skip
    (found,) = differences(persons=persons)
    assert found.changes == {"rank": ("正科级", "副处级"), "phone": ("…", "…")}
    assert take(persons=persons).done == 1
    person = Person.objects.get(staff_no="M001")
    assert (person.rank, person.phone) == ("副处级", "13900000099")
    assert differences(persons=persons) == []


def test_a_unit_is_known_by_its_code_when_its_name_changes(home: House) -> None:
    take()
    units = [{**SENT["units"][0], "name": "白鹭县民政和社会救助局"}, SENT["units"][1]]
    persons = [{**SENT["persons"][0], "unit": "白鹭县民政和社会救助局"}, SENT["persons"][1]]
    assert take(units=units, persons=persons, posts=None).left == []
    assert Unit.objects.get(uscc=CODE).name == "白鹭县民政和社会救助局"


def test_whoever_is_gone_leaves_only_when_told_to(home: House) -> None:
    take()
    fewer = {"units": None, "persons": SENT["persons"][:1], "posts": None}
    assert told(differences(**fewer)) == []
    fewer |= {"units": SENT["units"], "persons": [SENT["persons"][1]]}
    assert told(differences(**fewer)) == [("离开", "人员 M001 李岚")]
    assert "未办理离岗" in take(**fewer).left[0][1]
    assert take(leaving=True, **fewer).done == 1
    assert not Person.objects.get(staff_no="M001").active
    assert not Post.objects.filter(person__staff_no="M001", to_day=None).exists()


def test_a_feed_speaks_only_for_its_units(home: House) -> None:
    take(leaving=True)
    assert all(home.persons[key].active for key in home.persons)
    assert Person.objects.filter(active=False).count() == 0


def test_a_post_that_is_no_longer_sent_ends(home: House) -> None:
    take()
    assert told(differences(posts=[])) == [("离开", "任职 M001 白鹭县民政局 局长")]
    assert take(posts=[]).done == 1
    assert differences(posts=[]) == []


def test_a_clause_stops_a_feed_as_it_stops_a_person(home: House) -> None:
    take()
    both = [{"staff_no": "M001", "role": role, "from_day": "2026-01-01"}
            for role in ("系统管理员", "安全审计员")]  # fmt: skip
    report = take(posts=both)
    assert any("5.1" in why for _, why in report.left)


def test_a_person_takes_over_what_she_may_and_no_more(home: House) -> None:
    report = feed.take_over(differences(), Actor.of(home.persons["system"]))
    assert report.done == 4
    ((left, why),) = report.left
    assert left.act == "organisation.post.assign" and "权限" in why


def test_a_workbook_says_the_same_as_json(home: House) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人员"
    sheet.append(["工号", "姓名", "职级", "联系电话", "单位", "备注"])
    sheet.append(["M001", "李岚", "正科级", 13900000011, "节能科", "不读"])
    stream = io.BytesIO()
    book.save(stream)
    found = feed.read(stream.getvalue())
    assert found.units is None and found.posts is None
    assert found.persons == [
        {"staff_no": "M001", "name": "李岚", "rank": "正科级", "phone": "13900000011",
         "unit": "节能科"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "JSON"), (b"[]", "units"), (b'{"persons": 1}', "一组"), (b'{"x": []}', "units"),
        (b'{"persons": [{"name": "a"}]}', "staff_no"), (b"PK\x03\x04junk", "打不开"),
        (b"[" * 100_000, "JSON"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told(content: bytes, words: str) -> None:
    with pytest.raises(feed.Unreadable, match=words):
        feed.read(content)


def upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("feed.json", content)
    return client.post(reverse("organisation.feed"), {"file": file})


def test_the_page_compares_first_and_takes_over_when_asked(home: House) -> None:
    client = home.client("system")
    content = json.dumps(SENT, ensure_ascii=False)
    page = upload(client, content.encode()).content.decode()
    assert "人员 M001 李岚" in page and not Unit.objects.filter(uscc=CODE).exists()
    page = client.post(reverse("organisation.feed"), {"content": content, "take": "1"})
    assert "已办理 4 项" in page.content.decode()
    assert Unit.objects.filter(uscc=CODE).exists()
    assert upload(client, b"\xff\xfe").status_code == 422
    assert upload(client, b"{}").status_code == 422


def test_others_feed_nothing(home: House) -> None:
    for who in ("security", "audit", "owner", "colleague", "stranger"):
        assert upload(home.client(who), b"{}").status_code == 403
    assert upload(Client(), b"{}")["Location"].startswith("/login/")
