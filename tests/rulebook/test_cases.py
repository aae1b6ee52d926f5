"""What the compatibility kit does not ask, case by case; see `tests.rulebook.casebook`."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from rulebook.errors import FeelError, TableError
from rulebook.feel import compile_expression, compile_tree, compile_unary_tests, parse
from rulebook.feel.builtins.writing import written
from rulebook.tables import CompiledTable, compile_table, read_csv
from tests.rulebook.casebook import Case, Hit, Mistake, cases, hits, mistakes

CASES, MISTAKES, HITS = list(cases()), list(mistakes()), list(hits())


@pytest.mark.parametrize("case", CASES, ids=[f"{one.theme}: {one.text}" for one in CASES])
def test_a_case_comes_out_as_the_standard_says(case: Case) -> None:
    if case.cell:
        accepts = compile_unary_tests(case.text, case.scope, case.scope["人数"])
        found = accepts(Decimal(5), case.facts)
    else:
        tree = parse(case.text, case.scope, case.strict, case.vocabulary)
        found = compile_tree(tree, case.scope)(case.facts)
    assert written(found) == case.expected


@pytest.mark.parametrize("mistake", MISTAKES, ids=[one.text for one in MISTAKES])
def test_a_mistake_is_found_where_it_is(mistake: Mistake) -> None:
    with pytest.raises(FeelError) as refused:
        compile_expression(mistake.text, mistake.scope)
    assert (refused.value.line, refused.value.column) == (mistake.line, mistake.column)
    assert mistake.says in refused.value.message
    assert mistake.suggests in refused.value.suggestion


@cache
def table(name: str, csv: str) -> CompiledTable:
    return compile_table(read_csv(csv, name), HITS[0].scope)


@pytest.mark.parametrize("hit", HITS, ids=[f"{one.table}: {one.facts}" for one in HITS])
def test_a_table_hits_the_rows_it_should(hit: Hit) -> None:
    compiled = table(hit.table, hit.csv)
    if hit.breaks:
        with pytest.raises(TableError) as refused:
            compiled.decide(hit.facts)
        assert refused.value.rows == hit.breaks
    else:
        assert compiled.trace(hit.facts).rows == hit.rows
        assert written(compiled.decide(hit.facts)) == hit.expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) + len(MISTAKES) + len(HITS) >= 500
