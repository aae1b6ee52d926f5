"""The requirements graph of a model as a picture.

``graph`` what is to be drawn · ``wrapping`` names in lines · ``layers`` a layered layout ·
``layout`` a diagram of a model · ``outlines`` shapes and heads of lines · ``svg`` the picture.
"""

from rulebook.dmn.drawing.layout import laid_out, with_diagram
from rulebook.dmn.drawing.svg import draw

__all__ = ["draw", "laid_out", "with_diagram"]
