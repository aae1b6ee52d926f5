"""Killed between any two steps, an act is kept whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from guanbiao.gate.models import Case, Receipt
from tests.gate.makers import Bureau
from tests.shelf.models import Book

pytestmark = pytest.mark.usefixtures("fresh_database")

STEPS = (
    "load",
    "authorise",
    "check_form",
    "open_passage",
    "apply",
    "read_facts",
    "judge",
    "advance",
    "close",
)
CHILD = """
import os, signal, sys
import django
django.setup()
from guanbiao.gate import perform as road
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person
from tests.gate.makers import TODAY, add_book
step = sys.argv[2]
original = getattr(road, step)
def killed(*args):
    original(*args)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(road, step, killed)
add_book(Actor.of(Person.objects.get(pk=int(sys.argv[1])), TODAY))
"""


def killed_after(step: str, shelf: Bureau, environment: dict[str, str]) -> None:
    """A process that asks for a book and dies once ``step`` is done."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(shelf.clerk.pk), step],
        env={**os.environ, **environment},
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_a_step_nothing_is_half_kept(
    committed_shelf: Bureau, child_environment: dict[str, str], step: str
) -> None:
    killed_after(step, committed_shelf, child_environment)
    assert not Book.objects.exists() and not Case.objects.exists()
    assert not Receipt.objects.filter(act="shelf.book.add").exists()


def test_killed_once_it_is_committed_all_of_it_is_kept(
    committed_shelf: Bureau, child_environment: dict[str, str]
) -> None:
    killed_after("_attempt", committed_shelf, child_environment)
    receipt = Receipt.objects.get(act="shelf.book.add")
    assert Book.objects.get().receipt_id == receipt.pk
    assert Case.objects.get().pk == receipt.case_id
