"""The whole API, asked at random: never an error of ours, never a status it does not document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawn
from schemathesis.specs.openapi.checks import positive_data_acceptance

from guanbiao.exchange import tokens
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.makers import Fleet
from guanbiao.project.wsgi import application

EACH = 4
"""Requests drawn for each operation; a hundred operations make a few hundred requests."""


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The test's transaction outlives each request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def wide(fleet: Fleet, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token for all that the manager may do, asked as often as the test likes."""
    monkeypatch.setattr(settings, "API_PER_MINUTE", 1_000_000)
    makers.cars(fleet, {}, {})
    fleet.account("manager")
    manager = fleet.actor("manager")
    rights = [name for found in tokens.offered(manager).values() for name, _ in found]
    return tokens.issue(manager, "测试", rights, 30)[1]


@pytest.mark.filterwarnings("ignore")
def test_no_request_breaks_it_and_every_status_is_documented(wide: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    broken = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @drawn(
            max_examples=EACH, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def asked(case: schemathesis.Case) -> None:
            headers = {"Authorization": f"Bearer {wide}"}
            # Well formed is not lawful: the clauses may refuse what the document allows.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        try:
            asked()
        except (Exception, BaseExceptionGroup) as failure:  # noqa: BLE001 - all are told below
            broken.append(f"{operation.label}: {failure!r}"[:3000])
    assert broken == []
