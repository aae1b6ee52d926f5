"""Somebody says something, somebody else answers in time, and the first one judges the answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from guanbiao.audit import measuring, ruled
from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.modules.desk.models import Message
from guanbiao.modules.voices import jobs
from guanbiao.modules.voices.models import State, Voice
from guanbiao.people.models import Account, Person, Post
from tests.gate import makers
from tests.gate.makers import TODAY, Bureau, passage

SAY, ANSWER, RATE = (f"voices.voice.{verb}" for verb in ("say", "answer", "rate"))
AGAIN, WITHDRAW = "voices.voice.ask_again", "voices.voice.withdraw"
WORDS = {
    "kind": "建议",
    "title": "延长食堂供餐时间",
    "content": "建议晚餐延长到十九点，方便加班的同事。",
}
REPLY = {"answer": "自下周一起晚餐供应延长到十九点三十分，请关注食堂公告。"}


@pytest.fixture
def bureau(standards: None, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(timezone, "now", lambda: makers.NOW)
    made = makers.bureau()
    with passage():
        Post.objects.create(
            person=made.head, unit=made.bureau, role="综合服务员", from_day=dt.date(2020, 1, 1)
        )
    return made


def said(bureau: Bureau) -> Voice:
    outcome = perform(SAY, bureau.actor(bureau.clerk), draft=WORDS, on=TODAY)
    assert outcome.ok, outcome.errors
    found: Voice = outcome.subject
    return found


def client(person: Person) -> Client:
    made = Client()
    made.force_login(Account.objects.create_account(person.staff_no, "Yun-Chuan-2026", person))
    return made


def test_a_voice_is_answered_within_three_working_days_and_rated(bureau: Bureau) -> None:
    voice = said(bureau)
    assert voice.unit == bureau.bureau and voice.state == State.WAITING
    assert timezone.localtime(voice.due_at).date() == dt.date(2026, 6, 8), "over a weekend"
    assert perform(ANSWER, bureau.actor(bureau.head), voice, REPLY, on=TODAY).ok
    outcome = perform(RATE, bureau.actor(bureau.clerk), voice, {"rating": "5"}, on=TODAY)
    assert outcome.ok and outcome.subject.state == State.CLOSED


def test_an_answer_of_few_words_is_stopped(bureau: Bureau) -> None:
    outcome = perform(
        ANSWER, bureau.actor(bureau.head), said(bureau), {"answer": "收到。"}, on=TODAY
    )
    assert [f.clause for f in outcome.findings if f.stops] == ["5.2"]


def test_an_answer_that_comes_late_asks_for_the_reason(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = said(bureau)
    later = makers.NOW + dt.timedelta(days=9)
    monkeypatch.setattr(timezone, "now", lambda: later)
    outcome = perform(ANSWER, bureau.actor(bureau.head), voice, REPLY, on=later.date())
    assert outcome.wanting and not outcome.ok
    reasons = dict.fromkeys(outcome.wanting, "食堂改造期间另行安排")
    head = bureau.actor(bureau.head)
    assert perform(ANSWER, head, voice, REPLY, on=later.date(), reasons=reasons).ok


def test_a_late_answer_to_a_complaint_is_taken_and_counts_as_late(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ruled.measures(bureau.bureau, TODAY)
    share = next(each for each in known if each.label == "投诉九十日内答复率")
    head = bureau.actor(bureau.head)
    for days, found in ((90, 100.0), (91, 50.0)):
        monkeypatch.setattr(timezone, "now", lambda: makers.NOW)
        draft = {**WORDS, "kind": "投诉"}
        voice = perform(SAY, bureau.actor(bureau.clerk), draft=draft, on=TODAY).subject
        later = makers.NOW + dt.timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        wanting = perform(ANSWER, head, voice, REPLY, on=later.date()).wanting
        reasons = dict.fromkeys(wanting, "食堂改造期间另行安排")
        assert perform(ANSWER, head, voice, REPLY, on=later.date(), reasons=reasons).ok
        month = measuring.month(f"{TODAY:%Y-%m}", later.date())
        assert measuring.value(share, head, month) == found


def test_nobody_answers_herself(bureau: Bureau) -> None:
    voice = perform(SAY, bureau.actor(bureau.head), draft=WORDS, on=TODAY).subject
    outcome = perform(ANSWER, bureau.actor(bureau.head), voice, REPLY, on=TODAY)
    assert {f.clause for f in outcome.findings if f.stops} == {"5.4", "28.3"}


def test_an_answer_that_does_not_answer_is_asked_again(bureau: Bureau) -> None:
    voice = said(bureau)
    perform(ANSWER, bureau.actor(bureau.head), voice, REPLY, on=TODAY)
    draft = {"content": "周末也延长吗？"}
    outcome = perform(AGAIN, bureau.actor(bureau.clerk), voice, draft, on=TODAY)
    assert outcome.ok
    again = Voice.objects.get()
    assert (again.state, again.reopened, again.worked_minutes) == (State.WAITING, 1, None)
    assert "周末也延长吗" in again.content


def test_what_was_answered_is_not_withdrawn_any_more(bureau: Bureau) -> None:
    voice = said(bureau)
    perform(ANSWER, bureau.actor(bureau.head), voice, REPLY, on=TODAY)
    outcome = perform(WITHDRAW, bureau.actor(bureau.clerk), voice, on=TODAY)
    assert "须为“待答复”" in outcome.errors["__all__"][0]


def test_a_stranger_neither_sees_nor_answers_nor_rates(bureau: Bureau) -> None:
    voice = said(bureau)
    for act, draft in ((ANSWER, REPLY), (RATE, {"rating": "1"}), (WITHDRAW, {})):
        with pytest.raises(Forbidden):
            perform(act, bureau.actor(bureau.stranger), voice, draft, on=TODAY)
    assert client(bureau.stranger).get(f"/voices/voice/{voice.pk}/").status_code == 404


def test_the_clock_warns_once_and_tells_those_who_answer(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = said(bureau)
    assert jobs.sweep() == 0
    monkeypatch.setattr(timezone, "now", lambda: makers.NOW + dt.timedelta(days=9))
    assert (jobs.sweep(), jobs.sweep()) == (1, 0)
    jobs.late({"voice": voice.pk, "time": 0})
    assert Message.objects.filter(person=bureau.head, title__contains="答复超期").count() == 1


def test_pages_show_the_form_the_list_and_the_voice(bureau: Bureau) -> None:
    voice, clerk = said(bureau), client(bureau.clerk)
    for address in ("new/", "", f"{voice.pk}/"):
        answer = clerk.get(f"/voices/voice/{address}")
        assert answer.status_code == 200
    assert "撤回诉求" in answer.content.decode() and voice.title in answer.content.decode()
