"""FEEL as people see it: strings, numbers and operators told apart."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

TOKEN = re.compile(
    r'(?P<s>"[^"]*")|(?P<n>(?<![\w.])\d+(?:\.\d+)?)'
    r"|(?P<op><=|>=|!=|[<>=]|\b(?:and|or|not|in|if|then|else|null|true|false)\b)"
)


def coloured(text: str) -> Markup:
    """FEEL text with its parts marked; everything else stays as it is."""
    out, end = Markup(), 0
    for found in TOKEN.finditer(text):
        out += escape(text[end : found.start()])
        out += Markup('<span class="feel-{}">{}</span>').format(found.lastgroup, found[0])
        end = found.end()
    return out + escape(text[end:])
