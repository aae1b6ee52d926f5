"""A watermark lies over what the setting names: pages, prints, previews; nothing else bears one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from guanbiao.exchange import marks, prints
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.people.actor import Actor
from tests.exchange.test_exports import VEHICLES
from tests.kit.test_lists import read, signed_in

WORDS = "周文斌　云川市机关事务管理局　2026-06-03 09:30"


@pytest.mark.parametrize(
    ("chosen", "marked"),
    [((), False), (("off",), False), (("vehicles.driver", "vehicles.veh"), False),
     (("vehicles",), True), (("vehicles.vehicle",), True), (("all",), True)],
)  # fmt: skip
def test_pages_and_prints_that_are_named_bear_the_mark(
    fleet: Fleet, car: Vehicle, settings: Any, chosen: tuple[str, ...], marked: bool
) -> None:
    settings.WATERMARK = chosen
    manager = signed_in(fleet, "manager")
    for address in (VEHICLES, f"{VEHICLES}{car.pk}/", f"{VEHICLES}{car.pk}/print/"):
        page = read(manager, address)
        assert (WORDS in page) is ('class="watermark" aria-hidden="true"' in page) is marked


def test_a_person_is_marked_where_nothing_is_said(fleet: Fleet, settings: Any) -> None:
    assert settings.WATERMARK == ("organisation.person",)
    actor = Actor.of(fleet.persons["manager"])
    assert marks.of(actor, "organisation.person.list") == WORDS
    assert marks.of(actor, "organisation.unit", "vehicles.vehicle") == ""


def test_a_print_bears_the_mark_on_every_page(
    fleet: Fleet, car: Vehicle, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(prints, "typeset", lambda _, data: made.append(data) or b"%PDF-")
    for chosen in ((), ("vehicles",)):
        settings.WATERMARK = chosen
        signed_in(fleet, "manager").get(f"{VEHICLES}{car.pk}/pdf/")
    assert [data["mark"] for data in made] == ["", WORDS]


def test_the_words_are_set_on_paper(
    fleet: Fleet, car: Vehicle, settings: Any, tmp_path: Path
) -> None:
    settings.WATERMARK = ("all",)
    answer = signed_in(fleet, "manager").get(f"{VEHICLES}{car.pk}/pdf/")
    path = tmp_path / "车辆.pdf"
    path.write_bytes(answer.getvalue())
    (page,) = PdfReader(path).pages
    assert "/Pattern" in page["/Resources"] and "车辆信息" in page.extract_text()


def test_a_name_nobody_knows_is_told_at_the_start(settings: Any) -> None:
    settings.WATERMARK = ("all", "off", "vehicles", "organisation.person", "vehicle")
    assert marks.unknown() == ["vehicle"]
