"""A conflict between published standards, proved on the page: the temperatures of 盘锦.

Two packs lie beside this file, both in our own words with their sources: the national notice on
air conditioning of public buildings (国办发〔2007〕42号) and the rules of 盘锦 for meetings (2018).
They are compared by the proof every publication undergoes. They are not published: their only act
exists here, so they bind nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from guanbiao.library.files import read_files
from guanbiao.library.pack import Clause, Pack
from guanbiao.library.packs import parse
from guanbiao.library.proving import Clash, clashes
from guanbiao.library.shelf import Published
from rulebook.feel import Scope
from rulebook.feel import types as t

HERE = Path(__file__).parent
ACT = "demonstration.setpoint.set"
SCOPE = Scope({"制冷": t.BOOLEAN, "室内温度设定": t.NUMBER})


@dataclass(frozen=True)
class Pair:
    """Two clauses, the facts that show they cannot both be kept, and why."""

    clash: Clash
    own: Clause
    other: Clause
    example: Mapping[str, Any]
    """Facts that keep the lower clause and break the upper one."""


@cache
def packs() -> tuple[Pack, Pack]:
    """The national pack and that of 盘锦."""
    return parse(read_files(HERE / "national")), parse(read_files(HERE / "panjin"))


@cache
def pairs() -> tuple[Pair, ...]:
    """What the proof finds between the two."""
    national, panjin = packs()
    found = clashes(panjin, [_published(national)], lambda _: SCOPE)
    return tuple(_pair(each, national, panjin) for each in found)


def _pair(clash: Clash, national: Pack, panjin: Pack) -> Pair:
    own, other = panjin.clause(clash.own), national.clause(clash.other)
    if own is None or other is None:
        msg = f"a clash names clauses that are not there: {clash.own}, {clash.other}"
        raise LookupError(msg)
    rule = next(each for each in panjin.rules if each.clause == own.number)
    asked = Decimal(str(rule.require).rpartition("=")[2].strip())
    return Pair(clash, own, other, {**clash.example, "室内温度设定": asked})


def _published(pack: Pack) -> Published:
    """As if it were in force; the notice has no other life here."""
    start = dt.datetime.combine(pack.head.from_day, dt.time(), dt.UTC)
    return Published(0, pack, (), pack.head.from_day, None, start, 0)
