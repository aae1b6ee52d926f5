"""A unit offers its people words for opinions."""

from __future__ import annotations

import pytest

from guanbiao.gate.passage import Forbidden
from guanbiao.gate.perform import perform
from guanbiao.modules.cases import phrases
from guanbiao.modules.cases.models import Wording
from guanbiao.modules.cases.tests.conftest import Office
from guanbiao.people.models import Person
from tests.gate.makers import TODAY

WORDS = "请按会议纪要办理。"


def offered(office: Office, who: Person) -> list[str]:
    return phrases.of(office.bureau.actor(who))


def added(office: Office, words: str = WORDS) -> Wording:
    actor = office.bureau.actor(office.bureau.head)
    outcome = perform("cases.wording.add", actor, None, {"words": words}, on=TODAY)
    assert outcome.ok, (outcome.errors, outcome.findings)
    found: Wording = outcome.subject
    return found


def test_the_head_s_words_reach_her_people_and_nobody_else(office: Office) -> None:
    added(office)
    assert offered(office, office.bureau.clerk) == [WORDS]
    assert WORDS not in offered(office, office.bureau.stranger)


def test_ones_own_come_first_and_nothing_is_offered_twice(office: Office) -> None:
    clerk = office.client(office.bureau.clerk)
    clerk.post("/cases/phrases/", {"words": "已阅。"})
    clerk.post("/cases/phrases/", {"words": WORDS})
    added(office)
    assert offered(office, office.bureau.clerk) == ["已阅。", WORDS]
    assert "单位常用语" in clerk.get("/cases/phrases/").content.decode()


def test_what_is_stopped_is_offered_no_more_and_may_come_again(office: Office) -> None:
    wording = added(office)
    head = office.bureau.actor(office.bureau.head)
    again = perform("cases.wording.add", head, None, {"words": WORDS}, on=TODAY)
    assert again.errors == {"words": ["本单位已有这条常用语。"]}
    assert perform("cases.wording.stop", head, wording, on=TODAY).ok
    assert WORDS not in offered(office, office.bureau.clerk)
    added(office)


def test_too_long_is_stopped_by_the_clause(office: Office) -> None:
    head = office.bureau.actor(office.bureau.head)
    outcome = perform("cases.wording.add", head, None, {"words": "办" * 41}, on=TODAY)
    assert [f.clause for f in outcome.findings if f.stops] == ["4.9"]


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_nobody_else_speaks_for_the_unit(office: Office, who: str) -> None:
    person = getattr(office.bureau, who)
    wording = added(office)
    for act, subject in (("add", None), ("stop", wording)):
        with pytest.raises(Forbidden):
            perform(f"cases.wording.{act}", office.bureau.actor(person), subject,
                    {"words": "同意"}, on=TODAY)  # fmt: skip


def test_the_list_is_for_those_who_keep_it(office: Office) -> None:
    added(office)
    page = office.client(office.bureau.head).get("/cases/wording/")
    assert WORDS in page.content.decode()
    assert office.client(office.bureau.clerk).get("/cases/wording/").status_code == 403
