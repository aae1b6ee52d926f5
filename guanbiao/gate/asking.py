"""Asking a standard's table where nobody does an act: which edition answers, and what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from guanbiao.gate import registry
from guanbiao.library import in_force
from rulebook.flow import Decision


def ask(name: str, unit: Any, day: dt.date, facts: dict[str, Any]) -> Decision | None:
    """What the standard in force for ``unit`` says to a question; none where no standard does.

    Raises `rulebook.flow.Refused` where its table cannot decide, and `registry.UnknownName` for a
    question nobody declared.
    """
    asked = registry.question(name)
    if asked is None:
        raise registry.UnknownName(f"no module asks {name!r}")
    scope = registry.scope_of(name)
    answer = in_force.answer_to(name, unit, day, scope, asked.outputs)
    if answer is None:
        return None
    return answer(name, {**dict.fromkeys(scope), "业务日期": day, **facts})
