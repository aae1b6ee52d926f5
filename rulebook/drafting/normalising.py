"""The canonical form of what was typed with a Chinese keyboard."""

from __future__ import annotations

from rulebook.feel.lexer import END, MARK, STRING, Tokens, narrowed, tokenize, unquote
from rulebook.feel.printing.literals import string
from rulebook.feel.scope import Scope, Trie, longest, plant

_SPACED = frozenset("，、；")


def normalise(text: str, scope: Scope | None = None) -> str:
    """Plain marks, digits, letters, quotes and spaces for fullwidth ones; a last 。 is dropped.

    What stands inside quotes or comments keeps every character, and names of the ``scope`` are
    written as they are there. Raises `FeelError` for a string without its end.
    """
    tokens = tokenize(text)
    names = _names(scope)
    parts, index, done = [], 0, 0
    while tokens.kinds[index] != END:
        hit = longest(names, tokens.words, index)
        count = hit[0] if hit else 1
        parts.append(_gap(tokens.text[done : tokens.starts[index]]))
        parts.append(str(hit[1]) if hit else _token(tokens, index))
        index += count
        done = tokens.ends[index - 1]
    return "".join([*parts, _gap(narrowed(text)[done:])]).rstrip()


def _names(scope: Scope | None) -> Trie:
    trie: Trie = {}
    for name in scope or ():
        plant(trie, name, name)
    return trie


def _gap(text: str) -> str:
    """White space and comments; only the wide space is narrowed, outside comments."""
    return text if text.strip() else text.replace("\u3000", " ").replace("\u200b", "")


def _token(tokens: Tokens, index: int) -> str:
    word, kind = tokens.words[index], tokens.kinds[index]
    if kind == STRING and word[0] != '"':
        return string(unquote(word))
    if kind != MARK:
        return word
    typed = tokens.text[tokens.starts[index] : tokens.ends[index]]
    follows = tokens.text[tokens.ends[index] : tokens.ends[index] + 1]
    return f"{word} " if typed in _SPACED and follows.strip() else word
