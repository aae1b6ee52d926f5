"""A drafter is warned of a drawing in which a case may wait for what never comes."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.flow.model import GatewayKind
from rulebook.flow.soundness import doubts
from tests.rulebook.flow.random_flows import SIMPLE, Drawing, block
from tests.rulebook.flow.test_gateways import choice, guarded, side_by_side


def test_ways_that_part_one_way_and_meet_another_are_doubted() -> None:
    assert doubts(choice(GatewayKind.EXCLUSIVE, GatewayKind.PARALLEL)) == [
        "流程“审批”可能停在“j”：它等待的分支不会都来，请让汇合与分流用同一种网关"
    ]
    assert doubts(choice(GatewayKind.INCLUSIVE, GatewayKind.PARALLEL))


def test_ways_that_meet_as_they_parted_are_not() -> None:
    assert doubts(side_by_side()) == []
    assert doubts(guarded(minutes=5)) == []
    for kind in (GatewayKind.EXCLUSIVE, GatewayKind.INCLUSIVE):
        assert doubts(choice(kind, kind)) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**63))
def test_what_is_drawn_block_by_block_is_never_doubted(seed: int) -> None:
    assert doubts(Drawing(plain=True).finish("p", block(Random(seed), SIMPLE, 2))) == []
