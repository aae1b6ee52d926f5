"""A process as SVG: passed ways dark, the current stage lit, the rest light.

Only classes and presentation attributes, no style, no script, no references: a strict content
security policy lets it pass, and a page may restyle it by the classes. Every state is told by a
word or a shape, never by colour alone. The same input always gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from rulebook.dmn.drawing.wrapping import wrapped
from rulebook.flow.diagram import shapes
from rulebook.flow.diagram.layout import Box, Diagram, Point, lay_out
from rulebook.flow.diagram.marks import Mark, Marks
from rulebook.flow.diagram.shapes import BLOCK, BRAND, INK, INK_3, LINE, PAPER, WARN, element
from rulebook.flow.model import Boundary, End, Flow, Gateway, Node, Process, Start

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
PILLS = {Mark.VACANT: BLOCK, Mark.STALLED: BLOCK, Mark.OVERDUE: WARN, Mark.RETURNED: WARN}


def draw(
    process: Process, marks: Marks | None = None, diagram: Diagram | None = None, name: str = "flow"
) -> str:
    """An SVG element. ``name`` prefixes the ids of title and description, unique in a page."""
    drawn, marks = diagram or lay_out(process), marks or Marks()
    width, height = (math.ceil(side) for side in drawn.size)
    order = sorted(process.flows, key=lambda flow: flow.id in marks.flows)
    parts = [
        f"<title id={quoteattr(f'{name}-title')}>{escape(process.label or process.id)}</title>",
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(description(process, marks))}</desc>",
        *(_flow(process, flow, drawn, marks) for flow in order),
        *(_node(node, drawn.boxes[node.id], drawn, marks) for node in process.nodes),
        *(_flow_label(flow, drawn) for flow in process.flows if flow.label),
    ]
    return element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        class_="flow",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=FONT,
        font_size=14,
    )


def description(process: Process, marks: Marks) -> str:
    """The drawing in words, for those who do not see it."""
    titles = [node.title for node in process.nodes if not isinstance(node, Gateway)]
    said = [f"流程共{len(titles)}个节点：{'、'.join(titles)}。"]
    now = [f"{n.title}（{marks.current[n.id]}）" for n in process.nodes if n.id in marks.current]
    done = [n.title for n in process.nodes if n.id in marks.passed and not isinstance(n, Gateway)]
    if done:
        said.append(f"已经过：{'、'.join(done)}。")
    if now:
        said.append(f"现在在：{'、'.join(now)}。")
    return "".join(said)


def _state(name: str, marks: Marks) -> str:
    if name in marks.current:
        return "current"
    return "passed" if name in marks.passed else "ahead"


def _node(node: Node, box: Box, drawn: Diagram, marks: Marks) -> str:
    state = _state(node.id, marks)
    parts = [shapes.shape(node, box, state)]
    if isinstance(node, Gateway | Start | End | Boundary):
        if node.label:
            parts.append(_outside_label(node, box, drawn, state))
    else:
        parts.append(shapes.inside(node, box, state))
    if state == "current":
        parts.append(_pill(box, marks.current[node.id]))
    elif state == "passed" and not isinstance(node, Gateway | Boundary | Start):
        parts.append(shapes.tick(box.x + box.width - 4, box.y + 4))
    kind = type(node).__name__.lower()
    return element("g", "".join(parts), class_=f"flow-node flow-{kind} is-{state}")


def _pill(box: Box, mark: Mark) -> str:
    """The word at the upper left corner of a node where something is to be done."""
    colour, wide = PILLS.get(mark, BRAND), len(mark) * 12 + 14
    x, y = box.x + (box.width - wide) / 2, box.y - 11
    if box.width > 100:
        x = box.x + 10
    back = element("rect", x=x, y=y, width=wide, height=20, rx=10, fill=colour)
    word = element(
        "text", escape(mark), x=x + wide / 2, y=y + 14.5, fill=PAPER, font_size=12,
        font_weight=600, text_anchor="middle",
    )  # fmt: skip
    return element("g", back + word, class_="flow-mark")


def _outside_label(node: Node, box: Box, drawn: Diagram, state: str) -> str:
    """Words beside a small shape, on the side where no line leaves it."""
    colour = INK_3 if state == "ahead" else INK
    lines = wrapped(node.label, 14 if isinstance(node, Gateway) else 12, 3)
    x, _y = box.middle
    touched = {point for line in drawn.lines.values() for point in (line[0], line[-1])}
    above, below = (x, box.y) in touched, (x, box.y + box.height) in touched
    if isinstance(node, Boundary):
        return shapes.words(lines, box.x - 4, box.y + box.height + 10, colour, 12, "end")
    if not below:
        return shapes.words(lines, x, box.y + box.height + 17, colour, 12)
    if not above:
        lift = 24 if state == "current" else 8
        return shapes.words(lines, x, box.y - lift - 16 * (len(lines) - 1), colour, 12)
    return shapes.words(lines, box.x + 6, box.y - 4 - 16 * (len(lines) - 1), colour, 12, "end")


def _flow(process: Process, flow: Flow, drawn: Diagram, marks: Marks) -> str:
    passed = flow.id in marks.flows
    colour, points = INK if passed else LINE, drawn.lines[flow.id]
    line = element(
        "path", d=_rounded(points), fill="none", stroke=colour, stroke_width=2 if passed else 1.5
    )
    parts = [line, _arrow(points, colour)]
    source = process.node(flow.source)
    if isinstance(source, Gateway) and source.default == flow.id:
        parts.append(_slash(points, colour))
    return element("g", "".join(parts), class_=f"flow-line is-{'passed' if passed else 'ahead'}")


def _unit(a: Point, b: Point) -> Point:
    long = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / long, (b[1] - a[1]) / long


def _rounded(points: Sequence[Point], radius: float = 8) -> str:
    """A path through the points with round corners; it ends short of the arrow's tip."""
    ux, uy = _unit(points[-2], points[-1])
    ends = [*points[:-1], (points[-1][0] - ux * 6, points[-1][1] - uy * 6)]
    said = [f"M{_xy(ends[0])}"]
    for before, corner, after in zip(ends, ends[1:], ends[2:], strict=False):
        r = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (ax, ay), (bx, by) = _unit(corner, before), _unit(corner, after)
        said.append(f"L{_xy((corner[0] + ax * r, corner[1] + ay * r))}")
        said.append(f"Q{_xy(corner)} {_xy((corner[0] + bx * r, corner[1] + by * r))}")
    said.append(f"L{_xy(ends[-1])}")
    return "".join(said)


def _xy(point: Point) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"


def _arrow(points: Sequence[Point], colour: str) -> str:
    (x, y), (ux, uy) = points[-1], _unit(points[-2], points[-1])
    left = (x - ux * 10 - uy * 4.5, y - uy * 10 + ux * 4.5)
    right = (x - ux * 10 + uy * 4.5, y - uy * 10 - ux * 4.5)
    return element("path", d=f"M{_xy((x, y))}L{_xy(left)}L{_xy(right)}Z", fill=colour)


def _slash(points: Sequence[Point], colour: str) -> str:
    """BPMN's mark of a default flow."""
    (x, y), (ux, uy) = points[0], _unit(points[0], points[1])
    a = (x + ux * 8 + (uy - ux) * 4, y + uy * 8 - (ux + uy) * 4)
    b = (x + ux * 8 - (uy - ux) * 4, y + uy * 8 + (ux + uy) * 4)
    return element("path", d=f"M{_xy(a)}L{_xy(b)}", stroke=colour, stroke_width=1.5)


def _flow_label(flow: Flow, drawn: Diagram) -> str:
    """Words above the first level stretch of a line that has room for them."""
    points = drawn.lines[flow.id]
    level = [(a, b) for a, b in pairwise(points) if a[1] == b[1]]
    if not level:
        (x, y), (_, below) = points[0], points[1]
        return shapes.words([flow.label], x + 8, (y + below) / 2 + 4, INK, 12, "start", halo=True)
    (ax, y), (bx, _) = level[0]
    if bx < ax:
        return shapes.words([flow.label], ax - 10, y - 7, INK, 12, "end", halo=True)
    straight = len(level) == len(points) - 1
    return shapes.words(
        [flow.label], ax + (14 if straight else 8), y - 7, INK, 12, "start", halo=True
    )
