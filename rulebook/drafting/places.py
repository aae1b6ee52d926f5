"""What is due at the end of an unfinished text: asked of the parser itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.lexer import NUMBER, STRING
from rulebook.feel.parser import parse
from rulebook.feel.parser.state import FIELD, OPERAND, OPERATOR, TYPE, Notes, State
from rulebook.feel.scope import Scope, tokens_of
from rulebook.feel.vocabulary import NOT_IN, Vocabulary

EQUALITIES = ("=", "!=", "in", NOT_IN)
ORDERS = ("<", "<=", ">", ">=", *EQUALITIES)
KINDS = {OPERAND: "operand", OPERATOR: "operator", FIELD: "field", TYPE: "type"}
QUOTES = '"“‘'


@dataclass(frozen=True, slots=True)
class Place:
    """``what`` is due (operand, operator, field, type or a missing word) for characters ``typed``.

    They begin at the offset ``start``. ``type`` is that of what stands before, ``wanted`` the one
    a comparison asks for, ``values`` those its fact may have; ``quoted``: inside quotes.
    """

    what: str
    start: int
    typed: str
    type: t.Type = t.ANY
    names: Mapping[str, t.Type] = field(default_factory=dict)
    wanted: t.Type = t.ANY
    values: tuple[Any, ...] = ()
    quoted: bool = False


def place_of(before: str, scope: Scope, vocabulary: Vocabulary) -> Iterator[Place]:
    """All that may be meant at the end of a text."""
    quote = _open_quote(before, scope, vocabulary)
    readable = before if quote is None else before[:quote]
    notes = _read(readable, scope, vocabulary)
    if quote is not None:
        name = _compared(notes.state, quote, scope)
        values = scope.allowed.get(name, ())
        yield Place("operand", quote, before[quote + 1 :], values=values, quoted=True)
        return
    yield from _places(notes, before, scope, vocabulary)


def _read(text: str, scope: Scope, vocabulary: Vocabulary) -> Notes:
    notes = Notes()
    try:
        parse(text, scope, True, vocabulary, notes)
    except FeelError as error:
        notes.problems.append(error)
    return notes


def _open_quote(text: str, scope: Scope, vocabulary: Vocabulary) -> int | None:
    """Where a string begins that is still open: only then is there nothing to read at all."""
    if _read(text, scope, vocabulary).state is not None:
        return None
    return next((at for at in range(len(text) - 1, -1, -1) if text[at] in QUOTES), None)


def _places(notes: Notes, before: str, scope: Scope, vocabulary: Vocabulary) -> Iterator[Place]:
    state = notes.state
    if state is None:
        return
    asked = _in_time(notes, before)
    operands = [one for one in asked if one[0] in (OPERAND, FIELD, TYPE)]
    if operands:
        what, start, type_ = operands[-1]
        place = _operand(notes, state, KINDS[what], start, type_, before, scope)
        yield place
        yield from _run_on(before, start, scope, vocabulary)
        if _unfinished(place):
            return
    for what, start, type_ in asked:
        if what not in (OPERAND, FIELD, TYPE) and _last(before, start):
            yield Place(KINDS.get(what, what), start, before[start:], type_)


def _unfinished(place: Place) -> bool:
    """Whether a name is being typed that is none yet, so that no operator can follow."""
    typed = place.typed
    return typed[:1].isalpha() and typed not in place.names and " " not in typed


def _in_time(notes: Notes, before: str) -> list[tuple[str, int, t.Type]]:
    """What was asked up to the first word or operand missing at the very end, no further."""
    found = []
    for one in notes.asked:
        found.append(one)
        missing = one[0] not in KINDS and _last(before, one[1])
        if missing or (one[0] == OPERAND and one[1] >= len(before.rstrip())):
            break
    return found


def _last(before: str, start: int) -> bool:
    """Whether a place is the end of the text, or the last, unfinished word."""
    rest = before[start:]
    return not rest or (rest.isalpha() and not rest.isspace())


def _operand(
    notes: Notes, state: State, what: str, start: int, type_: t.Type, before: str, scope: Scope
) -> Place:
    typed = " ".join(before[start:].split(" ")) if before[start:].strip() else ""
    name = _compared(state, start, scope)
    names = notes.names.get(start, dict(scope))
    wanted = scope.type_of(name)
    return Place(what, start, typed, type_, names, wanted, scope.allowed.get(name, ()))


def _run_on(before: str, start: int, scope: Scope, vocabulary: Vocabulary) -> Iterator[Place]:
    """Chinese without spaces: a whole name, and the beginning of a phrase behind it."""
    typed = before[start:]
    names = [name for name in scope if typed.startswith(name) and len(name) < len(typed)]
    if vocabulary.operators and names:
        name = max(names, key=len)
        place = start + len(name)
        yield Place("operator", place, before[place:].lstrip(), scope[name])


def _compared(state: State | None, start: int, scope: Scope) -> str:
    """The fact on the other side of the comparison whose operand begins at an offset."""
    if state is None:
        return ""
    index = next((i for i, at in enumerate(state.starts) if at >= start), len(state.starts) - 1)
    back = index - 1
    while back > 0 and (state.words[back] == "," or state.kinds[back] in (STRING, NUMBER)):
        back -= 1
    if back > 0 and state.words[back] in ("(", "["):
        back -= 1
    if back < 1 or state.words[back] not in ORDERS:
        return ""
    return _name_before(state, back, scope)


def _name_before(state: State, back: int, scope: Scope) -> str:
    for name in sorted(scope, key=len, reverse=True):
        words = tokens_of(name)
        if tuple(state.words[max(0, back - len(words)) : back]) == words:
            return name
    return ""
