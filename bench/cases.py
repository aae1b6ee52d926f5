"""A step of a case with the database, beside ten thousand open cases of others.

Both sides interleaved in one process on the same database: the same verdict written as a plain
row update, and 同意 through gate and kernel (lock, fold, decide, append, receipt). Prints medians
in milliseconds and the ratio. Run: ``make bench-cases``.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.gate import timed

DATABASE = True
OTHERS = 10_000
ROUNDS = 200
MORE = """
INSERT INTO gate_case (number, title, act, entity, key, process, edition_digest, clause, state,
    road, version, opened_at, calendar, applicant_id, unit_id, rating_words)
SELECT 'X' || n, title, act, entity, key, process, edition_digest, clause, state, road, version,
    opened_at, calendar, applicant_id, unit_id, rating_words
FROM gate_case, generate_series(1, %s) n WHERE id = %s;
INSERT INTO gate_task (case_id, number, stage, label, kind, act, role, state, vacant, overdue,
    opened_at, due_at, verb, opinion, assignee_id, unit_id)
SELECT c.id, t.number, t.stage, t.label, t.kind, t.act, t.role, t.state, t.vacant, t.overdue,
    t.opened_at, t.due_at, t.verb, t.opinion, t.assignee_id, t.unit_id
FROM gate_task t, gate_case c WHERE t.case_id = %s AND c.number LIKE 'X%%';
INSERT INTO gate_caseevent (case_id, number, at, verb, stage, words, opinion, receipt, quiet, body)
SELECT c.id, e.number, e.at, e.verb, e.stage, e.words, e.opinion, e.receipt, e.quiet, e.body
FROM gate_caseevent e, gate_case c WHERE e.case_id = %s AND c.number LIKE 'X%%'
"""


def fill(first: int) -> None:
    """Ten thousand more cases like the first one."""
    from django.db import connection

    from tests.gate.makers import passage

    with passage(), connection.cursor() as cursor:
        for statement in MORE.split(";"):
            many = [OTHERS, first] if "generate_series" in statement else [first]
            cursor.execute(statement, many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gate_case, gate_task, gate_caseevent")


def main() -> None:
    """Fill the tables, then decide case after case."""
    from django.conf import settings
    from django.db import transaction

    from guanbiao.gate.models import Case
    from guanbiao.gate.perform import perform
    from guanbiao.library.packs import read
    from guanbiao.library.publish import publish
    from tests.gate.makers import TODAY, add_book, bureau
    from tests.shelf import pack
    from tests.shelf.models import PlainBook

    with tempfile.TemporaryDirectory() as folder:
        publish(read(pack.write(Path(folder))), by="bench")
    publish(read(settings.PACKS / "Q-YCJG-106" / "2026"), by="bench")
    people = bureau()
    clerk, head = people.actor(people.clerk), people.actor(people.head)
    fill(add_book(clerk, title="first").case.pk)
    plain = PlainBook.objects.create(title="p", price=80, pages=300, unit=people.office,
                                     owner=people.clerk, bought_on=TODAY)  # fmt: skip
    cases = [add_book(clerk, title=f"b{n}").case.pk for n in range(ROUNDS)]

    def row(n: int) -> None:
        with transaction.atomic():
            PlainBook.objects.filter(pk=plain.pk).update(price=n + 1)

    def step(n: int) -> None:
        draft = {"opinion": "同意"}
        assert perform("cases.case.agree", head, cases[n], draft, on=TODAY).ok

    rows = [(timed(lambda n=n: row(n)), timed(lambda n=n: step(n))) for n in range(ROUNDS)]
    print(f"open cases: {Case.objects.filter(state='running').count()}")
    for label, place in (("wall ms", 0), ("CPU ms", 1)):
        left = statistics.median(each[0][place] for each in rows)
        right = statistics.median(each[1][place] for each in rows)
        print(f"{label}: plain update {left:.3f}  step {right:.3f}  ratio {right / left:.1f}")
