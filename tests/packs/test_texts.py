"""Every rule text of the packs can be read aloud: its Chinese form gives the same tree."""

from __future__ import annotations

import pytest

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.checking import faults
from rulebook.feel import CHINESE, ENGLISH, Vocabulary, same, to_text
from rulebook.feel import tree as n
from rulebook.feel.parser import parse, parse_unary_tests
from tests.packs.shelves import packs
from tests.rulebook.listening import Heard, listening


def heard() -> list[Heard]:
    with listening() as texts:
        for pack in packs():
            assert faults(pack, Registered()) == []
    return texts


def again(one: Heard, vocabulary: Vocabulary) -> n.Node:
    text = to_text(one.tree, one.scope, vocabulary)
    if isinstance(one.tree, n.UnaryTests):
        return parse_unary_tests(text, one.scope, one.tree.input_type, True, vocabulary)
    return parse(text, one.scope, True, vocabulary)


@pytest.mark.parametrize("vocabulary", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_every_text_of_the_packs_reads_back(vocabulary: Vocabulary) -> None:
    texts = heard()
    assert len(texts) > 150
    assert [one.text for one in texts if not same(again(one, vocabulary), one.tree)] == []


def test_a_published_text_means_the_same_with_the_chinese_words_allowed() -> None:
    for one in heard():
        if not isinstance(one.tree, n.UnaryTests):
            assert same(parse(one.text, one.scope, True, CHINESE), one.tree)
