"""What the compatibility kit does not ask, case by case; see `tests.rulebook.casebook`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.feel import compile_tree, compile_unary_tests, parse
from rulebook.feel.builtins.writing import written
from tests.rulebook.casebook import Case, cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{one.theme}: {one.text}" for one in CASES])
def test_a_case_comes_out_as_the_standard_says(case: Case) -> None:
    if case.cell:
        accepts = compile_unary_tests(case.text, case.scope, case.scope["人数"])
        found = accepts(Decimal(5), case.facts)
    else:
        tree = parse(case.text, case.scope, case.strict, case.vocabulary)
        found = compile_tree(tree, case.scope)(case.facts)
    assert written(found) == case.expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 500
