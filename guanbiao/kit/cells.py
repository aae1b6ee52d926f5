"""A value of a column as HTML, by its kind: said once for lists, rows, boards and prints.

Written here and not as a macro of a template because a long list draws thousands of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from guanbiao.kit import words
from guanbiao.kit.columns import NUMBERS, Shown

NOTHING = Markup('<span class="mute">—</span>')
STATE = Markup('<span class="st st-on">{}</span>')
NUMBER = Markup(' class="num"')
PLAIN: Mapping[str, Callable[[Any], str]] = {
    "flag": lambda value: "是" if value else "否",
    "money": words.money,
    "moment": words.moment,
    "date": words.date,
    "number": words.number,
    "year": str,
}


def cell(column: Shown, value: Any) -> str | Markup:
    """The value, to be put into a page; text is escaped where it is put."""
    if value is None or value == "":
        return NOTHING
    if column.kind == "state":
        return STATE.format(value)
    return PLAIN.get(column.kind, words.value)(value)


def num(column: Shown) -> str | Markup:
    """The class of a cell that holds a number, empty for any other."""
    return NUMBER if column.kind in NUMBERS else ""
