"""What is in force, for whom and when; later editions, withdrawals, regions and lists of units."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection

from guanbiao.gate import registry
from guanbiao.library import in_force
from guanbiao.library.models import Edition
from guanbiao.library.packs import parse
from guanbiao.library.publish import publish, withdraw
from guanbiao.library.shelf import Damaged
from guanbiao.project.postgres import Server
from rulebook.flow.road import tasks
from rulebook.rules import Verdict
from tests.library.makers import Office, files, pack
from tests.packs.shelves import packs

pytestmark = pytest.mark.django_db
ACT = "shelf.book.record"
SHADOW = """
CREATE TEMP VIEW library_edition AS
SELECT id, edition, title, digest, published_at, published_by, standard_id, %s::jsonb AS files
FROM public.library_edition
"""


@pytest.fixture
def shadows(server: Server) -> Iterator[None]:
    """The right to shadow a table by a temporary one, which the running role does not have."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.dsn("superuser", name), autocommit=True) as link:
        link.execute(f'GRANT TEMPORARY ON DATABASE "{name}" TO guanbiao_app')
        yield
        link.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM guanbiao_app')


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Any:
    in_force.refresh()
    yield
    in_force.refresh()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def names(unit: Any, on: str) -> list[str]:
    return [
        f"{each.head.number} {each.head.edition}"
        for each in in_force.standards_in_force(unit, day(on))
    ]


def judged(price: int, on: str, unit: Any = None) -> list[Verdict]:
    rules = in_force.in_force(ACT, unit or Office(), day(on), registry.scope_of(ACT))
    return [finding.verdict for finding in rules.judge({"定价": Decimal(price)})]


def test_a_later_edition_takes_over_on_its_first_day() -> None:
    publish(pack(cap=100), by="t")
    publish(pack(edition="2021", from_day="2021-07-01", cap=50), by="t")
    assert names(Office(), "2019-12-31") == []
    assert names(Office(), "2021-06-30") == ["T 1 2020"]
    assert names(Office(), "2021-07-01") == ["T 1 2021"]
    assert judged(80, "2021-06-30") == [Verdict.PASS]
    assert judged(80, "2021-07-01") == [Verdict.BLOCK]


def test_a_standard_may_replace_one_of_another_number() -> None:
    publish(pack(), by="t")
    publish(pack("T 2", "2022", "2022-01-01", replaces=("T 1",)), by="t")
    assert names(Office(), "2021-12-31") == ["T 1 2020"]
    assert names(Office(), "2022-01-01") == ["T 2 2022"]


def test_a_city_cannot_replace_what_binds_the_whole_country() -> None:
    publish(pack(level="national"), by="t")
    publish(pack("T 2", "2022", "2022-01-01", region="990100", replaces=("T 1",)), by="t")
    assert names(Office(), "2022-01-01") == ["T 1 2020", "T 2 2022"]


def test_a_withdrawn_edition_gives_way_to_the_one_before_it() -> None:
    publish(pack(cap=100), by="t")
    newer = publish(pack(edition="2021", from_day="2021-07-01", cap=50), by="t")
    withdraw(newer, "t", day("2021-07-31"))
    assert judged(80, "2021-06-30") == [Verdict.PASS]
    assert judged(80, "2021-07-31") == [Verdict.BLOCK]
    assert judged(80, "2021-08-01") == [Verdict.PASS]


def test_an_edition_taken_back_before_its_day_was_never_in_force() -> None:
    publish(pack(cap=100), by="t")
    newer = publish(pack(edition="2021", from_day="2021-07-01", cap=50), by="t")
    withdraw(newer, "t", day("2021-06-30"))
    assert names(Office(), "2021-07-01") == ["T 1 2020"]


def test_an_edition_that_runs_out_leaves_nothing_behind() -> None:
    publish(pack(), by="t")
    publish(pack(edition="2021", from_day="2021-07-01", to_day="2021-12-31"), by="t")
    assert names(Office(), "2022-01-01") == []


@pytest.mark.parametrize(
    ("region", "reached"),
    [
        ("", {"990100", "990102", "990200", "430000"}),
        ("990000", {"990100", "990102", "990200"}),
        ("990100", {"990100", "990102"}),
        ("990102", {"990102"}),
        ("431000", set()),
    ],
)
def test_a_standard_binds_its_region_and_what_lies_in_it(region: str, reached: set[str]) -> None:
    publish(pack(region=region), by="t")
    codes = {"990100", "990102", "990200", "430000"}
    found = {code for n, code in enumerate(codes) if names(Office(n, code), "2020-01-01")}
    assert found == reached


def test_a_standard_for_some_units_binds_them_and_those_below() -> None:
    publish(pack(units=("11990100MB0000001A",)), by="t")
    assert names(Office(1, codes=("11990100MB0000002B", "11990100MB0000001A")), "2020-01-01")
    assert not names(Office(2, codes=("11990100MB0000002B",)), "2020-01-01")


def test_the_national_standard_comes_first_and_the_units_own_last() -> None:
    publish(pack("T 1", level="internal"), by="t")
    publish(pack("T 2", level="national"), by="t")
    publish(pack("T 3", level="city"), by="t")
    found = in_force.standards_in_force(None, day("2020-01-01"))
    assert [each.head.number for each in found] == ["T 2", "T 3", "T 1"]


def test_a_value_changes_on_its_day_within_one_edition() -> None:
    content = files(cap=100)
    content["values.toml"] += (
        '\n[[value.from]]\nday = 2020-06-01\nvalue = 50\nclause = "4.1"\nsource = "试验"\n'
    )
    publish(parse(content), by="t")
    assert judged(80, "2020-05-31") == [Verdict.PASS]
    assert judged(80, "2020-06-01") == [Verdict.BLOCK]


def test_days_and_units_with_the_same_law_share_one_rule_set() -> None:
    publish(pack(), by="t")
    scope = registry.scope_of(ACT)
    one = in_force.in_force(ACT, Office(1), day("2020-02-01"), scope)
    assert one is in_force.in_force(ACT, Office(2), day("2023-02-01"), scope)


def test_a_new_publication_is_obeyed_by_the_next_write() -> None:
    publish(pack(), by="t")
    assert judged(80, "2021-07-01") == [Verdict.PASS]
    made = publish(pack(edition="2021", from_day="2021-07-01", cap=50), by="t")
    in_force.at_least(made.number)
    assert judged(80, "2021-07-01") == [Verdict.BLOCK]


def test_a_publication_leaves_compiled_what_it_does_not_touch() -> None:
    publish(pack(), by="t")
    scope = registry.scope_of(ACT)
    before = in_force.in_force(ACT, Office(), day("2021-07-01"), scope)
    made = publish(pack(edition="2030", from_day="2030-01-01", cap=50), by="t")
    in_force.at_least(made.number)
    assert in_force.in_force(ACT, Office(), day("2021-07-01"), scope) is before
    assert in_force.in_force(ACT, Office(), day("2030-01-01"), scope) is not before


def test_an_answer_found_on_the_old_shelf_does_not_slip_into_the_new_one() -> None:
    publish(pack(), by="t")
    in_force.everything()
    old = in_force._shelf()
    publish(pack(edition="2021", from_day="2021-07-01", cap=50), by="t")
    in_force.everything()
    scope = registry.scope_of(ACT)
    late = in_force._compiled(old, ACT, Office(), day("2021-07-01"), scope)
    assert [f.verdict for f in late.judge({"定价": Decimal(80)})] == [Verdict.PASS]
    assert judged(80, "2021-07-01") == [Verdict.BLOCK]


def test_an_edition_changed_behind_our_back_is_not_used(shadows: None) -> None:
    publish(pack(), by="t")
    edition = Edition.objects.get()
    in_force._Desk.shelf = in_force.Shelf()
    broken = {**edition.files, "text.md": edition.files["text.md"] + "\n"}
    with connection.cursor() as cursor:
        cursor.execute(SHADOW, [json.dumps(broken)])
    with pytest.raises(Damaged, match="摘要"):
        in_force.everything()


def test_the_working_calendar_joins_all_published_years() -> None:
    for each in packs():
        if each.calendar is not None:
            publish(each, by="t")
    calendar = in_force.calendar_on(day("2026-01-01"))
    assert calendar.years == {2025, 2026}
    assert calendar.is_workday(day("2026-10-10"))
    assert calendar.is_holiday(day("2025-10-08"))
    assert calendar.working_days(day("2025-12-31"), day("2026-01-06")) == 3


def test_clauses_grants_processes_and_checklists_are_found() -> None:
    for each in packs():
        publish(each, by="t")
    unit, on = Office(), day("2026-06-03")
    edition = in_force.edition_named("Q/YCJG 203", "2025")
    assert edition is not None
    found = in_force.clause(edition.id, "5.2.3")
    assert found is not None
    assert "不应" in found[1].words
    assert in_force.clause(edition.id, "99") is None
    assert any(g.role == "车辆调度员" for g in in_force.grants_in_force(unit, on))
    bound = in_force.process_for("vehicles.request.submit", unit, on)
    assert bound is not None
    labels = [task.label for task in tasks(bound.process)]
    assert labels[::2] == ["单位负责人审批", "派车", "回场交车"]
    assert in_force.checklist_for("月度例检", unit, on) is not None
    assert in_force.checklist_for("月度例检", unit, day("2024-06-03")) is None
    assert in_force.stored(edition.pack.digest) is not None


def test_a_pilot_edition_stands_alone_for_its_units_until_it_is_withdrawn() -> None:
    publish(pack(cap=100), by="t")
    trial = publish(pack(edition="2021", from_day="2021-07-01", cap=200, units=("U7",)), by="t")
    pilot = Office(7, codes=("U7",))
    assert names(pilot, "2021-07-01") == ["T 1 2021"]
    assert names(Office(), "2021-07-01") == ["T 1 2020"]
    withdraw(trial, "t", day("2021-12-31"))
    assert names(pilot, "2022-01-01") == ["T 1 2020"]
