"""From the need to the published edition, and what the clauses say on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from guanbiao.gate.events import deliver_waiting
from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.library import in_force
from guanbiao.modules.desk.models import Message
from guanbiao.modules.standards.models import Consult, Draft
from guanbiao.modules.standards.public import draft_pack, files_of
from guanbiao.modules.standards.tests.makers import FUEL, House
from rulebook.rules import Verdict


def clauses(outcome: Outcome, verdict: Verdict = Verdict.BLOCK) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def soon(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def ask(house: House, draft: Draft, days: int = 5, group: str = "驾驶员") -> Consult:
    made: Consult = house.done("consult.ask", "writer", draft=draft.pk, group=group,
                               unit=house.units["organ"].pk, due_on=soon(days))  # fmt: skip
    return made


def test_a_standard_is_made_bound_and_published_and_judges_the_next_filling(house: House) -> None:
    draft = house.approved()
    release = house.published(draft)
    assert draft.state == "已发布" and draft.published == release.publication
    rules = in_force.in_force(FUEL, house.units["organ"], timezone.localdate(), _scope())
    found = [rule for rule in rules.rules if rule.standard == "Q/YCJG 401"]
    assert [rule.clause for rule in found] == ["1.1"]
    verdicts = {f.clause: f.verdict for f in rules.judge(_facts("9.6")) if "401" in f.standard}
    assert verdicts == {"1.1": Verdict.BLOCK}


def _scope() -> object:
    from guanbiao.gate import registry  # noqa: PLC0415

    return registry.scope_of(FUEL)


def _facts(consumption: str) -> dict[str, object]:
    from decimal import Decimal  # noqa: PLC0415

    return {**dict.fromkeys(_scope()), "百公里油耗": Decimal(consumption)}  # type: ignore[call-overload]


def test_a_public_standard_wants_a_scope_a_foreword_and_the_word_for_a_demand(house: House) -> None:
    draft = house.draft(standard="DB99/T 1", level="city")
    house.post("text", draft, do="add", title="油耗", depth="2", body="油耗必须登记。")
    broken = clauses(house.do("draft.submit", "writer", draft))
    assert {"8-1", "8-2", "C-1"} <= broken
    for title in ("前言", "范围"):
        house.post("text", draft, do="add", title=title, depth="2", body="本文件规定油耗。")
    assert {"8-1", "8-2", "C-1"} & clauses(house.do("draft.submit", "writer", draft)) == {"C-1"}
    own = house.draft(standard="Q/YCJG 402", title="油耗登记规范")
    house.post("text", own, do="add", title="油耗", depth="2", body="油耗必须登记。")
    assert not {"8-1", "8-2", "C-1"} & clauses(house.do("draft.submit", "writer", own))


def test_a_draft_gives_the_pack_that_its_files_give(house: House) -> None:
    draft = house.bound()
    pack = draft_pack(draft)
    assert pack.files == files_of(draft) and pack.head.number == "Q/YCJG 401"
    assert [bind.clause for bind in pack.binds] == ["1.1"]
    assert pack.head.region == "990100" and pack.head.units == ()
    assert (draft.clauses, draft.loose, draft.untried, draft.failing, draft.stale) == (
        1,
        0,
        0,
        0,
        0,
    )


def test_a_need_without_evidence_a_plan_too_long_and_a_bad_number_are_stopped(house: House) -> None:
    wish = house.wish(evidence="车太费油", plan_to="2028-01-01", standard="Q/YCJG-401", budget="5")
    outcome = house.do("draft.propose", "writer", **wish)
    assert clauses(outcome) == {"5.1", "5.2", "5.3", "5.4"}
    assert not Draft.objects.exists()


def test_a_general_draft_waits_for_every_group_and_every_opinion(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    assert clauses(house.do("draft.submit", "writer", draft)) == {"6.2", "4"}
    consult = ask(house, draft)
    draft.refresh_from_db()
    assert draft.state == "征求意见"
    assert clauses(house.do("draft.submit", "writer", draft)) == {"6.3"}
    house.done("consult.answer", "head", consult, answer="有意见",
               opinions="1.1 限值宜按车型分开\n总体可行")  # fmt: skip
    assert clauses(house.do("draft.submit", "writer", draft)) == {"6.4"}
    first, second = consult.opinions.order_by("pk")
    assert (first.clause, first.words) == ("1.1", "限值宜按车型分开") and second.clause == ""
    short = house.do(
        "draft.settle", "writer", draft, opinion=first.pk, result="不采纳", reason="不必"
    )
    assert clauses(short) == {"6.5"}
    house.done("draft.settle", "writer", draft, opinion=first.pk, result="不采纳",
               reason="车型只有一种，暂不分开")  # fmt: skip
    house.done("draft.settle", "writer", draft, opinion=second.pk, result="采纳")
    house.done("draft.submit", "writer", draft)
    assert draft.state == "审校"


def test_four_days_are_too_short_for_an_opinion(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    outcome = house.do("consult.ask", "writer", draft=draft.pk, group="驾驶员",
                       unit=house.units["organ"].pk, due_on=soon(4))  # fmt: skip
    assert clauses(outcome) == {"6.1"}


def test_six_readings_by_six_people_none_of_them_the_writer(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    house.done("consult.answer", "head", ask(house, draft), answer="同意")
    house.done("draft.submit", "writer", draft)
    steps = ("一审", "二审", "三审", "一校", "二校")
    for number, step in enumerate(steps, 1):
        house.done("draft.review", f"reader{number}", draft, step=step, passed="通过")
    assert clauses(house.do("draft.approve", "leader", draft)) == {"7.1"}
    twice = house.do("draft.review", "reader1", draft, step="三校", passed="通过")
    assert clauses(twice) == {"7.2"}
    house.done("draft.review", "reader6", draft, step="三校", passed="通过")
    house.done("draft.approve", "leader", draft)
    assert draft.state == "已批准" and draft.approved_by == house.persons["leader"]


def test_the_second_reading_follows_the_first(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    house.done("consult.answer", "head", ask(house, draft), answer="同意")
    house.done("draft.submit", "writer", draft)
    early = house.do("draft.review", "reader1", draft, step="二审", passed="通过")
    assert "step" in early.errors
    house.done("draft.review", "reader1", draft, step="一审", passed="通过")
    twice = house.do("draft.review", "reader2", draft, step="一审", passed="通过")
    assert "step" in twice.errors
    house.done("draft.review", "reader2", draft, step="一校", passed="通过")
    house.done("draft.review", "reader3", draft, step="二审", passed="通过")


def test_every_reading_stays_to_be_read_also_of_versions_sent_back(house: House) -> None:
    draft = house.bound()
    house.done("draft.submit", "writer", draft)
    house.done("draft.review", "reader1", draft, step="一审", passed="退回", words="1.1 有错字")
    page = house.client("writer").get(reverse("standards.draft", args=[draft.pk]))
    assert "某reader1" in page.content.decode() and "1.1 有错字" in page.content.decode()


def test_a_second_round_begins_when_all_of_the_first_have_answered(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    first, other = ask(house, draft), ask(house, draft, group="用车单位")
    assert (first.round, other.round) == (1, 1)
    house.done("consult.answer", "head", first, answer="同意")
    early = house.do("consult.ask", "writer", draft=draft.pk, group="驾驶员",
                     unit=house.units["organ"].pk, due_on=soon(5))  # fmt: skip
    assert "还有相关方没有答复" in early.errors["group"][0]
    house.done("consult.answer", "head", other, answer="同意")
    again = ask(house, draft)
    assert again.round == 2
    assert clauses(house.do("draft.submit", "writer", draft)) == {"6.3"}
    house.done("consult.answer", "head", again, answer="同意")
    house.done("draft.submit", "writer", draft)


def test_a_reader_who_helped_to_write_stands_aside(house: House) -> None:
    draft = house.bound(members="某reader1")
    house.done("draft.submit", "writer", draft)
    outcome = house.do("draft.review", "reader1", draft, step="一审", passed="通过")
    assert clauses(outcome) == {"7.3"}


def test_what_was_sent_back_is_read_anew(house: House) -> None:
    draft = house.bound()
    house.done("draft.submit", "writer", draft)
    house.done("draft.review", "reader1", draft, step="一审", passed="通过")
    house.done("draft.review", "reader2", draft, step="一校", passed="退回", words="1.1 有错字")
    assert draft.state == "起草" and draft.remark == "1.1 有错字"
    house.done("draft.submit", "writer", draft)
    house.done("draft.review", "reader2", draft, step="一校", passed="通过")
    assert clauses(house.do("draft.approve", "leader", draft)) == {"7.1"}


def test_words_under_review_rest(house: House) -> None:
    draft = house.bound()
    house.done("draft.submit", "writer", draft)
    outcome = house.do("draft.write", "writer", draft, base=draft.version, note="改",
                       changes='{"text.md": "# x"}')  # fmt: skip
    assert "须为“起草、征求意见”" in outcome.errors["__all__"][0]


def test_the_second_of_two_writers_is_told_and_loses_nothing(house: House) -> None:
    draft = house.bound()
    old = draft.version
    house.post("text", draft, do="put", at="1.1", body="每车每百公里油耗不应超过 9.5 升，按车计。",
               title="百公里油耗", modality="must")  # fmt: skip
    late = house.post("text", draft, "second", do="put", at="1.1", base=old, title="别的标题",
                      body="另一种写法，不应超过 9.5 升。", modality="must")  # fmt: skip
    html = late.content.decode()
    assert late.status_code == 422
    assert "刚刚改过" in html and "另一种写法" in html
    assert "按车计" in files_of(draft)["text.md"]


def test_changed_words_are_confirmed_before_anybody_reads_them(house: House) -> None:
    draft = house.bound()
    house.post("text", draft, do="put", at="1.1", body="每车每百公里油耗不应超过 9 升。",
               title="百公里油耗", modality="must")  # fmt: skip
    assert draft.stale == 1
    assert clauses(house.do("draft.submit", "writer", draft)) == {"8.4"}
    house.done("draft.confirm", "writer", draft, clause="1.1")
    assert draft.stale == 0
    house.done("draft.submit", "writer", draft)


def test_a_changed_amount_proposes_other_words(house: House) -> None:
    draft = house.bound()
    house.post("bind", draft, do="value", at="1.1", name="百公里油耗上限", amount="9.0", unit="L",
               day=draft.from_day.isoformat())  # fmt: skip
    assert draft.stale == 1
    page = house.client("writer").get(reverse("standards.text", args=[draft.pk]), {"at": "1.1"})
    html = page.content.decode()
    assert "规则改了，条文还没有对照" in html and "<ins>9</ins>" in html
    house.post("text", draft, do="put", at="1.1", title="百公里油耗", modality="must",
               body="每车每百公里油耗不应超过 9 升。", confirm="1")  # fmt: skip
    assert draft.stale == 0


def test_a_failing_case_and_an_open_clause_stop_the_draft(house: House) -> None:
    draft = house.bound()
    house.post("text", draft, do="add", at="1.1", title="", depth="3", body="车辆应保持清洁。")
    broken = files_of(draft)["cases/draft.yaml"].replace("block", "pass")
    house.post("file", draft, path="cases/draft.yaml", text=broken)
    assert (draft.loose, draft.failing, draft.untried) == (1, 1, 1)
    outcome = house.do("draft.submit", "writer", draft)
    assert clauses(outcome) == {"8.2", "8.3"}
    house.post("bind", draft, do="excuse", at="1.2", reason="没有可读取的事实，由检查评价")
    assert draft.loose == 0


@pytest.mark.parametrize("who", ["foreign", "stranger", "clerk", "head"])
def test_a_draft_does_not_exist_for_other_bureaus_and_for_whoever_has_no_part(
    house: House, who: str
) -> None:
    draft = house.bound()
    client = house.client(who)
    for page in ("draft", "text", "cases", "file", "outline", "draft_print", "draft_docx",
                 "draft_zip", "take", "grid"):  # fmt: skip
        assert client.get(reverse(f"standards.{page}", args=[draft.pk])).status_code == 404, page
    answer = client.post(reverse("standards.text", args=[draft.pk]), {"do": "remove", "at": "1.1"})
    assert answer.status_code == 404
    with pytest.raises(Forbidden):
        house.do("draft.write", who, draft, base=draft.version, note="改", changes="{}")


@pytest.mark.parametrize("who", ["reader1", "keeper", "leader"])
def test_who_may_read_a_draft_may_not_write_it(house: House, who: str) -> None:
    draft = house.bound()
    assert house.client(who).get(reverse("standards.text", args=[draft.pk])).status_code == 200
    assert house.post("text", draft, who, do="remove", at="1.1").status_code == 403
    assert "1.1" in files_of(draft)["text.md"]


def test_the_group_asked_reads_the_words_and_nobody_else_does(house: House) -> None:
    consult = ask(house, house.bound())
    address = reverse("standards.consult", args=[consult.pk])
    assert "百公里油耗" in house.client("head").get(address).content.decode()
    assert house.client("clerk").get(address).status_code == 200
    assert house.client("stranger").get(address).status_code == 404
    assert house.client("foreign").get(address).status_code == 404


def test_a_stranger_begins_nothing(house: House) -> None:
    with pytest.raises(Forbidden):
        house.do("draft.propose", "stranger", **house.wish())


def inbox(house: House, who: str) -> list[str]:
    deliver_waiting()
    rows = Message.objects.filter(person=house.persons[who], event__startswith="standards.")
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_whoever_must_do_something_hears_of_it(house: House) -> None:
    draft = house.bound(procedure="一般程序")
    consult = ask(house, draft)
    name = "Q/YCJG 401 公务用车油耗规范"
    assert inbox(house, "head") == [f"征求意见：{name}（{consult.due_on}前答复）"]
    house.done("consult.answer", "head", consult, answer="同意")
    house.done("draft.submit", "writer", draft)
    assert inbox(house, "reader1") == [f"待审校：{name}"]
    house.done("draft.review", "reader1", draft, step="一审", passed="退回", words="有错字")
    assert inbox(house, "writer") == [f"驾驶员答复同意：{name}", f"退回修改：{name}"]
    assert inbox(house, "foreign") == [] and inbox(house, "clerk") == []
