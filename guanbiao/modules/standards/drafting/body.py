"""What stands below a heading, part by part: paragraphs, items, notes, tables, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from guanbiao.kit.shown import marked
from guanbiao.modules.standards.drafting.outline import Node

NOTE = re.compile(r"(注\s?\d*|示例\s?\d*)\s*[:：]")
ITEM = re.compile(r"(?:[-*—·]|[a-z]\)|\d+\))\s+")
FIGURE = re.compile(r"!\[(.*?)\]\((.*?)\)")
RULE = re.compile(r"[|\s:-]+")
TERMS = "术语"


@dataclass(frozen=True)
class Part:
    """``kind`` is para, item, note, table or figure; a table has rows, a figure its file."""

    kind: str
    words: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""


def parts(body: str) -> list[Part]:
    """A body in parts; lines of one paragraph run on."""
    return list(_parts(body))


def _parts(body: str) -> Iterator[Part]:
    rows: list[tuple[str, ...]] = []
    run: list[str] = []
    for line in [*(each.strip() for each in body.splitlines()), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Part("table", rows=tuple(r for r in rows if not RULE.fullmatch("|".join(r))))
            rows = []
        alone = _alone(line)
        if (not line or alone) and run:
            yield Part("para", "".join(run))
            run = []
        if alone:
            yield alone
        elif line:
            run.append(line)


def _alone(line: str) -> Part | None:
    if found := FIGURE.fullmatch(line):
        return Part("figure", found[1], file=found[2])
    if NOTE.match(line):
        return Part("note", line)
    return Part("item", line) if ITEM.match(line) else None


def glossary(nodes: tuple[Node, ...]) -> dict[str, str]:
    """Term → its definition, from the chapter on terms."""
    found: dict[str, str] = {}
    within = 0
    for node in nodes:
        if within and node.depth <= within:
            within = 0
        if within and node.title and node.body:
            found[node.title.split(" ")[0]] = node.body.strip().splitlines()[0]
        elif TERMS in node.title:
            within = node.depth
    return found


def shown(words: str, terms: Mapping[str, str]) -> Markup:
    """Words with 应 and 宜 marked, and the terms explained where they stand."""
    if not terms:
        return marked(words)
    known = sorted(terms, key=len, reverse=True)
    said = Markup('<dfn class="term" title="{}">{}</dfn>')
    pieces = re.split(f"({'|'.join(map(re.escape, known))})", words)
    return Markup().join(
        said.format(terms[each], each) if each in terms else marked(each) for each in pieces
    )
