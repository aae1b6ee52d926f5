"""What is fuzzed: each target takes one input and may raise nothing but our own error."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rulebook.dmn import load_text
from rulebook.errors import RulebookError
from rulebook.feel import Scope, compile_expression, compile_unary_tests
from rulebook.feel import types as t
from rulebook.feel.builtins.writing import written
from rulebook.tables import compile_table, read_csv
from rulebook.tck.cases import read_cases
from tests.fuzz import corpus
from tests.fuzz.inventing import changed, changed_bytes, grown

SCOPE = Scope({"a": t.NUMBER, "x": t.ANY, "s": t.STRING, "q": t.BOOLEAN, "l": t.list_of(t.NUMBER)})
FACTS = {
    "a": Decimal(3), "x": {"a": [Decimal(1), "t"]}, "s": "text", "q": True, "l": [Decimal(1)] * 5,
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """``invent`` makes an input, ``swallow`` takes it."""

    name: str
    invent: Callable[[random.Random], Any]
    swallow: Callable[[Any], None]


def expression(text: str) -> None:
    """Compile, run, and write the value down, as whoever stores it would."""
    for strict in (True, False):
        try:
            repr(compile_expression(text, SCOPE, strict)(FACTS))
        except RulebookError:
            continue


def cell(text: str) -> None:
    """A table cell against values of several kinds."""
    for type_ in (t.ANY, t.NUMBER, t.STRING):
        try:
            found = compile_unary_tests(text, SCOPE, type_, strict=False)
            found([Decimal(1)] if type_ == t.ANY else None, FACTS)
        except RulebookError:
            continue


def sheet(text: str) -> None:
    """A decision table as CSV."""
    try:
        table = compile_table(read_csv(text, "表"), SCOPE, strict=False)
        table.decide(FACTS)
        table.trace({})
    except RulebookError:
        return


def model(content: bytes) -> None:
    """A DMN file, every decision of it."""
    try:
        engine = load_text(content)
        for name in engine.names:
            written(engine.decide(name, FACTS).value)
    except RulebookError:
        return


def kit(content: bytes) -> None:
    """A test file of the kit."""
    try:
        list(read_cases(Path("f/t.xml"), content))
    except RulebookError:
        return


def targets() -> list[Target]:
    """All of them, with their seeds."""
    texts, sheets = corpus.expressions(), corpus.tables()
    models, kits = corpus.files(".dmn"), corpus.files(".xml")

    def text(dice: random.Random) -> str:
        if dice.random() < 0.4:
            return grown(dice)
        return changed(dice, dice.choice(texts), dice.choice(texts))

    def file(seeds: list[bytes]) -> Callable[[random.Random], bytes]:
        return lambda dice: changed_bytes(dice, dice.choice(seeds), dice.choice(seeds))

    return [
        Target("expression", text, expression),
        Target("cell", text, cell),
        Target("csv", lambda dice: changed(dice, dice.choice(sheets), dice.choice(texts)), sheet),
        Target("dmn", file(models), model),
        Target("kit", file(kits), kit),
    ]
