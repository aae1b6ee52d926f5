"""Code for lists, contexts, ranges, paths, filters and loops."""

from __future__ import annotations

from rulebook.feel import types as t
from rulebook.feel.python.emit import Block, Code, Emitter, local
from rulebook.feel.tree import (
    BuiltinName,
    Call,
    Compare,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    Iterator,
    ListLiteral,
    Local,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    walk,
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
        emitter.answer(block, node.condition)
    helper = "h_select" if node.condition.type == t.BOOLEAN else "h_filter"
    return Code(f"{helper}({source}, {name})")


def _mentions(node: Node, slot: int) -> bool:
    """Whether an expression uses a local name."""
    return any(_is_local(part, slot) for part in walk(node))


def _is_local(node: Node, slot: int) -> bool:
    return isinstance(node, Local) and node.slot == slot


def _keeps(body: Node, slot: int) -> bool:
    """Whether what a body returns may hold the list under a local name, not only its items."""
    parts = list(walk(body))
    used = sum(_is_local(part, slot) for part in parts)
    looked = sum(_is_local(one, slot) for part in parts for one in _looked_at(part))
    later = any(isinstance(part, FunctionLiteral) for part in parts)
    return used > looked or (used > 0 and later)


def _looked_at(node: Node) -> tuple[Node, ...]:
    """Parts that a node reads without passing them on."""
    if isinstance(node, Filter | Path):
        return (node.source,)
    if isinstance(node, Compare):
        return (node.left, node.right)
    if isinstance(node, Call) and isinstance(node.function, BuiltinName) and not node.names:
        return node.arguments[:1]
    return ()


def for_(emitter: Emitter, node: For) -> Code:
    """``for … return body``: nested loops in a function of their own."""
    emitter.metered = True
    slots = [local(iterator.slot) for iterator in node.iterators]
    partial = local(node.partial)
    with emitter.function("f", ()) as (name, block):
        results, given = partial, slots
        if _keeps(node.body, node.partial):
            results, given = emitter.fresh("r"), [*slots, partial]
        inner = _body(emitter, given, node.body)
        block.add(f"{results} = []")
        indent = _loops(emitter, block, node.iterators)
        block.add("h_spend()", indent)
        if results != partial:
            block.add(f"{partial} = h_copied({results})", indent)
        block.add(f"{results}.append({inner}({', '.join(given)}))", indent)
        block.add(f"return {results}")
    return Code(f"{name}()")


def _body(emitter: Emitter, parameters: list[str], body: Node) -> str:
    """The body as a function of the iteration variables, so that each turn has its own."""
    with emitter.function("f", tuple(parameters)) as (name, block):
        emitter.answer(block, body)
    return name


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
        given = [local(iterator.slot) for iterator in node.iterators]
        inner = _body(emitter, given, node.condition)
        result, found = emitter.fresh("r"), emitter.fresh("r")
        block.add(f"{result} = {other}")
        indent = _loops(emitter, block, node.iterators)
        block.add("h_spend()", indent)
        block.add(f"{found} = h_verdict({inner}({', '.join(given)}))", indent)
        block.add(f"if {found} is h_no: return None", indent)
        block.add(f"if {found} is {decisive}: return {decisive}", indent)
        block.add(f"if {found} is None: {result} = None", indent)
        block.add(f"return {result}")
    return Code(f"{name}()")
