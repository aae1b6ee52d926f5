"""The audit of the sample bureau says what the gate's compiler says, record by record."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from guanbiao.audit import results
from guanbiao.audit.passed import acts_of, judged_by
from guanbiao.audit.rulebooks import Library
from guanbiao.audit.sweep import sweep
from guanbiao.audit.workbench import shown
from guanbiao.gate import registry
from guanbiao.gate.describe import FactSet
from guanbiao.gate.judging import Facts, read_facts
from guanbiao.library.publish import publish_all
from guanbiao.project.sample import generate
from tests.gate.makers import passage

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2010, 1, 1), dt.date(2030, 12, 31)
ENTITIES = ("vehicles.vehicle", "vehicles.trip", "vehicles.request", "vehicles.fuel")


@pytest.fixture
def sample(db: None) -> None:
    """All shipped standards and the small sample."""
    publish_all(settings.PACKS, lambda text: None)
    generate("small", 1, lambda done, whole: None)


def spoiled() -> None:
    """Some records as no act would leave them."""
    with passage(), connection.cursor() as cursor:
        cursor.execute("UPDATE vehicles_vehicle SET price = price * 3 WHERE id % 7 = 0")
        cursor.execute("UPDATE vehicles_vehicle SET displacement = 3.0 WHERE id % 11 = 0")
        cursor.execute("UPDATE vehicles_fuel SET litres = litres * 4 WHERE id % 5 = 0")


def all_facts(fact_set: FactSet) -> list[Facts]:
    """Every record as the gate reads it."""
    keys = fact_set.entity.model._default_manager.values_list("pk", flat=True)
    return read_facts(fact_set, list(keys))


def passed(fact_set: FactSet) -> dict[str, set[str]]:
    """Key → acts, read from the receipts in the plainest way."""
    names = {act.name for act in acts_of(fact_set)}
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, key, content::jsonb -> 'keys' FROM gate_receipt")
        for act, key, keys in cursor.fetchall():
            for one in [key] if key else _listed(keys):
                if act in names:
                    found.setdefault(one, set()).add(act)
    return found


def _listed(keys: Any) -> list[str]:
    return list(json.loads(keys)) if isinstance(keys, str) else list(keys or [])


def by_the_gate(fact_set: FactSet) -> tuple[Counter[str], set[tuple[Any, ...]]]:
    """Counts, and every loud finding, of the gate's compiler on the same records."""
    library, acts = Library(), passed(fact_set)
    counts: Counter[str] = Counter()
    loud = set()
    for facts in all_facts(fact_set):
        library.load_units([facts.unit_id])
        by = judged_by(fact_set, tuple(sorted(acts[facts.key])))
        number = library.number(facts.unit_id, facts.day, by)
        for rules in library.books[number].sets:
            for finding in rules.judge(facts.values):
                counts[finding.verdict.value] += 1
                if not finding.verdict.quiet:
                    shows = (shown(finding.limit), shown(finding.actual))
                    loud.add((facts.key, finding.rule_id, finding.verdict.value, *shows))
    return counts, loud


def test_the_audit_of_the_sample_says_what_the_gate_says(sample: None) -> None:
    spoiled()
    for name in ENTITIES:
        run = sweep([name], FIRST, LAST)
        counts, loud = by_the_gate(registry.fact_sets()[name])
        said = {
            (row["key"], row["rule_id"], row["verdict"], row["limit"], row["actual"])
            for row in results.findings(run, limit=100_000)
        }
        assert said == loud, name
        assert run.counts == counts, name
        assert run.rows == len(all_facts(registry.fact_sets()[name]))
        assert run.unpushed == {}
        assert run.counts["pass"] > 0, "records of the past are judged too"
