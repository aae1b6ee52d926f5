"""Names and notes inside shapes, at the largest size at which they fit."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from rulebook.dmn import picture as p
from rulebook.dmn.drawing.graph import Kind, Node
from rulebook.dmn.drawing.outlines import FOLD, WAVE, number
from rulebook.dmn.drawing.wrapping import longest_word, wrapped
from rulebook.dmn.xml import Xml

SONG = "Source Han Serif SC, Noto Serif SC, Noto Serif CJK SC, Songti SC, STZhongsong, serif"
TEXT, SMALL, LINE, NOTE = 14, 12, 20.0, 18.0
COLUMN = 7.3
"""Width in pixels of half a Chinese character of the text, with some air."""
BACK = (Kind.GROUP, Kind.SERVICE)
"""Kinds of shapes that stand behind others, with their names at the top."""


class Caption:
    """A name and a note inside a shape."""

    def __init__(self, node: Node, shape: p.Shape) -> None:
        assert shape.bounds is not None
        self.node, self.bounds = node, shape.bounds
        self.label = (shape.label and shape.label.text.strip()) or node.label
        self.headed = node.kind in BACK and not shape.collapsed
        self.foot = 2 * WAVE if node.kind == Kind.SOURCE else FOLD if shape.collapsed else 0.0

    def write(self, group: Xml) -> None:
        """Add the texts to the shape's group."""
        size, lines = self._fitted(self.bounds.height - 8 - self.foot)
        step = LINE * size / TEXT
        note = self._note(len(lines) * step)
        y = self.bounds.y + 8
        if not self.headed:
            free = self.bounds.height - self.foot - len(lines) * step - (NOTE if note else 0)
            y = self.bounds.y + free / 2
        style = {"class": "drg-name", "fill": "currentColor", "font-size": str(size)}
        if self.node.kind == Kind.SOURCE:
            style["font-family"] = SONG
        if self.node.kind == Kind.SERVICE:
            style["font-weight"] = "600"
        self._lines(group, lines, y, step, style)
        style = {"class": "drg-note", "fill": "#586971", "font-size": str(SMALL)}
        self._lines(group, note, y + len(lines) * step, NOTE, style)

    def _note(self, used: float) -> list[str]:
        """The note where there is room for it."""
        if self.headed or used + NOTE + 8 + self.foot > self.bounds.height:
            return []
        return wrapped(self.node.note, self._columns(SMALL), 1)

    def _columns(self, size: int) -> int:
        """Columns that fit into the shape beside one another."""
        sides = {Kind.INPUT: min(28.0, self.bounds.height * 0.6), Kind.KNOWLEDGE: 18.0}
        room = self.bounds.width - sides.get(self.node.kind, 16.0)
        return max(int(room / (COLUMN * size / TEXT)), 2)

    def _fitted(self, height: float) -> tuple[int, list[str]]:
        """The largest size at which no word is broken and all fits, else the smallest, cut."""
        if self.headed:
            return TEXT, wrapped(self.label, self._columns(TEXT), 1)
        word = longest_word(self.label)
        for strict in (True, False):
            for size in (TEXT, 13, SMALL):
                columns, step = self._columns(size), LINE * size / TEXT
                lines = wrapped(self.label, columns, 99)
                if len(lines) * step <= height and (word <= columns or not strict):
                    return size, lines
        return SMALL, wrapped(self.label, columns, max(1, int(height / step)))

    def _lines(
        self, group: Xml, lines: list[str], y: float, step: float, style: dict[str, str]
    ) -> None:
        if not lines:
            return
        aside = self.node.kind == Kind.ANNOTATION or self.headed
        x = self.bounds.x + (16 if self.headed else 10) if aside else self.bounds.middle.x
        anchor = {} if aside else {"text-anchor": "middle"}
        text = ET.SubElement(group, "text", {**style, **anchor})
        for place, words in enumerate(lines):
            base = y + step * (place + 0.73)
            ET.SubElement(text, "tspan", {"x": number(x), "y": number(base)}).text = words
