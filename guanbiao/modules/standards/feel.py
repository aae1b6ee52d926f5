"""FEEL as people see it: in Chinese words where it can be said, else with its parts told apart."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from rulebook.drafting import describe
from rulebook.errors import RulebookError
from rulebook.feel import Scope

TOKEN = re.compile(
    r'(?P<s>"[^"]*")|(?P<n>(?<![\w.])\d+(?:\.\d+)?)'
    r"|(?P<op><=|>=|!=|[<>=]|\b(?:and|or|not|in|if|then|else|null|true|false)\b)"
)

WORDS = {"true": "是", "false": "否", "null": "无", "-": "不限"}
TEXTS = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
OTHERS = re.compile(rf"not\(({TEXTS.pattern})\)")
LIMIT = re.compile(r"(?P<op><=|>=|<|>)\s*(?P<n>[\w.]+)")
SIDES = {"<=": "不大于", ">=": "不小于", "<": "小于", ">": "大于"}


def said(cell: str) -> Markup:
    """A cell of a table in words; what is more than a value or a limit stays FEEL."""
    text = cell.strip()
    limit = LIMIT.fullmatch(text)
    if text in WORDS:
        return escape(WORDS[text])
    listed, others = "、".join(re.findall('"([^"]*)"', text)), OTHERS.fullmatch(text)
    if others or TEXTS.fullmatch(text):
        return escape(f"除{listed}外" if others else listed)
    return escape(f"{SIDES[limit['op']]} {limit['n']}") if limit else coloured(cell)


def aloud(text: str, scope: Scope) -> Markup:
    """An expression in Chinese words; one that cannot be read stays as it is written."""
    try:
        return coloured(describe(text, scope).chinese) if text else Markup()
    except RulebookError:
        return coloured(text)


def coloured(text: str) -> Markup:
    """FEEL text with its parts marked; everything else stays as it is."""
    out, end = Markup(), 0
    for found in TOKEN.finditer(text):
        out += escape(text[end : found.start()])
        out += Markup('<span class="feel-{}">{}</span>').format(found.lastgroup, found[0])
        end = found.end()
    return out + escape(text[end:])
