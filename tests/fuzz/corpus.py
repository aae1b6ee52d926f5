"""Seeds: expressions, tables and files that the tests and the kit already use."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path

from rulebook.feel.builtins.signatures import BUILTIN_FRAME
from tests.rulebook.test_tables_csv import SEATS

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "tests" / "rulebook" / "tck"
PLACES = [KIT, *(Path(place) for place in [os.environ.get("GUANBIAO_TCK", "")] if place)]
NAMES = tuple(BUILTIN_FRAME.names)


def files(ending: str) -> list[bytes]:
    """Contents of the kit's files with this ending."""
    found = [path for place in PLACES for path in sorted(place.rglob(f"*{ending}"))]
    return [path.read_bytes() for path in found]


def expressions() -> list[str]:
    """Every FEEL text in the kit's models, each once."""
    texts: set[str] = set()
    for content in files(".dmn"):
        for element in ET.fromstring(content).iter():
            if element.tag.endswith("}text") and element.text and element.text.strip():
                texts.add(element.text)
    return sorted(texts)


def tables() -> list[str]:
    """Decision tables as CSV: those of the packs and one of the tests."""
    packs = sorted((ROOT / "packs").rglob("tables/*.csv"))
    return [SEATS, *(path.read_text(encoding="utf-8") for path in packs)]
