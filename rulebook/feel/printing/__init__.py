"""Tree to text, in FEEL or in the words of a vocabulary."""

from rulebook.feel.printing.entry import to_text
from rulebook.feel.printing.structure import same, structure

__all__ = ["same", "structure", "to_text"]
