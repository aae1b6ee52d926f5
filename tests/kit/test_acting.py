"""A form made from an act: prefilled, judged while one types, and nothing lost when refused."""

from __future__ import annotations

import datetime as dt

from guanbiao.modules.vehicles.models import Driver, Fuel, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_lists import FUEL, read, signed_in

QUOTA = "/vehicles/quota/"


def draft(car: Vehicle, **changed: str) -> dict[str, str]:
    made = {
        "vehicle": car.plate, "card_plate": car.plate, "station": "城东加油站",
        "fixed_point": "on", "at": "2026-06-03T09:00", "litres": "30", "amount": "240",
        "odometer": str(car.odometer + 300),
    }  # fmt: skip
    return {**made, **changed}


def test_a_fresh_form_is_filled_with_what_is_known_and_says_so(fleet: Fleet, car: Vehicle) -> None:
    page = read(signed_in(fleet, "manager"), f"{FUEL}new/")
    assert 'value="2026-06-03T09:30"' in page and "自动" in page
    assert car.plate in page[page.index("<datalist") :]


def test_findings_come_while_one_types_and_nothing_is_kept(fleet: Fleet, car: Vehicle) -> None:
    answer = signed_in(fleet, "manager").post(f"{FUEL}check/", draft(car, card_plate="云A00001"))
    part = answer.content.decode()
    assert answer.status_code == 200 and "hx-swap-oob" in part and "拦截" in part
    assert not Fuel.objects.exists()


def test_an_untouched_field_is_not_scolded_yet(fleet: Fleet, car: Vehicle) -> None:
    answer = signed_in(fleet, "manager").post(f"{FUEL}check/", {"station": "城东"})
    part = answer.content.decode()
    assert answer.status_code == 200 and 'class="find is-miss"' not in part
    assert "还需填写：车牌号、加油时间" in part


def test_a_lawful_entry_leads_to_its_page_with_receipt_and_history(
    fleet: Fleet, car: Vehicle
) -> None:
    manager = signed_in(fleet, "manager")
    answer = manager.post(f"{FUEL}new/", draft(car))
    made = Fuel.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"{FUEL}{made.pk}/"
    page = read(manager, f"{FUEL}{made.pk}/")
    assert "贯标凭条" in page and "加油登记" in page and "240.00" in page


def test_a_refused_entry_keeps_all_that_was_typed(fleet: Fleet, car: Vehicle) -> None:
    answer = signed_in(fleet, "manager").post(f"{FUEL}new/", draft(car, card_plate="云A00001"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "您填的内容都还在" in page
    assert 'value="云A00001"' in page and not Fuel.objects.exists()


def test_a_change_starts_from_the_row_and_the_history_tells_what_changed(fleet: Fleet) -> None:
    manager, driver = signed_in(fleet, "manager"), Driver.objects.get(person__name="蒋海涛")
    page = read(manager, f"/vehicles/driver/{driver.pk}/amend/")
    assert f'value="{driver.licence_to:%Y-%m-%d}"' in page
    later = driver.licence_to + dt.timedelta(days=365)
    answer = manager.post(
        f"/vehicles/driver/{driver.pk}/amend/",
        {"licence_class": driver.licence_class, "licence_to": later.isoformat(),
         "health_check_on": makers.TODAY.isoformat(), "active": "on"},
    )  # fmt: skip
    assert answer.status_code == 302
    page = read(manager, f"/vehicles/driver/{driver.pk}/")
    told = page[page.index("<h2>历史</h2>") :]
    assert "驾驶证有效期至" in told
    assert f"{later.year}年{later.month}月{later.day}日" in told and later.isoformat() not in told


def test_whoever_may_not_do_the_act_sees_neither_form_nor_findings(fleet: Fleet) -> None:
    stranger = signed_in(fleet, "stranger")
    read(stranger, f"{QUOTA}new/", status=403)
    assert stranger.post(f"{QUOTA}check/", {}).status_code == 403
    assert stranger.post(f"{QUOTA}new/", {}).status_code == 403


def test_an_act_nobody_declared_is_not_there(fleet: Fleet) -> None:
    manager, driver = signed_in(fleet, "manager"), Driver.objects.first()
    assert driver is not None
    assert manager.post(f"/vehicles/driver/{driver.pk}/explode/").status_code == 404


def test_an_application_is_asked_for_once_more_from_its_page(fleet: Fleet) -> None:
    made = makers.a_request(fleet)
    page = read(signed_in(fleet, "clerk"), f"/vehicles/request/{made.pk}/")
    again = f"/vehicles/request/new/?like={made.pk}"
    assert again in page and "照此再办" in page
    assert made.purpose in read(signed_in(fleet, "clerk"), again)
    of_a_driver = f"/vehicles/driver/{fleet.drivers['driver'].pk}/"
    assert "照此再办" not in read(signed_in(fleet, "manager"), of_a_driver)
    read(signed_in(fleet, "stranger"), again, status=404)


def test_what_is_not_easily_taken_back_is_read_before_it_is_done(fleet: Fleet) -> None:
    (car,) = makers.cars(fleet, {})
    manager, row = signed_in(fleet, "manager"), f"/vehicles/vehicle/{car.pk}/"
    page = read(manager, row)
    asked = page[page.index("封存车辆</summary>") :]
    asked = asked[: asked.index("</details>")]
    assert f'action="{row}seal/"' in asked and "再用须先启用。" in asked and "确认封存车辆" in asked
    assert "送修</summary>" not in page and f'action="{row}repair/"' in page
    question = manager.post("/vehicles/vehicle/bulk/", {"verb": "seal", "chosen": [car.pk]})
    assert "再用须先启用。" in question.content.decode()
