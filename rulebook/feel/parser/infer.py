"""Static types of operators and paths, and the clashes that strict parsing reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rulebook.feel import types as t
from rulebook.feel.parser.fitting import fitting
from rulebook.feel.parser.state import State
from rulebook.feel.tree import Literal, Node

_DAYS, _MONTHS, _MOMENT = t.DAYS_DURATION, t.MONTHS_DURATION, t.DATE_TIME
_SUMS = {
    (t.NUMBER, t.NUMBER): t.NUMBER,
    (_DAYS, _DAYS): _DAYS,
    (_MONTHS, _MONTHS): _MONTHS,
    (t.DATE, _DAYS): t.DATE,
    (t.DATE, _MONTHS): t.DATE,
    (_MOMENT, _DAYS): _MOMENT,
    (_MOMENT, _MONTHS): _MOMENT,
    (t.TIME, _DAYS): t.TIME,
}
_ADD = {**_SUMS, **{(b, a): r for (a, b), r in _SUMS.items()}, (t.STRING, t.STRING): t.STRING}
_SUBTRACT = {
    **_SUMS,
    (t.DATE, t.DATE): _DAYS,
    (_MOMENT, _MOMENT): _DAYS,
    (t.DATE, _MOMENT): _DAYS,
    (_MOMENT, t.DATE): _DAYS,
    (t.TIME, t.TIME): _DAYS,
}
_SCALED = {(t.NUMBER, t.NUMBER): t.NUMBER, (_DAYS, t.NUMBER): _DAYS, (_MONTHS, t.NUMBER): _MONTHS}
RESULTS: Mapping[str, Mapping[tuple[t.Type, t.Type], t.Type]] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": {**_SCALED, (t.NUMBER, _DAYS): _DAYS, (t.NUMBER, _MONTHS): _MONTHS},
    "/": {**_SCALED, (_DAYS, _DAYS): t.NUMBER, (_MONTHS, _MONTHS): t.NUMBER},
    "**": {(t.NUMBER, t.NUMBER): t.NUMBER},
}

_DAY_FIELDS = dict.fromkeys(("year", "month", "day", "weekday"), t.NUMBER)
_CLOCK_FIELDS: dict[str, t.Type] = {
    "hour": t.NUMBER,
    "minute": t.NUMBER,
    "second": t.NUMBER,
    "time offset": t.DAYS_DURATION,
    "timezone": t.STRING,
}
FIELDS: Mapping[t.Type, Mapping[str, t.Type]] = {
    t.DATE: _DAY_FIELDS,
    t.TIME: _CLOCK_FIELDS,
    t.DATE_TIME: {**_DAY_FIELDS, **_CLOCK_FIELDS},
    t.DAYS_DURATION: dict.fromkeys(("days", "hours", "minutes", "seconds"), t.NUMBER),
    t.MONTHS_DURATION: dict.fromkeys(("years", "months"), t.NUMBER),
}
_RANGE_FIELDS: dict[str, t.Type] = {
    "start": t.ANY,
    "end": t.ANY,
    "start included": t.BOOLEAN,
    "end included": t.BOOLEAN,
}
_ANY_FIELDS: dict[str, t.Type] = {
    name: t.ANY for fields in (*FIELDS.values(), _RANGE_FIELDS) for name in fields
}


def arithmetic(state: State, op: str, left: Node, right: Node) -> t.Type:
    """Type of ``left op right``."""
    found = RESULTS[op].get((left.type, right.type))
    if found is not None:
        return found
    if _certain(left.type) and _certain(right.type):
        message = f"{t.chinese(left.type)}与{t.chinese(right.type)}不能用“{op}”运算。"
        state.clash(message, left)
        return t.NULL
    return t.ANY


def _certain(type_: t.Type) -> bool:
    return t.known(type_)


def negation(state: State, operand: Node) -> t.Type:
    """Type of ``-operand``."""
    if operand.type in (t.NUMBER, _DAYS, _MONTHS) or not t.known(operand.type):
        return operand.type
    state.clash(f"{t.chinese(operand.type)}前不能加负号。", operand)
    return t.NULL


def check_comparison(state: State, op: str, left: Node, right: Node) -> None:
    """Strictly: two kinds that can never be compared are an error."""
    if t.conflict(left.type, right.type) and not _list_against_item(left, right):
        message = f"{t.chinese(left.type)}与{t.chinese(right.type)}不能比较。"
        state.clash(message, right, fitting(right, left.type))
    elif op not in ("=", "!="):
        for node in (left, right):
            if t.known(node.type) and node.type not in t.ORDERED:
                state.clash(f"{t.chinese(node.type)}不能比较大小。", node)


def _list_against_item(left: Node, right: Node) -> bool:
    return isinstance(left.type, t.ListType) or isinstance(right.type, t.ListType)


def check_boolean(state: State, nodes: Sequence[Node]) -> None:
    """Strictly: a condition must be able to be true."""
    for node in nodes:
        if t.conflict(node.type, t.BOOLEAN) or (isinstance(node, Literal) and node.value is None):
            message = f"此处应为“是否”（成立或不成立），实际为{t.chinese(node.type)}。"
            state.clash(message, node)


def check_member(state: State, operand: Node, input_type: t.Type) -> None:
    """Strictly: a tested value must be of the input's kind, or a list or range of it."""
    type_ = operand.type
    while isinstance(type_, t.ListType | t.RangeType) and type_.name != input_type.name:
        type_ = type_.item
    if t.conflict(type_, input_type):
        message = f"{t.chinese(input_type)}不可能等于{t.chinese(type_)}，请核对类型。"
        state.clash(message, operand, fitting(operand, input_type))


def item_of(domain: Node, until: Node | None) -> t.Type:
    """Type of an iteration variable."""
    if until is not None:
        return t.unify(domain.type, until.type)
    if isinstance(domain.type, t.ListType | t.RangeType):
        return domain.type.item
    return t.ANY if domain.type == t.NULL else domain.type


def filtered_item(type_: t.Type) -> t.Type:
    """Type of ``item`` when filtering a value of this type (a single value is a list of one)."""
    return type_.item if isinstance(type_, t.ListType) else type_


def filtered(source: t.Type, condition: t.Type) -> t.Type:
    """Type of ``source[condition]``."""
    item = filtered_item(source)
    if condition == t.NUMBER:
        return item
    return t.list_of(item) if condition == t.BOOLEAN else t.ANY


def fields_of(type_: t.Type) -> Mapping[str, t.Type]:
    """Names that may follow a dot, with their types."""
    if isinstance(type_, t.ListType):
        return {name: t.list_of(found) for name, found in fields_of(type_.item).items()}
    if isinstance(type_, t.ContextType):
        return dict(type_.fields)
    if isinstance(type_, t.RangeType):
        return {**_RANGE_FIELDS, "start": type_.item, "end": type_.item}
    return FIELDS.get(type_, {} if t.known(type_) else _ANY_FIELDS)


def fields_known(type_: t.Type) -> bool:
    """Whether `fields_of` is complete, so that another name is an error."""
    if isinstance(type_, t.ListType):
        return fields_known(type_.item)
    return type_.closed if isinstance(type_, t.ContextType) else t.known(type_)
