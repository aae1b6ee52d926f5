"""Where tokens come from and what came of them: the memory by which a case goes back.

Tokens form an occurrence net: each names those it came from. Going back to a token undoes what
came of it and nothing else – a sibling branch keeps its work, and a branch that already waited at
a join waits there again.
"""

from __future__ import annotations

from rulebook.flow.state import State


def ancestors(state: State, token: int) -> list[int]:
    """Tokens before this one, nearest first."""
    found: list[int] = []
    layer = [token]
    while layer:
        parents = sorted({p for n in layer for p in state.tokens[n].parents}, reverse=True)
        layer = [parent for parent in parents if parent not in found]
        found += layer
    return sorted(found, reverse=True)


def descendants(state: State, token: int) -> set[int]:
    """What came of this token and still counts; numbers grow, so one walk is enough."""
    found = {token}
    for number in sorted(state.tokens):
        later = number > token and number not in state.annulled
        if later and found.intersection(state.tokens[number].parents):
            found.add(number)
    found.discard(token)
    return found


def undone_by(state: State, token: int) -> tuple[set[int], set[int]]:
    """Going back to ``token``: the tokens that no longer count, and those that live again.

    The latter are the inputs of undone joins that did not themselves come of ``token``.
    """
    after = descendants(state, token)
    inputs = {p for n in after for p in state.tokens[n].parents} - after - {token}
    return after | {token}, inputs - state.live - state.annulled
