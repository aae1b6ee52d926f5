"""A diagram for a model that has none: services around their decisions, layers for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rulebook.dmn import model as m
from rulebook.dmn.drawing.blocks import Block, owners, services
from rulebook.dmn.drawing.graph import Graph, Kind, Link, Node, graph
from rulebook.dmn.drawing.layers import Net, Pair, Placed, Size, layered
from rulebook.dmn.drawing.routes import Routes
from rulebook.dmn.drawing.wrapping import wrapped
from rulebook.dmn.marks import Meta
from rulebook.dmn.picture import Bounds, Diagram, Pictures, Point, Shape

WIDTH = 1200.0
MARGIN = 24.0
NODE, LINE, NOTE = 168.0, 20.0, 18.0
COLUMNS, LINES = 18, 4
HEAD, PAD = 36.0, 24.0


def with_diagram(model: m.Model) -> m.Model:
    """The model with a diagram, so that other tools open it as one; unchanged if it has any.

    Requirements without an id get one, as lines of a diagram need it.
    """
    if any(one.drawn for one in model.pictures.diagrams):
        return model
    named = _identified(model)
    return replace(named, pictures=Pictures((laid_out(named),), model.pictures.styles))


def laid_out(model: m.Model) -> Diagram:
    """A diagram of the whole model."""
    return _Sheet(graph(model), services(model)).diagram(model.name)


def _identified(model: m.Model) -> m.Model:
    """The model with an id for every requirement."""
    elements = tuple(
        replace(one, requirements=_numbered(one.id, one.requirements))
        if isinstance(one, m.Decision | m.KnowledgeModel)
        else one
        for one in model.elements
    )
    sources = tuple(
        replace(one, requirements=_numbered(one.id, one.requirements)) for one in model.sources
    )
    return replace(model, elements=elements, sources=sources)


def _numbered(owner: str, needs: Sequence[m.Requirement]) -> tuple[m.Requirement, ...]:
    return tuple(
        need if need.meta.id else replace(need, meta=replace(need.meta, id=f"{owner}_r{number}"))
        for number, need in enumerate(needs, 1)
    )


def size(node: Node) -> Size:
    """Width and height that a node's name needs."""
    lines = len(wrapped(node.label, COLUMNS, LINES)) or 1
    extra = NOTE if node.note else 0.0
    return NODE, max(60.0, lines * LINE + extra + 24.0)


@dataclass(slots=True)
class _Sheet:
    """One layout on its way from graph to diagram.

    Lines that enter or leave a service pass its edge at a stub, a box without size that takes part
    in the layout of the inside.
    """

    graph: Graph
    blocks: list[Block]
    inner: dict[str, Placed] = field(default_factory=dict)
    splits: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, Bounds] = field(default_factory=dict)

    def diagram(self, name: str) -> Diagram:
        """Shapes, services first, and lines."""
        owner, links = owners(self.blocks), self._links()
        sizes = {i: size(node) for i, node in self.graph.nodes.items()
                 if i not in owner and node.kind != Kind.GROUP}  # fmt: skip
        lean: dict[Pair, float] = {}
        for block in self.blocks:
            if block.above or block.below:
                sizes[block.id] = self._inside(block, links)
                lean |= self._leans(block, links, sizes[block.id][0])
        lines = [(owner.get(one.source, one.source), owner.get(one.target, one.target))
                 for one in links]  # fmt: skip
        placed = layered(Net(sizes, lines, lean=lean), WIDTH)
        self._place(placed, sizes)
        shapes = [self._shape(i) for i in self.bounds]
        whole = (placed.size[0] + 2 * MARGIN, placed.size[1] + 2 * MARGIN)
        routes = Routes(self.graph, self.blocks, self.inner, self.bounds, placed)
        edges = routes.edges(links, MARGIN)
        return Diagram(name, whole, (*shapes, *edges), Meta(id="diagram_1"))

    def _links(self) -> list[Link]:
        groups = {i for i, node in self.graph.nodes.items() if node.kind == Kind.GROUP}
        return [one for one in self.graph.links if not {one.source, one.target} & groups]

    def _inside(self, block: Block, links: Sequence[Link]) -> Size:
        """Lay out a service's decisions; the size of the service."""
        members, (enter, leave) = block.members, block.stubs(links)
        among = [(one.source, one.target) for one in links
                 if one.source in members and one.target in members]  # fmt: skip
        among += [(stub, one.target) for stub, one in enter.items()]
        among += [(one.source, stub) for stub, one in leave.items()]
        apart = [(low, high) for low in block.below for high in block.above]
        apart += [(stub, member) for stub in enter for member in members]
        apart += [(member, stub) for stub in leave for member in members]
        sizes = {i: size(self.graph.nodes[i]) for i in members}
        sizes |= dict.fromkeys((*enter, *leave), (0.0, 0.0))
        placed = layered(Net(sizes, among, apart), WIDTH / 2)
        width = max(NODE, placed.size[0])
        top = min(placed.corners[i][1] for i in members)
        whole = Placed()
        whole.moved_in(placed, PAD + round((width - placed.size[0]) / 2), HEAD - top)
        self.inner[block.id] = whole
        ends = {i: whole.corners[i][1] + sizes[i][1] for i in members}
        if block.above and block.below:
            start = min(whole.corners[i][1] for i in block.below)
            self.splits[block.id] = round((max(ends[i] for i in block.above) + start) / 2)
        return width + 2 * PAD, max(ends.values()) + PAD

    def _leans(self, block: Block, links: Sequence[Link], width: float) -> dict[Pair, float]:
        """Where along the service's lower edge the lines from outside enter, by their sources."""
        owner = owners(self.blocks)
        found: dict[Pair, list[float]] = {}
        for stub, one in block.stubs(links)[0].items():
            x = self.inner[block.id].corners[stub][0]
            pair = (owner.get(one.source, one.source), block.id)
            found.setdefault(pair, []).append(x / width - 0.5)
        return {pair: sum(places) / len(places) for pair, places in found.items()}

    def _place(self, placed: Placed, sizes: dict[str, Size]) -> None:
        """Bounds of everything in the order in which it is drawn."""
        for i in sorted(placed.corners, key=lambda one: one not in self.inner):
            x, y = (part + MARGIN for part in placed.corners[i])
            self.bounds[i] = Bounds(x, y, *sizes[i])
            inner = self.inner.get(i)
            for j, (left, top) in inner.corners.items() if inner else ():
                if j in self.graph.nodes:
                    self.bounds[j] = Bounds(x + left, y + top, *size(self.graph.nodes[j]))

    def _shape(self, i: str) -> Shape:
        bounds, split = self.bounds[i], self.splits.get(i)
        meta = Meta(id=f"shape_{i}")
        if split is None:
            collapsed = self.graph.nodes[i].kind == Kind.SERVICE and i not in self.inner
            return Shape(i, bounds, collapsed=collapsed, meta=meta)
        y = bounds.y + split
        line = (Point(bounds.x, y), Point(bounds.x + bounds.width, y))
        return Shape(i, bounds, divider=line, meta=meta)
