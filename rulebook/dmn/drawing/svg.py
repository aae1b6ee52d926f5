"""The picture as SVG, for a page or as a file of its own.

Nothing outside it is needed and nothing in it runs: no style, no script, no reference. Geometry and
default colours are presentation attributes, so that a page's style sheet overrules them by the
classes: ``drg`` the whole, ``drg-node`` with ``drg-decision`` etc. the shapes, ``drg-link`` with
``drg-information`` etc. the lines. Lines and names take the colour of the text around the picture.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from rulebook.dmn import model as m
from rulebook.dmn import picture as p
from rulebook.dmn.drawing.captions import BACK, TEXT, Caption
from rulebook.dmn.drawing.graph import CHINESE, Graph, Kind, Link, Node, Tie, graph
from rulebook.dmn.drawing.layout import with_diagram
from rulebook.dmn.drawing.outlines import folded, head, line, number, outline
from rulebook.dmn.drawing.telling import named, told
from rulebook.dmn.xml import Xml
from rulebook.errors import DmnError

SANS = (
    "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, "
    "Source Han Sans SC, sans-serif"
)
MARGIN = 16.0
FILLS = {
    Kind.DECISION: ("#eaf3f5", "#0f5c70", "1.5"),
    Kind.KNOWLEDGE: ("#ffffff", "#0f5c70", "1.5"),
    Kind.INPUT: ("#ffffff", "#3d4f57", "1.5"),
    Kind.SOURCE: ("#ffffff", "#586971", "1.5"),
    Kind.SERVICE: ("#f4f6f6", "#15262d", "3"),
    Kind.ANNOTATION: ("none", "#586971", "1.5"),
    Kind.GROUP: ("none", "#586971", "1.5"),
}
"""Fill, edge and its width by kind; the mock's tokens paper, ground, brand and ink."""
DASHES = {Tie.KNOWLEDGE: "7 4", Tie.AUTHORITY: "7 4", Tie.ASSOCIATION: "1.5 5"}
_UNSEEN = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw(model: m.Model, which: int = 0, key: str = "drg") -> str:
    """The model's diagram ``which`` (from 0) as SVG text; laid out here if it has none.

    ``key`` begins the ids of title and description: give each picture of a page its own. The same
    model always gives the same text. Raises `DmnError` when there is no such diagram, or none can
    be laid out.
    """
    model = with_diagram(model)
    diagrams = [one for one in model.pictures.diagrams if one.drawn]
    if not 0 <= which < len(diagrams):
        raise DmnError(f"模型只有{len(diagrams)}幅决策图，没有第{which + 1}幅。")
    picture = _Picture(graph(model), diagrams[which])
    root = picture.drawn(key, diagrams[which].name or model.name)
    return _UNSEEN.sub("", ET.tostring(root, "unicode")) + "\n"


class _Picture:
    """One diagram being drawn."""

    def __init__(self, found: Graph, diagram: p.Diagram) -> None:
        self.graph = found
        self.links = {link.id: link for link in found.links if link.id}
        shapes = [one for one in diagram.drawn if isinstance(one, p.Shape) and one.bounds]
        self.shapes = [(node, one) for one in shapes if (node := self._node(one.element))]
        self.edges = [one for one in diagram.drawn if isinstance(one, p.Edge)]

    def _node(self, reference: str) -> Node | None:
        """The node a reference (perhaps with an XML prefix) means."""
        plain = reference.rpartition(":")[2]
        return self.graph.nodes.get(reference) or self.graph.nodes.get(plain)

    def drawn(self, key: str, name: str) -> Xml:
        """The ``svg`` element."""
        left, top, width, height = self._frame()
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "drg",
                "viewBox": " ".join(map(number, (left, top, width, height))),
                "width": number(width),
                "height": number(height),
                "role": "img",
                "aria-labelledby": f"{key}-title {key}-desc",
                "font-family": SANS,
                "font-size": str(TEXT),
            },
        )
        _words(root, "title", f"决策需求图：{name}", f"{key}-title")
        _words(root, "desc", told(self.graph), f"{key}-desc")
        back = [(node, one) for node, one in self.shapes if node.kind in BACK]
        front = [(node, one) for node, one in self.shapes if node.kind not in BACK]
        root.extend([self._shape(node, one) for node, one in back])
        root.extend([edge for one in self.edges if (edge := self._edge(one)) is not None])
        root.extend([self._shape(node, one) for node, one in front])
        for one in root:
            one.tail = "\n"
        return root

    def _frame(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of all that is drawn, with a margin."""
        boxes = [one.bounds for _, one in self.shapes if one.bounds]
        points = [point for one in self.edges for point in one.points]
        xs = [x for b in boxes for x in (b.x, b.x + b.width)] + [point.x for point in points]
        ys = [y for b in boxes for y in (b.y, b.y + b.height)] + [point.y for point in points]
        left, top = min(xs, default=0.0) - MARGIN, min(ys, default=0.0) - MARGIN
        return (
            left, top, max(xs, default=0.0) + MARGIN - left, max(ys, default=0.0) + MARGIN - top
        )  # fmt: skip

    def _shape(self, node: Node, shape: p.Shape) -> Xml:
        assert shape.bounds is not None
        fill, edge, width = FILLS[node.kind]
        group = ET.Element("g", {"class": f"drg-node drg-{node.kind}"})
        note = f"（{node.note}）" if node.note else ""
        _words(group, "title", f"{CHINESE[node.kind]}：{node.label}{note}")
        style = {"class": "drg-shape", "fill": fill, "stroke": edge, "stroke-width": width}
        if node.kind == Kind.GROUP:
            style["stroke-dasharray"] = "8 4 2 4"
        ET.SubElement(group, "path", {"d": outline(node.kind, shape.bounds), **style})
        if len(shape.divider) > 1:
            d = line(shape.divider, (0.0, 0.0))
            ET.SubElement(group, "path", {"d": d, **style, "fill": "none", "stroke-width": "1.5"})
        if shape.collapsed and node.kind == Kind.SERVICE:
            plus = {"d": folded(shape.bounds), **style, "fill": "none", "stroke-width": "1.5"}
            ET.SubElement(group, "path", plus)
        Caption(node, shape).write(group)
        return group

    def _edge(self, edge: p.Edge) -> Xml | None:
        link = self.links.get(edge.element) or self.links.get(edge.element.rpartition(":")[2])
        if link is None or len(edge.points) < 2:
            return None
        group = ET.Element("g", {"class": f"drg-link drg-{link.tie}"})
        ends = f"{named(self.graph, link.source)} → {named(self.graph, link.target)}"
        _words(group, "title", ends)
        heads, back = self._heads(link, edge)
        style = {"fill": "none", "stroke": "currentColor", "stroke-width": "1.25"}
        if dash := DASHES.get(link.tie):
            style |= {"stroke-dasharray": dash, "stroke-linecap": "round"}
        ET.SubElement(group, "path", {"d": line(edge.points, back), **style})
        for d, filled in heads:
            fill = "currentColor" if filled else "none"
            tip = {"fill": fill, "stroke": "currentColor", "stroke-width": "1.25"}
            ET.SubElement(group, "path", {"class": "drg-head", "d": d, **tip})
        return group

    def _heads(
        self, link: Link, edge: p.Edge
    ) -> tuple[list[tuple[str, bool]], tuple[float, float]]:
        """Heads at the ends that have one, and how far the line stops short of each end."""
        ends = ((edge.points[0], edge.points[1]), (edge.points[-1], edge.points[-2]))
        found, back = [], [0.0, 0.0]
        for place, (wanted, (tip, before)) in enumerate(zip(link.heads, ends, strict=True)):
            if wanted:
                d, filled, back[place] = head(link.tie, tip, before)
                found.append((d, filled))
        return found, (back[0], back[1])


def _words(parent: Xml, tag: str, words: str, key: str = "") -> None:
    found = ET.SubElement(parent, tag, {"id": key} if key else {})
    found.text = words
