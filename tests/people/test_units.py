"""A unit knows its way to the root, its bureau and its region."""

from __future__ import annotations

import pytest

from guanbiao.people.models import Unit, pinyin_key
from tests.gate.makers import passage
from tests.people.makers import Province, province


@pytest.fixture
def land(db: None) -> Province:
    return province()


def test_the_path_lists_every_unit_from_the_root_down(land: Province) -> None:
    city, office, desk = (land.units[key] for key in ("city", "office", "desk"))
    assert city.path == f"/{city.pk}/"
    assert desk.path == f"/{city.pk}/{office.pk}/{desk.pk}/"
    assert desk.path_ids() == [city.pk, office.pk, desk.pk]


def test_upwards_ends_at_the_root(land: Province) -> None:
    names = [unit.name for unit in land.units["desk"].upwards()]
    assert names == ["能耗统计组", "节能科", "云川市机关事务管理局"]


@pytest.mark.parametrize(
    ("unit", "served_by"),
    [
        ("audit", "city"), ("desk", "city"), ("finance", "county"), ("county", "county"),
        ("other", "province"), ("province", "province"),
    ],
)  # fmt: skip
def test_a_unit_is_served_by_the_bureau_of_its_region_or_the_next_above(
    land: Province, unit: str, served_by: str
) -> None:
    assert land.units[unit].bureau() == land.units[served_by]


def test_a_closed_bureau_serves_nobody(land: Province) -> None:
    with passage():
        Unit.objects.filter(pk=land.units["county"].pk).update(closed_on="2026-01-01")
    assert land.units["finance"].bureau() == land.units["city"]


def test_a_unit_without_any_bureau_above_serves_itself(land: Province) -> None:
    with passage():
        Unit.objects.filter(kind="bureau").update(closed_on="2026-01-01")
    assert land.units["finance"].bureau() == land.units["finance"]


@pytest.mark.parametrize(
    ("unit", "covered"),
    [
        ("province", {"990000", "990100", "990122", "990200"}),
        ("city", {"990100", "990122"}),
        ("county", {"990122"}),
    ],
)
def test_a_unit_covers_its_region_and_what_lies_within(
    land: Province, unit: str, covered: set[str]
) -> None:
    codes = ("990000", "990100", "990122", "990200")
    assert {code for code in codes if land.units[unit].covers_region(code)} == covered


def test_a_standard_calls_a_section_by_the_code_of_the_unit_above(land: Province) -> None:
    assert land.units["desk"].identities() == [land.units["city"].uscc]


def test_names_are_sorted_as_they_are_read() -> None:
    assert sorted(["周文斌", "陈志远", "李文"], key=pinyin_key) == ["陈志远", "李文", "周文斌"]
