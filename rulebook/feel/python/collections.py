"""Code for lists, contexts, ranges, paths, filters and loops."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.python.emit import Block, Code, Emitter, local
from rulebook.feel.tree import (
    ContextLiteral,
    Filter,
    For,
    Iterator,
    ListLiteral,
    Local,
    Node,
    Path,
    Quantified,
    RangeLiteral,
)


def list_literal(emitter: Emitter, node: ListLiteral) -> Code:
    """``[a, b]``."""
    items = ", ".join(emitter.text(item) for item in node.items)
    return Code(f"[{items}]", False)


def context_literal(emitter: Emitter, node: ContextLiteral) -> Code:
    """``{a: 1}``; entries are kept in locals for the ones after them."""
    parts = []
    for entry in node.entries:
        key = emitter.constant(entry.key)
        parts.append(f"{key}: ({local(entry.slot)} := {emitter.text(entry.value)})")
    return Code("{" + ", ".join(parts) + "}", False)


def range_literal(emitter: Emitter, node: RangeLiteral) -> Code:
    """``[low..high]``."""
    low = "None" if node.low is None else emitter.text(node.low)
    high = "None" if node.high is None else emitter.text(node.high)
    half = node.low is None or node.high is None
    helper = "h_half_range" if half else "h_range"
    return Code(f"{helper}({low}, {high}, {node.low_closed}, {node.high_closed})")


def path(emitter: Emitter, node: Path) -> Code:
    """``source.name``."""
    key = emitter.constant(node.name)
    source = emitter.emit(node.source)
    if isinstance(node.source.type, t.ContextType) and node.source.type.closed:
        return Code(f"h_field({source.text}, {key})")
    return Code(f"h_path({source.text}, {key})")


def filter_(emitter: Emitter, node: Filter) -> Code:
    """``source[condition]``."""
    emitter.metered = True
    source = emitter.text(node.source)
    if node.condition.type == t.NUMBER and not _mentions(node.condition, node.slot):
        return Code(f"h_index({source}, {emitter.text(node.condition)})")
    with emitter.function("f", (local(node.slot),)) as (name, block):
        block.add(f"return {emitter.text(node.condition)}")
    helper = "h_select" if node.condition.type == t.BOOLEAN else "h_filter"
    return Code(f"{helper}({source}, {name})")


def _mentions(node: object, slot: int) -> bool:
    """Whether an expression uses a local name."""
    if isinstance(node, Local) and node.slot == slot:
        return True
    if isinstance(node, tuple):
        return any(_mentions(part, slot) for part in node)
    parts = [getattr(node, name) for name in _fields(node)]
    return any(_mentions(part, slot) for part in parts)


def _fields(node: object) -> tuple[str, ...]:
    return tuple(getattr(type(node), "__dataclass_fields__", ()))


def for_(emitter: Emitter, node: For) -> Code:
    """``for … return body``: nested loops in a function of their own."""
    emitter.metered = True
    with emitter.function("f", ()) as (name, block):
        inner, given = _body(emitter, node.iterators, node.body)
        results = local(node.partial)
        block.add(f"{results} = []")
        indent = _loops(emitter, block, node.iterators)
        block.add("h_spend()", indent)
        block.add(f"{results}.append(h_detached({inner}({given}), {results}))", indent)
        block.add(f"return {results}")
    return Code(f"{name}()")


def _body(emitter: Emitter, iterators: tuple[Iterator, ...], body: Node) -> tuple[str, str]:
    """The body as a function of the iteration variables, so that each turn has its own."""
    slots = tuple(local(iterator.slot) for iterator in iterators)
    with emitter.function("f", slots) as (name, block):
        block.add(f"return {emitter.text(body)}")
    return name, ", ".join(slots)


def _loops(emitter: Emitter, block: Block, iterators: tuple[Iterator, ...]) -> int:
    """Writes the loop heads; a domain that is null makes the whole null."""
    for indent, iterator in enumerate(iterators):
        start = len(block.lines)
        until = "" if iterator.until is None else f", {emitter.text(iterator.until)}"
        helper = "h_span" if until else "h_domain"
        text = f"{helper}({emitter.text(iterator.domain)}{until})"
        block.lines[start:] = ["    " * indent + line for line in block.lines[start:]]
        name = emitter.fresh("d")
        block.add(f"{name} = {text}", indent)
        block.add(f"if {name} is None: return None", indent)
        block.add(f"for {local(iterator.slot)} in {name}:", indent)
    return len(iterators)


def quantified(emitter: Emitter, node: Quantified) -> Code:
    """``some`` and ``every`` in three-valued logic."""
    emitter.metered = True
    decisive, other = ("False", "True") if node.every else ("True", "False")
    with emitter.function("f", ()) as (name, block):
        inner, given = _body(emitter, node.iterators, node.condition)
        result, found = emitter.fresh("r"), emitter.fresh("r")
        block.add(f"{result} = {other}")
        indent = _loops(emitter, block, node.iterators)
        block.add("h_spend()", indent)
        block.add(f"{found} = h_verdict({inner}({given}))", indent)
        block.add(f"if {found} is h_no: return None", indent)
        block.add(f"if {found} is {decisive}: return {decisive}", indent)
        block.add(f"if {found} is None: {result} = None", indent)
        block.add(f"return {result}")
    return Code(f"{name}()")
