"""All problems of a text at once, as far as reading can go on after an error."""

from __future__ import annotations

from collections.abc import Iterable

from rulebook.drafting import hints, sounds
from rulebook.drafting.problems import Problem, Severity, of_error, problem
from rulebook.errors import FeelError
from rulebook.feel import tree as n
from rulebook.feel.lexer import tokenize
from rulebook.feel.parser import parse, parse_unary_tests
from rulebook.feel.parser.state import Notes
from rulebook.feel.printing.literals import string
from rulebook.feel.scope import Scope
from rulebook.feel.types import Type
from rulebook.feel.vocabulary import CHINESE, Vocabulary

FOREIGN = {"==": "= ", "<>": "!=", "=<": "<=", "=>": ">=", "&&": "and", "||": "or"}
"""Operators of other languages, and FEEL's; those of equal length are read on."""


def diagnose(
    text: str,
    scope: Scope,
    cell: Type | None = None,
    vocabulary: Vocabulary = CHINESE,
    spell: sounds.Spell = sounds.silent,
) -> list[Problem]:
    """Problems of an expression, or of a table cell that tests values of the type ``cell``.

    ``spell`` gives the spellings of a label (see `sounds`), for names written as they sound. The
    allowed values of a cell's input are looked for under the name ``?`` of the scope.
    """
    found, plain = _foreign(text)
    tree, errors = _read(plain, scope, cell, vocabulary)
    found += [_explained(text, of_error(text, error), scope, spell) for error in errors]
    found = _first_at_each_place(found)
    doubts = hints.hints(text, tree, scope) if tree is not None else []
    found += [doubt for doubt in doubts if not any(_overlap(doubt, error) for error in found)]
    return sorted(found, key=lambda one: (one.start, one.end))


def _read(
    text: str, scope: Scope, cell: Type | None, vocabulary: Vocabulary
) -> tuple[n.Node | None, list[FeelError]]:
    """The tree and the errors; only a text with errors is read a second time, collecting them."""
    try:
        return _parsed(text, scope, cell, vocabulary, None), []
    except FeelError as first:
        notes = Notes()
        try:
            return _parsed(text, scope, cell, vocabulary, notes), notes.problems or [first]
        except FeelError as last:
            return None, [*notes.problems, last]


def _parsed(
    text: str, scope: Scope, cell: Type | None, vocabulary: Vocabulary, notes: Notes | None
) -> n.Node:
    if cell is None:
        return parse(text, scope, True, vocabulary, notes)
    return parse_unary_tests(text, scope, cell, True, vocabulary, notes)


def _first_at_each_place(found: Iterable[Problem]) -> list[Problem]:
    """One error often leads to others at the same place: the first is the cause."""
    return list({one.start: one for one in reversed(list(found))}.values())


def _overlap(one: Problem, other: Problem) -> bool:
    return one.start < max(other.end, other.start + 1) and other.start < one.end


def _foreign(text: str) -> tuple[list[Problem], str]:
    """Operators of other languages, and the text with FEEL's in their place where they fit."""
    found: list[Problem] = []
    plain = text
    try:
        tokens = tokenize(text)
    except FeelError:
        return [], text
    for word, other, start in zip(tokens.words, tokens.words[1:], tokens.starts, strict=False):
        right = FOREIGN.get(word + other)
        if right is None or len(word) > 1 or text[start + 1 : start + 2].isspace():
            continue
        message = f"没有“{word + other}”这个运算符，请写“{right.strip()}”。"
        found.append(problem(text, start, start + 2, message, Severity.ERROR, (right.strip(),)))
        if len(right) == 2:
            plain = plain[:start] + right + plain[start + 2 :]
    return found, plain


def _explained(text: str, found: Problem, scope: Scope, spell: sounds.Spell) -> Problem:
    """More to suggest: values without quotes, names by sound."""
    if not found.message.startswith("不认识的名称"):
        return found
    word = text[found.start : found.end]
    values = [value for allowed in scope.allowed.values() for value in allowed]
    more = [string(word)] if word in values else []
    more += sounds.alike(word, scope, spell)
    given = tuple(dict.fromkeys([*more, *found.suggestions]))
    return problem(text, found.start, found.end, found.message, found.severity, given)
