"""How tokens go: gateways, joins, ends, called processes (BPMN 2.0, chapter 13)."""

from __future__ import annotations

from collections.abc import Sequence

from rulebook.flow import activities
from rulebook.flow import events as e
from rulebook.flow.joins import may_fire
from rulebook.flow.model import (
    CallActivity,
    End,
    Gateway,
    GatewayKind,
    Process,
    RuleTask,
    ServiceTask,
    Start,
    UserTask,
)
from rulebook.flow.moves import arm, leave, move
from rulebook.flow.road import chosen
from rulebook.flow.run import Run
from rulebook.flow.state import Phase, Scope, TaskKind, Token


def advance(run: Run) -> None:
    """Let all tokens go as far as they can; what can go no further is given to somebody."""
    while run.state.phase is Phase.RUNNING:
        if run.queue:
            _enter(run, run.queue.popleft())
        elif not _fire_inclusive(run):
            break
    if run.state.phase is Phase.RUNNING and not any(run.state.open()):
        stuck = min(n for n in run.state.live if run.graph(n).joins(run.node(n)))
        run.open_task(stuck, TaskKind.STALL, run.world.administrator, minutes=None)


def start_of(process: Process) -> Start:
    """The only start of a checked process."""
    return next(node for node in process.nodes if isinstance(node, Start))


def begin(run: Run) -> None:
    """Put a token on the start of the case's own process."""
    start = start_of(run.program.process)
    token = Token(len(run.state.tokens) + 1, 0, start.id)
    run.follow(e.Moved, placed=(token,), targets=(start.title,))
    run.queue.append(token.number)


def _enter(run: Run, token: int) -> None:
    """A token acts on the node it has reached."""
    node = run.node(token)
    if isinstance(node, UserTask):
        activities.enter(run, token)
    elif isinstance(node, ServiceTask):
        run.open_task(token, TaskKind.SERVICE, run.world.administrator, act=node.operation)
        arm(run, token)
    elif isinstance(node, RuleTask):
        found = run.world.rules(node.decision, run.facts)
        known = {name: found.values.get(name) for name in node.outputs}
        run.follow(e.Valued, label=node.title, values=known, why=found.why)
        leave(run, token)
    elif isinstance(node, CallActivity):
        _call(run, token, node)
    elif isinstance(node, End):
        _end(run, token, node)
    elif isinstance(node, Gateway):
        _gateway(run, token, node)
    else:
        leave(run, token)


def _call(run: Run, token: int, node: CallActivity) -> None:
    graph = run.program.graphs[node.process]
    start = start_of(graph.process)
    scope = Scope(len(run.state.scopes), node.process, token)
    run.follow(e.Called, scope=scope, label=graph.process.label)
    first = Token(len(run.state.tokens) + 1, scope.number, start.id, parents=(token,))
    run.follow(e.Moved, label=node.title, placed=(first,), targets=(start.title,))
    arm(run, token)
    run.queue.append(first.number)


def _end(run: Run, token: int, node: End) -> None:
    scope = run.token(token).scope
    gone = [token]
    if node.terminate:
        others = {each.number for each in run.state.living(scope)} - {token}
        gone += sorted(others | {n for each in others for n in run.below(each)})
        run.clear(gone, "流程提前结束")
    run.follow(e.Moved, label=node.title, consumed=tuple(gone))
    if run.state.living(scope):
        return
    parent = run.state.scopes[scope].parent
    if parent is None:
        run.clear(run.state.tokens, "办件已办结")
        run.follow(e.Closed, phase=Phase.DONE)
    else:
        leave(run, parent)


def _gateway(run: Run, token: int, node: Gateway) -> None:
    graph = run.graph(token)
    if not graph.joins(node):
        split(run, [token], node)
    elif node.kind is GatewayKind.PARALLEL:
        waiting = arrived(run, run.token(token))
        if len(waiting) == len(graph.into[node.id]):
            split(run, list(waiting.values()), node)


def arrived(run: Run, at: Token) -> dict[str, int]:
    """The oldest token on each flow into the join where ``at`` waits."""
    found: dict[str, int] = {}
    for each in run.state.living(at.scope):
        if each.node == at.node and each.number not in run.queue:
            found.setdefault(each.flow, each.number)
    return found


def split(run: Run, tokens: Sequence[int], node: Gateway) -> None:
    """Go on from a gateway by the flows its conditions choose."""
    graph = run.graph(tokens[0])
    move(run, tokens, chosen(graph, node.id, run.facts))


def _fire_inclusive(run: Run) -> bool:
    """Fire one inclusive join that need not wait any longer."""
    for number in sorted(run.state.live):
        token, node, graph = run.token(number), run.node(number), run.graph(number)
        if not (isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE):
            continue
        waiting = arrived(run, token)
        elsewhere = [each.node for each in run.state.living(token.scope)]
        if may_fire(graph.reach[node.id], waiting, elsewhere):
            split(run, list(waiting.values()), node)
            return True
    return False


def force(run: Run, token: int) -> None:
    """A join that waits in vain goes on with what is there."""
    node = run.node(token)
    assert isinstance(node, Gateway)
    split(run, list(arrived(run, run.token(token)).values()), node)


def trigger(run: Run, token: int, edge: str) -> None:
    """A boundary event happens to the activity at ``token``."""
    boundary = next(
        each for each in run.graph(token).edges[run.token(token).node] if each.id == edge
    )
    flows = run.graph(token).out[edge]
    if boundary.interrupting:
        inner = run.below(token)
        run.clear({token} | inner, f"因“{boundary.title}”中断")
        if inner:
            run.follow(e.Moved, label=boundary.title, consumed=tuple(sorted(inner)))
        move(run, [token], flows)
    else:
        move(run, [token], flows, keep=True)
