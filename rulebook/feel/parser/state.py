"""The parser's cursor over tokens, its frames of names, and its error messages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from rulebook.errors import FeelError
from rulebook.feel.builtins.signatures import BUILTIN_FRAME
from rulebook.feel.lexer import END, Tokens, tokenize
from rulebook.feel.parser import phrases
from rulebook.feel.scope import Binding, Frame, Scope, longest
from rulebook.feel.source import error_at, nearest, question
from rulebook.feel.tree import Node
from rulebook.feel.types import ANY, FunctionType, Type, known
from rulebook.feel.vocabulary import ENGLISH, Vocabulary

MAX_DEPTH = 60
MAX_CHAIN = 200

OPERAND, OPERATOR, FIELD, TYPE = "OPERAND", "OPERATOR", "FIELD", "TYPE"
"""What may be due at a place, for the drafting help."""

KEYWORDS = frozenset(
    (
        "if", "then", "else", "for", "return", "some", "every", "satisfies", "in", "and", "or",
        "between", "instance", "of", "not", "function", "true", "false", "null", "external",
    )
)  # fmt: skip


@dataclass(slots=True)
class Notes:
    """What a drafter's editor wants to know: all errors one can go on after, and what was due.

    ``asked`` holds (what, position, type) of each place where an ``OPERAND``, ``OPERATOR``,
    ``FIELD`` or ``TYPE`` was due, or a word that is missing; ``names`` what was visible at the
    places of operands, ``state`` the parser itself.
    """

    problems: list[FeelError] = field(default_factory=list)
    asked: list[tuple[str, int, Type]] = field(default_factory=list)
    names: dict[int, dict[str, Type]] = field(default_factory=dict)
    state: State | None = None


class State:
    """Tokens, position and scope. ``strict`` turns unknown names and type clashes into errors.

    With ``notes`` such errors are noted there and reading goes on.
    """

    __slots__ = (
        "depth", "enclosed", "ends", "frames", "index", "input_type", "input_used", "kinds",
        "notes", "plain", "retries", "scope", "slots", "starts", "stop", "strict", "text",
        "vocabulary", "words",
    )  # fmt: skip

    def __init__(
        self,
        text: str,
        scope: Scope,
        strict: bool,
        vocabulary: Vocabulary = ENGLISH,
        notes: Notes | None = None,
    ) -> None:
        tokens: Tokens = tokenize(text)
        self.text = text
        self.plain = tokens.plain
        self.vocabulary = vocabulary
        self.notes = notes
        if notes is not None:
            notes.state = self
        self.enclosed = 0
        self.kinds = tokens.kinds
        self.words = tokens.words
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.index = 0
        self.depth = 0
        self.scope = scope
        self.strict = strict
        self.frames: list[Frame] = [scope.frame]
        self.slots = 0
        self.input_type: Type | None = None
        self.input_used = False
        self.stop = -1
        self.retries = 0

    @property
    def word(self) -> str:
        """The current token's word."""
        return self.words[self.index]

    @property
    def start(self) -> int:
        """Offset of the current token."""
        return self.starts[self.index]

    @property
    def last_end(self) -> int:
        """Offset behind the token just consumed."""
        return self.ends[self.index - 1] if self.index else 0

    def ahead(self, count: int = 1) -> str:
        """A later token's word, empty behind the end."""
        index = self.index + count
        return self.words[index] if index < len(self.words) else ""

    def accept(self, word: str) -> bool:
        """Consume the word if it is next."""
        if self.words[self.index] == word:
            self.index += 1
            return True
        return self.vocabulary is not ENGLISH and phrases.continues(self, word)

    def expect(self, word: str) -> None:
        """Consume the word or fail."""
        if not self.accept(word):
            if self.notes is not None:
                self.notes.asked.append((word, self.start, ANY))
            shown = self.vocabulary.shown(word)
            fixes = (shown,) if self.kinds[self.index] == END else ()
            message = f"此处应为“{shown}”，实际为{self.found()}。"
            self.report(self.error(message, fixes=fixes))

    def found(self) -> str:
        """The current token, as named in messages."""
        if self.kinds[self.index] == END:
            return "表达式结尾"
        return f"“{self.text[self.start : self.ends[self.index]]}”"

    def unexpected(self, wanted: str) -> FeelError:
        """The error 'expected …, found …' at the current token."""
        return self.error(f"此处应为{wanted}，实际为{self.found()}。")

    def error(
        self,
        message: str,
        position: int | None = None,
        hint: str = "",
        end: int = 0,
        fixes: Sequence[str] = (),
    ) -> FeelError:
        """An error at a position (the current token by default), up to the token's end."""
        at = self.start if position is None else position
        end = end or self.ends[max(0, bisect_right(self.starts, at) - 1)]
        return error_at(self.text, at, message, hint, max(0, end - at), fixes)

    def report(self, error: FeelError) -> None:
        """An error after which one can go on: raised, or noted for a drafter."""
        if self.notes is None:
            raise error
        self.notes.problems.append(error)

    def ask(self, what: str, type_: Type = ANY) -> None:
        """Note for a drafter what is due here."""
        if self.notes is not None:
            self.notes.asked.append((what, self.start, type_))
            if what == OPERAND:
                names: dict[str, Type] = {}
                for frame in reversed(self.frames):
                    names = {**names, **{k: v for k, v in frame.names.items() if k not in names}}
                self.notes.names[self.start] = names

    def new_slot(self) -> int:
        """A fresh number for a local name."""
        self.slots += 1
        return self.slots

    def local(self, name: str, type_: Type) -> Binding:
        """A binding for a new local name (not yet visible)."""
        return Binding(name, type_, self.new_slot())

    def lookup(self, start: int) -> tuple[int, Binding] | None:
        """(token count, binding) of the longest visible name at token ``start``."""
        best: tuple[int, Binding] | None = None
        words = self.words
        first = words[start]
        for frame in reversed(self.frames):
            if first in frame.trie:
                hit = longest(frame.trie, words, start)
                if hit is not None and (best is None or hit[0] > best[0]):
                    best = hit
        if first not in BUILTIN_FRAME.trie:
            return best
        hit = longest(BUILTIN_FRAME.trie, words, start)
        if hit is not None and (best is None or self.prefers_builtin(start, hit[0], best)):
            best = hit
        return best

    def prefers_builtin(self, start: int, size: int, other: tuple[int, Binding]) -> bool:
        """A call of a built-in wins over a shorter name, and over a name that cannot be called."""
        if self.words[start + size] != "(":
            return False
        callable_ = not known(other[1].type) or isinstance(other[1].type, FunctionType)
        return size > other[0] or (size == other[0] and not callable_)

    def visible_names(self) -> list[str]:
        """All names a drafter could have meant here."""
        names = [name for frame in reversed(self.frames) for name in frame.names]
        return names + list(BUILTIN_FRAME.names)

    def unknown_name(self, name: str, position: int) -> FeelError:
        """The error for a name that is not in scope, with the nearest known ones."""
        near = nearest(name, self.visible_names())
        hint = question(near) or "请从本业务的事实名称中选用。"
        return self.error(f"不认识的名称“{name}”。", position, hint, position + len(name), near)

    def clash(self, message: str, node: Node, fixes: Sequence[str] = ()) -> None:
        """Report a type clash when strict; leniently it is null at run time."""
        if self.strict:
            self.report(self.error(message, node.pos, question(fixes), node.end, fixes))
