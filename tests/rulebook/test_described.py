"""Values, grants, checklists, processes and rules: what they accept, refuse and say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rulebook.checklists import Checklist, Evidence, Item
from rulebook.grants import Grant, GrantScope
from rulebook.malformed import Malformed
from rulebook.processes import Mode, Process, Stage, Who, WhoKind, WhoOf
from rulebook.values import DatedValue, ValueFrom, values_on


def entry(day: str, value: Any = Decimal(1), clause: str = "5.1") -> ValueFrom:
    """A value from a day on."""
    return ValueFrom(dt.date.fromisoformat(day), value, clause, "示例", None)


def price(*series: ValueFrom) -> DatedValue:
    """A price cap with the given history."""
    return DatedValue("价格上限", "number", "元", series)


def stage(**changes: Any) -> Stage:
    """A stage that is in order, with changes."""
    fields = {
        "name": "approve",
        "label": "单位负责人审批",
        "who": Who(WhoKind.UNIT_HEAD),
        "mode": Mode.ANY,
        "deadline_minutes": 240,
        "when": None,
        "act": None,
        "clause": "6.1",
    }
    return Stage(**{**fields, **changes})


def test_the_value_of_the_day_is_the_last_one_started() -> None:
    cap = price(entry("2018-01-01", Decimal(18)), entry("2025-06-01", Decimal(16)))
    assert cap.on(dt.date(2025, 5, 31)) == 18
    assert cap.on(dt.date(2025, 6, 1)) == 16


def test_before_the_first_day_there_is_no_value() -> None:
    cap = price(entry("2018-01-01"))
    assert cap.entry_on(dt.date(2017, 12, 31)) is None
    with pytest.raises(Malformed, match="自 2018-01-01 起才有"):
        cap.on(dt.date(2017, 12, 31))


def test_values_on_a_day_leave_out_what_starts_later() -> None:
    early, late = (
        price(entry("2018-01-01")),
        DatedValue("座数", "number", "", (entry("2030-01-01"),)),
    )
    assert values_on([early, late], dt.date(2026, 1, 1)) == {"价格上限": Decimal(1)}


def test_a_grant_covers_what_it_names_and_what_lies_below_a_star() -> None:
    grant = Grant(
        "车辆调度员", ("vehicles.trip.*", "vehicles.request.view"), "unit_tree", None, "7.1"
    )  # type: ignore[arg-type]
    assert grant.scope is GrantScope.UNIT_TREE
    assert grant.covers("vehicles.trip.dispatch")
    assert grant.covers("vehicles.request.view")
    assert not grant.covers("vehicles.tripod.view")


def test_kinds_given_as_text_become_what_they_name() -> None:
    who = Who("post", "车辆调度员", "bureau")  # type: ignore[arg-type]
    assert (who.kind, who.of) == (WhoKind.POST, WhoOf.BUREAU)
    assert stage(mode="sequence").mode.label == "依次会签"
    assert Item("轮胎", "photo", True, "8.1").evidence is Evidence.PHOTO  # type: ignore[arg-type]


def test_a_process_finds_its_stage_by_name() -> None:
    process = Process("request", "vehicles.request.submit", "6", (stage(),))
    assert process.stage("approve").label == "单位负责人审批"
    with pytest.raises(KeyError):
        process.stage("nobody")


REFUSED: list[tuple[Callable[[], object], str]] = [
    (price, "没有任何数值"),
    (lambda: price(entry("2020-01-01"), entry("2020-01-01")), "重复或未按先后"),
    (lambda: price(entry("2020-01-01", 3)), "与类型“number”不符"),
    (lambda: price(entry("2020-01-01", clause=" ")), "没有条款"),
    (lambda: DatedValue("", "number", "", (entry("2020-01-01"),)), "取值没有名称"),
    (lambda: DatedValue("上限", "money", "", (entry("2020-01-01"),)), "类型“money”不认识"),
    (lambda: Grant("", ("a.b",), GrantScope.OWN, None, "1"), "授权没有岗位"),
    (lambda: Grant("员工", (), GrantScope.OWN, None, "1"), "没有业务动作"),
    (lambda: Grant("员工", ("提交",), GrantScope.OWN, None, "1"), "写法不对"),
    (lambda: Grant("员工", ("a.b",), "galaxy", None, "1"), "数据范围“galaxy”不认识"),  # type: ignore[arg-type]
    (lambda: Grant("员工", ("a.b",), GrantScope.OWN, None, ""), "没有条款"),
    (lambda: Item("", Evidence.NONE, True, "1"), "检查项没有名称"),
    (lambda: Item("轮胎", "video", True, "1"), "凭据“video”不认识"),  # type: ignore[arg-type]
    (lambda: Checklist("例检", "1", ()), "没有检查项"),
    (lambda: Checklist("例检", "1", (Item("胎", Evidence.NONE, True, "1"),) * 2), "“胎”重复"),
    (lambda: Who(WhoKind.POST), "没有写明岗位名称"),
    (lambda: Who("robot"), "经办人类别“robot”不认识"),  # type: ignore[arg-type]
    (lambda: stage(name="审批"), "请用英文标识符"),
    (lambda: stage(label=""), "没有中文名称"),
    (lambda: stage(mode="vote"), "签办方式“vote”不认识"),
    (lambda: stage(deadline_minutes=0), "时限应大于 0"),
    (lambda: stage(act="派车"), "写法不对"),
    (lambda: stage(clause=""), "没有条款"),
    (lambda: Process("p", "a.b", "1", ()), "没有环节"),
    (lambda: Process("p", "a.b", "1", (stage(), stage())), "“approve”重复"),
]


@pytest.mark.parametrize(("made", "words"), REFUSED)
def test_what_cannot_be_meant_is_refused_in_words(made: Callable[[], object], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        made()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Malformed) as refused:
        Grant("", (), "galaxy", None, "")  # type: ignore[arg-type]
    assert len(refused.value.problems) == 4
