"""Boxes of a framework stand apart, on their level, under the one they belong to."""

from __future__ import annotations

from itertools import combinations

import pytest

from guanbiao.modules.systems import patterns
from guanbiao.modules.systems.drawing import Box, Twig, draw
from guanbiao.modules.systems.patterns import Branch


def twigs(branches: tuple[Branch, ...]) -> list[Twig]:
    return [Twig(each.name, "1/2", None, each.open, twigs(each.below)) for each in branches]


def apart(one: Box, other: Box) -> bool:
    sideways = one.x + one.width <= other.x or other.x + other.width <= one.x
    return sideways or one.y + one.height <= other.y or other.y + other.height <= one.y


@pytest.mark.parametrize("pattern", patterns.every(), ids=lambda each: each.key)
def test_no_two_boxes_of_a_structure_meet_and_all_lie_on_the_paper(
    pattern: patterns.Pattern,
) -> None:
    found = draw(twigs(pattern.branches))
    assert all(apart(one, other) for one, other in combinations(found.boxes, 2))
    for box in found.boxes:
        assert box.x >= 0 and box.x + box.width <= found.width + 0.01
        assert box.y >= 0 and box.y + box.height <= found.height + 0.01


def test_every_box_but_the_root_hangs_on_one_line() -> None:
    pattern = patterns.named("3-10-42")
    assert pattern is not None
    found = draw(twigs(pattern.branches))
    assert len(found.boxes) == 56 and len(found.lines) == 55
    feet = {(box.middle, box.y) for box in found.boxes}
    assert {(line.to_x, line.to_y) for line in found.lines} < feet


def test_a_name_that_runs_downward_stays_within_its_box() -> None:
    leaf = Twig("公共机构节能", "12/12", None, open=False, below=())
    found = draw([Twig("甲", "", None, False, [Twig("乙", "", None, False, [leaf])])])
    box = next(each for each in found.boxes if each.down)
    assert box.y < box.letters[0][1] and box.letters[-1][1] < box.y + box.height - 16


def test_nothing_is_drawn_of_no_branches() -> None:
    assert draw([]).boxes == []
