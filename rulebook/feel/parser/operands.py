"""What an expression starts with: literals, names, brackets, ``if``, ``for``, ``function``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from rulebook.feel import types as t
from rulebook.feel.lexer import MARK, NUMBER, STRING, WORD, unquote
from rulebook.feel.parser import blocks, brackets, expressions, infer, names, phrases
from rulebook.feel.parser.state import OPERAND, State
from rulebook.feel.tree import Input, Literal, Negate, Node, Unknown
from rulebook.feel.values.numbers import number_from_text
from rulebook.feel.values.text import temporal_from_text
from rulebook.feel.vocabulary import ENGLISH


def operand(state: State) -> Node:
    """One operand, without anything that may follow it."""
    state.ask(OPERAND)
    kind = state.kinds[state.index]
    if kind == NUMBER:
        return _number(state)
    if kind == STRING:
        return _string(state)
    if kind == WORD:
        return _word(state)
    rule = MARKS.get(state.word) if kind == MARK else None
    if rule is None:
        state.report(state.unexpected("一个值、名称或括号"))
        return Unknown(state.start, state.start, t.ANY, "")
    return rule(state)


def _number(state: State) -> Node:
    start, word = state.start, state.word
    state.index += 1
    value = number_from_text(word)
    if value is None:
        state.clash(f"数字“{word}”超出范围。", Literal(start, state.last_end, t.NULL, None))
    return Literal(start, state.last_end, t.NUMBER if value is not None else t.NULL, value)


def _string(state: State) -> Node:
    start, raw = state.start, state.word
    state.index += 1
    return Literal(start, state.last_end, t.STRING, unquote(raw))


def _word(state: State) -> Node:
    hit = state.lookup(state.index)
    if state.vocabulary is not ENGLISH:
        hit = phrases.opener(state, hit)
        if hit is not None and not hit[1].builtin and state.word in state.vocabulary.prefix:
            return names.name(state, hit)
    rule = WORDS.get(state.word)
    if rule is not None and (hit is None or hit[0] == 1 or hit[1].builtin):
        return rule(state)
    return names.name(state, hit)


def _constant(type_: t.Type, value: object) -> Callable[[State], Node]:
    def rule(state: State) -> Node:
        start = state.start
        state.index += 1
        return Literal(start, state.last_end, type_, value)

    return rule


def _negate(state: State) -> Node:
    start = state.start
    state.index += 1
    inner = expressions.expression(state, expressions.UNARY)
    if isinstance(inner, Literal) and isinstance(inner.value, Decimal):
        return Literal(start, inner.end, t.NUMBER, inner.value.copy_negate() + 0)
    return Negate(start, inner.end, infer.negation(state, inner), inner)


def _at_literal(state: State) -> Node:
    start = state.start
    state.index += 1
    if state.kinds[state.index] != STRING:
        raise state.unexpected("引号中的日期、时间或时长")
    text = unquote(state.word)
    value, type_ = temporal_from_text(text)
    if value is None and state.strict:
        hint = '例如 @"2024-06-03"、@"2024-06-03T08:30:00"、@"PT30M"。'
        state.report(state.error(f"“{text}”不是日期、时间或时长。", None, hint))
    state.index += 1
    return Literal(start, state.last_end, type_, value)


def _input(state: State) -> Node:
    start = state.start
    state.index += 1
    if state.input_type is None:
        state.report(state.error("“?”只能用在决策表的单元格里。", start))
    state.input_used = True
    return Input(start, state.last_end, state.input_type or t.ANY)


MARKS: dict[str, Callable[[State], Node]] = {
    "-": _negate,
    "@": _at_literal,
    "?": _input,
    "(": brackets.parenthesis,
    "[": brackets.square,
    "]": brackets.open_range,
    "{": brackets.braces,
}
WORDS: dict[str, Callable[[State], Node]] = {
    "true": _constant(t.BOOLEAN, True),
    "false": _constant(t.BOOLEAN, False),
    "null": _constant(t.NULL, None),
    "if": blocks.if_,
    "for": blocks.for_,
    "some": blocks.quantified,
    "every": blocks.quantified,
    "function": blocks.function,
}
