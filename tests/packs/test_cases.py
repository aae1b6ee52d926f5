"""What the standards' authors expect of the standards comes true, case by case."""

from __future__ import annotations

from functools import cache

import pytest

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.cases import CaseResult, run
from tests.packs.shelves import packs, title


@cache
def results(number: str) -> dict[str, CaseResult]:
    pack = next(each for each in packs() if title(each) == number)
    return {result.case.name: result for result in run(pack, Registered().scope_of)}


CASES = [(title(pack), case.name) for pack in packs() for case in pack.cases]


@pytest.mark.parametrize(("standard", "name"), CASES, ids=[f"{s} {n}" for s, n in CASES])
def test_a_case_comes_out_as_its_author_expects(standard: str, name: str) -> None:
    result = results(standard)[name]
    assert result.holds, f"{result.case.file}: {result.wrong}"


@pytest.mark.parametrize("pack", packs(), ids=title)
def test_no_two_cases_of_a_pack_share_a_name(pack: object) -> None:
    names = [case.name for case in pack.cases]  # type: ignore[attr-defined]
    assert len(names) == len(set(names))
