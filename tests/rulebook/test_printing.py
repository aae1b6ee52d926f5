"""A tree's text gives the tree again, in both vocabularies, with no parenthesis too many."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.dmn import load
from rulebook.errors import FeelError
from rulebook.feel import (
    CHINESE,
    ENGLISH,
    Vocabulary,
    parse,
    parse_unary_tests,
    same,
    to_text,
)
from rulebook.feel import tree as n
from rulebook.feel import types as t
from rulebook.tck.cases import find_cases
from rulebook.tck.judge import failures
from tests.rulebook.listening import Heard, listening
from tests.rulebook.random_texts import SCOPE, cells, texts

VOCABULARIES = pytest.mark.parametrize("vocabulary", [ENGLISH, CHINESE], ids=["english", "中文"])
LEVEL_2 = Path(__file__).parent / "tck" / "compliance-level-2"


def read_again(heard: Heard, vocabulary: Vocabulary) -> n.Node:
    text = to_text(heard.tree, heard.scope, vocabulary)
    if isinstance(heard.tree, n.UnaryTests):
        return parse_unary_tests(text, heard.scope, heard.tree.input_type, False, vocabulary)
    return parse(text, heard.scope, False, vocabulary)


@VOCABULARIES
@given(text=texts)
@settings(max_examples=100)
def test_any_expression_reads_back(vocabulary: Vocabulary, text: str) -> None:
    try:
        tree = parse(text, SCOPE, strict=False)
    except FeelError:
        return
    assert same(read_again(Heard(text, SCOPE, tree), vocabulary), tree)


@VOCABULARIES
@given(text=cells, type_=st.sampled_from([t.ANY, t.NUMBER, t.STRING, t.BOOLEAN]))
@settings(max_examples=60)
def test_any_cell_reads_back(vocabulary: Vocabulary, text: str, type_: t.Type) -> None:
    try:
        tree = parse_unary_tests(text, SCOPE, type_, strict=False)
    except FeelError:
        return
    assert same(read_again(Heard(text, SCOPE, tree), vocabulary), tree)


@VOCABULARIES
def test_every_expression_of_the_compatibility_kit_reads_back(vocabulary: Vocabulary) -> None:
    with listening() as heard:
        for case in find_cases(LEVEL_2):
            assert failures(case, load(case.model)) == []
    assert len(heard) > 500
    assert [one.text for one in heard if not same(read_again(one, vocabulary), one.tree)] == []
