"""Displays: hung by one, read of by another, seen by all who know the address, until over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from guanbiao.exchange import tokens
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.gate.perform import perform
from guanbiao.modules.desk.models import Message
from guanbiao.modules.displays import jobs, pages
from guanbiao.modules.displays.models import Display, Guess, Seen, State
from guanbiao.modules.meetings.tests.conftest import Clock
from guanbiao.modules.meetings.tests.makers import House, stopped
from guanbiao.modules.numbers import queries
from guanbiao.modules.numbers.public import named
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post
from tests.gate.makers import passage

NEW = "/displays/display/new/"
WALL = {
    "name": "一楼大厅指标屏", "place": "主楼一层大厅东墙", "face": "指标大屏",
    "unit": "云川市财政局", "to_day": "2027-06-03",
}  # fmt: skip
DOOR = {
    "name": "第一会议室门牌", "place": "三层 301 门口", "face": "会议室门牌",
    "to_day": "2027-06-03",
}  # fmt: skip


def do(hall: House, act: str, who: str, subject: Any = None, **draft: Any) -> Outcome:
    return perform(f"displays.display.{act}", Actor.of(hall.persons[who]), subject, draft)


def hung(hall: House, **draft: Any) -> str:
    """The address of a new display, as its maker is told it."""
    answer = hall.client("payer").post(NEW, WALL | draft)
    assert answer.status_code == 200, answer.status_code
    assert "no-store" in answer["Cache-Control"] and "aria" in answer.content.decode()
    (address,) = re.findall(r'value="http://testserver(/displays/show/[^"]+/)"', text(answer))
    return str(address)


def hung_at_door(hall: House) -> str:
    return hung(hall, **DOOR, room=str(hall.room().pk), unit="")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def looked(address: str, status: int = 200, **query: str) -> Any:
    """What a device gets that never signed in."""
    answer = Client().get(address, query)
    assert answer.status_code == status, answer.status_code
    assert answer["Referrer-Policy"] == "no-referrer" and answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"] and not answer.cookies
    return answer


def test_a_wall_shows_the_numbers_of_its_unit_without_signing_in(hall: House) -> None:
    hall.booked(hall.room())
    page = text(looked(hung(hall)))
    assert "财政局运行总览" in page and "会议场次" in page
    shown = page[page.index("会议场次") :]
    assert re.search(r'class="hero">1<', shown)


def test_a_wall_has_no_link_no_row_and_no_number_the_standard_does_not_name(hall: House) -> None:
    hall.booked(hall.room())
    page = text(looked(hung(hall)))
    assert "<a " not in page and "<form" not in page and "csrf" not in page.lower()
    assert "节能工作部署会" not in page
    assert "会议费" not in page and "加油费用" not in page
    assert all(person.name not in page for person in hall.persons.values())


def test_a_wall_counts_its_own_unit_and_those_below_only(hall: House) -> None:
    hall.booked(hall.room())
    page = text(looked(hung(hall, unit="云川市审计局")))
    assert re.search(r'class="hero">0<', page[page.index("会议场次") :])


def test_a_wall_with_more_numbers_than_fit_turns_over(
    hall: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ON_SCREEN", 6)
    address = hung(hall)
    first = text(looked(address))
    assert 'data-display="?page=2"' in first and "诉求按时答复率" not in first
    second = text(looked(address, page="2"))
    assert 'data-display="?page=1"' in second and "诉求按时答复率" in second


def test_each_number_the_standard_names_is_one_of_the_platform(hall: House) -> None:
    unit, on = hall.units["bureau"], Actor.of(hall.persons["payer"]).today
    listed = pages.in_force.checklist_for(pages.PUBLIC, unit, on)
    assert listed is not None
    labels = [item.label for item in listed.items]
    assert [each.label for each in named(unit, on, labels)] == labels


def test_a_door_says_what_the_door_page_says(hall: House, clock: Clock) -> None:
    address = hung_at_door(hall)
    room = Display.objects.get().room
    assert room is not None
    hall.booked(room)
    clock.set("2026-06-04T14:10")
    page = text(looked(address))
    assert "第一会议室" in page and "节能工作部署会" in page and "正在使用" in page
    assert 'class="qr"' in page and "<a " not in page and "王晓敏" not in page


@pytest.mark.parametrize("face", ["wall", "door"])
def test_the_device_of_somebody_signed_in_shows_the_same_and_gets_no_cookie(
    hall: House, face: str
) -> None:
    address = hung(hall) if face == "wall" else hung_at_door(hall)
    answer = hall.client("auditor").get(address)
    assert "孙静" not in text(answer) and not answer.cookies
    assert "<a " not in text(answer)


def test_withdrawn_over_and_never_given_answer_the_same(hall: House, clock: Clock) -> None:
    address = hung(hall)
    never = text(looked("/displays/show/never/", 404))
    assert "请联系本单位综合科" in never
    clock.set("2027-06-03T23:00")
    looked(address)
    clock.set("2027-06-04T00:10")
    over = text(looked(address, 404))
    clock.set("2026-06-03T09:30")
    looked(address)
    assert do(hall, "withdraw", "payer", Display.objects.get(), remark="大厅改造").ok
    withdrawn = text(looked(address, 404))

    def but_the_hour(page: str) -> str:
        return re.sub(r"\d\d:\d\d", "", page)

    assert but_the_hour(never) == but_the_hour(over) == but_the_hour(withdrawn)
    assert do(hall, "withdraw", "payer", Display.objects.get(), remark="再撤一次").ok is False


def test_one_that_is_over_shows_again_once_it_is_prolonged(hall: House, clock: Clock) -> None:
    address = hung(hall)
    clock.set("2027-07-01T08:00")
    looked(address, 404)
    display = Display.objects.get()
    assert stopped(do(hall, "prolong", "payer", display, to_day="2028-07-02")) == {"5.1"}
    assert do(hall, "prolong", "payer", display, to_day="2028-07-01").ok
    looked(address)


def test_what_is_kept_of_the_address_does_not_open_it(hall: House) -> None:
    address = hung(hall)
    token, display = address.split("/")[-2], Display.objects.get()
    assert token not in display.mark and len(token) > 40
    looked(f"/displays/show/{display.mark}/", 404)
    assert not any(token in kept.content for kept in Receipt.objects.all())
    client = hall.client("payer")
    for page in (f"/displays/display/{display.pk}/", "/displays/display/"):
        assert token not in text(client.get(page)) and display.mark not in text(client.get(page))


def test_when_it_last_asked_is_listed(hall: House) -> None:
    address, client = hung(hall), hall.client("steward")
    assert "2026年6月3日 09:30" not in text(client.get("/displays/display/"))
    looked(address)
    assert "2026年6月3日 09:30" in text(client.get("/displays/display/"))


def test_a_device_gone_wrong_is_held_back_and_comes_again(hall: House, clock: Clock) -> None:
    address = hung(hall)
    looked(address)
    Seen.objects.update(used=pages.PER_MINUTE)
    assert "一分钟后自动恢复" in text(looked(address, 429))
    clock.set("2026-06-03T09:32")
    looked(address)


def test_a_place_too_short_and_a_term_too_long_are_stopped(hall: House) -> None:
    said = WALL | {"place": "墙上", "to_day": "2027-06-05"}
    assert stopped(do(hall, "register", "payer", **said)) == {"5.1", "5.2"}
    assert Refusal.objects.count() == 1 and not Display.objects.exists()
    answer = hall.client("payer").post(NEW, said)
    assert answer.status_code == 422 and "/displays/show/" not in text(answer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": ""}, "unit"), ({"unit": "没有这个单位"}, "unit"),
        ({"face": "会议室门牌"}, "room"), ({"to_day": "2026-06-02"}, "to_day"),
        ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_a_draft_that_says_not_what_where_or_until_when_is_not_taken(
    hall: House, changes: dict[str, str], field: str
) -> None:
    assert field in do(hall, "register", "payer", **(WALL | changes)).errors


def test_no_two_have_the_same_name(hall: House) -> None:
    hung(hall)
    assert "已有同名" in do(hall, "register", "payer", **WALL).errors["name"][0]


@pytest.mark.parametrize("who", ["clerk", "colleague", "head", "keeper", "auditor", "stranger"])
def test_nobody_else_hangs_sees_prolongs_or_withdraws_one(hall: House, who: str) -> None:
    hung(hall)
    display, client = Display.objects.get(), hall.client(who)
    for act, draft in (
        ("register", WALL | {"name": "另一块"}), ("prolong", {"to_day": "2026-12-31"}),
        ("withdraw", {"remark": "无关"}),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            do(hall, act, who, None if act == "register" else display, **draft)
    for page in (NEW, "/displays/display/", f"/displays/display/{display.pk}/"):
        assert client.get(page).status_code in (403, 404), page


def test_who_audits_security_reads_of_them_and_changes_nothing(hall: House) -> None:
    hung(hall)
    display, client = Display.objects.get(), hall.client("steward")
    assert display.name in text(client.get("/displays/display/"))
    assert display.place in text(client.get(f"/displays/display/{display.pk}/"))
    with pytest.raises(Forbidden):
        do(hall, "withdraw", "steward", display, remark="无权")
    display.refresh_from_db()
    assert display.state == State.LIVE


def test_nobody_manages_them_without_signing_in(hall: House) -> None:
    hung(hall)
    for page in (NEW, "/displays/display/", f"/displays/display/{Display.objects.get().pk}/"):
        assert Client().get(page).status_code == 302, page


def test_no_program_is_given_the_right_to_hang_one(hall: House) -> None:
    offered = tokens.offered(Actor.of(hall.persons["payer"]))
    assert not [n for rights in offered.values() for n, _ in rights if n.startswith("displays.")]


def test_the_address_is_shown_once_with_a_code_and_the_form_knows_the_longest_term(
    hall: House,
) -> None:
    client = hall.client("payer")
    assert 'value="2027-06-04"' in text(client.get(NEW))
    page = text(client.post(NEW, WALL))
    assert 'class="qr"' in page and "地址只显示这一次" in page


def test_whoever_looks_after_one_is_told_before_it_is_over_and_once_each_time(
    hall: House, clock: Clock
) -> None:
    hung(hall)

    def told(who: str = "payer") -> list[str]:
        jobs.watch()
        mine = Message.objects.filter(person=hall.persons[who], entity="displays.display")
        return [each.title for each in mine.order_by("pk")]

    clock.set("2027-05-19T08:00")
    assert told() == []
    clock.set("2027-05-22T08:00")  # the clock stood still for two days
    assert len(told()) == len(told()) == 1 and "还有 12 天到期：一楼大厅指标屏" in told()[0]
    clock.set("2027-06-03T08:00")
    assert len(told()) == 2 and "今天到期" in told()[1]
    assert told("steward") == told("clerk") == []
    clock.set("2027-06-04T08:00")
    assert len(told()) == 2
    assert do(hall, "prolong", "payer", Display.objects.get(), to_day="2027-06-10").ok
    assert len(told()) == 3 and "还有 6 天到期" in told()[2]


def test_when_she_who_hung_it_left_the_others_who_may_prolong_it_are_told(
    hall: House, clock: Clock
) -> None:
    hung(hall)
    with passage():
        Post.objects.filter(person=hall.persons["payer"], role="安全管理员").update(
            person=hall.persons["keeper"]
        )
    clock.set("2027-06-01T08:00")
    jobs.watch()
    told = Message.objects.filter(entity="displays.display")
    assert [each.person for each in told] == [hall.persons["keeper"]]
    assert do(hall, "withdraw", "keeper", Display.objects.get(), remark="拆除").ok
    clock.set("2027-06-03T08:00")
    jobs.watch()
    assert told.count() == 1


def test_whoever_tries_addresses_is_held_back_and_those_who_know_one_are_not(
    hall: House, clock: Clock
) -> None:
    address = hung(hall)
    for n in range(pages.GUESSES):
        looked(f"/displays/show/guess{n}/", 404)
    assert "请求太频繁" in text(looked("/displays/show/again/", 429))
    looked(address)
    assert Client().get("/displays/show/again/", REMOTE_ADDR="10.0.0.9").status_code == 404
    clock.set("2026-06-03T09:32")
    looked("/displays/show/again/", 404)
    clock.set("2026-06-05T09:32")
    jobs.watch()
    assert not Guess.objects.exists()
