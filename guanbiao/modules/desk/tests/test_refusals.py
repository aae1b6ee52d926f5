"""Why something was stopped is told in words, with the ways out the live form offers."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse

from guanbiao.gate import receipts, registry
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.gate.passage import Passage
from guanbiao.gate.perform import perform
from guanbiao.kit import shown, words
from guanbiao.modules.desk.tests.test_guides import read, signed_in
from guanbiao.modules.vehicles.models import Request
from guanbiao.modules.vehicles.tests import makers
from guanbiao.modules.vehicles.tests.conftest import fleet, still_clock
from guanbiao.modules.vehicles.tests.makers import Fleet, a_request, wish

__all__ = ["fleet", "still_clock"]
SUBMIT = "vehicles.request.submit"
WANTED = {"passengers": "6", "pool_willing": "on", "body": "轿车"}


@pytest.fixture
def kept(fleet: Fleet) -> Refusal:
    """A saloon for seven."""
    assert fleet.do("request.submit", "clerk", **wish(**WANTED)).stopped
    return Refusal.objects.get()


def why(fleet: Fleet, kept: Refusal, who: str = "clerk") -> str:
    return unescape(read(signed_in(fleet, who), f"/refusals/{kept.pk}/"))


def test_what_was_typed_is_read_by_the_fields_of_the_form(fleet: Fleet, kept: Refusal) -> None:
    page = why(fleet, kept)
    assert re.search(r"<dt>愿意[^<]*</dt><dd>是</dd>", page) and "<dd>on</dd>" not in page
    assert "<dd>2026年6月5日 08:30</dd>" in page
    assert not re.search(r"<dd>\d{4}-\d\d", page), "neither the draft nor a fact speaks ISO"


def again(fleet: Fleet, **draft: str) -> Refusal:
    """The same refusal with something else typed; nobody can change what is kept."""
    act, clerk = registry.act(SUBMIT), fleet.actor("clerk")
    found = perform(act, clerk, draft=wish(**WANTED), rehearse=True).findings
    asking = Passage(act, clerk, makers.TODAY, makers.NOW)
    kept = receipts.keep_refusal(asking, wish(**{**WANTED, **draft}), found, {})
    return Refusal.objects.get(pk=kept)


def test_what_can_be_read_no_longer_stays_as_it_was_typed(fleet: Fleet) -> None:
    page = why(fleet, again(fleet, depart_at="明天一早", body="热气球"))
    assert "明天一早" in page and "热气球" in page


def test_facts_bear_no_idle_zeros_in_a_refusal_nor_on_a_receipt(
    fleet: Fleet, kept: Refusal
) -> None:
    a_request(fleet)
    clerk = fleet.actor("clerk")
    receipt = Receipt.objects.filter(act=SUBMIT).latest("at")
    for each in (kept, receipt):
        typed = {"用车时长": "8.00", "业务日期": "2026-06-03"}
        facts = shown.facts_of(each, typed, shown.hidden_of(each, clerk))
        assert str(words.value(facts["用车时长"])) == "8"
        assert facts["业务日期"] == dt.date(2026, 6, 3)


def test_a_way_out_is_taken_by_one_press(fleet: Fleet, kept: Refusal) -> None:
    page = why(fleet, kept)
    assert "已按全部条款试算" in page and Request.objects.count() == 0, "tried, and undone"
    link = re.search(r'“车型”改为 商务车</span><a[^>]*href="([^"]*)"', page)
    assert link
    form = read(signed_in(fleet, "clerk"), link[1])
    assert re.search(r'<option value="商务车" selected', form)
    assert re.search(r'name="passengers"[^>]*value="6"', form), "all else as it was typed"


def test_an_exception_is_asked_for_with_the_clause_filled_in(fleet: Fleet, kept: Refusal) -> None:
    clerk = signed_in(fleet, "clerk")
    links = re.findall(r'href="([^"]*)" aria-label="申请例外：条款 5.2.3"', why(fleet, kept))
    form = read(clerk, links[0])
    assert re.search(r'<option value="Q/YCJG 203#5.2.3@vehicles.request.submit" selected', form)


def test_a_clerk_says_and_a_head_proposes_what_should_be_another(
    fleet: Fleet, kept: Refusal
) -> None:
    said = re.findall(r'href="([^"]*)" aria-label="提修订建议：条款 5.2.3"', why(fleet, kept))
    form = read(signed_in(fleet, "clerk"), said[0])
    assert reverse("voices.voice.new") in said[0] and "修订 Q/YCJG 203 5.2.3" in form
    head = fleet.actor("other_head")
    perform(SUBMIT, head, draft=wish(**WANTED))
    own = why(fleet, Refusal.objects.latest("pk"), "other_head")
    assert reverse("evaluation.proposal.new") in own


def test_a_draft_that_would_pass_today_is_said_to(fleet: Fleet, kept: Refusal) -> None:
    said = "已没有条款拦截"
    assert said not in why(fleet, kept)
    assert said in why(fleet, again(fleet, passengers="2"))


def test_the_list_says_what_it_was_about_and_by_which_clause(fleet: Fleet, kept: Refusal) -> None:
    page = read(signed_in(fleet, "clerk"), "/refusals/")
    assert wish()["purpose"] in page and re.search(r"(49|5\.2\.3) ", page)
