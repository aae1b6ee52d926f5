"""A code with any slip of the pen is refused; a right one passes (GB 32100-2015)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanbiao.people import uscc

PUBLISHED = ("91350100M000100Y43", "914403001922038216", "91110000802100433B")
"""Codes in public use; the weights below, written out from the standard, confirm them."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""GB 32100-2015, 4.3: the weight of each of the first 17 places."""
FIRSTS = st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_code_is_right(code: str) -> None:
    assert uscc.fault(code) == ""


@pytest.mark.parametrize("code", PUBLISHED)
def test_the_weights_of_the_standard_agree(code: str) -> None:
    values = [uscc.ALPHABET.index(each) for each in code]
    total = sum(v * w for v, w in zip(values[:-1], WEIGHTS, strict=True))
    assert (total + values[-1]) % 31 == 0


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_digit_anywhere_is_found(place: int) -> None:
    right = PUBLISHED[0]
    wrong = "8" if right[place] != "8" else "9"
    assert "校验位不符" in uscc.fault(right[:place] + wrong + right[place + 1 :])


@pytest.mark.parametrize("letter", ["I", "O", "S", "V", "Z", "a", "-", " ", "１"])
def test_a_character_outside_the_set_is_named_with_its_place(letter: str) -> None:
    words = uscc.fault(f"91350100{letter}000100Y43")
    assert "第 9 位" in words and letter in words


@pytest.mark.parametrize("code", ["", "9135", PUBLISHED[0][:-1], PUBLISHED[0] + "3"])
def test_a_wrong_length_is_told_with_the_length(code: str) -> None:
    assert uscc.fault(code) == f"统一社会信用代码应为 18 位，现为 {len(code)} 位"


def test_a_check_character_needs_seventeen_before_it() -> None:
    with pytest.raises(ValueError, match="18 位"):
        uscc.check_character("91")


@given(FIRSTS)
def test_whatever_gets_its_check_character_is_right(first: str) -> None:
    assert uscc.fault(uscc.with_check_digit(first)) == ""


@given(FIRSTS, st.integers(0, 15))
def test_two_neighbours_swapped_are_found(first: str, place: int) -> None:
    whole = uscc.with_check_digit(first)
    a, b = whole[place], whole[place + 1]
    swapped = whole[:place] + b + a + whole[place + 2 :]
    assert bool(uscc.fault(swapped)) == (a != b)
