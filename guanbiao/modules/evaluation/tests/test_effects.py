"""Effects that were put in are found again; where there are too few months nothing is claimed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from guanbiao.modules.evaluation.effects import DID, ITS, differences, interrupted
from guanbiao.modules.evaluation.pages.boards import gini

CHANGE = "2025-07"


def months(before: int, after: int) -> list[str]:
    start = 2025 * 12 + 7 - 1 - before
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(start, start + before + after)]


def series(before: int, after: int, jump: float, noise: float, seed: int) -> dict[str, float]:
    chance = random.Random(seed)
    return {month: 20 + 0.1 * n + (jump if month >= CHANGE else 0) + chance.gauss(0, noise)
            for n, month in enumerate(months(before, after))}  # fmt: skip


def test_a_jump_without_noise_is_found_exactly() -> None:
    found = interrupted(series(12, 12, -6, 0, 1), CHANGE)
    assert (found.method, found.before, found.after) == (ITS, 12, 12)
    assert found.jump == pytest.approx(-6) and found.trend == pytest.approx(0, abs=1e-9)
    assert found.certain


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(200):
        found = interrupted(series(18, 18, -3, 1, seed), CHANGE)
        assert found.low is not None and found.high is not None
        inside += found.low <= -3 <= found.high
    assert inside >= 175


def test_no_change_is_seldom_called_one() -> None:
    assert sum(interrupted(series(18, 18, 0, 1, seed), CHANGE).certain for seed in range(200)) <= 25


@pytest.mark.parametrize(("before", "after"), [(5, 12), (12, 5), (0, 0)])
def test_too_few_months_claim_nothing(before: int, after: int) -> None:
    found = interrupted(series(before, after, -6, 0, 1), CHANGE)
    assert not found.enough and not found.certain and "数据不足" in found.reason
    assert f"前 {before} 个月、后 {after} 个月" in found.reason


def test_what_moves_everybody_is_no_effect_of_the_pilot() -> None:
    chance = random.Random(3)
    wave = {month: chance.gauss(0, 4) for month in months(12, 12)}
    control = {month: 30 + each for month, each in wave.items()}
    treated = {month: 25 + each + (-5 if month >= CHANGE else 0) + chance.gauss(0, 0.2)
               for month, each in wave.items()}  # fmt: skip
    found = differences(treated, control, CHANGE)
    assert found.method == DID and found.jump == pytest.approx(-5, abs=0.5)
    assert found.certain and found.trend is None


def test_only_months_both_groups_have_are_compared() -> None:
    treated, control = series(12, 12, 0, 1, 1), series(4, 12, 0, 1, 2)
    assert "前 4 个月" in differences(treated, control, CHANGE).reason


def test_gini_is_nought_for_equals_and_grows_with_inequality() -> None:
    assert gini([3.0, 3.0, 3.0]) == pytest.approx(0)
    assert gini([0.0, 0.0, 0.0, 8.0]) == pytest.approx(0.75)
    values = [1.0, 4.0, 2.0, 7.0]
    pairs = np.abs(np.subtract.outer(values, values)).sum()
    assert gini(values) == pytest.approx(pairs / (2 * len(values) * sum(values)))
    assert gini([5.0]) is None and gini([0.0, 0.0]) is None
