"""Help for those who write rules: what is wrong, what could come next, what a text means.

An editor calls these with the text as it stands and the facts of the act. They read as the engine
reads and never run a rule on facts. Positions are offsets, lines and columns from 1, and
columns on the screen, where a Chinese character takes two.
"""

from rulebook.drafting.completing import Completion, complete
from rulebook.drafting.describing import Description, describe
from rulebook.drafting.diagnosing import diagnose
from rulebook.drafting.normalising import normalise
from rulebook.drafting.problems import Problem, Severity

__all__ = [
    "Completion",
    "Description",
    "Problem",
    "Severity",
    "complete",
    "describe",
    "diagnose",
    "normalise",
]
