"""When a clause gets another number, whatever names it follows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

CLAUSE = re.compile(r'^(\s*clause\s*=\s*")([^"]+)(")', re.MULTILINE)
DRAWN = re.compile(r'(<gb:clause number="|<gb:process [^>]*?clause=")([^"]+)')
EXPECTED = re.compile(r'"([\w.]+)"(?=\s*:)')
CITED = re.compile(r"(?<=[见按照第据合由])(\s?)((?:[A-Z]|\d+)(?:\.\d+)*)(?![\d.])")
COLUMNS, NAME = "列", "条款"


def follow(files: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    """The files that change with the numbers, and only those; ``text.md`` without its headings."""
    if not renamed:
        return {}
    made = {path: _followed(path, text, renamed) for path, text in files.items()}
    return {path: text for path, text in made.items() if text != files[path]}


def _followed(path: str, text: str, renamed: Mapping[str, str]) -> str:
    if path.endswith(".toml") and path != "standard.toml":
        return CLAUSE.sub(lambda m: m[1] + renamed.get(m[2], m[2]) + m[3], text)
    if path.startswith("cases/"):
        return EXPECTED.sub(lambda m: f'"{renamed.get(m[1], m[1])}"', text)
    if path.endswith(".bpmn"):
        return DRAWN.sub(lambda m: m[1] + renamed.get(m[2], m[2]), text)
    if path.startswith("tables/"):
        return _table(text, renamed)
    return text


def cited(words: str, renamed: Mapping[str, str]) -> str:
    """Words that say 见 5.1 or 按 5.1 name the clause by its new number."""
    return CITED.sub(lambda m: m[1] + renamed.get(m[2], m[2]), words)


def _table(text: str, renamed: Mapping[str, str]) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    heads = next((row for row in rows if row and row[0] == COLUMNS), [])
    places = [i for i, name in enumerate(heads) if name == NAME]
    touched = False
    for row in rows:
        for i in places:
            if i < len(row) and row[i] in renamed:
                row[i], touched = renamed[row[i]], True
    if not touched:
        return text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
