"""A process is drawn beside the words by somebody who knows nothing of BPMN."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guanbiao.modules.standards.models import Draft
from guanbiao.modules.standards.processes import WORKDAY
from guanbiao.modules.standards.public import draft_pack, files_of
from guanbiao.modules.standards.tests.makers import House
from rulebook.flow.bpmn import read
from rulebook.flow.model import Boundary, MultiInstance, Process, UserTask

START = "vehicles.request.submit"
FILE = "processes/vehicles_request_submit.bpmn"


class Hand:
    """A writer at the editor: presses one button after the other, as the page would send it."""

    def __init__(self, house: House, draft: Draft, who: str = "writer") -> None:
        self.house, self.draft, self.who = house, draft, who
        answer = house.client(who).get(self.address(), {"at": "1.1"})
        assert answer.status_code == 200
        self.html = answer.content.decode()

    def address(self) -> str:
        return reverse("standards.flow", args=[self.draft.pk])

    def process(self) -> Process:
        """What is drawn on the page now."""
        return read(self._field("bpmn"))[0][0]

    def _field(self, name: str) -> str:
        import html  # noqa: PLC0415 - only here

        area = re.search(rf'<textarea name="{name}" hidden>(.*?)</textarea>', self.html, re.DOTALL)
        line = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        found = area or line
        assert found, name
        return html.unescape(found[1])

    def press(self, do: str, **typed: Any) -> Any:
        """A button, with whatever was typed before."""
        self.draft.refresh_from_db()
        sent = {"do": do, "at": "1.1", "bpmn": self._field("bpmn"), "path": self._field("path"),
                "looked": self._field("looked"), "base": self.draft.version, "title": "用车审批",
                "act": START, **typed}  # fmt: skip
        answer = self.house.client(self.who).post(self.address(), sent)
        if answer.status_code != 302:
            self.html = answer.content.decode()
        return answer

    def step(self, name: str, label: str, post: str, do: str = "show", **typed: Any) -> None:
        """The form of a step, filled in."""
        self.press(f"look:{name}")
        who = {"who_kind": ["post", ""], "who_value": [post, ""],
               "who_of": ["bureau", "bureau"]}  # fmt: skip
        self.press(do, of=name, label=label, clause="1.1", mode="any", **who, **typed)


def flow_after(process: Process, name: str) -> str:
    return next(flow.id for flow in process.flows if flow.source == name)


def drawn(house: House) -> Draft:
    """A draft whose clause has a process: one step, and a second for far journeys."""
    draft = house.bound()
    hand = Hand(house, draft)
    hand.step("step1", "单位负责人审批", "处长", limit="2", limit_unit="day", remind="4",
              remind_unit="hour", overdue="superior")  # fmt: skip
    hand.press(f"choice:{flow_after(hand.process(), 'step1')}")
    way = flow_after(hand.process(), "choice1")
    other = [f.id for f in hand.process().flows if f.source == "choice1"][1]
    ways = {"way": [way, other], "default": other}
    words = {"said-0": "出市", "when-0": '目的地范围 = "跨省"', "said-1": "市内"}
    hand.press("show", of="choice1", label="是否出市？", **ways, **words)
    hand.step("step2", "分管负责人审批", "分管负责人")
    assert hand.press("save").status_code == 302
    draft.refresh_from_db()
    return draft


def test_steps_a_choice_and_a_deadline_are_drawn_kept_as_bpmn_and_bound(house: House) -> None:
    draft = drawn(house)
    pack = draft_pack(draft)
    (drawing,) = pack.drawings
    process = drawing.process
    assert (drawing.file, process.act, process.label) == (FILE, START, "用车审批")
    first = process.node("step1")
    assert isinstance(first, UserTask) and (first.minutes, first.remind) == (2 * WORKDAY, 240)
    assert first.overdue == "superior" and first.who[0].value == "处长"
    (condition,) = [flow.condition for flow in process.flows if flow.condition]
    assert condition == '目的地范围 = "跨省"'
    assert [b.clause for b in pack.binds if b.kind == "process"] == ["1.1"]
    assert (draft.problems, draft.loose) == (0, 0)


def test_the_drawing_and_the_checks_follow_every_change(house: House) -> None:
    hand = Hand(house, house.bound())
    assert "没有写明由谁办理" in hand.html and "<svg" in hand.html
    hand.step("step1", "审核", "处长")
    assert "每一步都有人办" in hand.html and "审核" in hand.html
    hand.press(f"choice:{flow_after(hand.process(), 'step1')}")
    assert "没有条件：请写明" in hand.html
    hand.press("drop:step2")
    assert "每一步都有人办" in hand.html
    hand.press("both:gone")
    assert "已经不在了" in hand.html


def test_a_gap_of_the_conditions_is_told_with_an_example(house: House) -> None:
    draft = drawn(house)
    answer = house.client("writer").get(
        reverse("standards.flow", args=[draft.pk]), {"name": "vehicles_request_submit", "at": "1.1"}
    )
    assert "都不满足时走“市内”" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "multi"),
    [
        ({"mode": "all"}, MultiInstance.everybody()),
        ({"mode": "sequence"}, MultiInstance.in_turn()),
        ({"mode": "any"}, None),
    ],
)
def test_several_people_act_as_the_form_says(house: House, typed: Any, multi: Any) -> None:
    hand = Hand(house, house.bound())
    hand.press("look:step1")
    hand.press("show", of="step1", label="会审", clause="1.1", who_kind=["post", "post"],
               who_value=["处长", "科长"], who_of=["bureau", "bureau"], **typed)  # fmt: skip
    task = hand.process().node("step1")
    assert isinstance(task, UserTask) and task.multi == multi and len(task.who) == 2


def test_a_share_and_a_deadline_that_make_no_sense_are_refused_in_words(house: House) -> None:
    hand = Hand(house, house.bound())
    hand.press("look:step1")
    assert hand.press("show", of="step1", mode="share", part="120").status_code == 422
    assert "1 至 100" in hand.html
    hand.press("show", of="step1", mode="any", limit="-3")
    assert "时限应大于 0" in hand.html
    hand.press("show", of="step1", mode="share", part="60")
    task = hand.process().node("step1")
    assert isinstance(task, UserTask) and task.multi is not None and not task.multi.veto


def test_a_timer_stands_at_its_step(house: House) -> None:
    hand = Hand(house, house.bound())
    hand.step("step1", "审核", "处长", do="tell:step1")
    hand.press("look:timer1")
    hand.press("show", of="timer1", label="两天没办", limit="2", limit_unit="day", repeat="1")
    bell = hand.process().node("timer1")
    assert isinstance(bell, Boundary) and bell.repeat and not bell.interrupting
    assert bell.minutes == 2 * WORKDAY and bell.host == "step1"


def test_a_process_goes_out_as_bpmn_and_comes_in_again(house: House) -> None:
    draft = drawn(house)
    client, address = house.client("writer"), reverse("standards.flow", args=[draft.pk])
    query = {"name": "vehicles_request_submit", "at": "1.1", "as": "bpmn"}
    answer = client.get(address, query)
    assert answer.content.decode() == files_of(draft)[FILE]
    assert "attachment" in answer["Content-Disposition"]
    fresh = house.bound(standard="Q/YCJG 402")
    hand = Hand(house, fresh)
    given = SimpleUploadedFile("用车.bpmn", answer.content)
    hand.press("import", file=given)
    assert [n.label for n in hand.process().nodes if isinstance(n, UserTask)] == [
        "单位负责人审批", "分管负责人审批"]  # fmt: skip
    assert hand.press("save").status_code == 302
    assert draft_pack(fresh).drawings[0].process == draft_pack(draft).drawings[0].process


def test_what_is_no_bpmn_is_refused_and_nothing_drawn_is_lost(house: House) -> None:
    hand = Hand(house, house.bound())
    hand.step("step1", "审核", "处长")
    answer = hand.press("import", file=SimpleUploadedFile("x.bpmn", b"<html/>"))
    assert answer.status_code == 422 and "BPMN" in hand.html
    assert hand.process().node("step1").label == "审核"


def test_without_name_and_act_nothing_is_kept(house: House) -> None:
    draft = house.bound()
    hand = Hand(house, draft)
    hand.press("save", title="", act="")
    assert "请写明流程名称" in hand.html
    draft.refresh_from_db()
    assert FILE not in files_of(draft)


def test_a_process_written_by_hand_is_opened_and_kept_as_a_drawing(house: House) -> None:
    draft = house.bound()
    linear = (
        'name = "road"\nlabel = "审批"\nact = "vehicles.request.submit"\nclause = "1.1"\n\n'
        '[[stage]]\nname = "head"\nlabel = "审核"\nwho = {kind = "unit_head"}\nmode = "any"\n'
        'clause = "1.1"\n'
    )
    house.post("file", draft, path="processes/road.toml", text=linear)
    client, address = house.client("writer"), reverse("standards.flow", args=[draft.pk])
    hand = Hand(house, draft)
    hand.html = client.get(address, {"name": "road", "at": "1.1"}).content.decode()
    hand.press("look:head")
    assert hand.press("save", title="审批").status_code == 302
    files = files_of(draft)
    assert "processes/road.toml" not in files and "processes/road.bpmn" in files


def test_changed_steps_and_changed_words_must_be_held_side_by_side(house: House) -> None:
    draft = drawn(house)
    assert draft.stale == 1, "the process came to a clause that had been confirmed without it"
    house.done("draft.confirm", "writer", draft, clause="1.1")
    hand = Hand(house, draft)
    client = house.client("writer")
    query = {"name": "vehicles_request_submit", "at": "1.1"}
    hand.html = client.get(hand.address(), query).content.decode()
    hand.step("step1", "单位负责人审批", "副处长")
    assert hand.press("save").status_code == 302
    draft.refresh_from_db()
    assert draft.stale == 1
    house.done("draft.confirm", "writer", draft, clause="1.1")
    house.post("text", draft, do="put", at="1.1", title="百公里油耗", modality="must",
               body="每车每百公里油耗不应超过 9.5 升，出市用车由分管负责人审批。")  # fmt: skip
    assert draft.stale == 1


def reworded(house: House, draft: Draft, words: str) -> None:
    """The clause says something else, and that agrees with its process."""
    house.post("text", draft, do="put", at="1.1", title="审批", modality="must", body=words)
    house.done("draft.confirm", "writer", draft, clause="1.1")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"limit": "3"}, "<ins>3</ins>"), ({"limit": "6", "limit_unit": "hour"}, "6个工作小时"),
        ({"who_value": ["科长", ""]}, "科长"),
    ],
)  # fmt: skip
def test_a_changed_step_proposes_other_words(house: House, typed: Any, words: str) -> None:
    draft = drawn(house)
    reworded(house, draft, "用车应由处长在2个工作日内审批，跨省的由分管负责人审批。")
    hand = Hand(house, draft)
    query = {"name": "vehicles_request_submit", "at": "1.1"}
    client = house.client("writer")
    hand.html = client.get(hand.address(), query).content.decode()
    hand.press("look:step1")
    hand.press("save", **{
        "of": "step1", "label": "单位负责人审批", "clause": "1.1", "mode": "any",
        "limit": "2", "limit_unit": "day", "remind": "4", "remind_unit": "hour",
        "overdue": "superior", "who_kind": ["post", ""], "who_value": ["处长", ""],
        "who_of": ["bureau", "bureau"], **typed,
    })  # fmt: skip
    html = client.get(reverse("standards.text", args=[draft.pk]), {"at": "1.1"}).content.decode()
    assert "规则改了，条文还没有对照" in html
    told = re.sub(r"</?(?:ins|del|p)[^>]*>", "", html) if "<" not in words else html
    assert words in told


def test_a_changed_condition_proposes_other_words(house: House) -> None:
    draft = drawn(house)
    reworded(house, draft, "用车应由处长审批，跨省的由分管负责人审批。")
    hand = Hand(house, draft)
    client = house.client("writer")
    query = {"name": "vehicles_request_submit", "at": "1.1"}
    hand.html = client.get(hand.address(), query).content.decode()
    hand.press("look:choice1")
    way, other = [f.id for f in hand.process().flows if f.source == "choice1"]
    ways = {"way": [way, other], "default": other, "when-0": '目的地范围 = "跨市"'}
    hand.press("save", of="choice1", label="是否出市？", **ways)
    html = client.get(reverse("standards.text", args=[draft.pk]), {"at": "1.1"}).content.decode()
    assert 'value="用车应由处长审批，跨市的由分管负责人审批。"' in html
    house.post("text", draft, do="put", at="1.1", title="审批", modality="must",
               body="用车应由处长审批，跨市的由分管负责人审批。", confirm="1")  # fmt: skip
    assert draft.stale == 0


def test_the_last_bind_taken_away_takes_the_process_with_it(house: House) -> None:
    draft = drawn(house)
    house.post("bind", draft, do="drop", at="1.1", place="1")
    assert FILE not in files_of(draft)


@pytest.mark.parametrize("who", ["reader1", "keeper", "leader"])
def test_who_only_reads_a_draft_sees_its_process_and_changes_nothing(
    house: House, who: str
) -> None:
    draft = drawn(house)
    hand = Hand(house, draft, who)
    assert "保存流程" not in hand.html
    assert hand.press("save").status_code == 403


@pytest.mark.parametrize("who", ["foreign", "stranger", "clerk"])
def test_the_process_of_a_draft_does_not_exist_for_others(house: House, who: str) -> None:
    draft = house.bound()
    address = reverse("standards.flow", args=[draft.pk])
    assert house.client(who).get(address).status_code == 404
    assert house.client(who).post(address, {"do": "show"}).status_code == 404
