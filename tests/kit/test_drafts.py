"""What was typed and not sent is there again, for whoever typed it and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.models import Refusal
from guanbiao.kit import drafts
from guanbiao.kit.models import Draft
from guanbiao.modules.vehicles.models import Driver, Fuel, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.kit.test_acting import draft
from tests.kit.test_lists import FUEL, read, signed_in

AGAIN = "填写、还没有提交的内容"
HALF = {"station": "城东加油站", "litres": "31"}


def driver() -> Driver:
    return Driver.objects.get(person__name="蒋海涛")


def test_half_a_form_is_filled_in_again_and_gone_once_it_is_sent(
    fleet: Fleet, car: Vehicle
) -> None:
    manager = signed_in(fleet, "manager")
    assert AGAIN not in read(manager, f"{FUEL}new/")
    manager.post(f"{FUEL}check/", HALF)
    page = read(manager, f"{FUEL}new/")
    assert AGAIN in page and 'value="城东加油站"' in page and 'value="31"' in page
    assert '"fixed_point" id="id_fixed_point" checked' not in page  # the tick taken away stays away
    assert manager.post(f"{FUEL}new/", draft(car)).status_code == 302
    assert Fuel.objects.exists() and not Draft.objects.exists()
    assert AGAIN not in read(manager, f"{FUEL}new/")


def test_it_is_nobody_elses(fleet: Fleet, car: Vehicle) -> None:
    signed_in(fleet, "manager").post(f"{FUEL}check/", HALF)
    for who in ("driver", "dispatcher"):
        other = signed_in(fleet, who)
        assert "城东加油站" not in other.get(f"{FUEL}new/").content.decode()
        assert "城东加油站" not in read(other, "/drafts/")
        other.post("/drafts/", {"key": Draft.objects.get().pk})
    assert Draft.objects.count() == 1


def test_whoever_may_not_do_it_keeps_nothing(fleet: Fleet) -> None:
    assert signed_in(fleet, "stranger").post(f"{FUEL}check/", HALF).status_code == 403
    assert not Draft.objects.exists()


def test_it_is_thrown_away_when_asked(fleet: Fleet, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{FUEL}check/", HALF)
    answer = manager.post(f"{FUEL}check/", {drafts.FORGET: "1"})
    assert answer.headers["Location"] == f"{FUEL}new/" and not Draft.objects.exists()


def test_a_row_that_changed_since_gets_a_fresh_form(fleet: Fleet) -> None:
    manager, form = signed_in(fleet, "manager"), f"/vehicles/driver/{driver().pk}/amend/"
    typed = {"licence_class": "B1", "licence_to": "2031-05-05", "active": "on"}
    manager.post(f"{form}check/", typed)
    assert 'value="2031-05-05"' in read(manager, form)
    assert manager.post(f"{form}check/", {drafts.FORGET: "1"}).headers["Location"] == form
    manager.post(f"{form}check/", typed)
    fleet.do("driver.amend", "manager", driver(), **{**typed, "licence_to": "2032-01-01"})
    assert 'value="2032-01-01"' in read(manager, form)


def test_what_lies_sealed_is_never_kept(fleet: Fleet) -> None:
    act, posted = registry.act("organisation.person.register"), QueryDict(mutable=True)
    posted.update({"name": "李四", "phone": "13900000001", "identity": "99010019900101001X"})
    drafts.keep(Actor.of(fleet.persons["manager"]), act, None, posted)
    kept = Draft.objects.get().values
    assert kept["name"] == "李四" and not {"phone", "identity"} & set(kept)


def test_after_a_month_it_is_offered_no_more(
    fleet: Fleet, car: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{FUEL}check/", HALF)
    assert drafts.forget_old() == 0
    later = makers.NOW + drafts.KEPT + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert AGAIN not in read(signed_in(fleet, "manager"), f"{FUEL}new/")
    assert drafts.forget_old() == 1 and not Draft.objects.exists()


def test_what_nobody_types_is_not_kept(fleet: Fleet, car: Vehicle) -> None:
    signed_in(fleet, "manager").post(f"{FUEL}check/", {"station": "长" * drafts.LONGEST})
    assert not Draft.objects.exists()


def test_the_desk_lists_them_and_leads_back(fleet: Fleet, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{FUEL}check/", HALF)
    manager.post(f"/vehicles/driver/{driver().pk}/amend/check/", {"licence_class": "B1"})
    page = read(manager, "/drafts/")
    assert f'href="{FUEL}new/"' in page and "城东加油站" in page
    assert f'href="/vehicles/driver/{driver().pk}/amend/"' in page
    manager.post("/drafts/", {"key": Draft.objects.get(act="vehicles.fuel.record").pk})
    assert "城东加油站" not in read(manager, "/drafts/")
    for wrong in ("", "x", "9" * 30):
        assert manager.post("/drafts/", {"key": wrong}).status_code == 302


def test_what_a_clause_stopped_is_filled_in_again_by_its_owner(fleet: Fleet, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{FUEL}new/", draft(car, card_plate="云A00001"))
    kept = Refusal.objects.get()
    again = f"{FUEL}new/?refused={kept.pk}"
    assert again in read(manager, f"/refusals/{kept.pk}/")
    page = read(manager, again)
    assert 'value="云A00001"' in page and "没有办成的内容" in page
    assert "云A00001" not in signed_in(fleet, "driver").get(again).content.decode()
    assert 'value="云A00001"' not in read(manager, f"{FUEL}new/?refused={'9' * 30}")


def test_whoever_leaves_takes_them_along(fleet: Fleet, car: Vehicle) -> None:
    """Drafts hang on their person: no row of hers stays behind."""
    signed_in(fleet, "manager").post(f"{FUEL}check/", HALF)
    assert Draft._meta.get_field("person").remote_field.on_delete.__name__ == "CASCADE"
    assert Draft.objects.get().person_id == Person.objects.get(name="周文斌").pk
