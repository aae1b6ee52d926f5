"""Files sent at one moment: nobody slips past what a day or a record holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from guanbiao.gate.models import Attachment
from guanbiao.gate.perform import perform
from guanbiao.modules.papers.tests.test_allowance import HALF
from guanbiao.modules.papers.tests.test_papers import file
from guanbiao.modules.vehicles.tests.conftest import committed_fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request
from guanbiao.people.actor import Actor

__all__ = ["committed_fleet", "still_clock"]


@pytest.mark.parametrize("limit", ["UPLOAD_DAY_MB", "RECORD_MB"])
def test_at_one_moment_nobody_slips_past(committed_fleet: Fleet, settings: Any, limit: str) -> None:
    setattr(settings, limit, 1)
    request = a_request(committed_fleet)
    people = ["clerk"] if limit == "UPLOAD_DAY_MB" else ["clerk", "head"]
    draft = {"entity": "vehicles.request", "key": str(request.pk)}

    def upload(number: int) -> bool:
        actor = Actor.of(committed_fleet.persons[people[number % len(people)]])
        sent = file(f"现场{number}.pdf", HALF + bytes([48 + number]))
        try:
            return perform("papers.paper.attach", actor, draft=draft, files={"sent": [sent]}).ok
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        kept = sum(pool.map(upload, range(8)))
    assert kept == Attachment.objects.count() == 1
