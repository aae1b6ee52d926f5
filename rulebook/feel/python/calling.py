"""Calls at run time: built-ins with checked arguments, and function values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rulebook.errors import FeelError
from rulebook.feel import types as t
from rulebook.feel.builtins.external import external_function
from rulebook.feel.builtins.implementations import IMPLEMENTATIONS
from rulebook.feel.builtins.signatures import Param, Signature, choose
from rulebook.feel.meter import METER
from rulebook.feel.values.coercion import coerce
from rulebook.feel.values.functions import Function
from rulebook.feel.values.kinds import LIST, kind_of

_TROUBLE = (ArithmeticError, ValueError, TypeError, AttributeError, LookupError)
_MISFIT = object()
OMITTED = object()
"""An optional argument that was not given, as opposed to one that is null."""


def checked(implementation: Callable[..., Any], signature: Signature, *given: Any) -> Any:
    """Call a built-in if the arguments fit its signature; null otherwise."""
    METER.spend()
    fixed = signature.parameters
    many = bool(fixed) and fixed[-1].many
    count = len(fixed) - 1 if many else len(fixed)
    arguments: list[Any] = []
    for parameter, value in zip(fixed[:count], given[:count], strict=True):
        arguments.append(_fitted(parameter, value))
    if many:
        arguments.append([_fitted(fixed[-1], value) for value in given[count:]])
        if any(value is _MISFIT for value in arguments[-1]):
            return None
    if any(value is _MISFIT for value in arguments):
        return None
    try:
        return implementation(*arguments)
    except _TROUBLE:
        return None


def _fitted(parameter: Param, value: Any) -> Any:
    """The argument, a single item and its list exchanged where only that fits."""
    if value is OMITTED:
        return None if parameter.optional else _MISFIT
    if value is None:
        return None if parameter.nullable else _MISFIT
    wanted, kind = parameter.type, kind_of(value)
    if wanted == t.ANY or kind == wanted.name:
        return value
    if isinstance(wanted, t.ListType):
        return [value]
    if kind == LIST and len(value) == 1 and kind_of(value[0]) == wanted.name:
        return value[0]
    return _MISFIT


def builtin_value(name: str) -> Function:
    """A built-in passed by name."""

    def body(*arguments: Any) -> Any:
        signature = choose(name, len(arguments), ())
        return None if signature is None else _call_padded(name, signature, arguments)

    least = choose_names(name)
    return Function(least, tuple(t.ANY for _ in least), t.ANY, body, builtin=name)


def choose_names(name: str) -> tuple[str, ...]:
    """Parameter names of a built-in's first form."""
    for count in range(8):
        signature = choose(name, count, ())
        if signature is not None:
            return tuple(parameter.name for parameter in signature.parameters)
    return ()


def _call_padded(name: str, signature: Signature, arguments: tuple[Any, ...]) -> Any:
    missing = len(signature.parameters) - len(arguments)
    padded = (*arguments, *([OMITTED] * max(0, missing)))
    return checked(IMPLEMENTATIONS[name], signature, *padded)


def invoke(function: Any, labels: tuple[str, ...], *arguments: Any) -> Any:
    """Call a function value; null if it is none or the arguments do not fit."""
    if not isinstance(function, Function):
        return None
    if function.builtin:
        return _invoke_builtin(function, labels, arguments)
    given = _ordered(function, labels, arguments)
    if given is None:
        return None
    values = []
    for value, type_ in zip(given, function.types, strict=True):
        fitted = coerce(value, type_)
        if fitted is None and value is not None:
            return None
        values.append(fitted)
    METER.call()
    try:
        return function.body(*values)
    except RecursionError:
        raise FeelError("函数嵌套调用过深，已停止。请检查是否无限递归。") from None
    finally:
        METER.done()


def _invoke_builtin(function: Function, labels: tuple[str, ...], arguments: tuple[Any, ...]) -> Any:
    if not labels:
        return function.body(*arguments)
    signature = choose(function.builtin, len(arguments), labels)
    if signature is None:
        return None
    given = dict(zip(labels, arguments, strict=True))
    ordered = tuple(given.get(parameter.name, OMITTED) for parameter in signature.parameters)
    return checked(IMPLEMENTATIONS[function.builtin], signature, *ordered)


def _ordered(
    function: Function, labels: tuple[str, ...], arguments: tuple[Any, ...]
) -> tuple[Any, ...] | None:
    if len(arguments) != len(function.names):
        return None
    if not labels:
        return arguments
    given = dict(zip(labels, arguments, strict=True))
    if set(given) != set(function.names):
        return None
    return tuple(given[name] for name in function.names)


def function(
    names: tuple[str, ...], types: tuple[t.Type, ...], result: t.Type, body: Callable[..., Any]
) -> Function:
    """A function literal's value."""
    return Function(names, types, result, body)


def external(names: tuple[str, ...], types: tuple[t.Type, ...], description: Any) -> Any:
    """A function whose body is foreign code, if it is on the allow-list; null otherwise."""
    return external_function(names, types, description)
