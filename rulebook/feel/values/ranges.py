"""Range values. An end that is None is unbounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """``[low..high]`` with each end closed or open."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool
