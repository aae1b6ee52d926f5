"""One town for all tests of doors, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from guanbiao.exchange import prints
from guanbiao.library import in_force
from guanbiao.modules.displays import pages
from tests.doors import town
from tests.doors.people import NOW
from tests.doors.town import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """The town on a Wednesday morning, its printer idle: what paper says is tried elsewhere.

    All of it happens within one minute, so nobody is held back for the doors she tries.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():  # type: ignore[attr-defined]
        patch.setattr(timezone, "now", lambda: NOW)
        patch.setattr(prints, "typeset", lambda *_: b"%PDF-1.7")
        patch.setattr(pages, "GUESSES", 10_000)
        with transaction.atomic():
            in_force.refresh()
            yield town.build()
            transaction.set_rollback(True)
        in_force.refresh()
