"""Names that could be read as an expression over shorter names.

The longest name wins, in every vocabulary. Where the shorter names are in scope too, the drafter
is told how the text was read, and how to write the other meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rulebook.drafting.problems import Problem, Severity, problem
from rulebook.feel.parser.state import KEYWORDS
from rulebook.feel.scope import Scope, tokens_of
from rulebook.feel.tree import Fact
from rulebook.feel.vocabulary import CHINESE

OPERATORS = frozenset({"+", "-", "*", "/", "**", "<", ">", "=", "<=", ">=", "!="}) | KEYWORDS


def doubts(text: str, facts: Iterable[Fact], scope: Scope) -> Iterator[Problem]:
    """How else the names at these places could be read."""
    found: dict[str, tuple[str, ...]] = {}
    spelled = {tuple(tokens_of(known)): known for known in scope}
    for fact in facts:
        if fact.name not in found:
            found[fact.name] = _readings(fact.name, spelled, scope)
        yield from _doubts(text, fact, found[fact.name])


def _readings(name: str, spelled: Mapping[tuple[str, ...], str], scope: Scope) -> tuple[str, ...]:
    return (*_joined(name, spelled), *_run_together(name, scope))


def _doubts(text: str, fact: Fact, readings: tuple[str, ...]) -> Iterator[Problem]:
    for other in readings:
        spaced = text[fact.pos : fact.end] != fact.name
        severity = Severity.WARNING if spaced else Severity.INFO
        message = f"“{fact.name}”按最长名称优先读作一个名称；如指“{other}”，请照此书写。"
        yield problem(text, fact.pos, fact.end, message, severity, (other,))


def _joined(name: str, spelled: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Readings with one of FEEL's operators between two names: ``(a) - b`` for ``a-b``."""
    words = tokens_of(name)
    for place in range(1, len(words) - 1):
        left, right = (spelled.get(tuple(words[:place])), spelled.get(tuple(words[place + 1 :])))
        if words[place] in OPERATORS and left and right:
            yield f"({left}) {words[place]} {right}"


def _run_together(name: str, scope: Scope) -> Iterator[str]:
    """Readings with a Chinese keyword between two names: 车辆 或 船舶 for 车辆或船舶."""
    for phrase in CHINESE.infix:
        left, found, right = name.partition(phrase)
        if found and left in scope and right in scope:
            yield f"{left} {phrase} {right}"
            return
