"""Changing a process step by step: every change gives another whole process.

Steps are put into flows and blocks of ways are opened and closed together, so that somebody who
has never heard of gateways draws processes that end. What is still wrong is told by `opinion`.
"""

from rulebook.flow.editing.changing import begin, branch, insert, lead, widen
from rulebook.flow.editing.judging import Remark, Weight, opinion
from rulebook.flow.editing.outline import Item, Way, outline
from rulebook.flow.editing.parts import EditError, changed
from rulebook.flow.editing.removing import close, drop, drop_way, swap
from rulebook.flow.editing.timing import timer

__all__ = [
    "EditError",
    "Item",
    "Remark",
    "Way",
    "Weight",
    "begin",
    "branch",
    "changed",
    "close",
    "drop",
    "drop_way",
    "insert",
    "lead",
    "opinion",
    "outline",
    "swap",
    "timer",
    "widen",
]
