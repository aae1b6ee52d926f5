"""What was typed and not sent is there again, for whoever typed it and for nobody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from guanbiao.gate import registry
from guanbiao.gate.models import Refusal
from guanbiao.kit import drafts
from guanbiao.kit.models import Draft
from guanbiao.modules.vehicles.models import Driver, Request, Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet, wish
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.kit.test_acting import draft
from tests.kit.test_lists import FUEL, read, signed_in

AGAIN = "填写、还没有提交的内容"
ASK, PLACE = "/vehicles/request/", "南屏县生态环境监测站"
HALF = {"destination": PLACE, "passengers": "31"}


def driver() -> Driver:
    return Driver.objects.get(person__name="蒋海涛")


def begun(fleet: Fleet, who: str) -> list[Draft]:
    return list(drafts.mine(Actor.of(fleet.persons[who])))


def number(page: str) -> dict[str, str]:
    """The number a form bears."""
    (found,) = set(re.findall(rf'name="{drafts.NUMBER}" value="([^"]+)"', page))
    return {drafts.NUMBER: found}


def test_a_check_still_under_way_brings_back_nothing_that_was_sent(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    form = number(read(clerk, f"{ASK}new/"))
    clerk.post(f"{ASK}check/", HALF | form)
    assert begun(fleet, "clerk")
    assert clerk.post(f"{ASK}new/", plain() | form).status_code == 302
    clerk.post(f"{ASK}check/", {**HALF, "passengers": "32"} | form)  # the slow one comes in last
    assert not begun(fleet, "clerk") and AGAIN not in read(clerk, f"{ASK}new/")
    again = number(read(clerk, f"{ASK}new/"))
    assert again != form
    clerk.post(f"{ASK}check/", HALF | again)
    assert AGAIN in read(clerk, f"{ASK}new/")


def test_nor_anything_that_was_thrown_away(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    form = number(read(clerk, f"{ASK}new/"))
    clerk.post(f"{ASK}check/", HALF | form)
    assert number(read(clerk, f"{ASK}new/")), "the button that throws it away bears the same number"
    clerk.post(f"{ASK}check/", {drafts.FORGET: "1"} | form)
    clerk.post(f"{ASK}check/", HALF | form)
    assert not begun(fleet, "clerk")


def test_a_form_that_was_refused_is_kept_on(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    form = number(read(clerk, f"{ASK}new/"))
    assert clerk.post(f"{ASK}new/", HALF | form).status_code == 422
    clerk.post(f"{ASK}check/", HALF | form)
    assert begun(fleet, "clerk")


def test_half_a_form_is_filled_in_again_and_gone_once_it_is_sent(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    assert AGAIN not in read(clerk, f"{ASK}new/")
    clerk.post(f"{ASK}check/", HALF)
    page = read(clerk, f"{ASK}new/")
    assert AGAIN in page and f'value="{PLACE}"' in page and 'value="31"' in page
    assert 'name="pool_willing" checked' not in page  # the tick taken away stays away
    assert clerk.post(f"{ASK}new/", plain()).status_code == 302
    assert Request.objects.exists() and not begun(fleet, "clerk")
    assert AGAIN not in read(clerk, f"{ASK}new/")


def plain() -> dict[str, object]:
    """A lawful request as a browser posts it."""
    return {name: value for name, value in wish().items() if value not in (None, False)}


def test_what_is_filled_in_outdoors_waits_on_the_device_alone(fleet: Fleet, car: Vehicle) -> None:
    assert registry.act("vehicles.fuel.record").outdoors
    signed_in(fleet, "manager").post(f"{FUEL}check/", {"station": "城东加油站"})
    assert not Draft.objects.exists()


def test_it_is_nobody_elses(fleet: Fleet) -> None:
    signed_in(fleet, "clerk").post(f"{ASK}check/", HALF)
    for who in ("colleague", "dispatcher"):
        other = signed_in(fleet, who)
        assert PLACE not in other.get(f"{ASK}new/").content.decode()
        assert PLACE not in read(other, "/drafts/")
        other.post("/drafts/", {"key": Draft.objects.get().pk})
    assert Draft.objects.count() == 1


def test_whoever_may_not_do_it_keeps_nothing(fleet: Fleet) -> None:
    quota = "/vehicles/quota/check/"
    assert signed_in(fleet, "stranger").post(quota, {"number": "9"}).status_code == 403
    assert not Draft.objects.exists()


def test_it_is_thrown_away_when_asked(fleet: Fleet) -> None:
    clerk = signed_in(fleet, "clerk")
    clerk.post(f"{ASK}check/", HALF)
    answer = clerk.post(f"{ASK}check/", {drafts.FORGET: "1"})
    assert answer.headers["Location"] == f"{ASK}new/" and not begun(fleet, "clerk")


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


def test_after_a_month_it_is_offered_no_more(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(fleet, "clerk").post(f"{ASK}check/", HALF)
    assert drafts.forget_old() == 0
    later = makers.NOW + drafts.KEPT + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert AGAIN not in read(signed_in(fleet, "clerk"), f"{ASK}new/")
    assert drafts.forget_old() == 1 and not Draft.objects.exists()


def test_what_nobody_types_is_not_kept(fleet: Fleet) -> None:
    signed_in(fleet, "clerk").post(f"{ASK}check/", {"purpose": "长" * drafts.LONGEST})
    assert not Draft.objects.exists()


def test_the_desk_lists_them_and_leads_back(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(f"{ASK}check/", {"purpose": "到南屏县调研", **HALF})
    manager.post(f"/vehicles/driver/{driver().pk}/amend/check/", {"licence_class": "B1"})
    page = read(manager, "/drafts/")
    assert f'href="{ASK}new/"' in page and "到南屏县调研" in page
    assert f'href="/vehicles/driver/{driver().pk}/amend/"' in page
    manager.post("/drafts/", {"key": Draft.objects.get(act="vehicles.request.submit").pk})
    assert "到南屏县调研" not in read(manager, "/drafts/")
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


def test_whoever_leaves_takes_them_along(fleet: Fleet) -> None:
    """Drafts hang on their person: no row of hers stays behind."""
    signed_in(fleet, "clerk").post(f"{ASK}check/", HALF)
    assert Draft._meta.get_field("person").remote_field.on_delete.__name__ == "CASCADE"
    assert Draft.objects.get().person_id == Person.objects.get(name="王晓敏").pk
