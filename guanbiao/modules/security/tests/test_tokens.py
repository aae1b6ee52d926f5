"""One's own tokens: issued, shown once, stopped; and the log of exports for those who audit."""

from __future__ import annotations

from django.test import Client

from guanbiao.exchange.models import Export, Token
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet

__all__ = ["fleet", "still_clock"]
HERE = "/security/tokens/"
WISH = {"label": "财务系统", "days": "90", "scope": ["vehicles.vehicle.view"]}


def signed_in(fleet: Fleet, key: str) -> Client:
    client = Client()
    client.force_login(fleet.account(key))
    return client


def test_a_token_is_shown_once_and_only_its_mark_is_kept(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    page = manager.post(HERE, WISH)
    kept = Token.objects.get()
    assert "只显示这一次" in page.content.decode() and page.headers["Cache-Control"] == "no-store"
    assert "gb_" in page.content.decode() and not kept.mark.startswith("gb_")
    later = manager.get(HERE).content.decode()
    assert "财务系统" in later and "gb_" not in later
    assert kept.scopes == ["vehicles.vehicle.view"]


def test_a_form_without_a_right_is_said_and_kept(fleet: Fleet) -> None:
    answer = signed_in(fleet, "manager").post(HERE, {"label": "财务系统", "days": "90"})
    assert answer.status_code == 422 and "至少勾选一项" in answer.content.decode()
    assert 'value="财务系统"' in answer.content.decode() and not Token.objects.exists()


def test_its_holder_alone_stops_it(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    manager.post(HERE, WISH)
    kept = Token.objects.get()
    signed_in(fleet, "dispatcher").post(HERE, {"revoke": str(kept.pk)})
    kept.refresh_from_db()
    assert kept.revoked_at is None
    manager.post(HERE, {"revoke": str(kept.pk)})
    kept.refresh_from_db()
    assert kept.revoked_at is not None and "财务系统" not in manager.get(HERE).content.decode()


def test_nobody_holds_more_tokens_than_she_can_oversee(fleet: Fleet) -> None:
    manager = signed_in(fleet, "manager")
    for _ in range(20):
        manager.post(HERE, WISH)
    answer = manager.post(HERE, WISH)
    assert answer.status_code == 422 and Token.objects.count() == 20


def test_whoever_audits_sees_who_took_which_list_out(fleet: Fleet) -> None:
    makers.cars(fleet)
    signed_in(fleet, "manager").post("/vehicles/vehicle/export/", query_params={"state": "在用"})
    assert Export.objects.count() == 1
    assert signed_in(fleet, "manager").get("/security/exports/").status_code == 403
    with makers.passage():
        fleet.persons["auditor"].posts.create(
            unit=fleet.units["bureau"], role="安全审计员", from_day=makers.SINCE
        )
    page = signed_in(fleet, "auditor").get("/security/exports/").content.decode()
    assert "周文斌" in page and "状态：在用" in page


def test_what_is_for_programs_stands_on_the_account_page_and_in_no_menu(fleet: Fleet) -> None:
    driver = signed_in(fleet, "driver")
    menu = driver.get("/standards/").content.decode()
    assert HERE not in menu and "/security/hooks/" not in menu
    account = driver.get("/me/sessions/").content.decode()
    assert f'href="{HERE}"' in account and 'href="/security/hooks/"' in account
