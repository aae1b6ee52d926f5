"""A running case goes on under a new edition of its process (办件转入新版).

Stages are the same when they have the same name and are completed by the same act. Whoever
stands on one that is left keeps his task; what stood on one that is gone goes to the first later
stage that is left, else it is the administrator's to place, at the stage now standing there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rulebook.flow import activities, rights
from rulebook.flow import events as e
from rulebook.flow.commands import Renew
from rulebook.flow.model import Gateway, Node, Start, Trigger, UserTask
from rulebook.flow.moves import set_timer
from rulebook.flow.program import Graph
from rulebook.flow.run import Run
from rulebook.flow.state import Token


@dataclass(frozen=True)
class Shift:
    """Where a token goes, and whether the administrator has to see to it."""

    token: int
    former: Node
    target: Node
    held: bool

    @property
    def words(self) -> str:
        """What the trace says of it."""
        if self.former.id == self.target.id:
            return f"“{self.target.title}”按新流程重新交办"
        place = f"“{self.target.title}”"
        to = f"由流程管理员在{place}落实" if self.held else f"转到{place}"
        return f"新流程没有“{self.former.title}”，{to}"


def renew(run: Run, command: Renew) -> None:
    """Put the case under `Run.program`, of edition ``command.edition``."""
    rights.running(run)
    rights.platform(run)
    state = run.state
    rights.demand(run, state.edition != command.edition, "办件已按该版次办理", "无需转入")
    inner = [n for n in state.live if state.tokens[n].scope]
    rights.demand(run, not inner, "子流程正在办理", "子流程办结后会再次转入")
    old = command.former.graphs[command.former.root]
    new = run.program.graphs[run.program.root]
    stays, shifts = [], []
    for number in sorted(state.live):
        if _stays(old, new, state.tokens[number]):
            stays.append(number)
        else:
            shifts.append(_shift(run, old, new, number))
    run.follow(
        e.Renewed, process=run.program.root, edition=command.edition, name=command.name,
        renamed={_start(old): _start(new)}, gone=tuple(_gone(run, old, new)),
        notes=tuple(shift.words for shift in shifts),
    )  # fmt: skip
    for shift in shifts:
        _carry(run, shift)
    for number in stays:
        _settle(run, old, number)


def _start(graph: Graph) -> str:
    return next(node.id for node in graph.process.nodes if isinstance(node, Start))


def _same(old: Graph, new: Graph, name: str) -> bool:
    former = old.nodes[name]
    return isinstance(former, Start) or type(new.nodes.get(name)) is type(former)


def _stays(old: Graph, new: Graph, token: Token) -> bool:
    """Whether the token may stand where it stands; at a join its way in must be left too."""
    node, former = new.nodes.get(token.node), old.nodes[token.node]
    if isinstance(node, UserTask) and isinstance(former, UserTask):
        return node.act == former.act
    if not isinstance(node, Gateway):
        return _same(old, new, token.node)
    return new.joins(node) and any(flow.id == token.flow for flow in new.into[node.id])


def _gone(run: Run, old: Graph, new: Graph) -> Iterator[int]:
    """Places passed that the new process does not have: nobody goes back to them."""
    for number, token in run.state.tokens.items():
        stays = number in run.state.live and _stays(old, new, token)
        if not stays and (token.scope or not _known(old, new, token)):
            yield number


def _known(old: Graph, new: Graph, token: Token) -> bool:
    return token.node in old.nodes and _same(old, new, token.node)


def _shift(run: Run, old: Graph, new: Graph, number: int) -> Shift:
    node = old.nodes[run.token(number).node]
    if _asks(old, node.id) and _asks(new, node.id):
        return Shift(number, node, new.nodes[node.id], held=False)
    later = _first(old, node.id, lambda name: _asks(old, name) and _asks(new, name))
    if later:
        return Shift(number, node, new.nodes[later], held=False)
    before = _first(old, node.id, lambda name: _same(old, new, name), backwards=True)
    place = _start(new) if isinstance(old.nodes.get(before), Start | None) else before
    here = _first(new, place, lambda name: _asks(new, name))
    here = here or _first(new, _start(new), lambda name: _asks(new, name))
    rights.demand(run, here, "新流程没有可以承接的环节", "请流程管理员终止或另行办理")
    return Shift(number, node, new.nodes[here], held=True)


def _asks(graph: Graph, name: str) -> bool:
    return isinstance(graph.nodes.get(name), UserTask)


def _first(
    graph: Graph, name: str, fits: Callable[[str], bool], backwards: bool = False
) -> str:  # fmt: skip
    """The nearest node that fits, along the flows; empty for none."""
    seen, waiting = {name}, [name]
    for place in waiting:
        if place != name and fits(place):
            return place
        flows = graph.into[place] if backwards else graph.out[place]
        for flow in flows:
            nearer = flow.source if backwards else flow.target
            if nearer not in seen:
                seen.add(nearer)
                waiting.append(nearer)
    return ""


def _carry(run: Run, shift: Shift) -> None:
    """Move one token; where another already stands at its target, the two are one from now on."""
    _clear(run, shift.token)
    there = [t for t in run.state.living(0)
             if t.node == shift.target.id and t.number != shift.token]  # fmt: skip
    token = Token(len(run.state.tokens) + 1, 0, shift.target.id, parents=(shift.token,))
    run.follow(
        e.Moved, label=shift.former.title, consumed=(shift.token,),
        placed=() if there else (token,), targets=(shift.target.title,),
    )  # fmt: skip
    if there:
        return
    if shift.held:
        activities.enter(run, token.number, held=True)
    else:
        run.queue.append(token.number)


def _clear(run: Run, token: int) -> None:
    run.close_tasks(run.state.tasks_of(token), "环节已取消")
    for timer in list(run.state.timers.values()):
        if timer.running and timer.token == token:
            run.follow(e.TimerStopped, timer=timer.number, label="环节已取消")


def _settle(run: Run, old: Graph, token: int) -> None:
    """What stays: a join looks anew whether all are there, an activity has its new timers."""
    if isinstance(run.node(token), Gateway):
        run.close_tasks(run.state.tasks_of(token), "流程已更新")
        run.queue.append(token)
    else:
        _retime(run, old, token)


def _retime(run: Run, old: Graph, token: int) -> None:
    """Boundary timers of the new drawing run; those of the old one that are gone stop."""
    node = run.token(token).node
    edges = {
        edge.id: edge for edge in run.graph(token).edges[node] if edge.trigger is Trigger.TIMER
    }
    for timer in list(run.state.timers.values()):
        if timer.running and timer.token == token and timer.node not in edges:
            title = old.nodes[timer.node].title
            run.follow(e.TimerStopped, timer=timer.number, label=title)
    had = {edge.id for edge in old.edges.get(node, ())}
    for edge in edges.values():
        if edge.id not in had:
            set_timer(run, token, edge.id, edge.minutes)
