"""Finding the businesses: every folder of ``guanbiao/modules`` with a ``module.py``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from guanbiao.gate.describe import Module

MODULES = Path(__file__).resolve().parent.parent / "modules"


class NotAModule(TypeError):
    """A folder has a ``module.py`` that brings no ``MODULE``."""


def names(extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Dotted names of the module packages, in order; ``extra`` are added behind (tests)."""
    found = sorted(path.parent.name for path in MODULES.glob("*/module.py"))
    return tuple(f"guanbiao.modules.{name}" for name in found) + extra


@cache
def load(packages: tuple[str, ...]) -> tuple[Module, ...]:
    """Import every module's face; raises `NotAModule` naming the culprit."""
    found = []
    for package in packages:
        face = getattr(import_module(f"{package}.module"), "MODULE", None)
        if not isinstance(face, Module):
            raise NotAModule(f"{package}/module.py brings no MODULE = Module(...)")
        found.append(face)
    return tuple(found)
