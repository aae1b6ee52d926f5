"""From the lines of a file to drafts for the gate: which column is which field, what a cell means.

All of it follows from the form of the act that enters a row: its labels are the headings, its
choices may be written by their words, rows of other tables by the names people know.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from guanbiao.gate import registry
from guanbiao.gate.describe import Act, Kind, Table
from guanbiao.gate.forms import ActForm
from guanbiao.kit import lists
from guanbiao.kit.fields import Named
from guanbiao.people.actor import Actor

BOOLEANS = {"是": True, "否": False, "有": True, "无": False, "": False, "1": True, "0": False}
ALIKE = 0.6
"""How like a label a heading must be to be taken for it (`difflib`, 0 to 1)."""
MOST_NAMES = 5000
BESIDE = re.compile(r"[（(].*?[）)]|\s")


@dataclass
class Line:
    """A line of the file: its number there, its cells, its draft; ``fault`` if nobody can tell."""

    number: int
    cells: list[Any]
    draft: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    key: tuple[Any, ...] = ()


def entering(table: Table) -> Act | None:
    """The act that imports new lines: there is one where the table says how to know a row again."""
    return lists.entering(table) if table.key else None


def amending(table: Table, act: Act) -> Act | None:
    """The act that changes a known row: the one with the same form, or called ``amend``."""
    rest = [each for each in registry.acts_on(table.entity) if each.kind is Kind.CHANGE]
    alike = [e for e in rest if e.form is act.form or e.name.endswith(".amend")]
    return alike[0] if alike else None


def bound(act: Act, actor: Actor) -> forms.Form:
    """The form of an act as this person would see it; its fields know what may be chosen."""
    form = act.form(data={})
    if isinstance(form, ActForm):
        form.bind(actor, None, actor.today)
    return form


def takes(form: forms.Form) -> dict[str, str]:
    """Field → label, for all a sheet can hold."""
    secret: frozenset[str] = getattr(form, "secrets", frozenset())
    return {
        name: str(each.label or name)
        for name, each in form.fields.items()
        if not isinstance(each, forms.FileField) and name not in secret
    }


def guess(labels: Mapping[str, str], headings: list[str]) -> dict[str, int]:
    """Field → column of the file: the same words first, then those most alike."""
    found: dict[str, int] = {}
    for same in (str.strip, bare, None):
        left = {n: h for n, h in enumerate(headings) if h.strip() and n not in found.values()}
        for name, label in labels.items():
            place = None if name in found else _place(label, left, same)
            if place is not None:
                found[name] = place
                left.pop(place)
    return found


def _place(label: str, left: Mapping[int, str], same: Any) -> int | None:
    if same is not None:
        return next((place for place, head in left.items() if same(head) == same(label)), None)
    heads = {place: bare(head) for place, head in left.items()}
    near = difflib.get_close_matches(bare(label), heads.values(), 1, ALIKE)
    return next((place for place, head in heads.items() if near and head == near[0]), None)


def bare(words: str) -> str:
    """A label without its unit and spaces."""
    return BESIDE.sub("", words)


def wanting(form: forms.Form, columns: Mapping[str, int]) -> list[str]:
    """Fields that must be filled and that no column fills."""
    return [n for n in takes(form) if form.fields[n].required and n not in columns]


def lines(rows: list[list[Any]], columns: Mapping[str, int], form: forms.Form) -> list[Line]:
    """The filled lines below the headings, with their drafts."""
    found = []
    for number, cells in enumerate(rows[1:], 2):
        here = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        if any(str(cell).strip() for cell in here.values()):
            line = Line(number, cells)
            _fill(line, here, form)
            found.append(line)
    _resolve(found, form)
    return found


def _fill(line: Line, here: Mapping[str, Any], form: forms.Form) -> None:
    odd = []
    for name, cell in here.items():
        said = form.fields[name]
        text = _text(cell)
        if isinstance(said, forms.BooleanField):
            if text not in BOOLEANS:
                odd.append(f"{said.label}：“{text}”看不懂，请填 是 或 否")
            line.draft[name] = "on" if BOOLEANS.get(text) else ""
        elif isinstance(said, forms.ModelMultipleChoiceField):
            line.draft[name] = re.split("[、，,;；]", text) if text else []
        elif isinstance(said, forms.ChoiceField) and not isinstance(said, forms.ModelChoiceField):
            line.draft[name] = _choice(said, text)
        else:
            line.draft[name] = text
    line.fault = "；".join(odd)


def _text(cell: Any) -> str:
    """A cell as a form reads it; the mark of a text that looked like a formula is taken off."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(Decimal(str(cell)))
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" else text


def _choice(said: forms.ChoiceField, text: str) -> Any:
    """The value of a choice written by its words."""
    several = isinstance(said, forms.MultipleChoiceField)
    words = {str(label): str(value) for value, label in flat(said)}
    if several:
        return [words.get(each, each) for each in re.split("[、，,;；]", text) if each]
    return words.get(text, text)


def flat(said: Any) -> list[tuple[Any, Any]]:
    """Value and words of each choice of a field, those in groups included."""
    found: list[tuple[Any, Any]] = []
    for value, label in said.choices:
        found += label if isinstance(label, list | tuple) else [(value, label)]
    return found


def _resolve(found: list[Line], form: forms.Form) -> None:
    """Names of rows of other tables become those rows, one question a field, not one a line."""
    for name, said in form.fields.items():
        if not isinstance(said, forms.ModelChoiceField) or not any(name in e.draft for e in found):
            continue
        known = _named(said, {str(each.draft.get(name, "")) for each in found})
        for line in found:
            word = line.draft.get(name, "")
            if isinstance(word, list):
                line.draft[name] = [known.get(each, each) for each in word]
            elif word in known:
                line.draft[name] = known[word]


def _named(said: Any, words: set[str]) -> dict[str, Any]:
    """Name → row; a name that several rows bear stays a word, and the form says so."""
    if isinstance(said, Named):
        known = {each.name for each in said.queryset.model._meta.get_fields()}
        named = [
            (str(getattr(row, by)), row)
            for by in {said.name, "short_name"} & known
            for row in said.queryset.filter(**{f"{by}__in": words - {""}})
        ]  # fmt: skip
    else:
        several = isinstance(said, forms.ModelMultipleChoiceField)
        rows = said.queryset[:MOST_NAMES]
        named = [(str(row), row.pk if several else row) for row in rows]
    times = Counter(name for name, _ in {(name, getattr(row, "pk", row)) for name, row in named})
    return {name: row for name, row in named if times[name] == 1}


def put_keys(found: list[Line], table: Table, form: Any) -> None:
    """By what each line is known again, written as the form would write it."""
    form.fields = {name: form.fields[name] for name in table.key}
    for line in found:
        form.data, form.cleaned_data, form._errors = line.draft, {}, ErrorDict()
        form._clean_fields()  # of Django: these fields alone, as the whole form would ask for more
        if not form._errors:
            line.key = tuple(_key(form.cleaned_data.get(name)) for name in table.key)


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def known(found: Iterable[Line], table: Table) -> dict[tuple[Any, ...], int]:
    """Key → row, for the lines whose rows exist."""
    keys = [line.key for line in found if line.key]
    if not keys:
        return {}
    among = {f"{name}__in": {key[n] for key in keys} for n, name in enumerate(table.key)}
    rows = table.entity.model._default_manager.filter(**among)
    return {tuple(values): pk for *values, pk in rows.values_list(*table.key, "pk")}
