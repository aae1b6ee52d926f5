"""Decision tables in SQL: joined when every cell is an equality, else CASE by CASE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from rulebook.feel import types as t
from rulebook.sql.terms import Term


@dataclass(frozen=True)
class Placed:
    """A table placed beside the facts: joins, what its output names mean, and ``clash``, true
    where the table contradicts itself, which in Python is an error of the rule."""

    joins: tuple[exp.Join, ...] = ()
    outputs: Mapping[str, Term] = field(default_factory=dict)
    types: Mapping[str, t.Type] = field(default_factory=dict)
    clash: exp.Expression | None = None


def place(compiler, table, scope, alias):
    raise NotImplementedError
