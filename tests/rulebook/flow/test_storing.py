"""What is stored of a case can be read again, and says so when it cannot."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from rulebook.flow import Owner, State
from rulebook.flow import commands as c
from rulebook.flow.codec import Unreadable, from_json, restore, snapshot, to_json
from rulebook.flow.events import EVENTS, Valued
from rulebook.flow.trace import LINES
from tests.rulebook.flow.makers import MORNING, Walk, chain, task

VALUES: dict[str, Any] = {
    "面积": Decimal("12.50"), "级别": "处级", "超标": True, "缺": None, "日": dt.date(2026, 3, 2),
    "刻": dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), "时": dt.time(8, 30),
    "历次": [Decimal(1), "二", [False]],
}  # fmt: skip


def test_the_form_of_a_stored_event_does_not_change() -> None:
    walk = Walk(chain(task("a", "甲", minutes=60))).submit()
    walk.do(c.Transfer, "甲", task=1, to=Owner("乙"), opinion="出差")
    assert to_json(walk.events[-1]) == {
        "v": 1, "event": "Reassigned", "at": "2026-03-02T09:02:00+00:00", "by": "甲", "task": 1,
        "label": "a环节", "verb": "转办", "owner": {"person": "乙"}, "former": {"person": "甲"},
        "due_at": "2026-03-02T10:01:00+00:00", "opinion": "出差",
    }  # fmt: skip


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    event = Valued(at=MORNING, label="定级", values=VALUES)
    back = from_json(json.loads(json.dumps(to_json(event))))
    assert back == event
    assert str(back.values["面积"]) == "12.50"  # type: ignore[attr-defined]


def test_a_value_that_cannot_be_stored_is_refused_at_once() -> None:
    with pytest.raises(Unreadable, match="不能写入办件记录"):
        to_json(Valued(at=MORNING, label="定级", values={"x": 1.5}))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"v": 2, "event": "Urged"}, "不认识的办件记录“Urged”（格式 2）：请升级平台后再读"),
        ({"v": 1, "event": "Exploded"}, "不认识的办件记录“Exploded”"),
        ({"v": 1, "event": "Urged"}, "办件记录“Urged”的内容不完整"),
        ({"v": 1, "event": "Urged", "at": "昨天", "tasks": []}, "办件记录“Urged”的内容不完整"),
    ],
)
def test_what_is_no_event_is_named(content: dict[str, Any], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        from_json(content)


def test_a_snapshot_of_another_form_asks_for_the_events_instead() -> None:
    with pytest.raises(Unreadable, match="请重放办件记录"):
        restore({**snapshot(State()), "v": 9})


def test_every_kind_of_event_has_its_line() -> None:
    assert set(LINES) == set(EVENTS.values())
