"""Drawings of processes: where things stand, and our own SVG of them."""

from rulebook.flow.diagram.layout import Box, Diagram, lay_out
from rulebook.flow.diagram.svg import draw

__all__ = ["Box", "Diagram", "draw", "lay_out"]
