"""What helps a person along: guides read from the standards, why something was stopped, help."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.library import in_force
from guanbiao.modules.desk import guides, queries
from guanbiao.modules.desk.pages import refusals
from guanbiao.modules.desk.pages.portal import month
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request, wish

__all__ = ["fleet", "still_clock"]
SUBMIT = "vehicles.request.submit"


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def read(client: Client, address: str, status: int = 200, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def stopped(fleet: Fleet) -> Refusal:
    outcome = fleet.do("request.submit", "clerk", **wish(passengers="9"))
    assert outcome.stopped
    return Refusal.objects.get()


def test_a_guide_says_who_what_how_long_and_by_which_clause(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "clerk"), f"/hall/{SUBMIT}/")
    assert "全体人员" in page and "需要填写" in page and "乘车人数" in page
    assert "5.2.3" in page and "Q/YCJG 203" in page and "填写并提交" in page


def test_a_guide_counts_what_was_done_in_one_go(fleet: Fleet) -> None:
    found = guides.guide(fleet.actor("clerk"), SUBMIT, makers.TODAY)
    assert found.cases == 0 and found.once is None
    assert found.materials[0].automatic and 0 < found.filled <= 100


def test_three_fifths_of_the_fields_of_the_hall_need_no_typing(fleet: Fleet) -> None:
    """What must be typed against all fields, for somebody who never asked before (S01.27)."""
    acts = [each.act for module in registry.modules() for each in module.services if each.act]
    found = [guides.guide(fleet.actor("clerk"), act, makers.TODAY).materials for act in acts]
    typed = [each.required and not each.automatic for materials in found for each in materials]
    assert len(acts) >= 4 and sum(typed) / len(typed) <= 0.4


@pytest.mark.parametrize(
    "act",
    [SUBMIT, "reception.order.submit", "meetings.booking.book", "voices.voice.say",
     "evaluation.exception.ask", "organisation.delegation.grant"],
)  # fmt: skip
def test_of_each_form_three_fifths_fill_themselves(fleet: Fleet, act: str) -> None:
    found = guides.guide(fleet.actor("clerk"), act, makers.TODAY)
    assert found.filled >= 60, [m.label for m in found.materials if not m.automatic]


def test_a_guide_says_what_is_left_to_be_typed(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "clerk"), "/hall/reception.order.submit/")
    assert "须您自己填写：" in page and "接待对象" in page.partition("须您自己填写：")[2][:200]


def test_a_delegation_begins_now_and_ends_on_a_friday(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "head"), "/organisation/delegations/")
    assert "节能科科长" in page
    (end,) = re.findall(r'name="to_at" value="(\d{4}-\d\d-\d\d)T23:59"', page)
    assert dt.date.fromisoformat(end).weekday() == 4 and 'name="from_at" value="2' in page


def test_a_service_nobody_offers_her_has_no_guide(fleet: Fleet) -> None:
    read(signed_in(fleet, "clerk"), "/hall/vehicles.vehicle.register/", status=404)


def test_every_service_of_the_hall_opens_and_has_its_guide(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    hall = read(clerk, "/hall/")
    tiles = queries.tiles(fleet.actor("clerk"), makers.TODAY)
    names = {tile.service.label for tile in tiles}
    assert {"设备报障", "会议费报销", "申请例外", "委托代办"} <= names
    for tile in tiles:
        assert tile.service.label in hall
        assert "谁可以办" in read(clerk, f"/hall/{tile.service.act}/")
        assert clerk.get(tile.href).status_code == 200, tile.href


def test_the_hall_is_searched_by_what_an_act_is_called(fleet: Fleet) -> None:
    assert "我要用车" in read(signed_in(fleet, "clerk"), "/hall/", q="提交用车申请")


def test_what_is_promised_is_the_value_of_the_day(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, page = signed_in(fleet, "clerk"), "/hall/voices.voice.say/"
    assert "3 个工作日内答复" in read(clerk, "/hall/")
    assert "3 个工作日内" in read(clerk, page)
    values = {1: Decimal(2100), 0: None}
    for day, told in ((1, True), (0, False)):
        monkeypatch.setattr(in_force, "value_on", lambda *_, day=day: values[day])
        for text in (read(clerk, "/hall/"), read(clerk, page)):
            assert ("5 个工作日内" in text) is told and "3 个工作日内" not in text


def test_the_portal_begins_with_what_asks_for_approval(fleet: Fleet) -> None:
    first = queries.entries(fleet.actor("clerk"), makers.TODAY)[0]
    assert first.service.label == "预定会议室"


def test_the_portal_puts_first_what_one_uses_most_from_the_next_week_on(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = queries.tiles(fleet.actor("clerk"), makers.TODAY)
    monkeypatch.setattr(queries, "tiles", lambda *_: found)  # receipts bear the server's own day

    def went(day: str) -> dt.date:
        a_request(fleet, depart_at=f"2026-06-{day} 08:30", return_at=f"2026-06-{day} 16:30")
        return timezone.localdate(Receipt.objects.latest("at").at)

    def order(on: dt.date, who: str = "clerk") -> list[str]:
        return [tile.service.label for tile in queries.entries(fleet.actor(who), on)]

    usual = order(went("08"))
    today = went("09")
    monday = today + dt.timedelta(days=7 - today.weekday())
    assert order(monday) == usual, "twice is no habit"
    assert order(went("10")) == usual, "nothing moves in the week one works in"
    assert order(monday) == ["我要用车", *(each for each in usual if each != "我要用车")] != usual
    assert order(monday, "colleague") == usual == order(monday + dt.timedelta(days=91))


def test_the_hall_finds_a_service_by_a_word(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    assert "我要用车" in read(clerk, "/hall/", q="用车")
    assert "没有符合的事项" in read(clerk, "/hall/", q="直升机")


def test_why_something_was_stopped_is_told_with_what_had_been_typed(fleet: Fleet) -> None:
    kept, clerk = stopped(fleet), signed_in(fleet, "clerk")
    assert "用车申请" in read(clerk, "/refusals/")
    page = read(clerk, f"/refusals/{kept.pk}/")
    assert "5.2.3" in page and "不应" in page and "南屏县政务中心" in page and "改后再办" in page


@pytest.mark.parametrize("who", ["colleague", "head", "stranger", "auditor"])
def test_nobody_else_reads_what_was_stopped(fleet: Fleet, who: str) -> None:
    kept, client = stopped(fleet), signed_in(fleet, who)
    read(client, f"/refusals/{kept.pk}/", status=404)
    assert Client().get(f"/refusals/{kept.pk}/")["Location"].startswith("/login/")
    form = client.get("/vehicles/request/new/", {"refused": kept.pk}).content.decode()
    assert wish()["destination"] not in form


def test_what_was_stopped_is_asked_for_again_with_what_had_been_typed(fleet: Fleet) -> None:
    kept, clerk = stopped(fleet), signed_in(fleet, "clerk")
    page = f"/vehicles/request/new/?refused={kept.pk}"
    assert page in read(clerk, f"/refusals/{kept.pk}/")
    form = read(clerk, page)
    assert re.search(r'name="passengers"[^>]*value="9"', form)
    for name in ("purpose", "destination", "depart_at"):
        assert wish()[name] in form, name
    assert clerk.post(page, wish(passengers="9")).status_code == 422
    answer = clerk.post(page, wish())
    assert answer.status_code == 302, "the gate lets the mended one through"
    assert re.fullmatch(r"/vehicles/request/\d+/", answer["Location"])


def test_an_act_there_is_no_more_or_not_for_her_is_not_offered_again(fleet: Fleet) -> None:
    kept, clerk = stopped(fleet), fleet.actor("clerk")
    gone = Refusal(act="vehicles.request.unheard_of", actor_id=kept.actor_id)
    hers = Refusal(pk=1, act="vehicles.fuel.record", actor_id=kept.actor_id)
    assert refusals._again(clerk, gone) == "" and refusals._again(clerk, hers) == ""


def test_help_opens_the_clauses_of_the_page_one_comes_from(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    page = read(clerk, "/help/", page="/vehicles/request/new/")
    assert "提交用车申请" in page and "5.2.3" in page
    assert "只供查看" in read(clerk, "/help/", page="/nowhere/")
    assert 'href="//evil.example' not in read(clerk, "/help/", page="//evil.example/")


def test_the_tour_is_offered_until_it_was_seen(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    assert "第一次使用" in read(clerk, "/")
    assert "新手引导" in read(clerk, "/tour/")
    assert clerk.post("/tour/").status_code == 302
    assert "第一次使用" not in read(clerk, "/")


def test_the_small_calendar_follows_the_notice_and_counts_what_falls_due(fleet: Fleet) -> None:
    a_request(fleet)
    weeks = month(fleet.actor("head"), makers.TODAY)
    days = {day.day: day for week in weeks for day in week}
    assert days[dt.date(2026, 6, 19)].mark == "休", "端午节"
    assert not days[dt.date(2026, 6, 7)].worked and days[makers.TODAY].worked
    assert sum(day.due for day in days.values()) == 1


def test_what_is_overdue_and_what_was_copied_have_lists_of_their_own(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = a_request(fleet)
    head = signed_in(fleet, "head")
    assert request.number not in read(head, "/overdue/")
    read(head, "/copied/")
    later = makers.NOW + dt.timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert queries.overdue(fleet.actor("head"), later.date()).count() == 1
    assert "南屏县政务中心" in read(signed_in(fleet, "head"), "/overdue/")
