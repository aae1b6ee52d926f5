"""One node to text, with no more parentheses than its parts need.

Every operator has the binding power it has in the parser. What begins with a keyword (``if``,
``for`` …) swallows all that follows it, so inside an operator it stands in parentheses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rulebook.feel import tree as n
from rulebook.feel.parser import infer
from rulebook.feel.parser.expressions import (
    AND,
    COMPARISON,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    SUM,
    UNARY,
)
from rulebook.feel.printing import literals
from rulebook.feel.scope import Scope
from rulebook.feel.types import ANY, DATE, DATE_TIME, TIME
from rulebook.feel.vocabulary import CLOSE, ENCLOSED, ENGLISH, NOT_IN, TO, Vocabulary

WHOLE, ATOM, TYPE_TEST = 0, 10, 2.5
MOMENTS = (DATE, TIME, DATE_TIME)
ARITHMETIC = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
PLAIN, GUARDED, EXPLICIT = range(3)
"""How names are written: as they are; in parentheses where a longer name might be read; in
parentheses always and entries of items as ``item.name``."""


@dataclass
class Writer:
    """The words, the scope and how careful to be.

    ``taken`` are all names, ``risky`` those that longer ones begin with; ``items`` are the slots of
    the filters around.
    """

    scope: Scope
    vocabulary: Vocabulary
    care: int = PLAIN
    taken: frozenset[str] = frozenset()
    risky: frozenset[str] = frozenset()
    items: list[int] = field(default_factory=list)

    @property
    def chinese(self) -> bool:
        """Whether other words than FEEL's are written."""
        return self.vocabulary is not ENGLISH

    @property
    def comma(self) -> str:
        """What separates items."""
        return "，" if self.chinese else ", "

    def word(self, feel: str) -> str:
        """One of FEEL's words in the vocabulary, unless that is a name here."""
        shown = self.vocabulary.shown(feel)
        return feel if shown in self.taken else shown

    def comparison(self, op: str, *sides: n.Node) -> str:
        """An operator; dates and times are earlier or later, not smaller or larger."""
        if any(side.type in MOMENTS for side in sides) and op in self.vocabulary.moments:
            return self.vocabulary.moments[op]
        return self.vocabulary.shown(op)

    def write(self, node: n.Node, power: float = WHOLE) -> str:
        """A node, in parentheses if it binds no tighter than ``power``."""
        text, binds = RULES[type(node)](self, node)
        return text if binds > power else f"({text})"

    def all(self, nodes: Iterable[n.Node]) -> str:
        """Nodes separated by commas."""
        return self.comma.join(self.write(node) for node in nodes)

    def name(self, name: str) -> tuple[str, float]:
        """A name, guarded against a longer one that begins with it."""
        if self.care == EXPLICIT or (self.care == GUARDED and name in self.risky):
            return f"({name})", ATOM
        return name, ATOM


Written = tuple[str, float]


CONSTANTS = {None: "null", True: "true", False: "false"}


def _literal(w: Writer, node: n.Literal) -> Written:
    if node.value is None or isinstance(node.value, bool):
        return w.word(CONSTANTS[node.value]), ATOM
    text = literals.constant(node.value, w.chinese)
    return text, UNARY if text.startswith("-") else ATOM


def _named(w: Writer, node: n.Fact | n.Local | n.Unknown) -> Written:
    return w.name(node.name)


def _builtin(_: Writer, node: n.BuiltinName) -> Written:
    return node.name, ATOM


def _input(_: Writer, _node: n.Input) -> Written:
    return "?", ATOM


def _field_or(w: Writer, node: n.FieldOr) -> Written:
    return w.name(node.name)


def _negate(w: Writer, node: n.Negate) -> Written:
    return f"-{w.write(node.operand, POWER)}", UNARY


def _arithmetic(w: Writer, node: n.Arithmetic) -> Written:
    power = ARITHMETIC[node.op]
    return f"{w.write(node.left, power - 1)} {node.op} {w.write(node.right, power)}", power


def _compare(w: Writer, node: n.Compare) -> Written:
    left = w.write(node.left, TYPE_TEST)
    if w.chinese and node.op in ("=", "!=") and _is_null(node.right):
        return f"{left} {w.vocabulary.shown(f'{node.op} null')}", COMPARISON
    op = w.comparison(node.op, node.left, node.right)
    return f"{left} {op} {w.write(node.right, COMPARISON)}", COMPARISON


def _is_null(node: n.Node) -> bool:
    return isinstance(node, n.Literal) and node.value is None


def _joined(word: str, power: int) -> Callable[[Writer, n.And | n.Or], Written]:
    def rule(w: Writer, node: n.And | n.Or) -> Written:
        between = f" {w.vocabulary.shown(word)} "
        return between.join(w.write(part, power) for part in node.parts), power

    return rule


def _between(w: Writer, node: n.Between) -> Written:
    value = w.write(node.value, TYPE_TEST)
    low, high = w.write(node.low, COMPARISON), w.write(node.high, COMPARISON)
    if not w.chinese:
        return f"{value} between {low} and {high}", COMPARISON
    within, to, close = (w.vocabulary.shown(word) for word in (ENCLOSED, TO, CLOSE))
    return f"{value} {within} {low} {to} {high} {close}", COMPARISON


def _in(w: Writer, node: n.In) -> Written:
    return _member(w, node, "in"), COMPARISON


def _member(w: Writer, node: n.In, word: str) -> str:
    value = w.write(node.value, TYPE_TEST)
    return f"{value} {w.vocabulary.shown(word)} {_accepted(w, node.tests)}"


def _accepted(w: Writer, tests: tuple[n.Test, ...]) -> str:
    if len(tests) > 1 or isinstance(tests[0], n.OpTest):
        return w.write(tests[0]) if len(tests) == 1 else f"({w.all(tests)})"
    operand = tests[0].operand  # type: ignore[attr-defined]  # the other two kinds have one
    text = w.write(operand, COMPARISON)
    half = isinstance(operand, n.RangeLiteral) and None in (operand.low, operand.high)
    return f"({text})" if half else text


def _op_test(w: Writer, node: n.OpTest) -> Written:
    return f"{w.comparison(node.op, node.operand)} {w.write(node.operand, COMPARISON)}", ATOM


def _value_test(w: Writer, node: n.ValueTest | n.ConditionTest) -> Written:
    return w.write(node.operand), ATOM


def _unary_tests(w: Writer, node: n.UnaryTests) -> Written:
    if not node.tests:
        return "-", ATOM
    text = w.all(node.tests)
    if node.negated:
        return f"{_function_word(w, 'not')}({text})", ATOM
    return text, ATOM


def _if(w: Writer, node: n.If) -> Written:
    parts = [w.write(part) for part in (node.condition, node.yes, node.no)]
    words = [w.word("if"), w.vocabulary.shown("then"), w.vocabulary.shown("else")]
    pause = "，" if w.chinese else " "
    return pause.join(f"{word} {part}" for word, part in zip(words, parts, strict=True)), 1


def _iterators(w: Writer, iterators: tuple[n.Iterator, ...]) -> str:
    return w.comma.join(_iterator(w, one) for one in iterators)


def _iterator(w: Writer, one: n.Iterator) -> str:
    until = f"..{w.write(one.until)}" if one.until is not None else ""
    return f"{one.name} {w.vocabulary.shown('in')} {w.write(one.domain)}{until}"


def _for(w: Writer, node: n.For) -> Written:
    head = f"{w.word('for')} {_iterators(w, node.iterators)}"
    return f"{head} {w.vocabulary.shown('return')} {w.write(node.body)}", 1


def _quantified(w: Writer, node: n.Quantified) -> Written:
    head = f"{w.word('every' if node.every else 'some')} {_iterators(w, node.iterators)}"
    return f"{head} {w.vocabulary.shown('satisfies')} {w.write(node.condition)}", 1


def _filter(w: Writer, node: n.Filter) -> Written:
    source = w.write(node.source, INSTANCE)
    w.items.append(node.slot)
    condition = w.write(node.condition)
    w.items.pop()
    return f"{source}[{condition}]", POSTFIX


def _path(w: Writer, node: n.Path) -> Written:
    source = node.source
    if isinstance(source, n.Local) and source.slot in w.items and w.care < EXPLICIT:
        return w.name(node.name)
    name = node.name
    if w.chinese and name in infer.FIELDS.get(source.type, ()):
        name = w.vocabulary.properties.get(name, (name,))[0]
    text = f"{w.write(source, INSTANCE)}.{name}"
    return (f"({text})", ATOM) if w.care == EXPLICIT else (text, POSTFIX)


def _function_word(w: Writer, name: str) -> str:
    shown = w.vocabulary.functions.get(name, (name,))[0]
    return name if shown in w.taken else shown


def _call(w: Writer, node: n.Call) -> Written:
    negated = _denied(w, node)
    if negated:
        return negated, COMPARISON
    if isinstance(node.function, n.BuiltinName):
        function = _function_word(w, node.function.name)
    else:
        function = w.write(node.function, INSTANCE)
    given = [w.write(argument) for argument in node.arguments]
    if node.names:
        given = [f"{name}: {text}" for name, text in zip(node.names, given, strict=True)]
    return f"{function}({w.comma.join(given)})", POSTFIX


def _denied(w: Writer, node: n.Call) -> str:
    """``x 不属于 …`` for ``not(x in …)``."""
    function, given = node.function, node.arguments
    if not (w.chinese and isinstance(function, n.BuiltinName) and function.name == "not"):
        return ""
    if len(given) != 1 or not isinstance(given[0], n.In) or node.names:
        return ""
    return _member(w, given[0], NOT_IN)


def _function(w: Writer, node: n.FunctionLiteral) -> Written:
    given = w.comma.join(_parameter(w, one) for one in node.parameters)
    external = "external " if node.external else ""
    return f"{w.word('function')}({given}) {external}{w.write(node.body)}", 1


def _parameter(w: Writer, one: n.Parameter) -> str:
    if one.type == ANY:
        return one.name
    return f"{one.name}: {literals.type_text(one.type, w.scope.types)}"


def _list(w: Writer, node: n.ListLiteral) -> Written:
    return f"[{w.all(node.items)}]", ATOM


def _context(w: Writer, node: n.ContextLiteral) -> Written:
    entries = (f"{literals.key(one.key)}: {w.write(one.value)}" for one in node.entries)
    return "{" + w.comma.join(entries) + "}", ATOM


def _range(w: Writer, node: n.RangeLiteral) -> Written:
    if node.low is None and node.high is not None:
        return f"({'<=' if node.high_closed else '<'} {w.write(node.high, COMPARISON)})", ATOM
    if node.high is None and node.low is not None:
        return f"({'>=' if node.low_closed else '>'} {w.write(node.low, COMPARISON)})", ATOM
    assert node.low is not None and node.high is not None
    left, right = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{left}{w.write(node.low)}..{w.write(node.high)}{right}", ATOM


def _instance_of(w: Writer, node: n.InstanceOf) -> Written:
    tested = literals.type_text(node.tested, w.scope.types)
    if w.chinese:
        tested = w.vocabulary.types.get(tested, (tested,))[0]
    value = w.write(node.value, UNARY)
    return f"{value} {w.vocabulary.shown('instance of')} {tested}", TYPE_TEST


INSTANCE = POSTFIX - 1
RULES: dict[type[n.Node], Callable[..., Written]] = {
    n.Literal: _literal,
    n.Fact: _named,
    n.Local: _named,
    n.Unknown: _named,
    n.BuiltinName: _builtin,
    n.Input: _input,
    n.FieldOr: _field_or,
    n.Negate: _negate,
    n.Arithmetic: _arithmetic,
    n.Compare: _compare,
    n.And: _joined("and", AND),
    n.Or: _joined("or", OR),
    n.Between: _between,
    n.In: _in,
    n.OpTest: _op_test,
    n.ValueTest: _value_test,
    n.ConditionTest: _value_test,
    n.UnaryTests: _unary_tests,
    n.If: _if,
    n.For: _for,
    n.Quantified: _quantified,
    n.Filter: _filter,
    n.Path: _path,
    n.Call: _call,
    n.FunctionLiteral: _function,
    n.ListLiteral: _list,
    n.ContextLiteral: _context,
    n.RangeLiteral: _range,
    n.InstanceOf: _instance_of,
}
