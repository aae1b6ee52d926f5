"""Function values: literals, built-ins passed by name, business knowledge models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rulebook.feel.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called. ``body`` takes the arguments in order of ``names``."""

    names: tuple[str, ...]
    types: tuple[Type, ...]
    result: Type
    body: Callable[..., Any] = field(repr=False)
    builtin: str = ""
