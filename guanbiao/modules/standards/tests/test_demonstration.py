"""The temperatures of 盘锦 against the national ones: the page shows what the proof finds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from guanbiao.library.packs import read
from guanbiao.library.proving import TORN
from guanbiao.modules.standards import demonstration
from guanbiao.people.models import Account
from rulebook.rules import Verdict, compile_rules
from tests.gate.makers import bureau


def test_both_temperatures_of_panjin_are_found_to_contradict_the_national_ones() -> None:
    found = [(each.clash.kind, each.own.number, each.other.number) for each in
             demonstration.pairs()]  # fmt: skip
    assert found == [(TORN, "1", "2.1"), (TORN, "2", "2.2")]


def test_the_national_clauses_shown_are_those_of_the_library() -> None:
    national, _ = demonstration.packs()
    shipped = read(settings.PACKS / "GBF-2007-42" / "2007")
    assert national.clauses == shipped.clauses and national.head == shipped.head


@pytest.mark.parametrize("place", [0, 1])
def test_the_facts_shown_are_lawful_below_and_unlawful_above(place: int) -> None:
    pair = demonstration.pairs()[place]
    facts = {name: Decimal(value) if isinstance(value, str) else value
             for name, value in pair.example.items()}  # fmt: skip
    national, panjin = (compile_rules([r for r in pack.rules if r.judged], demonstration.SCOPE)
                        for pack in demonstration.packs())  # fmt: skip
    said = {each.clause: each.verdict for each in (*national.judge(facts), *panjin.judge(facts))}
    assert said[pair.own.number] is Verdict.PASS
    assert said[pair.other.number] is Verdict.BLOCK


@pytest.fixture
def clerk(db: None) -> Client:
    client = Client()
    client.force_login(Account.objects.create_account("clerk", None, bureau().clerk))
    return client


def test_a_clerk_reads_both_clauses_the_counter_example_and_the_reason(clerk: Client) -> None:
    answer = clerk.get(reverse("standards.conflict"))
    html = answer.content.decode()
    assert answer.status_code == 200
    for words in ("国办发〔2007〕42号", "盘锦《会议接待服务规范》", "26 ℃ 以上", "24.5 ℃",
                  "20 ℃ 以下", "23 ℃", "反例", "pjsjgswglj.com.cn"):  # fmt: skip
        assert words in html, words
    for pair in demonstration.pairs():
        assert pair.clash.words in html


def test_a_clerk_comes_to_it_from_the_library(clerk: Client) -> None:
    library = clerk.get(reverse("standards.standards")).content.decode()
    assert reverse("standards.conflict") in library


def test_nobody_reads_it_without_signing_in(db: None) -> None:
    assert Client().get(reverse("standards.conflict")).status_code == 302
