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


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_a_step_nothing_is_half_kept(
    committed_shelf: Bureau, child_environment: dict[str, str], step: str
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(committed_shelf.clerk.pk), step],
        env={**os.environ, **child_environment},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert not Book.objects.exists() and not Case.objects.exists()
    assert not Receipt.objects.filter(act="shelf.book.add").exists()
