"""Every built-in's Python function, taking arguments in the order of its signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rulebook.feel.builtins.contexts import CONTEXTS
from rulebook.feel.builtins.conversion import CONVERSION
from rulebook.feel.builtins.lists import LISTS
from rulebook.feel.builtins.numbers import NUMBERS
from rulebook.feel.builtins.ranges import RANGES
from rulebook.feel.builtins.statistics import STATISTICS
from rulebook.feel.builtins.strings import STRINGS
from rulebook.feel.builtins.temporal import TEMPORAL

IMPLEMENTATIONS: Mapping[str, Callable[..., Any]] = {
    **CONVERSION,
    **STRINGS,
    **NUMBERS,
    **LISTS,
    **STATISTICS,
    **CONTEXTS,
    **TEMPORAL,
    **RANGES,
}

QUICK = frozenset({"string length", "contains", "starts with", "ends with"})
"""Functions that cannot fail on arguments of the right kinds."""
