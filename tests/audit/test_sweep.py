"""An audit finds what the gate would have stopped, by the clauses of the record's own day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanbiao.audit import judging, results
from guanbiao.audit import sweep as sweeping
from guanbiao.audit.models import AuditRun, RunState
from guanbiao.audit.parts import AlreadyRunning
from guanbiao.audit.sweep import UnknownEngine, sweep
from guanbiao.audit.workbench import Workbench, shown
from guanbiao.gate.bulk import perform_bulk
from guanbiao.gate.models import Waiver
from guanbiao.gate.registry import UnknownName
from rulebook.rules import Verdict
from rulebook.sql import SqlRules
from tests.audit.makers import (
    FIRST,
    LAST,
    STRICTER,
    audited,
    books,
    expected,
    publish_stricter,
)
from tests.gate.makers import TODAY, Bureau, passage
from tests.shelf.models import Book

pytestmark = pytest.mark.django_db

DEAR = {"price": Decimal("120.00")}
THIN = {"pages": 12}
UNPRICED = {"price": None}


def loud(run: AuditRun) -> dict[tuple[str, str], tuple[str, str | None, str | None, str]]:
    """(key, clause) → verdict, limit, actual, missing facts, as the run wrote them."""
    return {
        (row["key"], row["clause"]): (row["verdict"], row["limit"], row["actual"], row["missing"])
        for row in results.findings(run, limit=10_000)
    }


def same_as_the_gate(run: AuditRun) -> None:
    """Findings and counts are those of `RuleSet.judge` on the same rows."""
    wanted = expected()
    assert loud(run) == {
        place: (
            finding.verdict.value,
            shown(finding.limit),
            shown(finding.actual),
            "、".join(finding.missing),
        )
        for place, finding in wanted.items()
        if not finding.verdict.quiet
    }
    assert run.counts == Counter(finding.verdict.value for finding in wanted.values())


def test_a_dear_book_is_found_with_limit_and_actual(shelf: Bureau) -> None:
    dear, _ = books(shelf, [DEAR, {}])
    run = audited()
    assert loud(run) == {(str(dear.pk), "4.1"): ("block", "100", "120", "")}
    assert (run.rows, run.findings, run.state) == (2, 1, RunState.DONE)


def test_a_book_without_price_is_unknown_and_the_fact_is_named(shelf: Bureau) -> None:
    (book,) = books(shelf, [UNPRICED])
    assert loud(audited())[str(book.pk), "4.1"] == ("unknown", "100", None, "定价")


def test_a_book_is_judged_by_the_edition_of_its_own_day(shelf: Bureau, tmp_path: Path) -> None:
    publish_stricter(tmp_path / "stricter")
    price = {"price": Decimal(80)}
    before, after = books(
        shelf,
        [{**price, "bought_on": STRICTER - dt.timedelta(days=1)}, {**price, "bought_on": STRICTER}],
    )
    run = audited()
    assert (str(before.pk), "4.1") not in loud(run)
    assert loud(run)[str(after.pk), "4.1"] == ("block", "50", "80", "")
    same_as_the_gate(run)


def test_nothing_was_in_force_before_the_first_edition(shelf: Bureau) -> None:
    books(shelf, [{**DEAR, "bought_on": dt.date(2019, 12, 31)}])
    run = sweep(["shelf.book"], dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    assert (run.rows, run.findings, run.counts) == (1, 0, {})


def test_only_the_days_asked_for_are_judged(shelf: Bureau) -> None:
    books(shelf, [{**DEAR, "bought_on": dt.date(2022, 2, day)} for day in (1, 2, 3)])
    run = sweep(["shelf.book"], dt.date(2022, 2, 2), dt.date(2022, 2, 2))
    assert run.rows == 1


PRICES = st.none() | st.sampled_from([Decimal(n) for n in ("0", "50", "50.01", "100", "100.01")])
DRAFTS = st.fixed_dictionaries(
    {
        "price": PRICES,
        "pages": st.none() | st.sampled_from([0, 49, 50, 51]),
        "bought_on": st.sampled_from([STRICTER - dt.timedelta(days=1), STRICTER])
        | st.dates(FIRST, LAST),
    }
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=25))
def test_random_books_are_judged_as_the_gate_would(
    shelf: Bureau, tmp_path: Path, drafts: list[dict[str, Any]]
) -> None:
    if not (tmp_path / "stricter").exists():
        publish_stricter(tmp_path / "stricter")
    books(shelf, drafts)
    run, slow = audited(), audited("python")
    same_as_the_gate(run)
    assert (slow.digest, slow.counts) == (run.digest, run.counts)
    assert run.unpushed == {}
    assert set(slow.unpushed) == {"Q/SHELF 1#4.1", "Q/SHELF 1#4.2"}


def test_a_record_is_judged_by_the_acts_it_has_passed(shelf: Bureau) -> None:
    """Its price was only ever changed: the clause on pages, bound to adding, does not speak."""
    drafts = [{"title": "只录价", "price": 20, "pages": 99}]
    perform_bulk("shelf.book.record", shelf.actor(shelf.clerk), drafts, on=TODAY)
    (thin,) = books(shelf, [{**THIN, "title": "另一本"}])
    with passage():
        Book.objects.filter(title="只录价").update(pages=1)
    run = audited()
    keys = {row["key"] for row in results.findings(run)}
    assert str(thin.pk) in keys
    assert str(Book.objects.get(title="只录价").pk) in keys
    assert run.counts["pass"] == 2


def test_a_waiver_excepts_the_finding_on_its_days(shelf: Bureau) -> None:
    inside, outside = books(
        shelf,
        [{**DEAR, "bought_on": dt.date(2023, 3, day)} for day in (10, 20)],
    )
    with passage():
        Waiver.objects.create(
            standard="Q/SHELF 1",
            clause="4.1",
            act="shelf.book.record",
            unit=shelf.bureau,
            reason="馆藏珍本",
            granted_by=shelf.head,
            from_day=dt.date(2023, 3, 1),
            to_day=dt.date(2023, 3, 15),
        )
    run = audited()
    assert loud(run)[str(inside.pk), "4.1"][0] == "waived"
    assert loud(run)[str(outside.pk), "4.1"][0] == "block"
    assert run.counts == {"waived": 1, "block": 1, "pass": 2}


def test_a_run_cut_short_is_finished_not_begun_anew(
    shelf: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    books(shelf, [{**DEAR, "bought_on": dt.date(2023, month, 1)} for month in (1, 2, 3)])
    monkeypatch.setattr(sweeping, "PART_ROWS", 1)
    done: list[str] = []
    real = Workbench.part

    def part(self: Workbench, task: Any) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(task.name)
        return real(self, task)

    monkeypatch.setattr(Workbench, "part", part)
    with pytest.raises(KeyboardInterrupt):
        audited()
    (cut,) = AuditRun.objects.all()
    assert cut.state == RunState.RUNNING
    done.clear()
    monkeypatch.setattr(sweeping, "PART_ROWS", 50)
    run = audited()
    assert run.pk == cut.pk
    assert done == ["shelf.book.2023-03"]
    assert (run.rows, run.findings) == (3, 3)


def test_two_processes_do_not_work_on_one_run(
    shelf: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    books(shelf, [DEAR])

    def again(self: Workbench, task: Any) -> Any:
        return audited()

    monkeypatch.setattr(Workbench, "part", again)
    with pytest.raises(AlreadyRunning, match="正在另一个进程中进行"):
        audited()


def test_a_finished_question_is_asked_anew(shelf: Bureau) -> None:
    books(shelf, [DEAR])
    first, second = audited(), audited()
    assert first.pk != second.pk
    assert first.digest == second.digest


def test_when_sql_and_python_differ_python_has_the_last_word(
    shelf: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dear, thin) = books(shelf, [DEAR, THIN])
    real = judging.rules_to_sql

    def lying(*arguments: Any) -> SqlRules:
        made = real(*arguments)
        wrong = made.findings.replace("'block'", "'warn'")
        return SqlRules(wrong, made.counts, made.pushed, made.refused, made.unshown)

    monkeypatch.setattr(judging, "rules_to_sql", lying)
    run = audited()
    assert loud(run)[str(dear.pk), "4.1"][0] == "block"
    assert loud(run)[str(thin.pk), "4.2"][0] == "warn"
    assert run.unpushed == {"Q/SHELF 1#4.1": judging.DISTRUSTED}
    same_as_the_gate(run)


def test_what_sql_cannot_keep_is_judged_in_python_and_the_run_says_why(
    shelf: Bureau, tmp_path: Path
) -> None:
    publish_stricter(tmp_path / "stricter", "定价 ** 2 <= 2500")
    fits, dear = books(
        shelf, [{"price": Decimal(price), "bought_on": STRICTER} for price in ("50.00", "50.01")]
    )
    run = audited()
    assert {key for key, clause in loud(run) if clause == "4.1"} == {str(dear.pk)}
    assert (str(fits.pk), "4.1") not in loud(run)
    (reason,) = run.unpushed.values()
    assert "**" in reason
    same_as_the_gate(run)


def test_an_unknown_entity_or_engine_is_refused(shelf: Bureau) -> None:
    with pytest.raises(UnknownName):
        sweep(["shelf.ghost"], FIRST, LAST)
    with pytest.raises(UnknownEngine, match="没有审计引擎“abacus”"):
        sweep(None, FIRST, LAST, "abacus")


def test_all_entities_are_judged_when_none_is_named(shelf: Bureau) -> None:
    books(shelf, [DEAR])
    run = sweep(None, FIRST, LAST)
    assert {"shelf.book", "shelf.loan"} <= set(run.entities)
    assert run.counts["block"] == 1


def test_thin_months_are_judged_together_and_counted_apart(shelf: Bureau) -> None:
    books(shelf, [{"bought_on": dt.date(2023, month, 1)} for month in (1, 2, 2)])
    run = audited()
    months = [(row["month"], row["clause"], row["n"]) for row in results.summary(run)]
    assert months == [("2023-01", "4.1", 1), ("2023-01", "4.2", 1), ("2023-02", "4.1", 2),
                      ("2023-02", "4.2", 2)]  # fmt: skip
    assert [path.name for path in results.folder_of(run).glob("*.findings.parquet")] == [
        "shelf.book.2023-01_2023-02.findings.parquet"
    ]


def test_progress_is_told_up_to_the_whole(shelf: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PART_ROWS", 1)
    books(shelf, [{"bought_on": dt.date(2023, month, 1)} for month in (1, 2)])
    told: list[tuple[str, int, int]] = []
    sweep(["shelf.book"], FIRST, LAST, progress=lambda *said: told.append(said))
    assert told[0] == ("图书 2023-01", 0, 2)
    assert told[-1] == ("图书 2023-02", 2, 2)


def test_results_are_narrowed_counted_and_grouped(shelf: Bureau) -> None:
    dear, thin = books(shelf, [DEAR, {**THIN, "unit": shelf.other}])
    run = audited()
    only_other = results.Wanted(unit_ids=[shelf.other.pk])
    assert [row["key"] for row in results.findings(run, only_other)] == [str(thin.pk)]
    assert results.count(run, results.Wanted(verdict="block", month="2023-03")) == 1
    assert results.count(run, results.Wanted(clause="9.9")) == 0
    first, second, *quiet = results.by_clause(run)
    assert (first.clause, first.verdict) == ("4.1", Verdict.BLOCK)
    assert first.example == ("shelf.book", str(dear.pk))
    assert (second.clause, second.verdict, second.count) == ("4.2", Verdict.WARN, 1)
    assert {one.verdict for one in quiet} == {Verdict.PASS}
    assert sum(row["n"] for row in results.summary(run)) == 4
    assert [row[1] for row in results.each(run)] == [str(dear.pk), str(thin.pk)]


def test_a_run_that_met_no_record_has_empty_results(shelf: Bureau) -> None:
    run = audited()
    assert run.rows == 0
    assert results.findings(run) == [] == results.summary(run) == results.by_clause(run)
    assert results.count(run) == 0
    assert list(results.each(run)) == []
    assert results.runs() == [run]
