"""Clauses out of ``text.md``: headings with anchors, the words below them."""

from __future__ import annotations

import re

from guanbiao.library.pack import MODALITIES, Clause
from guanbiao.library.problems import Problem

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$")
ANCHOR = re.compile(
    r"^(?:(?P<number>\S+)\s+)?(?P<title>.*?)\s*"
    r"\{#(?P<anchor>[^\s}]+)(?:\s+(?P<modality>\w+))?\}$"
)
ITEM = re.compile(r"[-*·—] |\d+[.)）、](?!\d)|[a-z][)）]")
FILE = "text.md"


def read_clauses(text: str, problems: list[Problem]) -> tuple[Clause, ...]:
    """All clauses with an anchor, in order; faults are added to ``problems``."""
    clauses: list[Clause] = []
    words: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        heading = HEADING.match(line)
        if heading is None:
            words.append(line)
            continue
        _finish(clauses, words)
        words = []
        clause = _clause(heading, number, problems)
        if clause is not None:
            clauses.append(clause)
    _finish(clauses, words)
    _refuse_repeats(clauses, problems)
    return tuple(clauses)


def _clause(heading: re.Match[str], line: int, problems: list[Problem]) -> Clause | None:
    anchor = ANCHOR.match(heading[2])
    if anchor is None:
        if "{" in heading[2]:
            words = "锚点写法不对：应为 {#条款号 must}，如 {#5.2.1 must}"
            problems.append(Problem(FILE, line, words))
        return None
    modality = anchor["modality"] or "info"
    if modality not in MODALITIES:
        problems.append(
            Problem(FILE, line, f"效力“{modality}”不认识：请用 {'、'.join(MODALITIES)} 之一")
        )
        modality = "info"
    number, title = anchor["number"] or "", anchor["title"]
    if number != anchor["anchor"]:
        title = f"{number} {title}".strip()
    return Clause(anchor["anchor"], title, "", modality, len(heading[1]), line)


def _finish(clauses: list[Clause], words: list[str]) -> None:
    """Give the last clause the paragraphs that followed its heading."""
    text = flowing(words)
    if clauses and text and not clauses[-1].words:
        last = clauses[-1]
        clauses[-1] = Clause(last.number, last.title, text, last.modality, last.depth, last.line)


def flowing(lines: list[str]) -> str:
    """Lines of a file as paragraphs: Chinese lines join without a space, lists stay lists."""
    out: list[str] = []
    fresh = True
    for line in (each.strip() for each in lines):
        if not line or fresh or ITEM.match(line):
            out += [line] if line else []
            fresh = not line
        else:
            glue = " " if out[-1][-1].isascii() and line[0].isascii() else ""
            out[-1] += glue + line
    return "\n".join(out)


def _refuse_repeats(clauses: list[Clause], problems: list[Problem]) -> None:
    seen: dict[str, int] = {}
    for clause in clauses:
        if clause.number in seen:
            words = f"条款号 {clause.number} 与第 {seen[clause.number]} 行重复：请改号"
            problems.append(Problem(FILE, clause.line, words))
        seen.setdefault(clause.number, clause.line)
        if clause.normative and not clause.words:
            words = f"条款 {clause.number} 没有正文：请在标题下写明"
            problems.append(Problem(FILE, clause.line, words))
