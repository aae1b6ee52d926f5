"""What clauses demand though the form takes it empty: told before somebody is stopped by it."""

from __future__ import annotations

import datetime as dt

import pytest

from guanbiao.gate import demands, registry
from guanbiao.modules.reception.tests import makers
from guanbiao.modules.reception.tests.makers import House
from guanbiao.project.settings import contacts

SUBMIT = "reception.order.submit"
DAY = dt.date(2026, 6, 3)


@pytest.fixture
def house(standards: None, still: None) -> House:
    return makers.make()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 6, 3, 9, 30, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_what_is_said_to_be_demanded_is_what_the_gate_stops(house: House) -> None:
    said = demands.of(SUBMIT, house.persons["clerk"].unit, DAY)
    assert set(said) == {"letter_no", "letter_unit", "letter_on", "itinerary"}
    for name, demand in said.items():
        outcome = house.do("order.submit", "clerk", **house.wish(**{name: ""}))
        stops = {each.clause for each in outcome.findings if each.stops}
        assert stops == set(demand.clauses) and demand.always, name
    for name in ("escorts", "place"):
        outcome = house.do("order.submit", "clerk", **house.wish(**{name: ""}))
        assert not any(each.stops for each in outcome.findings), name


def test_what_a_clause_demands_in_some_cases_is_said_so(house: House) -> None:
    said = demands.of("vehicles.request.submit", house.persons["clerk"].unit, DAY)
    assert str(said["holiday_basis"]) == "视情况，条款 5.4.2 要求"
    assert (
        str(demands.of(SUBMIT, house.persons["clerk"].unit, DAY)["letter_on"]) == "条款 5.1.4 要求"
    )
    assert "private_use" not in said, "to leave a tick out is what the clause wants"


def test_nothing_is_claimed_of_what_the_form_requires_or_where_there_is_no_unit(
    house: House,
) -> None:
    form = registry.act(SUBMIT).form
    required = {name for name, field in form.base_fields.items() if field.required}
    assert not required & set(demands.of(SUBMIT, house.persons["clerk"].unit, DAY))
    assert demands.of(SUBMIT, None, DAY) == {}


def test_form_and_guide_mark_it_and_the_guide_names_papers(house: House) -> None:
    client = house.client("clerk")
    form = client.get("/reception/order/new/").content.decode()
    assert 'for="id_letter_no">公函文号 <span class="req">条款 22.2、7.2 要求' in form
    guide = client.get(f"/hall/{SUBMIT}/").content.decode()
    assert "条款 5.1.2 要求" in guide and "公函、通知等附件" in guide and "有则随附" in guide


def test_each_business_may_name_whom_to_ask(house: House, settings: object) -> None:
    client, contacts = house.client("clerk"), {"reception": "接待科 7788"}
    assert "接待科 7788" not in client.get(f"/hall/{SUBMIT}/").content.decode()
    settings.CONTACTS = contacts  # type: ignore[attr-defined] # of pytest-django
    assert "接待科 7788" in client.get(f"/hall/{SUBMIT}/").content.decode()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "接待科 分机 6603"), ({"GUANBIAO_CONTACTS": "reception=接待办 12"}, "接待办 12"),
        ({"GUANBIAO_SITE": "示例县机关事务局"}, ""), ({"GUANBIAO_CONTACTS": ""}, ""),
    ],
)  # fmt: skip
def test_the_sample_bureau_has_extensions_and_a_real_one_names_its_own(
    given: dict[str, str], named: str
) -> None:
    assert contacts(given).get("reception", "") == named
