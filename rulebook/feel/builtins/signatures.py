"""Names, parameters and result types of all built-in functions; the parser needs no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rulebook.feel import types as t
from rulebook.feel.scope import Binding, Frame

Result = t.Type | Callable[[Sequence[t.Type]], t.Type]


@dataclass(frozen=True, slots=True)
class Param:
    """A formal parameter. ``many``: takes all further arguments as one list."""

    name: str
    type: t.Type
    optional: bool = False
    many: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in."""

    name: str
    result: Result
    parameters: tuple[Param, ...]

    def result_type(self, given: Sequence[t.Type]) -> t.Type:
        """Type of the result for arguments of these types."""
        return self.result if isinstance(self.result, t.Type) else self.result(given)

    def type_of(self, which: str | int) -> t.Type:
        """Declared type of a parameter, by name or position."""
        if isinstance(which, str):
            return next((p.type for p in self.parameters if p.name == which), t.ANY)
        return self.parameters[min(which, len(self.parameters) - 1)].type

    def takes(self, count: int, labels: Sequence[str]) -> bool:
        """Whether a call with so many arguments, so named, fits."""
        names = [parameter.name for parameter in self.parameters]
        if labels:
            needed = {p.name for p in self.parameters if not p.optional}
            return set(labels) <= set(names) and needed <= set(labels)
        least = sum(not p.optional for p in self.parameters)
        many = bool(self.parameters) and self.parameters[-1].many
        return least <= count and (many or count <= len(names))

    def __str__(self) -> str:
        words = [p.name + ("…" if p.many else "") + ("?" if p.optional else "") for p in
                 self.parameters]  # fmt: skip
        return f"{self.name}({', '.join(words)})"


def _first(given: Sequence[t.Type]) -> t.Type:
    return given[0] if given and isinstance(given[0], t.ListType) else t.LIST


def _item(given: Sequence[t.Type]) -> t.Type:
    if len(given) == 1:
        return given[0].item if isinstance(given[0], t.ListType) else given[0]
    return t.unify_all(given) if given else t.ANY


def _joined(given: Sequence[t.Type]) -> t.Type:
    return t.unify_all(type_ if isinstance(type_, t.ListType) else t.LIST for type_ in given)


def _extended(given: Sequence[t.Type]) -> t.Type:
    return t.list_of(t.unify_all([t.unify_all(map(_single, given[:1])), *given[1:]]))


def _single(type_: t.Type) -> t.Type:
    return type_.item if isinstance(type_, t.ListType) else type_


def _signature(name: str, result: Result, *parameters: Param) -> Signature:
    return Signature(name, result, parameters)


def _opt(name: str, type_: t.Type) -> Param:
    return Param(name, type_, optional=True)


def _null(name: str, type_: t.Type = t.ANY) -> Param:
    return Param(name, type_, nullable=True)


N, S, B, A, L, C = t.NUMBER, t.STRING, t.BOOLEAN, t.ANY, t.LIST, t.CONTEXT
_LIST = Param("list", L)
_MATCH = (Param("string", S), Param("match", S))
_N, _SCALE = Param("n", N), Param("scale", N)

CONVERSIONS = (
    _signature("date", t.DATE, Param("from", A)),
    _signature("date", t.DATE, Param("year", N), Param("month", N), Param("day", N)),
    _signature("time", t.TIME, Param("from", A)),
    _signature("time", t.TIME, Param("hour", N), Param("minute", N), Param("second", N),
               Param("offset", t.DAYS_DURATION, optional=True, nullable=True)),
    _signature("date and time", t.DATE_TIME, Param("from", A)),
    _signature("date and time", t.DATE_TIME, Param("date", A), Param("time", t.TIME)),
    _signature("date and time", t.DATE_TIME, Param("year", N), Param("month", N),
               Param("day", N), Param("hour", N), Param("minute", N), Param("second", N),
               Param("offset", A, optional=True, nullable=True)),
    _signature("duration", A, Param("from", S)),
    _signature("years and months duration", t.MONTHS_DURATION, Param("from", A), Param("to", A)),
    _signature("number", N, Param("from", A),
               Param("grouping separator", S, optional=True, nullable=True),
               Param("decimal separator", S, optional=True, nullable=True)),
    _signature("string", S, Param("from", A)),
    _signature("range", t.RANGE, Param("from", S)),
    _signature("not", B, _null("negand", B)),
    _signature("is", B, _null("value1"), _null("value2")),
    _signature("today", t.DATE),
    _signature("now", t.DATE_TIME),
    _signature("day of year", N, Param("date", A)),
    _signature("day of week", S, Param("date", A)),
    _signature("month of year", S, Param("date", A)),
    _signature("week of year", N, Param("date", A)),
)  # fmt: skip
STRINGS = (
    _signature("substring", S, Param("string", S), Param("start position", N), _opt("length", N)),
    _signature("string length", N, Param("string", S)),
    _signature("upper case", S, Param("string", S)),
    _signature("lower case", S, Param("string", S)),
    _signature("substring before", S, *_MATCH),
    _signature("substring after", S, *_MATCH),
    _signature("contains", B, *_MATCH),
    _signature("starts with", B, *_MATCH),
    _signature("ends with", B, *_MATCH),
    _signature("replace", S, Param("input", S), Param("pattern", S), Param("replacement", S),
               Param("flags", S, optional=True, nullable=True)),
    _signature("matches", B, Param("input", S), Param("pattern", S),
               Param("flags", S, optional=True, nullable=True)),
    _signature("split", t.list_of(S), Param("string", S), Param("delimiter", S)),
    _signature("string join", S, _LIST, Param("delimiter", S, optional=True, nullable=True)),
)  # fmt: skip
NUMBERS = (
    _signature("decimal", N, _N, _SCALE),
    _signature("floor", N, _N, _opt("scale", N)),
    _signature("ceiling", N, _N, _opt("scale", N)),
    _signature("round up", N, _N, _SCALE),
    _signature("round down", N, _N, _SCALE),
    _signature("round half up", N, _N, _SCALE),
    _signature("round half down", N, _N, _SCALE),
    _signature("abs", _item, Param("n", A)),
    _signature("modulo", N, Param("dividend", N), Param("divisor", N)),
    _signature("sqrt", N, Param("number", N)),
    _signature("log", N, Param("number", N)),
    _signature("exp", N, Param("number", N)),
    _signature("odd", B, Param("number", N)),
    _signature("even", B, Param("number", N)),
    _signature("random number", N),
)


def _folded(name: str, result: Result, item: t.Type = A) -> tuple[Signature, ...]:
    """Functions that take a list, or the same items one by one."""
    rest = Param("c", item, many=True, nullable=True)
    return (
        _signature(name, result, Param("list", t.list_of(item))),
        _signature(name, result, rest),
    )


LISTS = (
    _signature("list contains", B, _LIST, _null("element")),
    _signature("count", N, _LIST),
    *_folded("min", _item),
    *_folded("max", _item),
    *_folded("sum", N, N),
    *_folded("mean", N, N),
    *_folded("product", N, N),
    *_folded("median", N, N),
    *_folded("stddev", N, N),
    *_folded("mode", t.list_of(N), N),
    *_folded("all", B, B),
    *_folded("any", B, B),
    _signature("sublist", _first, _LIST, Param("start position", N), _opt("length", N)),
    _signature("append", _extended, _LIST, Param("item", A, many=True, nullable=True)),
    _signature("concatenate", _joined, Param("list", L, many=True)),
    _signature("union", _joined, Param("list", L, many=True)),
    _signature("insert before", t.LIST, _LIST, Param("position", N), _null("newItem")),
    _signature("remove", _first, _LIST, Param("position", N)),
    _signature("reverse", _first, _LIST),
    _signature("index of", t.list_of(N), _LIST, _null("match")),
    _signature("distinct values", _first, _LIST),
    _signature("flatten", t.LIST, _LIST),
    _signature("list replace", t.LIST, _LIST, Param("position or match", A), _null("newItem")),
    _signature("list replace", t.LIST, _LIST, Param("position", N), _null("newItem")),
    _signature("list replace", t.LIST, _LIST, Param("match", t.FUNCTION), _null("newItem")),
    _signature("sort", _first, _LIST, Param("precedes", t.FUNCTION)),
    _signature("sort", _first, _LIST),
)
CONTEXTS = (
    _signature("get value", A, Param("m", C), Param("key or keys", A)),
    _signature("get value", A, Param("m", C), Param("key", S)),
    _signature("get value", A, Param("m", C), Param("keys", L)),
    _signature("get entries", t.LIST, Param("m", C)),
    _signature("context", C, Param("entries", L)),
    _signature("context put", C, Param("context", C), Param("key or keys", A), _null("value")),
    _signature("context put", C, Param("context", C), Param("key", S), _null("value")),
    _signature("context put", C, Param("context", C), Param("keys", L), _null("value")),
    _signature("context merge", C, Param("contexts", L)),
)


def _ranges(name: str, *pairs: str) -> tuple[Signature, ...]:
    return tuple(
        _signature(name, B, *(Param(word, A) for word in pair.split(","))) for pair in pairs
    )


_BOTH = "range1,range2"
RANGES = (
    *_ranges("before", "point1,point2", "point,range", "range,point", _BOTH),
    *_ranges("after", "point1,point2", "point,range", "range,point", _BOTH),
    *_ranges("meets", _BOTH),
    *_ranges("met by", _BOTH),
    *_ranges("overlaps", _BOTH),
    *_ranges("overlaps before", _BOTH),
    *_ranges("overlaps after", _BOTH),
    *_ranges("finishes", "point,range", _BOTH),
    *_ranges("finished by", "range,point", _BOTH),
    *_ranges("includes", "range,point", _BOTH),
    *_ranges("during", "point,range", _BOTH),
    *_ranges("starts", "point,range", _BOTH),
    *_ranges("started by", "range,point", _BOTH),
    *_ranges("coincides", "point1,point2", _BOTH),
)

_ALL: dict[str, tuple[Signature, ...]] = {}
for _one in (*CONVERSIONS, *STRINGS, *NUMBERS, *LISTS, *CONTEXTS, *RANGES):
    _ALL[_one.name] = (*_ALL.get(_one.name, ()), _one)

BUILTIN_FRAME = Frame()
for _name in _ALL:
    BUILTIN_FRAME.bind(Binding(_name, t.FUNCTION, 0, builtin=True))


def signatures(name: str) -> tuple[Signature, ...]:
    """All ways to call a built-in."""
    return _ALL[name]


def choose(name: str, count: int, labels: Sequence[str]) -> Signature | None:
    """The first way that fits a call by number and names of arguments."""
    return _choose(name, count, labels) if labels else _by_count(name, count)


@lru_cache(maxsize=1024)
def _by_count(name: str, count: int) -> Signature | None:
    return _choose(name, count, ())


def _choose(name: str, count: int, labels: Sequence[str]) -> Signature | None:
    for signature in _ALL[name]:
        if signature.takes(count, labels):
            return signature
    return None
