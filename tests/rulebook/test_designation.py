"""Numbers of standards are taken apart, and a wrong one is explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.designation import HOW, Designation, Misnumbered, Rank, check, parse

REAL = {
    "GB/T 41568-2022": (Rank.NATIONAL, "GB/T 41568", 2022),
    "GB 31654-2021": (Rank.NATIONAL, "GB 31654", 2021),
    "GB/T 24421.2-2023": (Rank.NATIONAL, "GB/T 24421.2", 2023),
    "JT/T 808-2019": (Rank.INDUSTRY, "JT/T 808", 2019),
    "GA 802-2019": (Rank.INDUSTRY, "GA 802", 2019),
    "DB53/T 1358.10-2025": (Rank.PROVINCIAL, "DB53/T 1358.10", 2025),
    "DB3301/T 0298-2024": (Rank.CITY, "DB3301/T 0298", 2024),
    "Q/YCJG 203—2025": (Rank.INTERNAL, "Q/YCJG 203", 2025),
}
"""Numbers of the fact base → level, number without year, year."""


@pytest.mark.parametrize(("text", "told"), REAL.items(), ids=REAL)
def test_a_real_number_says_who_issued_it(text: str, told: tuple[Rank, str, int]) -> None:
    found = parse(text)
    assert (found.rank, found.base, found.year) == told


@pytest.mark.parametrize("rank", Rank)
def test_the_example_of_a_level_is_of_that_level(rank: Rank) -> None:
    assert str(check(HOW[rank], rank)) == HOW[rank]


@pytest.mark.parametrize(
    "text", ["ＧＢ／Ｔ　４１５６８－２０２２", "gb/t41568–2022", " GB / T 41568 — 2022 "]
)
def test_a_number_is_read_as_people_type_it(text: str) -> None:
    assert str(parse(text)) == "GB/T 41568—2022"


def test_a_number_says_whether_it_must_be_kept_and_where() -> None:
    assert parse("GB 31654-2021").mandatory and parse("GA 802-2019").mandatory
    assert not parse("GB/Z 1-2020").mandatory and not parse("Q/YCJG 1-2020").mandatory
    assert parse("DB31/T 1320-2021").region == "31"
    assert parse("DB4403/T 65-2020").region == "4403"
    assert parse("JGJ/T 1-2020").region == ""


WRONG = {
    "": "不是标准号",
    "国办发〔2007〕42号": "不是标准号",
    "GB/T": "不是标准号",
    "GB/T 41568": "缺少年号",
    "GB/T 41568-22": "年号应为",
    "GB/T 41568-20222": "年号应为",
    "GB/T 41568-1900": "年号应为",
    "GB/X 1-2020": "斜线后只能是 T",
    "JT/ABC 808-2019": "斜线后只能是 T",
    "DB5/T 1-2020": "2 位或设区的市的 4 位",
    "DB510/T 1-2020": "2 位或设区的市的 4 位",
    "DB510101/T 1-2020": "2 位或设区的市的 4 位",
    "DB5100/T 1-2020": "2 位或设区的市的 4 位",
    "DB00/T 1-2020": "2 位或设区的市的 4 位",
    "T 1-2020": "缺少斜线后的单位代号",
    "Q 1-2020": "缺少斜线后的单位代号",
    "ABCD 1-2020": "代号“ABCD”不认识",
    "A/T 1-2020": "代号“A”不认识",
}
"""A wrong number → what is said of it."""


@pytest.mark.parametrize(("text", "words"), WRONG.items(), ids=str)
def test_a_wrong_number_is_explained(text: str, words: str) -> None:
    with pytest.raises(Misnumbered, match=words):
        parse(text)


def test_a_number_of_another_level_is_explained_with_the_right_way_to_write_it() -> None:
    with pytest.raises(Misnumbered, match="是国家标准的编号，与级别“市级”不符") as told:
        check("GB/T 41568-2022", Rank.CITY)
    assert HOW[Rank.CITY] in str(told.value)


@given(
    st.sampled_from(["GB", "JT", "JGJ", "DB51", "DB5101"]), st.sampled_from(["", "T", "Z"]),
    st.integers(1, 99999), st.integers(1949, 2099),
)  # fmt: skip
def test_what_is_written_is_read_again(code: str, mark: str, serial: int, year: int) -> None:
    rank = {"GB": Rank.NATIONAL, "DB51": Rank.PROVINCIAL, "DB5101": Rank.CITY}
    made = Designation(rank.get(code, Rank.INDUSTRY), code, mark, str(serial), year)
    assert parse(str(made)) == made


@given(st.text())
def test_any_text_is_a_number_or_explained(text: str) -> None:
    try:
        found = parse(text)
    except Misnumbered:
        return
    assert parse(str(found)) == found
