"""Words of a vocabulary among names: where a run of characters is cut.

Chinese is written without spaces, so ``行程距离大于15且已批准`` reaches the parser as one word. The
parser knows at each place whether an operand or an operator must follow, and cuts accordingly:

* Where an operand is due, **the longest name in scope wins**; a name may end inside a run only
  where one of the vocabulary's operators or connectives begins. Only a longer phrase of the
  vocabulary beats a name (``如果`` beats ``如``).
* Behind an operand no name can stand, so phrases alone are looked for, the longest first.

So a keyword never breaks a name that contains it: with ``车辆或船舶`` in scope it is that name,
even beside ``车辆`` and ``船舶``; who means the two writes ``车辆 或 船舶``. A cut phrase becomes
FEEL's own words, and the rest of the parser never sees a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rulebook.feel.lexer import MARK, MAX_TOKENS, NUMBER, WORD, scan
from rulebook.feel.scope import LEAF, Binding, Trie, longest
from rulebook.feel.types import FUNCTION
from rulebook.feel.vocabulary import TO

if TYPE_CHECKING:
    from rulebook.feel.parser.state import State

MAX_RUN = 500
"""Longest run of characters that is cut into names and phrases."""
MAX_WORD = 60
"""Longest part of a name that is looked for inside a run of characters."""
Hit = tuple[int, Any]


def operator(state: State) -> None:
    """Behind an operand: make FEEL's words of the phrase that starts here, if one does."""
    if state.kinds[state.index] == WORD:
        _translate(state, state.vocabulary.infix)


def comparison(state: State) -> None:
    """Where a test is due: make an operator of the phrase that starts here, unless names do."""
    tries = [frame.trie for frame in state.frames]
    if state.kinds[state.index] == WORD and find(state, tries) is None:
        table = state.vocabulary.infix.items()
        _translate(state, {phrase: word for phrase, word in table if not word[0].isalpha()})


def opener(state: State, hit: tuple[int, Binding] | None) -> tuple[int, Binding] | None:
    """Where an operand is due: the name that starts here, after cutting it out of its run.

    ``hit`` is the longest name made of whole words. A phrase longer than any name becomes FEEL's
    word, and the name found is None.
    """
    if state.kinds[state.index] != WORD:
        return hit
    called = _called(state)
    if called is not None and (hit is None or state.prefers_builtin(state.index, 1, hit)):
        return called
    found = find(state, [frame.trie for frame in reversed(state.frames)])
    if hit is not None and _reach(state, hit) >= _reach(state, found):
        found = hit
    size = _reach(state, found) - state.start
    for phrase, word in state.vocabulary.prefix.items():
        if len(phrase) > size and _opens(state, phrase, word):
            _replace(state, len(phrase), word)
            return None
    return found


def _reach(state: State, hit: Hit | None) -> int:
    return state.ends[state.index + hit[0] - 1] if hit else state.start


def _called(state: State) -> tuple[int, Binding] | None:
    name = state.vocabulary.called.get(state.word)
    if name is None or state.ahead() != "(":
        return None
    return 1, Binding(name, FUNCTION, 0, builtin=True)


def _opens(state: State, phrase: str, word: str) -> bool:
    if not state.word.startswith(phrase):
        return False
    rest = state.word[len(phrase) :]
    if word == "function":
        return not rest and state.ahead() == "("
    return word in state.vocabulary.openers or not rest or ends(state, rest)


def find(state: State, tries: Iterable[Trie]) -> Hit | None:
    """The longest name that starts here; its last word may be the beginning of a run."""
    best: tuple[int, int, int, Any] | None = None
    for trie in tries:
        whole = longest(trie, state.words, state.index)
        if whole is not None:
            reach = state.ends[state.index + whole[0] - 1]
            if best is None or reach > best[0]:
                best = (reach, whole[0], 0, whole[1])
        part = _part(state, trie) if state.vocabulary.endings else None
        if part is not None and (best is None or part[0] > best[0]):
            best = part
    if best is None:
        return None
    if best[2]:
        cut(state, state.index + best[1] - 1, best[2])
    return best[1], best[3]


def _part(state: State, trie: Trie) -> tuple[int, int, int, Any] | None:
    """(end, words, length within the last word, value) of a name that ends inside a run."""
    best = None
    index, node = state.index, trie
    while state.kinds[index] in (WORD, MARK, NUMBER):
        word = state.words[index]
        for length in range(min(len(word) - 1, MAX_WORD), 0, -1):
            child = node.get(word[:length])
            if child and LEAF in child and ends(state, word[length:]):
                reach = state.starts[index] + length
                best = (reach, index - state.index + 1, length, child[LEAF])
                break
        if word not in node:
            break
        node = node[word]
        index += 1
    return best


def ends(state: State, rest: str) -> bool:
    """Whether an operand may end before these characters."""
    if rest.startswith(state.vocabulary.endings):
        return True
    return state.enclosed > 0 and rest.startswith(state.vocabulary.middles[TO])


def continues(state: State, word: str) -> bool:
    """Consume a phrase for a connective; a comma before 则 and 否则 is allowed."""
    phrases = state.vocabulary.going_on.get(word, ())
    start = state.index
    if word in ("then", "else") and state.word == "," and state.ahead().startswith(phrases):
        state.index += 1
    for phrase in phrases:
        if state.kinds[state.index] == WORD and state.word.startswith(phrase):
            _replace(state, len(phrase), word)
            state.index += len(word.split())
            return True
    state.index = start
    return False


def cut_at(state: State, word: str) -> None:
    """Cut the current run where a phrase for ``word`` begins; at its very start, translate it."""
    for phrase in state.vocabulary.going_on.get(word, ()):
        if state.kinds[state.index] != WORD:
            return
        place = state.word.find(phrase)
        if place == 0:
            _replace(state, len(phrase), word)
        elif place > 0:
            cut(state, state.index, place)


def cut_unknown(state: State) -> None:
    """Cut the current run before the first phrase in it: what stands there is nobody's name."""
    word = state.word
    places = [word.find(phrase, 1) for phrase in state.vocabulary.endings]
    first = min((place for place in places if place > 0), default=0)
    if first:
        cut(state, state.index, first)


def at_phrase(state: State) -> bool:
    """Whether the current word begins with an operator or connective."""
    return state.word.startswith(state.vocabulary.endings)


def _translate(state: State, table: dict[str, str]) -> None:
    for phrase, word in table.items():
        if state.word.startswith(phrase):
            _replace(state, len(phrase), word)
            return


def _replace(state: State, length: int, words: str) -> None:
    """Put FEEL's words, separated by spaces, in place of the first characters of the word."""
    index = state.index
    if length < len(state.word):
        cut(state, index, length)
    given = words.split()
    start, end = state.starts[index], state.ends[index]
    kinds = [WORD if word[0].isalpha() else MARK for word in given]
    _put(state, index, index + 1, [(k, w, start, end) for k, w in zip(kinds, given, strict=True)])


def cut(state: State, index: int, length: int) -> None:
    """Split a word in two; what follows is read anew as far as that makes a difference."""
    start, place = state.starts[index], state.starts[index] + length
    if state.ends[index] - start > MAX_RUN:
        raise state.error(f"连续的文字过长（超过{MAX_RUN}字），请在名称与词语之间加空格。", start)
    made = [(WORD, state.plain[start:place], start, place)]
    last = index + 1
    for token in scan(state.text, state.plain, place):
        while state.starts[last] < token[2]:
            last += 1
        if state.starts[last] == token[2]:
            break
        made.append(token)
    else:
        last = len(state.words) - 1
    _put(state, index, last, made)


def _put(state: State, first: int, last: int, tokens: list[tuple[int, str, int, int]]) -> None:
    """Replace tokens; a place marked behind them moves along."""
    columns = (state.kinds, state.words, state.starts, state.ends)
    for column, values in zip(columns, zip(*tokens, strict=True), strict=True):
        column[first:last] = values  # type: ignore[index]  # columns differ in type, not in use
    if state.stop >= last:
        state.stop += len(tokens) - (last - first)
    if len(state.words) > MAX_TOKENS + 1:
        raise state.error(f"表达式过长，上限为{MAX_TOKENS}个词，请拆分。", 0)
