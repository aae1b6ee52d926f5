"""Paper: a row on A4 with a code that proves it, and labels; for whoever may see the row."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from guanbiao.exchange import exports
from guanbiao.gate.cases import case_of
from guanbiao.modules.vehicles.models import Vehicle
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from tests.kit.test_lists import read, signed_in

VEHICLES = "/vehicles/vehicle/"


@pytest.fixture
def entered(fleet: Fleet) -> Vehicle:
    """A car that came in through the gate, so that it has a receipt."""
    bureau = fleet.units["bureau"]
    made: Vehicle = fleet.done(
        "vehicle.register", "manager", plate="示A·D20001", unit=bureau.name, category="其他",
        body="轿车", model="#eval(1)*粗*", domestic="on", new_energy="on", price="150000",
        displacement="0", seats="5", purchased_on="2025-08-01", registered_to=bureau.name,
        odometer="4800",
    )  # fmt: skip
    return made


def test_a_row_is_printed_with_the_code_of_its_receipt(fleet: Fleet, entered: Vehicle) -> None:
    page = read(signed_in(fleet, "manager"), f"{VEHICLES}{entered.pk}/print/")
    assert "车辆　示A·D20001" in page and "凭条" in page and "<svg" in page
    assert "打印：周文斌　2026年6月3日 09:30" in page


def test_a_row_is_a_pdf_whatever_it_holds(fleet: Fleet, entered: Vehicle, car: Vehicle) -> None:
    manager = signed_in(fleet, "manager")
    for row in (entered, car):
        answer = manager.get(f"{VEHICLES}{row.pk}/pdf/")
        content = answer.getvalue()
        assert answer.headers["Content-Type"] == "application/pdf"
        assert content.startswith(b"%PDF") and len(content) > 5000


def test_labels_are_made_for_the_rows_asked_for(fleet: Fleet) -> None:
    makers.cars(fleet, *({} for _ in range(25)))
    manager = signed_in(fleet, "manager")
    sizes = []
    for query in ({}, {"q": "没有这辆"}):
        answer = manager.get(f"{VEHICLES}labels/", query)
        content = answer.getvalue()
        assert content.startswith(b"%PDF")
        sizes.append(len(content))
    assert sizes[0] > sizes[1]


def test_more_labels_than_one_file_holds_come_in_several_and_the_page_says_so(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_LABELS", 2)
    plates = [f"示A·{n}0001" for n in range(1, 6)]
    makers.cars(fleet, *({"plate": plate} for plate in plates))
    manager = signed_in(fleet, "manager")
    page = read(manager, f"{VEHICLES}export/")
    assert "一份最多 2 张，共 3 份" in page and "第 3 份（5–5）" in page and "part=3" in page
    texts = []
    for part in ("1", "2", "3"):
        answer = manager.get(f"{VEHICLES}labels/", {"part": part})
        (sheet,) = PdfReader(io.BytesIO(answer.getvalue())).pages
        texts.append(sheet.extract_text().replace(" ", ""))
    assert [sum(plate in text for plate in plates) for text in texts] == [2, 2, 1]
    assert all(sum(plate in text for text in texts) == 1 for plate in plates)
    for wrong in ("0", "4", "x"):
        read(manager, f"{VEHICLES}labels/", status=404, part=wrong)


def test_labels_that_fit_one_file_are_one_button(fleet: Fleet) -> None:
    page = read(signed_in(fleet, "manager"), f"{VEHICLES}export/")
    assert "二维码标签" in page and "一份最多" not in page


def test_a_stranger_prints_nothing(fleet: Fleet, entered: Vehicle) -> None:
    for kind in ("print", "pdf"):
        read(signed_in(fleet, "stranger"), f"{VEHICLES}{entered.pk}/{kind}/", status=404)
        read(signed_in(fleet, "other_head"), f"{VEHICLES}{entered.pk}/{kind}/", status=404)
        assert Client().get(f"{VEHICLES}{entered.pk}/{kind}/").status_code == 302
    read(signed_in(fleet, "stranger"), f"{VEHICLES}labels/", status=403)


def test_a_request_is_printed_with_opinion_signature_and_place_for_the_seal(fleet: Fleet) -> None:
    request = makers.a_request(fleet)
    case, head = case_of(request, "vehicles.request"), signed_in(fleet, "head")
    assert case is not None
    opinion = {"opinion": "#pagebreak() 同意", "signature": "10,10 20,30 25,40"}
    assert head.post(f"/cases/{case.pk}/agree/", opinion).status_code == 302
    clerk, address = signed_in(fleet, "clerk"), f"/vehicles/request/{request.pk}"
    page = read(clerk, f"{address}/print/")
    told = page[page.index("办理意见") :]
    assert "同意　#pagebreak() 同意" in told and "陈志远" in told and "盖章处" in told
    assert 'src="data:image/svg+xml;base64,' in told
    plain = PdfReader(io.BytesIO(clerk.get(f"{address}/pdf/").getvalue()))
    words = "".join(each.extract_text() for each in plain.pages)
    assert "办理意见" in words and "陈志远" in words and "盖章处" in words
    assert "#pagebreak() 同意" in words


def test_a_row_without_a_case_has_no_room_for_opinions(fleet: Fleet, entered: Vehicle) -> None:
    page = read(signed_in(fleet, "manager"), f"{VEHICLES}{entered.pk}/print/")
    assert "办理意见" not in page and "盖章处" not in page
