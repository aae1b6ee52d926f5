"""A sheet filled from what the platform knows, the rest by hand, and what the clauses stop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanbiao.gate import registry
from guanbiao.gate.models import Receipt
from guanbiao.gate.passage import Forbidden, NotFound
from guanbiao.modules.evaluation.tests.makers import Office
from guanbiao.modules.scoring.models import Item, Sheet, State
from tests.gate.makers import passage

TABLE = "Q/YCJG 112@2026@评价计分表"
WHY = "查看了会议记录和台账"
OUTCOME = "标准得到实施，复审和推广应当加强。"


def opened(office: Office, **changes: Any) -> Sheet:
    draft = {"table": TABLE, "unit": office.units["bureau"].name, "from_day": "2026-01-01",
             "to_day": "2026-06-03", **changes}  # fmt: skip
    found: Sheet = office.done("scoring.sheet.open", "keeper", **draft)
    return found


def item(sheet: Sheet, label: str) -> Item:
    return Item.objects.get(sheet=sheet, label=label)


def stops(outcome: Any) -> list[str]:
    return [found.clause for found in outcome.findings if found.stops]


def given(office: Office, sheet: Sheet, who: str = "deputy") -> None:
    """All that is still open, by hand, in full."""
    for each in sheet.items.filter(score=None):
        office.done("scoring.item.score", who, each, score=str(each.points), reason=WHY)


def listed(office: Office, *states: str) -> None:
    """A system of the bureau with one duty for each state of the standard that covers it."""
    unit = office.units["bureau"].name
    office.done("systems.system.build", "keeper", name="体系", unit=unit, basis="工作方案",
                pattern="1-4-n")  # fmt: skip
    for number, state in enumerate(states, 1):
        entry = office.done(
            "systems.entry.add", "keeper", system="体系", branch="1.2.1", state=state, unit=unit,
            number=f"Q/YCJG {number}-2026", title="标准", sort="标准", level="内部",
            origin="自编", due_year="2027",
        )  # fmt: skip
        duty = office.done("systems.duty.list", "keeper", unit=unit, code=str(number),
                           name=f"职责{number}", field="车辆", basis="三定规定")  # fmt: skip
        office.done("systems.link.add", "keeper", duty=duty.pk, entry=entry.pk)


def test_a_sheet_has_the_items_of_the_table_with_its_points_and_adds_up_to_a_hundred(
    office: Office,
) -> None:
    sheet = opened(office)
    first = sheet.items.order_by("place").first()
    assert first is not None and (first.label, first.clause) == ("标准化工作机构和人员", "6.1")
    assert (sheet.items.count(), sheet.points) == (18, Decimal(100))
    assert sheet.standard == "Q/YCJG 112" and sheet.number.startswith("JF-20260603-")


def test_a_figure_earns_its_share_of_the_points(office: Office) -> None:
    listed(office, "现行", "现行", "现行", "待制定")
    found = item(opened(office), "职责有标准")
    assert (found.reading, found.measured_in, found.score) == (75, "%", 6)
    assert found.by_data and found.scored_by is None


def test_what_has_no_data_is_left_open_and_scored_by_hand_with_a_reason(office: Office) -> None:
    sheet = opened(office)
    found = item(sheet, "诉求按时答复")
    assert found.figure == "诉求按时答复率" and found.reading is None and found.score is None
    outcome = office.do("scoring.item.score", "keeper", found, score="5", reason="还行")
    assert stops(outcome) == ["5.3"]
    office.done("scoring.item.score", "keeper", found, score="5", reason=WHY)
    found.refresh_from_db()
    assert found.scored_by == office.persons["keeper"] and str(found.scored_on) == "2026-06-03"
    receipt = Receipt.objects.get(pk=found.receipt_id)
    assert receipt.act == "scoring.item.score" and receipt.actor_id == office.persons["keeper"].pk
    sheet.refresh_from_db()
    assert sheet.total == sum(each.score for each in sheet.items.exclude(score=None))


def test_scores_of_one_sheet_wait_for_each_other(office: Office) -> None:
    found = item(opened(office), "诉求按时答复")
    with CaptureQueriesContext(connection) as queries:
        office.done("scoring.item.score", "keeper", found, score="5", reason=WHY)
    asked = [each["sql"] for each in queries if 'FROM "scoring_sheet"' in each["sql"]]
    assert any(sql.endswith("FOR UPDATE") for sql in asked)


def test_a_figure_is_not_overruled_by_hand(office: Office) -> None:
    found = item(opened(office), "条款绑定业务")
    assert found.by_data and found.score is not None and 0 < found.score < 10
    outcome = office.do("scoring.item.score", "deputy", found, score="10", reason=WHY)
    assert stops(outcome) == ["5.2"]


@pytest.mark.parametrize("score", ["4.01", "-0.01"])
def test_nobody_gets_more_than_the_points_or_less_than_nothing(office: Office, score: str) -> None:
    found = item(opened(office), "标准化工作机构和人员")
    assert stops(office.do("scoring.item.score", "keeper", found, score=score, reason=WHY)) == [
        "5.4"
    ]


def test_reading_again_follows_the_data_and_leaves_what_was_given_by_hand(office: Office) -> None:
    sheet = opened(office)
    by_hand = item(sheet, "年度计划和经费")
    office.done("scoring.item.score", "keeper", by_hand, score="3", reason=WHY)
    assert item(sheet, "职责有标准").score is None
    listed(office, "现行", "待制定")
    office.done("scoring.sheet.fill", "deputy", sheet)
    assert (item(sheet, "职责有标准").score, item(sheet, "年度计划和经费").score) == (4, 3)
    sheet.refresh_from_db()
    assert sheet.filled_by == office.persons["deputy"]


def test_who_may_not_see_the_rows_of_a_figure_leaves_what_another_read(office: Office) -> None:
    unit = office.units["organ"]
    voice = registry.entity("voices.voice").model
    with passage():
        voice._default_manager.create(
            number="SQ-1",
            kind="建议",
            title="洁净",
            content="请打扫",
            unit=unit,
            state="已答复",
            person=office.persons["stranger"],
            from_unit=unit,
            said_at=office.clock.now,
            answered_at=office.clock.now,
        )
    sheet = opened(office, unit=unit.name)
    before = item(sheet, "诉求按时答复")
    office.done("scoring.sheet.fill", "head", sheet)
    after = item(sheet, "诉求按时答复")
    assert (before.reading, after.reading, after.score) == (None, 100, 6)
    office.done("scoring.sheet.fill", "keeper", sheet)
    assert item(sheet, "诉求按时答复").score == 6


def test_a_short_time_asks_for_a_reason(office: Office) -> None:
    outcome = office.do("scoring.sheet.open", "keeper", table=TABLE, from_day="2026-06-01",
                        unit=office.units["bureau"].name, to_day="2026-06-03")  # fmt: skip
    assert outcome.ok and [f.clause for f in outcome.findings if f.verdict.value == "warn"] == [
        "5.1"
    ]


def test_a_table_nobody_published_makes_no_sheet(office: Office) -> None:
    outcome = office.do("scoring.sheet.open", "keeper", table="GB/T 1@2020@表", to_day="2026-06-03",
                        unit=office.units["bureau"].name, from_day="2026-01-01")  # fmt: skip
    assert "table" in outcome.errors


def test_a_sheet_ends_when_every_item_is_scored_and_then_stands(office: Office) -> None:
    sheet = opened(office)
    assert stops(office.do("scoring.sheet.finish", "deputy", sheet, conclusion="短")) == [
        "5.5", "5.6"
    ]  # fmt: skip
    given(office, sheet)
    done = office.done("scoring.sheet.finish", "deputy", sheet, conclusion=OUTCOME)
    assert done.state == State.DONE and done.finished_by == office.persons["deputy"]
    assert done.total == sum(each.score for each in done.items.all())
    late = office.do("scoring.item.score", "deputy", item(sheet, "经验推广"), score="1", reason=WHY)
    assert "已经完成" in late.errors["__all__"][0]


def test_below_the_mark_a_sheet_ends_only_with_a_reason(office: Office) -> None:
    sheet = opened(office)
    for each in sheet.items.filter(score=None):
        office.done("scoring.item.score", "deputy", each, score="0", reason=WHY)
    outcome = office.do("scoring.sheet.finish", "deputy", sheet, conclusion=OUTCOME)
    assert outcome.ok and [f.clause for f in outcome.findings if f.verdict.value == "warn"] == [
        "5.7"
    ]


@pytest.mark.parametrize("who", ["clerk", "stranger", "auditor", "head"])
def test_who_holds_no_post_of_it_opens_fills_scores_and_ends_nothing(
    office: Office, who: str
) -> None:
    sheet = opened(office)
    one = item(sheet, "经验推广")
    for act, subject in (("sheet.fill", sheet), ("item.score", one), ("sheet.finish", sheet)):
        with pytest.raises((Forbidden, NotFound)):
            office.do(f"scoring.{act}", who, subject, score="1", reason=WHY, conclusion=OUTCOME)
    with pytest.raises(Forbidden):
        office.do("scoring.sheet.open", who, table=TABLE, unit=office.units["bureau"].name,
                  from_day="2026-01-01", to_day="2026-06-03")  # fmt: skip
