"""Who may change what of a request under way, who sees what of a driver: page and gate agree."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from guanbiao.gate import registry, rights
from guanbiao.gate.bulk import Row, perform_bulk
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.vocabulary import Registered
from guanbiao.library import in_force
from guanbiao.library.checking import faults
from guanbiao.library.pack import Pack
from guanbiao.library.packs import read
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests.makers import (
    TODAY,
    Fleet,
    a_request,
    a_waiting,
    wish,
)
from guanbiao.people.actor import Actor
from rulebook.fields import FieldRight, FieldRule

CONTROL = re.compile(r'(<(?:input|select|textarea)\b[^>]*?name="(\w+)"[^>]*>)')
ADJUST = "vehicles.request.adjust"


def open_fields(fleet: Fleet, who: str, request: Request) -> set[str]:
    act = registry.act(ADJUST)
    held = rights.fields(fleet.actor(who), act, request, TODAY)
    return {name for name in act.form.base_fields if not held[name].right.closed}


def client(fleet: Fleet, who: str) -> Client:
    made = Client()
    made.force_login(fleet.account(who))
    return made


def test_at_each_stage_its_handler_may_change_what_the_clause_says(fleet: Fleet) -> None:
    asked = a_request(fleet)
    assert open_fields(fleet, "head", asked) == {"passengers", "riders", "body"}
    assert open_fields(fleet, "dispatcher", asked) == set()
    fleet.decided("agree", "head", asked, opinion="同意")
    asked.refresh_from_db()
    assert open_fields(fleet, "head", asked) == set()
    assert open_fields(fleet, "dispatcher", asked) == {"body", "pool_willing", "distance_km"}


def test_the_approver_changes_the_number_of_passengers_and_nothing_else_moves(fleet: Fleet) -> None:
    asked = a_request(fleet)
    fleet.done("request.adjust", "head", asked, passengers="2", riders="王晓敏、李文", body="轿车")
    asked.refresh_from_db()
    assert (asked.passengers, asked.riders) == (2, "王晓敏、李文")
    assert (asked.destination, asked.pool_willing) == ("南屏县政务中心", True)


def test_a_field_that_is_closed_is_refused_with_its_clause_and_nothing_is_kept(
    fleet: Fleet,
) -> None:
    asked = a_request(fleet)
    outcome = fleet.do(
        "request.adjust", "head", asked, passengers="2", body="轿车", destination="海边"
    )
    assert "Q/YCJG 102 第 6.6 条" in outcome.errors["destination"][0]
    asked.refresh_from_db()
    assert (asked.passengers, asked.destination) == (3, "南屏县政务中心")


def test_a_closed_field_sent_back_as_it_was_is_no_offence(fleet: Fleet) -> None:
    asked = a_request(fleet)
    assert fleet.do("request.adjust", "head", asked, **wish(passengers="2")).ok


def test_the_dispatcher_must_settle_the_distance(fleet: Fleet) -> None:
    waiting = a_waiting(fleet)
    outcome = fleet.do("request.adjust", "dispatcher", waiting, body="轿车", pool_willing="")
    assert "Q/YCJG 102 第 6.7 条" in outcome.errors["distance_km"][0]
    fleet.done("request.adjust", "dispatcher", waiting, body="轿车", distance_km="45")
    waiting.refresh_from_db()
    assert (str(waiting.distance_km), waiting.pool_willing) == ("45.0", False)


def test_what_is_adjusted_is_judged_by_the_same_clauses_as_what_is_asked(fleet: Fleet) -> None:
    outcome = fleet.do("request.adjust", "head", a_request(fleet), passengers="9", body="轿车")
    assert {f.clause for f in outcome.findings if f.stops} == {"5.2.3", "49"}


def test_nothing_adjusted_is_said_so(fleet: Fleet) -> None:
    outcome = fleet.do("request.adjust", "head", a_request(fleet), passengers="3", body="轿车")
    assert "没有改动" in outcome.errors["__all__"][0]


@pytest.mark.parametrize("who", ["clerk", "colleague", "stranger", "other_head", "driver"])
def test_nobody_else_adjusts_a_request(fleet: Fleet, who: str) -> None:
    with pytest.raises(Forbidden):
        fleet.do("request.adjust", who, a_request(fleet), passengers="2")


def test_a_request_taken_back_is_not_adjusted(fleet: Fleet) -> None:
    waiting = a_waiting(fleet)
    fleet.done("request.withdraw", "clerk", waiting)
    outcome = fleet.do("request.adjust", "dispatcher", waiting, body="轿车", distance_km="45")
    assert "须为" in outcome.errors["__all__"][0]


def test_the_form_shows_the_same_fields_open_that_the_gate_takes(fleet: Fleet) -> None:
    asked = a_request(fleet)
    path = reverse("vehicles.request.act", args=[asked.pk, "adjust"])
    page = client(fleet, "head").get(path)
    controls = CONTROL.findall(page.content.decode())
    shown = {name for tag, name in controls if " disabled" not in tag}
    assert shown & set(registry.act(ADJUST).form.base_fields) == open_fields(fleet, "head", asked)
    assert "只读" in page.content.decode()
    posted = {"passengers": "2", "body": "轿车", "destination": "海边"}
    refused = client(fleet, "head").post(path, posted)
    assert refused.status_code == 422 and "第 6.6 条" in refused.content.decode()
    del posted["destination"]
    assert client(fleet, "head").post(path, posted).status_code == 302
    asked.refresh_from_db()
    assert (asked.passengers, asked.destination) == (2, "南屏县政务中心")


def test_a_live_check_names_the_closed_field_too(fleet: Fleet) -> None:
    asked = a_request(fleet)
    path = reverse("vehicles.request.act_check", args=[asked.pk, "adjust"])
    answer = client(fleet, "head").post(path, {"passengers": "9", "body": "轿车"})
    assert answer.status_code == 200 and "5.2.3" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.passengers == 3


@pytest.mark.parametrize(
    ("who", "offered"), [("head", True), ("dispatcher", False), ("clerk", False)]
)
def test_adjusting_is_offered_to_whom_the_stage_leaves_a_field(
    fleet: Fleet, who: str, offered: bool
) -> None:
    asked = a_request(fleet)
    page = client(fleet, who).get(reverse("vehicles.request", args=[asked.pk])).content.decode()
    assert ("调整申请" in page) is offered


PRIVATE = ("联系电话", "体检日期")


@pytest.mark.parametrize(
    ("who", "shown"),
    [("dispatcher", True), ("manager", True), ("auditor", True), ("chief", False),
     ("deputy", False)],
)  # fmt: skip
def test_a_drivers_phone_and_health_are_seen_by_those_who_send_her(
    fleet: Fleet, who: str, shown: bool
) -> None:
    key = fleet.drivers["driver"].pk
    for path in (reverse("vehicles.driver.list"), reverse("vehicles.driver", args=[key])):
        page = client(fleet, who).get(path + "?col=health_check_on&col=person__masked_phone")
        text = page.content.decode()
        assert [word in text for word in PRIVATE] == [shown, shown], path
        assert ("2026年1月10日" in text) is shown


def test_what_is_hidden_is_no_order_either(fleet: Fleet) -> None:
    path = reverse("vehicles.driver.list") + "?sort=-health_check_on"
    kept = "sort=-health_check_on"
    assert kept in client(fleet, "manager").get(path).content.decode()
    assert kept not in client(fleet, "chief").get(path).content.decode()


def test_the_history_of_a_row_leaves_out_what_is_hidden(fleet: Fleet) -> None:
    driver = fleet.drivers["driver"]
    draft = {"licence_class": "A1", "licence_to": "2030-01-01", "active": "on"}
    fleet.done("driver.amend", "manager", driver, health_check_on="2026-05-05", **draft)
    path = reverse("vehicles.driver", args=[driver.pk])
    assert "2026年5月5日" in client(fleet, "manager").get(path).content.decode()
    unseen = client(fleet, "chief").get(path).content.decode()
    assert "2026年5月5日" not in unseen and "2026-05-05" not in unseen


def with_fields(*rules: FieldRule) -> Pack:
    pack = read(settings.PACKS / "Q-YCJG-102" / "2024")
    return replace(pack, fields=rules)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fields": ("passenger",)}, "没有字段“passenger”"),
        ({"of": "vehicles.request.adjusted"}, "没有业务动作或对象"),
        ({"of": "vehicles.driver", "fields": ("person__phone",)}, "没有字段"),
        ({"stages": ("boss",)}, "没有环节“boss”"),
    ],
)
def test_a_right_on_what_does_not_exist_is_an_error_before_publication(
    given: dict[str, Any], words: str
) -> None:
    whole = {"of": ADJUST, "fields": ("passengers",), "right": FieldRight.READ, "clause": "6.6"}
    found = faults(with_fields(FieldRule(**{**whole, **given})), Registered())
    assert len(found) == 1 and words in found[0].message
    assert faults(with_fields(FieldRule(**whole)), Registered()) == []  # type: ignore[arg-type]


def test_many_rows_at_once_obey_the_same(fleet: Fleet) -> None:
    asked = a_request(fleet)
    rows = [Row(1, {"passengers": "2", "body": "轿车", "destination": "海边"}, asked.pk),
            Row(2, {"passengers": "2", "body": "轿车"}, asked.pk)]  # fmt: skip
    outcome = perform_bulk(ADJUST, fleet.actor("head"), rows)
    assert outcome.accepted == 1 and "第 6.6 条" in outcome.problems[0].words


def test_a_feed_fills_what_it_was_set_up_to_fill(fleet: Fleet) -> None:
    asked = a_request(fleet)
    feed = Actor.feed("行程平台", (ADJUST,), fleet.units["bureau"])
    assert rights.fields(feed, registry.act(ADJUST), asked, TODAY) == {}


def test_the_clause_of_a_field_tells_on_its_page_what_it_leaves_open(fleet: Fleet) -> None:
    edition = next(e for e in in_force.everything() if e.head.number == "Q/YCJG 102")
    page = client(fleet, "clerk").get(reverse("standards.clause", args=[edition.id, "6.6"]))
    text = page.content.decode()
    assert "乘车人数" in text and "单位负责人审批" in text and "可改" in text
