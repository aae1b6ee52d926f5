"""A second sweep judges only what has changed since the first, and finds what a fresh one does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from guanbiao.audit import results
from guanbiao.audit import sweep as sweeping
from guanbiao.audit.models import AuditRun
from guanbiao.audit.parts import Manifest
from guanbiao.gate.models import Waiver
from tests.audit.makers import STRICTER, audited, books, publish_stricter
from tests.audit.test_sweep import loud, same_as_the_gate
from tests.gate.makers import Bureau, passage
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db
MONTHS = [{"price": Decimal("120.00"), "bought_on": dt.date(2023, month, 1)} for month in (1, 2, 3)]


@pytest.fixture(autouse=True)
def _a_part_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PART_ROWS", 1)


def taken(run: AuditRun) -> list[str]:
    """The months that an earlier run had judged."""
    parts = Manifest(results.folder_of(run)).parts.values()
    return sorted(part.name.rpartition(".")[2] for part in parts if part.taken)


def test_nothing_is_judged_twice_while_nothing_changes(shelf: Bureau) -> None:
    books(shelf, MONTHS)
    first, second = audited(), audited()
    assert taken(first) == [] and taken(second) == ["2023-01", "2023-02", "2023-03"]
    assert (first.digest, first.counts, first.rows) == (second.digest, second.counts, second.rows)
    assert list(results.each(first)) == list(results.each(second))


def test_a_changed_record_has_its_month_judged_again(shelf: Bureau) -> None:
    made = books(shelf, MONTHS)
    audited()
    with passage():
        Book.objects.filter(pk=made[1].pk).update(price=Decimal(10))
    run = audited()
    assert taken(run) == ["2023-01", "2023-03"]
    assert (str(made[1].pk), "4.1") not in loud(run)
    same_as_the_gate(run)


def test_an_exception_granted_later_has_everything_judged_again(shelf: Bureau) -> None:
    (book, *_) = books(shelf, MONTHS)
    audited()
    with passage():
        Waiver.objects.create(
            standard="Q/SHELF 1",
            clause="4.1",
            act="shelf.book.record",
            unit=shelf.bureau,
            reason="馆藏珍本",
            granted_by=shelf.head,
            from_day=dt.date(2023, 1, 1),
            to_day=dt.date(2023, 1, 15),
        )
    run = audited()
    assert taken(run) == []
    assert loud(run)[str(book.pk), "4.1"][0] == "waived"


def test_an_edition_published_meanwhile_touches_only_its_own_days(
    shelf: Bureau, tmp_path: Path
) -> None:
    after = {"price": Decimal(80), "bought_on": STRICTER}
    *_, last = books(shelf, [*MONTHS, after])
    audited()
    publish_stricter(tmp_path / "stricter")
    run = audited()
    assert taken(run) == ["2023-01", "2023-02", "2023-03"]
    assert loud(run)[str(last.pk), "4.1"][0] == "block"
    same_as_the_gate(run)


def test_a_file_that_is_gone_is_judged_again(shelf: Bureau) -> None:
    books(shelf, MONTHS)
    first = audited()
    next(results.folder_of(first).glob("*2023-02.findings.parquet")).unlink()
    assert taken(audited()) == ["2023-01", "2023-03"]
