"""Region codes have three levels of two digits each (GB/T 2260)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from guanbiao.people import regions
from guanbiao.people.models import validate_region


@pytest.mark.parametrize("code", ["110000", "990100", "990122", "659001"])
def test_a_well_built_code_passes(code: str) -> None:
    assert regions.fault(code) == ""


@pytest.mark.parametrize(
    "code", ["", "99", "99010", "9901000", "99010a", "９９０１００", " 990100"]
)
def test_anything_but_six_digits_is_refused(code: str) -> None:
    assert "6 位数字" in regions.fault(code)


@pytest.mark.parametrize("code", ["000000", "000100", "990001", "990022"])
def test_a_county_without_its_city_is_refused(code: str) -> None:
    assert "层次不对" in regions.fault(code)


@pytest.mark.parametrize(
    ("code", "level", "prefix"),
    [("990000", "province", "99"), ("990100", "city", "9901"), ("990122", "county", "990122")],
)
def test_the_level_says_how_many_digits_are_shared(code: str, level: str, prefix: str) -> None:
    assert (regions.level_of(code), regions.prefix(code)) == (level, prefix)


def test_a_form_hears_what_is_wrong() -> None:
    with pytest.raises(ValidationError, match="6 位数字"):
        validate_region("99")
    validate_region("990100")
