"""Code for literals, names, logic, comparison and arithmetic.

Where both operands' static types are known, the operation is written out with a null check; else
a helper decides by the kinds it meets.
"""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.python.emit import Code, Emitter, local
from rulebook.feel.python.folding import folded
from rulebook.feel.tree import (
    And,
    Arithmetic,
    Between,
    BuiltinName,
    Compare,
    Fact,
    FieldOr,
    If,
    Input,
    InstanceOf,
    Literal,
    Local,
    Negate,
    Node,
    Or,
    Unknown,
)

DIRECT = frozenset({t.NUMBER, t.STRING, t.DATE, t.MONTHS_DURATION})
_COMPARE = {"<": "h_lt", "<=": "h_le", ">": "h_gt", ">=": "h_ge", "=": "h_eq", "!=": "h_ne"}
_ARITHMETIC = {"+": "h_add", "-": "h_sub", "*": "h_mul", "/": "h_div", "**": "h_pow"}
_FAST = {"+": "c_add", "-": "c_sub", "*": "c_mul"}


def literal(emitter: Emitter, node: Literal) -> Code:
    """A constant."""
    if node.value is None:
        return Code("None", True, True)
    if node.value is True or node.value is False:
        return Code(str(node.value), False, True)
    return Code(emitter.constant(node.value), False, True)


def fact(emitter: Emitter, node: Fact) -> Code:
    """A name from outside."""
    return Code(emitter.fact(node.name), True, True)


def local_name(_emitter: Emitter, node: Local) -> Code:
    """A name bound inside."""
    return Code(local(node.slot), True, True)


def input_value(emitter: Emitter, _node: Input) -> Code:
    """The value under test."""
    return Code(emitter.input_name, True, True)


def unknown(_emitter: Emitter, _node: Unknown) -> Code:
    """Nobody's name."""
    return Code("None", True, True)


def builtin_name(emitter: Emitter, node: BuiltinName) -> Code:
    """A built-in used as a value."""
    return Code(f"h_builtin({emitter.constant(node.name)})", False)


def field_or(emitter: Emitter, node: FieldOr) -> Code:
    """An entry of the item, or a name from outside."""
    item = emitter.emit(node.item)
    other = emitter.text(node.other)
    key = emitter.constant(node.name)
    return Code(f"({item.text}[{key}] if h_has({item.text}, {key}) else {other})")


def _boolean(emitter: Emitter, node: Node) -> Code:
    code = emitter.emit(node)
    return code if node.type == t.BOOLEAN else Code(f"h_truth({code.text})")


def and_(emitter: Emitter, node: And) -> Code:
    """False if any part is false, else null if any is null."""
    parts = [_boolean(emitter, part) for part in node.parts]
    if not any(part.null for part in parts):
        return Code("(" + " and ".join(part.text for part in parts) + ")", False)
    first, later = _bound(emitter, parts)
    some = " or ".join(f"{text} is False" for text in first)
    return Code(f"(False if {some} else True if {' and '.join(later)} else None)")


def or_(emitter: Emitter, node: Or) -> Code:
    """True if any part is true, else null if any is null."""
    parts = [_boolean(emitter, part) for part in node.parts]
    if not any(part.null for part in parts):
        return Code("(" + " or ".join(part.text for part in parts) + ")", False)
    first, later = _bound(emitter, parts)
    none = " or ".join(f"{text} is None" for text in later)
    return Code(f"(True if {' or '.join(first)} else None if {none} else False)")


def _bound(emitter: Emitter, parts: list[Code]) -> tuple[list[str], list[str]]:
    pairs = [emitter.bind(part) for part in parts]
    return [first for first, _ in pairs], [later for _, later in pairs]


def direct(left: t.Type, right: t.Type) -> bool:
    """Whether Python's own comparison means the same on both types."""
    return left == right and left in DIRECT


def compare(emitter: Emitter, node: Compare) -> Code:
    """One of the six comparisons."""
    left, right = emitter.emit(node.left), emitter.emit(node.right)
    booleans = node.left.type == node.right.type == t.BOOLEAN
    plain = direct(node.left.type, node.right.type) or (booleans and node.op in ("=", "!="))
    return comparison(emitter, node.op, (left, right), plain)


def comparison(emitter: Emitter, op: str, sides: tuple[Code, Code], plain: bool) -> Code:
    """``left op right``; ``plain``: both are of one directly comparable type."""
    left, right = sides
    if op in ("=", "!=") and plain:
        return Code(f"({left.text} {'==' if op == '=' else op} {right.text})", False)
    if not plain:
        return Code(f"{_COMPARE[op]}({left.text}, {right.text})")
    return guarded(emitter, [left, right], lambda a: f"{a[0]} {op} {a[1]}")


def guarded(emitter: Emitter, codes: list[Code], make: object) -> Code:
    """Null if any operand is null, else what ``make`` writes from the operands' names."""
    assert callable(make)
    checks: list[str] = []
    names: list[str] = []
    for code in codes:
        if not code.null:
            names.append(code.text)
            continue
        first, later = emitter.bind(code)
        checks.append(f"{first} is None")
        names.append(later)
    body = make(names)
    if not checks:
        return Code(f"({body})", False)
    return Code(f"(None if {' or '.join(checks)} else {body})")


def between(emitter: Emitter, node: Between) -> Code:
    """``value between low and high``."""
    codes = [emitter.emit(part) for part in (node.value, node.low, node.high)]
    plain = direct(node.value.type, node.low.type) and direct(node.value.type, node.high.type)
    if plain and not codes[1].null and not codes[2].null:
        return guarded(emitter, codes, lambda a: f"{a[1]} <= {a[0]} <= {a[2]}")
    return Code(f"h_between({', '.join(code.text for code in codes)})")


def arithmetic(emitter: Emitter, node: Arithmetic) -> Code:
    """One of the five operations; the quick form leaves overflow to the slow one (see compile)."""
    constant = folded(node)
    if constant is not None:
        return literal(emitter, constant)
    left, right = emitter.emit(node.left), emitter.emit(node.right)
    numbers = node.left.type == node.right.type == t.NUMBER
    if numbers and node.op in _FAST and not emitter.safe and not emitter.nested:
        return guarded(emitter, [left, right], lambda a: f"{_FAST[node.op]}({a[0]}, {a[1]})")
    emitter.metered |= node.op == "**" or (node.op == "+" and not numbers)
    return Code(f"{_ARITHMETIC[node.op]}({left.text}, {right.text})")


def negate(emitter: Emitter, node: Negate) -> Code:
    """``-operand``."""
    constant = folded(node)
    if constant is not None:
        return literal(emitter, constant)
    return Code(f"h_neg({emitter.text(node.operand)})")


def if_(emitter: Emitter, node: If) -> Code:
    """True takes the first branch, false and null the second; anything else makes null."""
    condition = emitter.emit(node.condition)
    yes, no = emitter.emit(node.yes), emitter.emit(node.no)
    if node.condition.type == t.BOOLEAN:
        return Code(f"({yes.text} if {condition.text} else {no.text})", yes.null or no.null)
    name = emitter.fresh("t")
    test = f"({name} := h_branch({condition.text})) == 1"
    return Code(f"({yes.text} if {test} else {no.text} if {name} == 0 else None)")


def instance_of(emitter: Emitter, node: InstanceOf) -> Code:
    """A test of the value's kind."""
    value = emitter.text(node.value)
    return Code(f"h_instance({value}, {emitter.constant(node.tested)})")
