"""A new edition held against every neighbour: what it relaxes and contradicts comes out."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse
from guanbiao.library.proving import ALONE, LOOSER, TORN, clashes
from guanbiao.library.shelf import Published
from rulebook.feel import Scope
from rulebook.feel import types as t
from tests.library.makers import STANDARD
from tests.rulebook.planted import ACTS, CONFLICTS, CONTRADICTIONS, shelf
from tests.rulebook.planted import LOOSER as RELAXED
from tests.rulebook.planted import scope as planted_scope

HEATING = Scope({"制冷": t.BOOLEAN, "室内温度设定": t.NUMBER})
ACT = "rooms.setpoint.set"
NATIONAL = (
    ("5.1", "must_not", "夏季空调室内温度不应低于 26 摄氏度。", "制冷", "室内温度设定 >= 26"),
    ("5.2", "must_not", "冬季空调室内温度不应高于 20 摄氏度。", "not(制冷)", "室内温度设定 <= 20"),
)
PANJIN = (
    ("4.3", "must", "会场温度夏季应为 24.5 摄氏度。", "制冷", "室内温度设定 = 24.5"),
    ("4.4", "must", "会场温度冬季应为 23 摄氏度。", "not(制冷)", "室内温度设定 = 23"),
)
Texts = tuple[tuple[str, str, str, str | None, str], ...]


def a_pack(number: str, level: str, texts: Texts, act: str = ACT, region: str = "") -> Pack:
    """A pack of plain rules: (clause, modality, words, when, require)."""
    head = STANDARD.format(number=number, edition="2026", level=level, region=region, units="[]",
                           from_day="2026-01-01", to_day="", replaces="[]")  # fmt: skip
    text, binds = f"# {number}\n", ""
    for clause, modality, words, when, require in texts:
        text += f"\n### {clause} 条 {{#{clause} {modality}}}\n\n{words}\n"
        of = f'when = "{when}"\n' if when else ""
        binds += (f'[[bind]]\nclause = "{clause}"\nkind = "rule"\nact = ["{act}"]\n{of}'
                  f'require = "{require}"\n\n')  # fmt: skip
    return parse({"standard.toml": head, "text.md": text, "binds.toml": binds})


def published(pack: Pack, number: int = 1) -> Published:
    head = pack.head
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Published(number, pack, head.units, head.from_day, head.to_day, at, number)


def heating(act: str) -> Scope | None:
    return HEATING if act == ACT else None


def test_the_temperatures_of_panjin_contradict_the_national_ones() -> None:
    """盘锦 2018: 24.5 ℃ and 23 ℃; 国办发〔2007〕42号: not below 26 ℃, not above 20 ℃."""
    above = published(a_pack("国办发〔2007〕42号", "national", NATIONAL))
    found = clashes(a_pack("Q/PJ 1", "internal", PANJIN), [above], heating)
    assert [(each.kind, each.own, each.other) for each in found] == [
        (TORN, "4.3", "5.1"), (TORN, "4.4", "5.2"),
    ]  # fmt: skip
    summer, winter = found
    assert summer.example["制冷"] is True and winter.example["制冷"] is False
    assert "24.5" in summer.words and "26" in summer.words and "国办发〔2007〕42号" in summer.words
    assert "23" in winter.words and "20" in winter.words


def test_a_stricter_temperature_is_welcome() -> None:
    above = published(a_pack("国办发〔2007〕42号", "national", NATIONAL))
    stricter = (
        ("4.3", "must_not", "不应低于 27 摄氏度。", "制冷", "室内温度设定 >= 27"),
        ("4.4", "must_not", "不应高于 18 摄氏度。", "not(制冷)", "室内温度设定 <= 18"),
    )
    assert clashes(a_pack("Q/PJ 1", "internal", stricter), [above], heating) == ()


def test_a_looser_temperature_comes_with_one_that_slips_through() -> None:
    above = published(a_pack("国办发〔2007〕42号", "national", NATIONAL))
    looser = (("4.3", "must_not", "不应低于 25 摄氏度。", "制冷", "室内温度设定 >= 25"),)
    (found,) = clashes(a_pack("Q/PJ 1", "internal", looser), [above], heating)
    assert (found.kind, found.own, found.other) == (LOOSER, "4.3", "5.1")
    assert 25 <= float(found.example["室内温度设定"]) < 26


def test_a_new_national_standard_shows_who_below_becomes_looser() -> None:
    below = published(a_pack("Q/PJ 1", "internal", (
        ("4.3", "must_not", "不应低于 25 摄氏度。", "制冷", "室内温度设定 >= 25"),)))  # fmt: skip
    (found,) = clashes(a_pack("国办发 1", "national", NATIONAL), [below], heating)
    assert (found.kind, found.own, found.other) == (LOOSER, "5.1", "4.3")


def test_neighbours_of_the_same_level_may_differ_but_not_contradict() -> None:
    one = (("4.1", "must_not", "不应低于 25 摄氏度。", None, "室内温度设定 >= 25"),)
    two = (("6.1", "must_not", "不应低于 24 摄氏度。", None, "室内温度设定 >= 24"),)
    cold = (("6.1", "must_not", "不应高于 20 摄氏度。", None, "室内温度设定 <= 20"),)
    beside = published(a_pack("DB 1", "city", one, region="990100"))
    assert clashes(a_pack("DB 2", "city", two, region="990100"), [beside], heating) == ()
    (found,) = clashes(a_pack("DB 3", "city", cold, region="990100"), [beside], heating)
    assert found.kind == TORN
    elsewhere = a_pack("DB 3", "city", cold, region="990200")
    assert clashes(elsewhere, [beside], heating) == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_planted_among_the_clauses_is_found_and_nothing_is_invented(seed: int) -> None:
    """The road of publishing finds what `rulebook.proofs` finds, and names the same places."""
    books = shelf(seed)
    wanted = Counter({"宽": RELAXED, "冲突": CONFLICTS, "自相矛盾": CONTRADICTIONS})
    kinds = {LOOSER: "宽", TORN: "冲突", ALONE: "自相矛盾"}
    places, counted = set(), Counter[str]()
    order = list(range(ACTS))
    random.Random(seed).shuffle(order)
    for act in order:
        name = f"shelf.planted{act}.keep"
        upper, lower = (_as_pack(rules, name) for rules in (books.upper[act], books.lower[act]))
        for each in clashes(lower, [published(upper)], lambda _: planted_scope()):
            counted[kinds[each.kind]] += 1
            places.add((kinds[each.kind], each.own, each.other))
    assert counted == wanted
    told = {(each.kind, *(place.rpartition("第")[2].removesuffix("条") for place in each.places))
            for each in books.mistakes if each.kind in wanted}  # fmt: skip
    assert {place[: len(place) - (place[0] == "自相矛盾")] for place in places} == told


def _as_pack(rules: object, act: str) -> Pack:
    found = list(rules)  # type: ignore[call-overload]
    level = "national" if found[0].standard == "上级" else "internal"
    texts = tuple((r.clause, str(r.modality), r.words, r.when, r.require) for r in found)
    return a_pack(found[0].standard, level, texts, act)
