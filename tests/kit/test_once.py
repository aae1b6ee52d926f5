"""A form that is sent again with the same number is done once."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from guanbiao.kit.models import Sent
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.people.models import Account
from tests.kit.test_acting import draft
from tests.kit.test_lists import FUEL, signed_in

NEW = f"{FUEL}new/"


def sent(
    client: Client, number: object, values: dict[str, str], **more: str
) -> tuple[int, dict[str, object]]:
    answer = client.post(NEW, values, headers={"X-Once": str(number), **more})
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


def test_an_answer_about_the_form_bears_its_number(fleet: Fleet, car: Vehicle) -> None:
    manager, stopped = signed_in(fleet, "manager"), draft(car, card_plate="云A00001")
    for values in (draft(car), stopped, {**draft(car), "vehicle": ""}):
        number = str(uuid.uuid4())
        for _ in ("first", "again"):
            answer = manager.post(NEW, values, headers={"X-Once": number})
            assert answer.headers["X-Once"] == number


def test_a_refusal_is_about_the_form_and_a_sign_in_page_is_not(fleet: Fleet, car: Vehicle) -> None:
    headers = {"X-Once": str(uuid.uuid4())}
    refused = signed_in(fleet, "stranger").post(NEW, draft(car), headers=headers)
    assert refused.status_code == 403 and refused.headers["X-Once"] == headers["X-Once"]
    outside = Client().post(NEW, draft(car), headers=headers)
    assert outside.status_code == 302 and "X-Once" not in outside.headers


def test_whoever_must_change_her_password_first_has_not_been_heard(
    fleet: Fleet, car: Vehicle
) -> None:
    manager, headers = signed_in(fleet, "manager"), {"X-Once": str(uuid.uuid4())}
    Account.objects.filter(person=fleet.persons["manager"]).update(must_change=True)
    answer = manager.post(NEW, draft(car), headers=headers)
    assert answer.status_code == 302 and "X-Once" not in answer.headers
    assert not Sent.objects.exists() and not Fuel.objects.exists()


def test_what_one_filled_in_is_not_done_in_the_name_of_another(fleet: Fleet, car: Vehicle) -> None:
    manager, number = signed_in(fleet, "manager"), uuid.uuid4()
    own, other = (str(fleet.persons[key].pk) for key in ("manager", "stranger"))
    status, told = sent(manager, number, draft(car), **{"X-Person": other})
    assert status == 401 and "另一位人员" in str(told["words"])
    assert not Sent.objects.exists() and not Fuel.objects.exists()
    assert sent(manager, number, draft(car), **{"X-Person": own})[1]["done"]
    assert Fuel.objects.count() == 1
