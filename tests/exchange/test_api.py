"""Programs at the door: a token of a person, for what she chose, through the same gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from guanbiao.exchange import tokens
from guanbiao.exchange.api import door
from guanbiao.exchange.models import Token
from guanbiao.gate.models import Receipt
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_lists import filling, signed_in

ROOT = "/api/v1/vehicles/"
ALL = ("vehicles.vehicle.view", "vehicles.vehicle.seal", "vehicles.vehicle.amend",
       "vehicles.fuel.view", "vehicles.fuel.record", "vehicles.trip.view")  # fmt: skip


class Program:
    """A program that acts for somebody."""

    def __init__(self, fleet: Fleet, who: str, scopes: Iterable[str] = ALL) -> None:
        fleet.account(who)
        _, self.text = tokens.issue(fleet.actor(who), "测试", scopes, 30)
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"})

    def get(self, address: str, **query: object) -> Any:
        return self.client.get(ROOT + address, query)

    def post(self, address: str, body: Any = None, key: str = "", **query: str) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(
            ROOT + address, body or {}, content_type="application/json", headers=headers,
            query_params=query,
        )  # fmt: skip


def wish(car: Vehicle, **changed: Any) -> dict[str, Any]:
    draft = {
        "vehicle": car.plate, "card_plate": car.plate, "station": "城东加油站",
        "fixed_point": True, "at": "2026-06-03T09:00:00+08:00", "litres": 30, "amount": "240.00",
        "odometer": float(car.odometer) + 300,
    }  # fmt: skip
    return {"draft": {**draft, **changed}}


@pytest.fixture
def program(fleet: Fleet) -> Program:
    return Program(fleet, "manager")


def test_a_program_reads_a_list_page_by_page(fleet: Fleet, car: Vehicle, program: Program) -> None:
    for n in range(3):
        filling(car, makers.NOW - dt.timedelta(days=n), f"{20 + n}")
    first = program.get("fuel/", limit=2).json()
    assert [item["litres"] for item in first["items"]] == [20.0, 21.0]
    assert first["items"][0]["vehicle"] == car.plate
    assert first["items"][0]["at"] == "2026-06-03T09:30:00+08:00"
    rest = program.get("fuel/", limit=2, after=first["next"]).json()
    assert [item["litres"] for item in rest["items"]] == [22.0] and rest["next"] is None
    assert [i["litres"] for i in program.get("fuel/", at_to="2026-06-01").json()["items"]] == [22.0]


def test_a_program_sees_its_persons_rows_and_no_others(fleet: Fleet, car: Vehicle) -> None:
    other = Program(fleet, "other_head")
    assert other.get("vehicle/").json()["items"] == []
    assert other.get(f"vehicle/{car.pk}/").status_code == 404
    stranger = Program(fleet, "stranger")
    assert stranger.get("vehicle/").status_code == 403
    assert stranger.post(f"vehicle/{car.pk}/acts/seal/").status_code == 403


def test_without_a_token_nobody_comes_in_not_even_with_a_session(
    fleet: Fleet, car: Vehicle
) -> None:
    session = signed_in(fleet, "manager")
    for client in (Client(), session, Client(headers={"Authorization": "Bearer gb_wrong"})):
        for answer in (
            client.get(f"{ROOT}vehicle/"),
            client.post(f"{ROOT}vehicle/{car.pk}/acts/seal/", {}, content_type="application/json"),
        ):
            assert answer.status_code == 401
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    car.refresh_from_db()
    assert car.state == "在用"


def test_a_row_tells_what_may_be_done_with_it(car: Vehicle, program: Program) -> None:
    found = program.get(f"vehicle/{car.pk}/").json()
    assert found["plate"] == car.plate and found["price"] == 150000.0
    assert {"seal", "amend"} <= set(found["acts"]) and "unseal" not in found["acts"]


def test_an_act_leaves_a_receipt_and_a_rehearsal_nothing(car: Vehicle, program: Program) -> None:
    before = Receipt.objects.count()
    tried = program.post("fuel/acts/record/", wish(car), rehearse="1")
    assert tried.status_code == 200 and tried.json()["ok"] and tried.json()["findings"]
    assert not Fuel.objects.exists() and Receipt.objects.count() == before
    made = program.post("fuel/acts/record/", wish(car))
    assert made.status_code == 201, made.json()
    assert made.json()["key"] == Fuel.objects.get().pk
    assert Receipt.objects.filter(number=made.json()["receipt"]).exists()


def test_a_rehearsal_of_what_cannot_be_read_says_which_field(
    car: Vehicle, program: Program
) -> None:
    answer = program.post("fuel/acts/record/", wish(car, vehicle="没有这辆"), rehearse="1")
    assert answer.status_code == 200 and not answer.json()["ok"]
    assert "vehicle" in answer.json()["errors"]


def test_a_clause_that_stops_is_told_with_its_words(car: Vehicle, program: Program) -> None:
    answer = program.post("fuel/acts/record/", wish(car, card_plate="云A00001"))
    told = answer.json()
    assert answer.status_code == 422
    assert told["title"] == "没有办成" and "不符合条款" in told["detail"]
    assert any(each["stops"] and each["words"] for each in told["findings"])
    assert not Fuel.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"draft": {"recorded_by": 1}}, 422), ({"draft": {"litres": "很多"}}, 422),
        ({"draft": {"fixed_point": "maybe"}}, 422), ({"extra": 1}, 422), ([], 422),
        ({"draft": {"station": "a\0b"}}, 400), ({"draft": {"station": "\ud800"}}, 400),
        ({}, 422),
    ],
)  # fmt: skip
def test_what_the_act_does_not_take_is_refused_in_words(
    program: Program, body: Any, status: int
) -> None:
    answer = program.client.post(f"{ROOT}fuel/acts/record/", body, content_type="application/json")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json" and answer.json()["detail"]


def test_a_repeat_with_the_same_key_does_nothing_twice(car: Vehicle, program: Program) -> None:
    first, again = (program.post("fuel/acts/record/", wish(car), "a-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true" and Fuel.objects.count() == 1
    other = program.post("fuel/acts/record/", wish(car, litres=31), "a-1")
    assert other.status_code == 409 and Fuel.objects.count() == 1
    assert program.post("fuel/acts/record/", wish(car), "x" * 65).status_code == 400


def test_a_refusal_is_answered_again_too(car: Vehicle, program: Program) -> None:
    wrong = wish(car, card_plate="云A00001")
    first, again = (program.post("fuel/acts/record/", wrong, "b-1") for _ in range(2))
    assert first.status_code == again.status_code == 422 and first.json() == again.json()


def test_keys_of_two_programs_do_not_meet(fleet: Fleet, car: Vehicle, program: Program) -> None:
    program.post("fuel/acts/record/", wish(car), "c-1")
    second = Program(fleet, "manager")
    later = wish(car, at="2026-06-03T09:20:00+08:00", odometer=float(car.odometer) + 500)
    assert "Idempotent-Replayed" not in second.post("fuel/acts/record/", later, "c-1").headers


def test_a_token_does_only_what_it_was_issued_for(fleet: Fleet, car: Vehicle) -> None:
    reader = Program(fleet, "manager", ["vehicles.vehicle.view"])
    assert reader.get("vehicle/").status_code == 200
    assert reader.get("fuel/").status_code == 403
    answer = reader.post(f"vehicle/{car.pk}/acts/seal/")
    assert answer.status_code == 403 and "令牌没有" in answer.json()["detail"]


def test_nobody_hands_out_what_she_may_not_do(fleet: Fleet) -> None:
    made, _ = tokens.issue(fleet.actor("clerk"), "测试", [*ALL, "security.account.open"], 30)
    assert "vehicles.vehicle.seal" not in made.scopes
    assert not any(right.startswith("security.") for right in made.scopes)


def test_a_token_ends_with_its_day_its_revocation_and_its_holder(
    fleet: Fleet, car: Vehicle, program: Program
) -> None:
    kept = Token.objects.get()
    assert program.text not in str(kept.__dict__)
    for change in ({"expires_at": timezone.now()}, {"revoked_at": timezone.now()}):
        Token.objects.update(**change)
        assert program.get("vehicle/").status_code == 401
        Token.objects.update(expires_at=kept.expires_at, revoked_at=None)
    assert program.get("vehicle/").status_code == 200
    account = fleet.account("manager")
    account.is_active = False
    account.save()
    assert program.get("vehicle/").status_code == 401


def test_a_token_loses_what_its_holder_loses(fleet: Fleet, program: Program) -> None:
    with makers.passage():
        fleet.persons["manager"].posts.update(to_day=dt.date(2025, 1, 1))
    assert program.get("vehicle/").status_code == 403


@override_settings(API_PER_MINUTE=3)
def test_a_program_that_asks_too_often_waits(program: Program) -> None:
    answers = [program.get("vehicle/").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_acts_on_accounts_are_not_there(program: Program) -> None:
    answer = program.client.post("/api/v1/security/account/acts/open/", {})
    assert answer.status_code == 404 and "没有这个地址" in answer.json()["detail"]


def test_the_document_describes_every_table_and_act_in_chinese() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    named = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(named) == len(set(named))
    record = document["paths"]["/api/v1/vehicles/fuel/acts/record/"]["post"]
    assert record["summary"] == "加油记录：加油登记"
    assert list(record["responses"]["422"]["content"]) == ["application/problem+json"]
    draft = document["components"]["schemas"]["VehiclesFuelRecordDraft"]["properties"]
    assert draft["litres"]["description"] == "加油量（L）（必填）"
    row = document["components"]["schemas"]["VehiclesVehicleRow"]["properties"]
    assert row["price"]["description"] == "购置价格（元）"


def test_the_api_is_put_together_once() -> None:
    assert door.built() is door.built()
