"""BPMN 2.0 XML (OMG formal/2013-12-09, ISO/IEC 19510) in and out, for the subset of the kernel.

`write` gives a file any BPMN tool opens, drawing included; what BPMN has no words for – who, 会签
mode, deadlines in working minutes, clauses – stands in extension elements of the namespace
`rulebook.flow.bpmn.names.OWN`. `read` gives back equal processes, and takes files from elsewhere
as far as the subset goes; what lies beyond it is named in a Chinese error.
"""

from rulebook.flow.bpmn.names import BpmnError
from rulebook.flow.bpmn.reader import read
from rulebook.flow.bpmn.writer import write

__all__ = ["BpmnError", "read", "write"]
