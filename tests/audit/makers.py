"""Books past the gate, so that an audit has something to find; a stricter edition from 2024 on."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from guanbiao.audit.models import AuditRun
from guanbiao.audit.sweep import sweep
from guanbiao.gate import registry
from guanbiao.gate.judging import read_facts, rules_for
from guanbiao.library.packs import read
from guanbiao.library.publish import publish
from guanbiao.people.models import Unit
from rulebook.rules import Finding
from tests.gate.makers import Bureau, passage
from tests.shelf import pack
from tests.shelf.models import Book
from tests.shelf.module import BOOK_FACTS

FIRST, LAST = dt.date(2021, 1, 1), dt.date(2026, 12, 31)
STRICTER = dt.date(2024, 5, 15)
_titles = itertools.count(1)


def a_book(bureau: Bureau, **changes: Any) -> Book:
    """A lawful book of the office, with changes; must be made inside `passage`."""
    fields: dict[str, Any] = {
        "title": f"第{next(_titles)}册",
        "price": Decimal("20.00"),
        "pages": 200,
        "unit": bureau.office,
        "bought_on": dt.date(2023, 3, 3),
    }
    return Book.objects.create(**{**fields, **changes})


def books(bureau: Bureau, many: Iterable[dict[str, Any]]) -> list[Book]:
    """Several books in one passage."""
    with passage():
        return [a_book(bureau, **changes) for changes in many]


def publish_stricter(folder: Path, require: str = "定价 <= 50") -> None:
    """An edition in force from the middle of May 2024: dearer than 50 yuan is too dear."""
    written = pack.write(folder)
    standard, binds = written / "standard.toml", written / "binds.toml"
    text = standard.read_text(encoding="utf-8")
    text = text.replace("from_day = 2020-01-01", f"from_day = {STRICTER}")
    standard.write_text(text.replace('edition = "2020"', 'edition = "2024"'), encoding="utf-8")
    words = written / "text.md"
    words.write_text(words.read_text(encoding="utf-8").replace("100 元", "50 元"), encoding="utf-8")
    rules = binds.read_text(encoding="utf-8").replace("定价 <= 100", require)
    binds.write_text(rules.replace('limit = "100"', 'limit = "50"'), encoding="utf-8")
    publish(read(written), by="tests")


def audited(engine: str = "duckdb") -> AuditRun:
    """All books of all years, judged."""
    return sweep(["shelf.book"], FIRST, LAST, engine)


def expected() -> dict[tuple[str, str], Finding]:
    """(key, clause) → what the gate's own compiler says of each book on its own day."""
    units = Unit.objects.in_bulk()
    act = registry.act("shelf.book.record")
    found = {}
    for facts in read_facts(BOOK_FACTS, list(Book.objects.values_list("pk", flat=True))):
        rules = rules_for(act, units[facts.unit_id], facts.day)
        for finding in rules.judge(facts.values):
            found[facts.key, finding.clause] = finding
    return found
