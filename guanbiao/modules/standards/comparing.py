"""Two editions side by side: clauses that came, went or changed, and values that moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from guanbiao.library.pack import MODALITIES, Clause, Pack
from rulebook.rules import Rule

PIECE = re.compile(r"[\d.]+|[A-Za-z]+|.", re.DOTALL)
"""A number or a word is struck out whole, Chinese letter by letter."""


@dataclass(frozen=True)
class Change:
    """What became of a clause: 新增, 删除 or 修改, with the words and what else differs."""

    number: str
    title: str
    kind: str
    words: Markup
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A value that differs: before and after, – where it did not exist."""

    name: str
    before: str
    after: str
    unit: str


def changes(old: Pack, new: Pack) -> list[Change]:
    """Clauses that differ, in the order of the new text, those that went at the end."""
    before = {clause.number: clause for clause in old.clauses}
    after = {clause.number: clause for clause in new.clauses}
    found = [_came(each) for number, each in after.items() if number not in before and each.words]
    found += [
        change
        for number, each in after.items()
        if number in before and (change := _changed(old, new, before[number], each))
    ]
    places = {number: place for place, number in enumerate(after)}
    found.sort(key=lambda change: places[change.number])
    return found + [_went(each) for n, each in before.items() if n not in after and each.words]


def _came(clause: Clause) -> Change:
    words = Markup("<ins>{}</ins>").format(clause.words)
    return Change(clause.number, clause.title, "新增", words, ())


def _went(clause: Clause) -> Change:
    words = Markup("<del>{}</del>").format(clause.words)
    return Change(clause.number, clause.title, "删除", words, ())


def _changed(old: Pack, new: Pack, before: Clause, after: Clause) -> Change | None:
    notes = []
    if before.modality != after.modality:
        notes.append(f"效力由“{_force(before)}”改为“{_force(after)}”")
    if _said(old, before.number) != _said(new, after.number):
        notes.append("执行方式有变化")
    if before.words == after.words and before.title == after.title and not notes:
        return None
    words = difference(before.words, after.words)
    return Change(after.number, after.title, "修改", words, tuple(notes))


def _force(clause: Clause) -> str:
    return MODALITIES[clause.modality] or "陈述"


def _said(pack: Pack, number: str) -> set[tuple[object, ...]]:
    """What the rules of a clause say, whatever the names of tables."""
    return {_texts(rule) for rule in pack.rules if rule.clause == number}


def _texts(rule: Rule) -> tuple[object, ...]:
    rows = () if rule.table is None else rule.table.rows
    return (rule.act, rule.when, rule.require, rule.limit, rows)


def difference(before: str, after: str) -> Markup:
    """The new words with what was struck out and what was put in."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    out = Markup()
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            out += escape("".join(new[k:m]))
            continue
        if i < j:
            out += Markup("<del>{}</del>").format("".join(old[i:j]))
        if k < m:
            out += Markup("<ins>{}</ins>").format("".join(new[k:m]))
    return out


def moved(old: Pack, new: Pack) -> list[Moved]:
    """Values whose number on the first day of each edition differs."""
    return list(_moved(old, new))


def _moved(old: Pack, new: Pack) -> Iterator[Moved]:
    before = {value.name: value for value in old.values}
    after = {value.name: value for value in new.values}
    for name in dict.fromkeys([*after, *before]):
        a = str(before[name].series[-1].value) if name in before else "—"
        b = str(after[name].series[0].value) if name in after else "—"
        if a != b:
            unit = (after.get(name) or before[name]).unit
            yield Moved(name, a, b, unit)
