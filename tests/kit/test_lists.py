"""A list made from a table: who sees what, narrowed and ordered as asked, never wider."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import models
from django.http import QueryDict
from django.test import Client

from guanbiao.gate import registry
from guanbiao.gate.describe import Table
from guanbiao.kit import columns
from guanbiao.kit.cells import cell
from guanbiao.kit.columns import field_of, shown
from guanbiao.kit.models import SavedView
from guanbiao.kit.narrowing import SPANS, Narrowed, filters
from guanbiao.modules.offices.models import Building
from guanbiao.modules.reception.models import Budget
from guanbiao.modules.vehicles.models import Fuel, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.people.actor import Actor
from guanbiao.people.models import Region, Unit
from tests.gate.makers import passage

DRIVERS, FUEL = "/vehicles/driver/", "/vehicles/fuel/"


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def table_of(entity: str) -> Table:
    return next(table for table in registry.tables() if table.entity.name == entity)


def read(client: Client, address: str, status: int = 200, **query: object) -> str:
    answer = client.get(address, query)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def filling(vehicle: Vehicle, at: dt.datetime, litres: str, station: str = "城东加油站") -> Fuel:
    with passage():
        return Fuel.objects.create(
            vehicle=vehicle, card_plate=vehicle.plate, station=station, at=at,
            litres=Decimal(litres), amount=Decimal(litres) * 8, odometer=1000,
        )  # fmt: skip


@pytest.fixture
def fillings(car: Vehicle) -> list[Fuel]:
    return [
        filling(car, makers.NOW - dt.timedelta(days=days), litres, station)
        for days, litres, station in ((1, "30", "城东加油站"), (9, "41.5", "城西加油站"))
    ]


def test_the_manager_reads_the_rows_their_headings_and_the_sum(
    fleet: Fleet,
    fillings: list[Fuel],
) -> None:
    page = read(signed_in(fleet, "manager"), FUEL)
    assert "城东加油站" in page and "加油量（L）" in page and "2 条" in page
    assert "71.50" in page and "572.00" in page


def test_a_stranger_sees_no_list_and_no_row(fleet: Fleet, fillings: list[Fuel]) -> None:
    stranger = signed_in(fleet, "stranger")
    read(stranger, FUEL, status=403)
    read(stranger, f"{FUEL}{fillings[0].pk}/", status=404)


def test_whoever_manages_another_bureau_finds_nothing_of_ours(
    fleet: Fleet,
    fillings: list[Fuel],
) -> None:
    with passage():
        elsewhere = Region.objects.create(code="990200", name="江北市", level="city")
        Unit.objects.filter(pk=fleet.units["other"].pk).update(region=elsewhere)
        fleet.persons["stranger"].posts.create(
            unit=fleet.units["other"], role="车队管理员", from_day=dt.date(2020, 1, 1)
        )
    other = signed_in(fleet, "stranger")
    assert "城东加油站" not in read(other, FUEL)
    read(other, f"{FUEL}{fillings[0].pk}/", status=404)


@pytest.mark.parametrize(
    ("query", "found", "absent"),
    [
        ({"q": "城西"}, "城西", "城东"),
        ({"at_from": "2026-06-01"}, "城东", "城西"),
        ({"at_to": "2026-05-31"}, "城西", "城东"),
        ({"fixed_point": "no"}, "没有符合的记录", "城东"),
    ],
)
def test_a_list_is_narrowed_as_asked(
    fleet: Fleet,
    fillings: list[Fuel],
    query: dict[str, str],
    found: str,
    absent: str,
) -> None:
    page = read(signed_in(fleet, "manager"), FUEL, **query)
    body = page[page.index("</form>") :]
    assert found in body and absent not in body


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "vehicle__unit__receipt_id"}, {"view": "nothing"}, {"at_from": "0000-13-99"},
        {"fixed_point": "maybe"}, {"col": "vehicle__unit__uscc"}, {"page": "x"}, {"rows": "<i>"},
        {"at_to": "9999-12-31"},
    ],
)  # fmt: skip
def test_what_no_list_understands_is_passed_over(
    fleet: Fleet,
    fillings: list[Fuel],
    query: dict[str, str],
) -> None:
    page = read(signed_in(fleet, "manager"), FUEL, **query)
    assert "城东加油站" in page and "城西加油站" in page and "<i>" not in page


def test_no_list_breaks_on_what_its_filters_are_given(fleet: Fleet) -> None:
    manager = Actor.of(fleet.persons["manager"])
    for table in registry.tables():
        for each in filters(table):
            for name in (each.name, f"{each.name}_from", f"{each.name}_to"):
                for value in ("2026-06-03", "12", "99999999999", "中", "yes"):
                    narrowed = Narrowed.of(table, QueryDict(urlencode({name: value})))
                    list(narrowed.rows(table, manager, manager.today)[:1])


def test_days_are_asked_for_where_a_field_holds_days(fleet: Fleet) -> None:
    for table in registry.tables():
        for each in filters(table):
            field = field_of(table.entity.model, each.name)
            assert (each.kind in SPANS) == isinstance(field, models.DateField), each
    manager = signed_in(fleet, "manager")
    assert "准驾车型 自" not in read(manager, DRIVERS)
    assert "没有符合的记录" in read(manager, DRIVERS, licence_class="Z9")


def test_a_list_that_nothing_narrows_says_that_there_is_nothing_yet(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    assert "还没有记录" in read(manager, FUEL) and "没有符合" not in read(manager, FUEL)


def test_a_year_is_no_amount() -> None:
    year = shown(Budget, "year")
    assert (year.kind, cell(year, 2026)) == ("year", "2026")
    assert cell(shown(Building, "built_in"), 2009) == "2009"


def test_a_list_is_ordered_by_a_column_both_ways(fleet: Fleet, fillings: list[Fuel]) -> None:
    manager = signed_in(fleet, "manager")
    up, down = (read(manager, FUEL, sort=sort) for sort in ("litres", "-litres"))
    assert up.index("城东加油站") < up.index("城西加油站")
    assert down.index("城西加油站") < down.index("城东加油站")
    assert 'aria-sort="ascending"' in up and 'aria-sort="descending"' in down


def test_only_chosen_columns_are_shown_and_the_first_always(
    fleet: Fleet,
    fillings: list[Fuel],
) -> None:
    page = read(signed_in(fleet, "manager"), FUEL, col="station")
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert "加油时间" in head and "加油站" in head and "金额" not in head


def test_a_view_is_kept_shared_with_the_unit_and_removed_by_its_owner(
    fleet: Fleet,
    fillings: list[Fuel],
) -> None:
    manager, dispatcher = signed_in(fleet, "manager"), signed_in(fleet, "dispatcher")
    draft = {"label": "城西的", "query": "q=城西&junk=1&sort=-litres", "shared": "on"}
    assert manager.post(f"{FUEL}views/", draft).status_code == 302
    kept = SavedView.objects.get()
    assert "junk" not in kept.query and kept.shared
    assert "城西的" in read(manager, FUEL)
    dispatcher.post(f"{FUEL}views/", {"remove": str(kept.pk)})
    assert SavedView.objects.exists(), "nobody else removes it"
    manager.post(f"{FUEL}views/", {"remove": str(kept.pk)})
    assert not SavedView.objects.exists()


def test_a_lens_shows_the_drivers_whose_licence_runs_out(fleet: Fleet) -> None:
    driver = fleet.drivers["driver"]
    with passage():
        driver.licence_to = makers.TODAY + dt.timedelta(days=10)
        driver.save()
    page = read(signed_in(fleet, "manager"), DRIVERS, view="licence")
    assert "蒋海涛" in page and "吕明" not in page


def test_a_list_of_many_asks_few_questions(
    fleet: Fleet, car: Vehicle, django_assert_max_num_queries: object
) -> None:
    for n in range(60):
        filling(car, makers.NOW - dt.timedelta(hours=n), "20")
    manager = signed_in(fleet, "manager")
    read(manager, FUEL)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = read(manager, FUEL)
    assert "第 1 / 2 页" in page


def test_a_page_has_as_many_rows_as_asked_and_a_kept_view_remembers(
    fleet: Fleet, car: Vehicle
) -> None:
    for n in range(60):
        filling(car, makers.NOW - dt.timedelta(hours=n), "20", f"站{n:02}号")
    manager = signed_in(fleet, "manager")
    assert "第 1 / 2 页" in read(manager, FUEL) and "第 1 / 1 页" in read(manager, FUEL, per="100")
    page = read(manager, FUEL, per="20", q="站")
    assert "第 1 / 3 页" in page and 'href="?page=2&amp;q=' in page and "per=20" in page
    assert page.count("号</td>") == 20 and 'name="per" value="20"' in page
    assert 'aria-label="每页 20 条" aria-current="true"' in page
    assert "第 1 / 2 页" in read(manager, FUEL, per="7"), "not a number of everybody's choosing"
    manager.post(f"{FUEL}views/", {"label": "短页", "query": "per=20"})
    assert SavedView.objects.get().query == "per=20"


def test_all_rows_of_one_row_are_listed_by_their_key(fleet: Fleet) -> None:
    one, other = makers.cars(fleet, {"plate": "示A·11111"}, {"plate": "示A·22222"})
    for car in (one, other):
        filling(car, makers.NOW, "30.5")
    manager = signed_in(fleet, "manager")
    way = f"{FUEL}?of=vehicle.{one.pk}"
    assert f'href="{way}"' in read(manager, f"/vehicles/vehicle/{one.pk}/")
    page = read(manager, FUEL, of=f"vehicle.{one.pk}")
    assert one.plate in page and other.plate not in page and "1 条" in page
    assert f"只列属于车辆 {one.plate}的记录" in page and 'name="of" value="vehicle' in page
    table = next(t for t in registry.tables() if t.entity.name == "vehicles.fuel")
    narrowed = Narrowed.of(table, QueryDict(f"of=vehicle.{one.pk}&sort=-filled_at"))
    assert Narrowed.of(table, QueryDict(narrowed.query())) == narrowed


@pytest.mark.parametrize(
    "said", ["vehicle.x", "vehicle.", "vehicle", "receipt.1", "vehicle.99999999999", "vehicle.-1"]
)
def test_a_row_nobody_can_mean_narrows_nothing(fleet: Fleet, said: str) -> None:
    (car,) = makers.cars(fleet, {})
    filling(car, makers.NOW, "30.5")
    assert car.plate in read(signed_in(fleet, "manager"), FUEL, of=said)


def test_whose_row_it_is_stays_unsaid_to_who_may_not_see_it(fleet: Fleet) -> None:
    (car,) = makers.cars(fleet, {})
    page = read(signed_in(fleet, "other_head"), FUEL, of=f"vehicle.{car.pk}")
    assert "只列属于一条车辆的记录" in page and car.plate not in page


def test_every_column_of_a_row_may_be_chosen_and_taken_out(fleet: Fleet, car: Vehicle) -> None:
    manager, table = signed_in(fleet, "manager"), table_of("vehicles.vehicle")
    of_list = [each if isinstance(each, str) else each.path for each in table.columns]
    more = [each for each in columns.every(table) if each.path not in of_list]
    assert more
    page = read(manager, "/vehicles/vehicle/", col=more[0].path)
    assert f">{more[0].heading}<" in page[page.index("<thead") : page.index("</thead>")]
    sheet = manager.post(f"/vehicles/vehicle/export/?{urlencode({'col': more[0].path})}",
                         {"form": "csv"})  # fmt: skip
    head = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert more[0].heading in head
    assert "没有这一列" not in read(manager, "/vehicles/vehicle/", col="unit__person__account")


def test_the_first_column_stays_first_where_the_row_shows_it_too(fleet: Fleet) -> None:
    for table in registry.tables():
        first = columns.all_shown(table.entity.model, table.columns[:1], table.entity.state)
        assert columns.every(table)[:1] == first, table.entity.name


def test_a_column_that_names_another_row_is_ordered_by_its_name(fleet: Fleet) -> None:
    with passage():
        for name in ("other", "bureau", "office"):
            makers.a_car(fleet, unit=fleet.units[name])
    by_name = Narrowed.of(table_of("vehicles.vehicle"), QueryDict("sort=unit__short_name"))
    assert by_name.sort == "unit__short_name"
    order = read(signed_in(fleet, "manager"), "/vehicles/vehicle/", sort="unit__short_name")
    assert 'aria-sort="ascending"' in order


def test_long_lists_lead_to_any_page(fleet: Fleet) -> None:
    makers.cars(fleet, *({} for _ in range(160)))
    page = read(signed_in(fleet, "manager"), "/vehicles/vehicle/", page=2, q="示")
    assert 'href="?page=4&amp;q=' in page.replace("?page=4&q", "?page=4&amp;q")
    assert 'aria-label="第 2 页" aria-current="page"' in page
