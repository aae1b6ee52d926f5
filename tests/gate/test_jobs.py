"""What a worker had in hand when it died is not lost, and does not kill workers for ever."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from guanbiao.gate import jobs

pytestmark = pytest.mark.django_db


def in_hand(silent: int, attempts: int = 0, task: str = "guanbiao.run", lock: str = "") -> int:
    """A job begun by a worker that has been silent for so many seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s * interval '1 second') RETURNING id",
            [silent],
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts,"
            " queueing_lock, worker_id) VALUES ('default', %s, 'doing', %s, %s, %s) RETURNING id",
            [task, attempts, lock or None, cursor.fetchone()[0]],
        )
        return int(cursor.fetchone()[0])


def resumed(key: int) -> tuple[str, int]:
    async_to_sync(jobs.resume.func)(0)
    return ProcrastinateJob.objects.values_list("status", "attempts").get(pk=key)


def test_what_a_dead_worker_left_is_queued_again() -> None:
    assert resumed(in_hand(silent=31)) == ("todo", 1)


def test_a_pruned_worker_is_as_dead_as_a_silent_one() -> None:
    key = in_hand(silent=31)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert resumed(key) == ("todo", 1)


def test_a_worker_that_gives_signs_of_life_keeps_its_work() -> None:
    assert resumed(in_hand(silent=12)) == ("doing", 0)


def test_work_under_which_workers_die_again_and_again_is_given_up() -> None:
    assert resumed(in_hand(silent=31, attempts=jobs.RETRIES - 1)) == ("todo", jobs.RETRIES)
    assert resumed(in_hand(silent=31, attempts=jobs.RETRIES))[0] == "failed"


def test_what_a_clock_queues_anyway_does_not_stand_in_its_way() -> None:
    key = in_hand(silent=31, task="guanbiao.minute", lock="minute")
    jobs.minute.defer(timestamp=60)
    assert resumed(key)[0] == "failed"


def next_lock(worker: int) -> str | None:
    """The lock of the job a worker takes in hand next; none where it has nothing to take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        found: str | None = cursor.fetchone()[0]
        return found


def test_a_long_import_keeps_no_clock_waiting_and_the_next_import_waits() -> None:
    jobs.enqueue("gate.seal")
    jobs.enqueue("gate.seal")
    jobs.minute.defer(timestamp=60)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker,) = cursor.fetchone()
    assert [next_lock(worker) for _ in range(3)] == [jobs.ASKED, jobs.CLOCK, None]


def test_what_a_clock_rings_for_is_done_by_the_clocks_hand() -> None:
    jobs.minute.func(timestamp=0)
    assert set(ProcrastinateJob.objects.values_list("lock", flat=True)) == {jobs.CLOCK}
