"""A form that is sent again with the same number is done once."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from guanbiao.kit.models import Sent
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_acting import draft
from tests.kit.test_lists import FUEL, signed_in

NEW = f"{FUEL}new/"


def sent(client: Client, number: object, values: dict[str, str]) -> tuple[int, dict[str, object]]:
    answer = client.post(NEW, values, headers={"X-Once": str(number)})
    kind = answer.headers["Content-Type"]
    return answer.status_code, answer.json() if "json" in kind else {}


def test_the_second_sending_changes_nothing_and_is_told_so(fleet: Fleet, car: Vehicle) -> None:
    manager, number = signed_in(fleet, "manager"), uuid.uuid4()
    status, first = sent(manager, number, draft(car))
    assert status == 200 and first["done"] and not first["again"]
    status, second = sent(manager, number, draft(car))
    assert second["done"] and second["again"] and second["location"] == first["location"]
    assert Fuel.objects.count() == 1


def test_the_same_number_for_something_else_is_refused(fleet: Fleet, car: Vehicle) -> None:
    manager, number = signed_in(fleet, "manager"), uuid.uuid4()
    sent(manager, number, draft(car))
    status, told = sent(manager, number, draft(car, litres="31"))
    assert status == 409 and "另一份内容" in str(told["words"])


def test_what_a_clause_stopped_stays_stopped(fleet: Fleet, car: Vehicle) -> None:
    manager, number = signed_in(fleet, "manager"), uuid.uuid4()
    wrong = draft(car, card_plate="云A00001")
    assert sent(manager, number, wrong)[0] == 422
    status, told = sent(manager, number, wrong)
    assert status == 422 and told["again"] and not Fuel.objects.exists()


def test_whoever_is_turned_away_has_used_up_no_number(fleet: Fleet, car: Vehicle) -> None:
    number = uuid.uuid4()
    assert sent(signed_in(fleet, "stranger"), number, draft(car))[0] == 403
    assert not Sent.objects.exists()


def test_two_persons_may_hit_on_the_same_number(fleet: Fleet, car: Vehicle) -> None:
    number = uuid.uuid4()
    sent(signed_in(fleet, "manager"), number, draft(car))
    status, _ = sent(signed_in(fleet, "stranger"), number, draft(car))
    assert status == 403 and Sent.objects.count() == 1


@pytest.mark.parametrize("name", ["1", "not-a-number", "' OR 1=1"])
def test_a_number_that_is_none_is_refused_in_words(fleet: Fleet, car: Vehicle, name: str) -> None:
    status, told = sent(signed_in(fleet, "manager"), name, draft(car))
    assert status == 400 and "编号格式不对" in str(told["words"])
