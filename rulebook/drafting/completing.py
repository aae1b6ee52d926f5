"""What could be written next: names, values, functions, keywords, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rulebook.drafting import sounds
from rulebook.drafting.places import Place, place_of
from rulebook.feel import types as t
from rulebook.feel.builtins.signatures import BUILTIN_FRAME, signatures
from rulebook.feel.builtins.writing import written
from rulebook.feel.parser import infer
from rulebook.feel.scope import Scope
from rulebook.feel.vocabulary import ENCLOSED, NOT_IN, Vocabulary
from rulebook.feel.vocabulary import ENGLISH as ENGLISH_WORDS

STARTING = ("if", "for", "some", "every", "not", "true", "false", "null", "function")
FOLLOWING = ("=", "!=", "<", "<=", ">", ">=", "in", "between", "instance of")
SUMS = ("+", "-", "*", "/", "**")
ORDER = ("value", "output", "name", "field", "fact", "connective", "operator", "function",
         "keyword", "type")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: put ``insert`` in place of the characters ``start`` to ``end``.

    ``kind`` is one of ``ORDER`` or what the caller calls a name; ``detail`` a type in Chinese or
    the ways to call a function.
    """

    kind: str
    label: str
    type: t.Type
    insert: str
    start: int
    end: int
    detail: str = ""


Proposal = tuple[str, str, t.Type, str, str]
"""Kind, label, type, insert and detail."""


def complete(
    text: str,
    position: int,
    scope: Scope,
    vocabulary: Vocabulary = ENGLISH_WORDS,
    kinds: Mapping[str, str] | None = None,
    spell: sounds.Spell = sounds.silent,
    limit: int = 60,
) -> list[Completion]:
    """Completions at an offset, best first, at most ``limit``.

    ``kinds`` tells what a name is where it is no fact (``output`` of a table, ``value`` …);
    ``spell`` the spellings of labels, so that ``xcjl`` finds 行程距离.
    """
    rated = [
        (rate, not _fits(proposal[2], place.wanted), _rank(proposal[0]), proposal, place)
        for place in place_of(text[:position], scope, vocabulary)
        for proposal in _proposals(place, scope, vocabulary, kinds or {})
        if (rate := _match(proposal[1], place.typed, spell)) is not None
    ]
    rated.sort(key=lambda one: one[:3])
    found = [
        Completion(kind, label, type_, insert, place.start, position, detail)
        for *_, (kind, label, type_, insert, detail), place in rated
    ]
    return list(dict.fromkeys(found))[:limit]


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else ORDER.index("name")


def _match(label: str, typed: str, spell: sounds.Spell) -> int | None:
    """How well a label fits: begins so, sounds so, holds it; None if it does not."""
    low, typed = label.casefold(), typed.casefold()
    if low.startswith(typed):
        return 0
    if typed.isascii() and sounds.begins(label, typed, spell):
        return 1
    return 2 if typed in low else None


def _fits(given: t.Type, wanted: t.Type) -> bool:
    if given == t.FUNCTION or not t.known(wanted):
        return True
    return not t.conflict(given, wanted)


def _proposals(
    place: Place, scope: Scope, vocabulary: Vocabulary, kinds: Mapping[str, str]
) -> Iterable[Proposal]:
    if place.what == "operand":
        yield from _values(place)
        if not place.quoted:
            yield from _named(place, kinds)
            yield from _functions(vocabulary)
            yield from _words("keyword", STARTING, vocabulary)
    elif place.what == "operator":
        yield from _words("operator", _following(place.type), vocabulary)
    elif place.what == "field":
        for name, type_ in infer.fields_of(place.type).items():
            yield "field", name, type_, name, t.chinese(type_)
    elif place.what == "type":
        for name in (*scope.types, *t.SIMPLE):
            yield "type", name, t.ANY, name, t.CHINESE.get(name, "")
    else:
        yield from _words("connective", (place.what,), vocabulary)


def _values(place: Place) -> Iterator[Proposal]:
    for value in place.values:
        label = value if isinstance(value, str) else written(value)
        yield "value", label, t.ANY, written(value), "允许值"


def _named(place: Place, kinds: Mapping[str, str]) -> Iterator[Proposal]:
    for name, type_ in place.names.items():
        yield kinds.get(name, "fact"), name, type_, name, t.chinese(type_)


def _functions(vocabulary: Vocabulary) -> Iterator[Proposal]:
    for name in BUILTIN_FRAME.names:
        ways = signatures(name)
        result = ways[0].result if isinstance(ways[0].result, t.Type) else t.ANY
        detail = "；".join(map(str, ways))
        for label in (name, *vocabulary.functions.get(name, ())):
            close = ")" if not ways[0].parameters else ""
            yield "function", label, result, f"{label}({close}", detail


def _words(kind: str, words: Iterable[str], vocabulary: Vocabulary) -> Iterator[Proposal]:
    tables = (vocabulary.operators, vocabulary.middles, vocabulary.openers, vocabulary.constants)
    for word in words:
        phrases = [phrase for table in tables for phrase in table.get(word, ())]
        english = () if word in vocabulary.middles and phrases and "-" in word else (word,)
        for label in (*phrases, *english):
            yield kind, label, t.ANY, label, ""


def _following(left: t.Type) -> tuple[str, ...]:
    """Operators behind an operand of a type, the likeliest only."""
    if left == t.BOOLEAN:
        return ("and", "or", "=", "!=")
    extra = (ENCLOSED, NOT_IN, "= null", "!= null")
    return (*FOLLOWING, *(SUMS if left != t.STRING else ("+",)), *extra)
