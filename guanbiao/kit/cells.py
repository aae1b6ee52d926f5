"""A value of a column as HTML, by its kind: said once for lists, rows, boards and prints.

Written here and not as a macro of a template because a long list draws thousands of them; so are
the rows of a list. Whatever is not Markup already is escaped on its way in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from guanbiao.kit import words
from guanbiao.kit.columns import NUMBERS, Shown

NOTHING = Markup('<span class="mute">—</span>')
NUMBER = Markup(' class="num"')
PLAIN: Mapping[str, Callable[[Any], str]] = {
    "flag": lambda value: "是" if value else "否",
    "money": words.money,
    "moment": words.moment,
    "date": words.date,
    "number": words.number,
    "year": str,
}


@dataclass(frozen=True)
class Line:
    """A row of a list: its key, its page, its cells."""

    key: int
    href: str
    cells: list[tuple[Shown, Any]]


def cell(column: Shown, value: Any) -> str:
    """The value, to be put into a page."""
    return _drawer(column)(value)


def num(column: Shown) -> str | Markup:
    """The class of a cell that holds a number, empty for any other."""
    return NUMBER if column.kind in NUMBERS else ""


def rows(lines: Sequence[Line], *, choosing: bool) -> Markup:
    """The body of a list, whose lines all have the same columns.

    ``choosing`` puts a box for choosing before each row.
    """
    shown = [column for column, _ in lines[0].cells] if lines else []
    draw = [_drawer(column) for column in shown]
    opened = [f'<td{num(each)} data-k="{escape(each.label)}">' for each in shown]
    drawn = "\n".join([_row(line, draw, opened, choosing=choosing) for line in lines])
    return Markup(drawn)  # noqa: S704 - each part was escaped


def _row(
    line: Line, draw: Sequence[Callable[[Any], str]], opened: Sequence[str], *, choosing: bool
) -> str:
    values = [value for _, value in line.cells]
    cells = "".join([
        f"{tag}{drawn(value)}</td>"
        for tag, drawn, value in zip(opened[1:], draw[1:], values[1:], strict=True)
    ])  # fmt: skip
    box = _box(line.key, values[0]) if choosing else ""
    link = f'<a href="{escape(line.href)}">{draw[0](values[0])}</a>'
    return f'<tr><td class="wrap"><span class="row">{box}{link}</span></td>{cells}</tr>'


def _drawer(column: Shown) -> Callable[[Any], str]:
    """`cell` for one column, escaped: what depends on the column alone is settled once."""
    if column.kind == "state":
        return lambda state: _state(state, column.tones.get(state, "")) if state else NOTHING
    plain = PLAIN.get(column.kind, _text)
    return lambda value: NOTHING if value is None or value == "" else plain(value)


def _state(state: str, tone: str) -> Markup:
    return Markup(f'<span class="st {tone}">{escape(state)}</span>')  # noqa: S704 - tones are ours


def _text(value: Any) -> Markup:
    return escape(words.value(value))


def _box(key: int, name: Any) -> str:
    label = escape("" if name is None else name)
    return (
        f'<input type="checkbox" name="chosen" value="{key}" data-choose aria-label="选择 {label}">'
    )
