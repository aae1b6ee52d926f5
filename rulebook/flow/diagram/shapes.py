"""The shapes of BPMN, drawn with plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from rulebook.dmn.drawing.wrapping import wrapped
from rulebook.feel.source import width
from rulebook.flow.diagram.layout import Box
from rulebook.flow.model import (
    Boundary,
    CallActivity,
    End,
    Gateway,
    GatewayKind,
    MultiInstance,
    Node,
    RuleTask,
    Start,
    Trigger,
    UserTask,
)
from rulebook.processes import Who, WhoKind

INK, INK_3, LINE, PAPER, SUNK = "#15262d", "#586971", "#9aa8ae", "#ffffff", "#f4f6f6"
BRAND, BRAND_0, WARN, BLOCK, PASS = "#0f5c70", "#eaf3f5", "#8a5a00", "#a8261c", "#1b6b46"


def element(name: str, inner: str = "", **attributes: object) -> str:
    """An element; ``class_`` and names with underscores become XML's."""
    said = "".join(
        f" {_key(key)}={quoteattr(_text(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def _key(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _text(value: object) -> str:
    return f"{round(value, 1):g}" if isinstance(value, int | float) else str(value)


def words(
    lines: Sequence[str], x: float, y: float, colour: str, size: float,
    anchor: str = "middle", weight: int | None = None, halo: bool = False,
) -> str:  # fmt: skip
    """Lines of text, the first baseline at ``y``; a halo keeps them apart from lines below."""
    rows = "".join(
        element("tspan", escape(line), x=x, y=y + n * size * 1.32) for n, line in enumerate(lines)
    )
    extra: dict[str, object] = {"font_weight": weight}
    if halo:
        extra |= {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round"}
        extra |= {"paint_order": "stroke"}
    return element("text", rows, fill=colour, font_size=size, text_anchor=anchor, **extra)


def shape(node: Node, box: Box, state: str) -> str:
    """The outline of a node with the sign inside."""
    stroke = {"current": BRAND, "passed": INK, "ahead": LINE}[state]
    fill = BRAND_0 if state == "current" else PAPER
    bold = 2.5 if state == "current" else 1.5
    if isinstance(node, Gateway):
        return _gateway(node, box, fill, stroke, bold)
    if isinstance(node, Start | End | Boundary):
        return _event(node, box, fill, stroke, bold)
    double = isinstance(node, CallActivity)
    parts = [
        element(
            "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=8, fill=fill,
            stroke=stroke, stroke_width=3.5 if double else bold,
        )
    ]  # fmt: skip
    return "".join(parts)


def _gateway(node: Gateway, box: Box, fill: str, stroke: str, bold: float) -> str:
    (x, y), r = box.middle, box.width / 2
    path = f"M{x:g} {y - r:g}L{x + r:g} {y:g}L{x:g} {y + r:g}L{x - r:g} {y:g}Z"
    body = element(
        "path", d=path, fill=fill, stroke=stroke, stroke_width=bold, stroke_linejoin="round"
    )
    if node.kind is GatewayKind.INCLUSIVE:
        return body + element("circle", cx=x, cy=y, r=9, fill="none", stroke=stroke, stroke_width=3)
    s = 9.5 if node.kind is GatewayKind.PARALLEL else 7
    sign = (
        f"M{x - s:g} {y:g}H{x + s:g}M{x:g} {y - s:g}V{y + s:g}"
        if node.kind is GatewayKind.PARALLEL
        else f"M{x - s:g} {y - s:g}L{x + s:g} {y + s:g}M{x + s:g} {y - s:g}L{x - s:g} {y + s:g}"
    )
    return body + element("path", d=sign, stroke=stroke, stroke_width=3, stroke_linecap="round")


def _event(node: Node, box: Box, fill: str, stroke: str, bold: float) -> str:
    (x, y), r = box.middle, box.width / 2
    if isinstance(node, Start):
        return element("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=bold)
    if isinstance(node, End):
        ring = element("circle", cx=x, cy=y, r=r - 1, fill=fill, stroke=stroke, stroke_width=4)
        dot = element("circle", cx=x, cy=y, r=r - 8, fill=stroke)
        return ring + (dot if node.terminate else "")
    assert isinstance(node, Boundary)
    dash = None if node.interrupting else "4 2.5"
    rings = "".join(
        element(
            "circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=1.3,
            stroke_dasharray=dash,
        )
        for radius in (r, r - 3.5)
    )  # fmt: skip
    return rings + _sign(node.trigger, x, y, stroke)


def _sign(trigger: Trigger, x: float, y: float, stroke: str) -> str:
    paths = {
        Trigger.TIMER: f"M{x:g} {y - 6:g}V{y:g}L{x + 4:g} {y + 3:g}",
        Trigger.SIGNAL: f"M{x:g} {y - 5.5:g}L{x + 5:g} {y + 3.5:g}H{x - 5:g}Z",
        Trigger.MESSAGE: (
            f"M{x - 5.5:g} {y - 3.5:g}H{x + 5.5:g}V{y + 4:g}H{x - 5.5:g}Z"
            f"M{x - 5.5:g} {y - 3.5:g}L{x:g} {y + 1:g}L{x + 5.5:g} {y - 3.5:g}"
        ),
    }
    return element(
        "path", d=paths[trigger], fill="none", stroke=stroke, stroke_width=1.3,
        stroke_linejoin="round", stroke_linecap="round",
    )  # fmt: skip


def inside(node: Node, box: Box, state: str) -> str:
    """The name of a task and, smaller, who does it and how."""
    x, y = box.middle
    lines, below = wrapped(node.title, 16, 2), subtitle(node)
    high = len(lines) * 18.5 + (16 if below else 0)
    first = y - high / 2 + 14
    colour = INK_3 if state == "ahead" else INK
    said = words(lines, x, first, colour, 14, weight=600 if state == "current" else 500)
    if below:
        low = first + len(lines) * 18.5 - 1
        said += words(wrapped(below, 20, 1), x, low, INK_3, 11.5)
    return said


def subtitle(node: Node) -> str:
    """Who does it, and how several do it together."""
    if isinstance(node, UserTask):
        people = "、".join(dict.fromkeys(_who(who) for who in node.who))
        mode = ballot(node.multi) if node.multi else ""
        short = people if width(people) <= 18 - width(mode) else f"{len(node.who)}方"
        return "·".join(part for part in (short, mode) if part)
    if isinstance(node, CallActivity):
        return "子流程"
    return "规则判定" if isinstance(node, RuleTask) else "系统处理"


def _who(who: Who) -> str:
    return {WhoKind.UNIT_HEAD: "单位负责人", WhoKind.APPLICANT: "申请人"}.get(who.kind, who.value)


def ballot(multi: MultiInstance) -> str:
    """The office's word for a way of deciding together."""
    if multi.sequential:
        return "依次审批"
    if multi == MultiInstance.first():
        return "或签"
    if multi.completion == MultiInstance().completion:
        return "会签"
    return "比例签"


def tick(x: float, y: float) -> str:
    """A small sign that a node has been passed."""
    disc = element("circle", cx=x, cy=y, r=8, fill=PASS, stroke=PAPER, stroke_width=2)
    path = f"M{x - 3.5:g} {y:g}L{x - 1:g} {y + 2.8:g}L{x + 3.8:g} {y - 2.8:g}"
    mark = element("path", d=path, fill="none", stroke=PAPER, stroke_width=1.8,
                   stroke_linecap="round", stroke_linejoin="round")  # fmt: skip
    return element("g", disc + mark, class_="flow-tick")
