"""The audit in pages: asked for by the auditor, read within one's scope, down to the record."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from guanbiao.audit.models import AuditRun
from guanbiao.modules.evaluation import jobs
from guanbiao.modules.evaluation.pages import boards
from guanbiao.modules.evaluation.tests.makers import Office
from guanbiao.people.actor import Actor
from tests.gate.makers import passage

DAYS = {"from_day": "2026-01-01", "to_day": "2026-12-31"}


def page(office: Office, who: str, name: str, *args: object, **query: object) -> str:
    answer = office.client(who).get(reverse(f"evaluation.{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def dear(office: Office) -> list[str]:
    """A car of each unit whose price was changed past the gate's eyes; their plates."""
    plates = []
    for unit in ("organ", "other"):
        office.quota(unit)
        car = office.car(unit).subject
        with passage():
            type(car).objects.filter(pk=car.pk).update(price=300000)
        plates.append(car.plate)
    return plates


def audited(office: Office) -> AuditRun:
    jobs.audit(["vehicles.vehicle"], *DAYS.values(), by=office.persons["auditor"].pk)
    return AuditRun.objects.latest("pk")


def test_an_auditor_asks_for_a_sweep_and_reads_it_by_clause_unit_and_month(
    office: Office,
) -> None:
    plates = dear(office)
    client = office.client("auditor")
    assert client.post(reverse("evaluation.audits.start"), DAYS).status_code == 302
    queued = ProcrastinateJob.objects.filter(args__name=jobs.AUDIT)
    assert queued.count() == 1
    run = audited(office)
    assert run.by_name == "孙静" and run.findings > 0
    by_clause = page(office, "auditor", "audit", run.pk)
    assert all(plate in by_clause for plate in plates) and "300000" in by_clause
    by_unit = page(office, "auditor", "audit", run.pk, by="unit")
    assert "财政局" in by_unit and "审计局" in by_unit
    assert "2026-05" in page(office, "auditor", "audit", run.pk, by="month")
    one = page(office, "auditor", "audit", run.pk, unit=office.units["organ"].pk)
    assert plates[0] in one and plates[1] not in one
    assert "孙静" in page(office, "auditor", "audits")


def test_a_head_reads_the_findings_of_her_own_unit_even_when_she_asks_for_others(
    office: Office,
) -> None:
    plates, run = dear(office), audited(office)
    for query in ({}, {"unit": office.units["other"].pk}, {"by": "unit"}):
        text = page(office, "head", "audit", run.pk, **query)
        assert plates[1] not in text
    assert plates[0] in page(office, "head", "audit", run.pk)


@pytest.mark.parametrize("who", ["head", "keeper", "clerk", "stranger"])
def test_nobody_but_an_auditor_starts_a_sweep(office: Office, who: str) -> None:
    answer = office.client(who).post(reverse("evaluation.audits.start"), DAYS)
    assert answer.status_code == 403
    assert not ProcrastinateJob.objects.filter(args__name=jobs.AUDIT).exists()


@pytest.mark.parametrize("days", [{}, {"from_day": "2026-02-01", "to_day": "2026-01-01"}])
def test_days_that_make_no_sense_start_nothing(office: Office, days: dict[str, str]) -> None:
    client = office.client("auditor")
    assert client.post(reverse("evaluation.audits.start"), days).status_code == 302
    assert not ProcrastinateJob.objects.filter(args__name=jobs.AUDIT).exists()


def test_provision_is_held_against_quota_and_people(office: Office) -> None:
    office.quota("organ", 2)
    assert office.car().ok and office.car().ok
    office.quota("other", 1)
    rows = {row.unit.pk: row for row in boards.provisions(office.clock.now.date(), None)}
    organ, other = (rows[office.units[key].pk] for key in ("organ", "other"))
    assert (organ.held, organ.quota, organ.per_hundred, organ.over) == (2, 2, 10.0, 0)
    assert (other.held, other.quota, other.per_hundred) == (0, 1, 0.0)
    assert "财政局" in page(office, "auditor", "equity")
    assert "审计局" not in page(office, "head", "equity").split("百人车辆数")[-1]


def test_an_indicator_without_records_says_so_and_one_with_records_is_their_sum(
    office: Office,
) -> None:
    actor = Actor.of(office.persons["auditor"])
    before = {row.label: row.value for row in boards.indicators(actor)}
    assert before["账实相符率"] is None and before["节约金额"] is None
    office.done("evaluation.saving.record", "keeper", title="错峰开空调", method="前后对比",
                from_day="2026-01-01", to_day="2026-03-31", baseline="5000", actual="3800",
                amount="1200", evidence="电费发票三张", unit=office.units["organ"].pk)  # fmt: skip
    after = {row.label: row.value for row in boards.indicators(actor)}
    assert after["节约金额"] == 1200
    assert "数据不足" in page(office, "auditor", "scorecard")
