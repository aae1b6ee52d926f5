"""From `model.Model` to a DMN file; the files mirror those of ``reading``.

``pen`` names of a version, elements and their marks · ``boxes`` boxed expressions · ``tables``
decision tables · ``elements`` the requirements graph and types · ``pictures`` the diagrams.

Kept: all that ``reading`` keeps. Not kept of a file: comments, processing instructions, white
space between elements, ``xsi:schemaLocation``, ids of the frames inside boxed conditionals, filters
and iterations, the order among elements of different kinds, attributes that state a default.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from rulebook.dmn import model as m
from rulebook.dmn.versions import NEWEST, Version
from rulebook.dmn.writing.elements import definitions
from rulebook.dmn.writing.pen import Pen
from rulebook.errors import DmnError

__all__ = ["write"]

_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(model: m.Model, version: Version = NEWEST) -> bytes:
    """The model as a UTF-8 file of a version; `reading.read` gives an equal model back.

    The same model always gives the same bytes. DMN 1.1 knows no diagrams: they are left out there.
    Raises `DmnError` when the version cannot say what the model says, or a text holds a character
    that XML cannot.
    """
    try:
        root = definitions(model, Pen(model, version))
        ET.indent(root)
        text = ET.tostring(root, "unicode")
    except RecursionError:
        raise DmnError("模型嵌套过深，不能写成文件，请拆分表达式。") from None
    if found := _NOT_XML.search(text):
        raise DmnError(f"模型中有XML不能容纳的字符（U+{ord(found[0]):04X}），请删去后重试。")
    carriage = text.replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{carriage}\n'.encode()
