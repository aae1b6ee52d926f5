"""Did a change do anything: interrupted time series, and difference in differences.

Both are ordinary least squares over monthly values, with Newey–West standard errors of one lag,
since the months of a series are not independent (Newey and West, Econometrica 55, 1987). The
interval is 95 %, by Student's t with the degrees of freedom that are left. Below `FEWEST` months
on either side nothing is said but that there is not enough data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

FEWEST = 6
"""Months before and months after below which no effect is estimated."""
LEVEL = 0.95
LAGS = 1
Series = Mapping[str, float]
"""Month (``2026-06``) → value."""


@dataclass(frozen=True)
class Effect:
    """A jump at the change, in units of the series, with its interval and the months it rests on.

    ``trend`` is the change of slope a month; both bounds are none where the data do not suffice
    (``enough`` is False then, and ``reason`` says why).
    """

    method: str
    before: int
    after: int
    jump: float | None = None
    low: float | None = None
    high: float | None = None
    trend: float | None = None
    reason: str = ""

    @property
    def enough(self) -> bool:
        """Whether an effect could be estimated at all."""
        return self.jump is not None

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


ITS, DID = "中断时间序列", "双重差分"


def interrupted(series: Series, change: str) -> Effect:
    """Level and slope before and after ``change`` (its month is the first one after).

    value = a + b·month + jump·after + trend·after·(months since the change).
    """
    months = sorted(series)
    after = np.array([month >= change for month in months], dtype=float)
    n_before, n_after = int((1 - after).sum()), int(after.sum())
    if (reason := _too_few(n_before, n_after)) or not months:
        return Effect(ITS, n_before, n_after, reason=reason)
    place = np.array([_number(month) for month in months], dtype=float)
    since = np.maximum(place - _number(change), 0) * after
    design = np.column_stack([np.ones(len(months)), place - place[0], after, since])
    return _fitted(ITS, design, _values(series, months), n_before, n_after, jump=2, trend=3)


def differences(treated: Series, control: Series, change: str) -> Effect:
    """How much more the treated units moved at ``change`` than those to which it did not apply."""
    months = sorted(treated.keys() & control.keys())
    after = np.array([month >= change for month in months], dtype=float)
    n_before, n_after = int((1 - after).sum()), int(after.sum())
    if (reason := _too_few(n_before, n_after)) or not months:
        return Effect(DID, n_before, n_after, reason=reason)
    gap = _values(treated, months) - _values(control, months)
    design = np.column_stack([np.ones(len(months)), after])
    return _fitted(DID, design, gap, n_before, n_after, jump=1)


def _too_few(before: int, after: int) -> str:
    if before >= FEWEST and after >= FEWEST:
        return ""
    return f"数据不足：前 {before} 个月、后 {after} 个月，两侧各须 {FEWEST} 个月"


def _number(month: str) -> int:
    year, number = month.split("-")
    return 12 * int(year) + int(number)


def _values(series: Series, months: Sequence[str]) -> Any:
    return np.array([series[month] for month in months], dtype=float)


def _fitted(
    method: str, design: Any, values: Any, before: int, after: int, *, jump: int, trend: int = -1
) -> Effect:
    found, *_ = np.linalg.lstsq(design, values, rcond=None)
    error = _newey_west(design, values - design @ found)
    free = len(values) - design.shape[1]
    reach = float(stats.t.ppf((1 + LEVEL) / 2, free)) * float(np.sqrt(error[jump, jump]))
    estimate = float(found[jump])
    return Effect(
        method, before, after, estimate, estimate - reach, estimate + reach,
        float(found[trend]) if trend >= 0 else None,
    )  # fmt: skip


def _newey_west(design: Any, residuals: Any) -> Any:
    """Covariance of the estimates, with Bartlett weights and a correction for small samples."""
    n, k = design.shape
    bread = np.linalg.pinv(design.T @ design)
    scores = design * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, LAGS + 1):
        weight = 1 - lag / (LAGS + 1)
        cross = scores[lag:].T @ scores[:-lag]
        meat += weight * (cross + cross.T)
    return bread @ meat @ bread * n / (n - k)
