"""Personal data: masked on pages, seen with a reason, on record, sealed anew with another key."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from guanbiao.exchange import hooks
from guanbiao.gate.forms import HIDDEN, plain
from guanbiao.gate.models import Receipt, Refusal
from guanbiao.modules.organisation.forms import PersonForm
from guanbiao.modules.security.models import AccessRecord, KeyChange
from guanbiao.modules.security.public import rekey
from guanbiao.people import cipher, factor, keys
from guanbiao.people.actor import Actor
from guanbiao.people.models import Factor, Person
from tests.people.house import House, clauses

PHONE, NUMBER = "13900000001", "11010519491231002X"
PURPOSE = "核对值班联系方式"


@pytest.fixture
def known(home: House) -> House:
    """The owner's numbers are known."""
    draft = {"rank": "科员", "unit": home.persons["owner"].unit_id, "active": "on",
             "phone": PHONE, "identity": NUMBER}  # fmt: skip
    outcome = home.do("organisation.person.amend", "system", home.persons["owner"], **draft)
    assert outcome.ok
    home.persons["owner"].refresh_from_db()
    return home


def address(home: House, key: str = "owner") -> str:
    return reverse("security.reveal", args=[home.persons[key].pk])


def test_numbers_lie_sealed_in_the_table_and_in_the_receipt(known: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_person::text FROM people_person")
        rows = str(cursor.fetchall())
    evidence = str(list(Receipt.objects.values_list("content", flat=True)))
    for number in (PHONE, NUMBER):
        assert number not in rows and number not in evidence
    assert (known.persons["owner"].phone, known.persons["owner"].identity) == (PHONE, NUMBER)


def test_a_refusal_keeps_no_number(known: House) -> None:
    draft = {"phone": PHONE, "identity": NUMBER, "rank": "科员"}
    assert plain(draft, PersonForm) == {"phone": HIDDEN, "identity": HIDDEN, "rank": "科员"}
    assert plain({"phone": ""}, PersonForm) == {"phone": ""}


def test_what_is_not_typed_stays(known: House) -> None:
    person = known.persons["owner"]
    draft = {"rank": "副科级", "unit": person.unit_id, "active": "on"}
    assert known.do("organisation.person.amend", "system", person, **draft).ok
    person.refresh_from_db()
    assert (person.rank, person.phone, person.identity) == ("副科级", PHONE, NUMBER)


def test_one_identity_number_belongs_to_one_person(known: House) -> None:
    person = known.persons["colleague"]
    draft = {"rank": "科员", "unit": person.unit_id, "active": "on", "identity": NUMBER}
    assert "identity" in known.do("organisation.person.amend", "system", person, **draft).errors
    draft["identity"] = "110105194912310021"
    assert "identity" in known.do("organisation.person.amend", "system", person, **draft).errors


def test_pages_show_numbers_masked_only(known: House) -> None:
    path = reverse("organisation.person", args=[known.persons["owner"].pk])
    for who in ("owner", "colleague", "system", "audit"):
        page = known.client(who).get(path).content.decode()
        assert "139****0001" in page and PHONE not in page and NUMBER not in page, who
    path = reverse("organisation.person_amend", args=[known.persons["owner"].pk])
    assert PHONE not in known.client("system").get(path).content.decode()


def test_a_number_is_seen_with_a_purpose_and_the_look_is_on_record(known: House) -> None:
    client = known.client("system")
    assert PHONE not in client.get(address(known)).content.decode()
    answer = client.post(address(known), {"field": "phone", "purpose": PURPOSE})
    assert PHONE in answer.content.decode() and answer.headers["Cache-Control"] == "no-store"
    kept = AccessRecord.objects.get()
    assert (kept.person, kept.seen_by, kept.purpose) == (
        known.persons["owner"], known.persons["system"], PURPOSE,
    )  # fmt: skip
    assert PHONE not in Receipt.objects.get(pk=kept.receipt_id).content


def test_a_look_without_a_purpose_is_stopped_and_shows_nothing(known: House) -> None:
    client = known.client("system")
    for purpose in ("", "看看"):
        answer = client.post(address(known), {"field": "phone", "purpose": purpose})
        assert answer.status_code == 422 and PHONE not in answer.content.decode()
    assert not AccessRecord.objects.exists()
    assert Refusal.objects.filter(act="security.access.reveal").count() == 1


def test_one_sees_ones_own_and_nobody_elses(known: House) -> None:
    answer = known.client("owner").post(address(known), {"field": "identity", "purpose": "核对"})
    assert NUMBER in answer.content.decode()
    for who in ("colleague", "stranger", "security", "audit"):
        client = known.client(who)
        assert client.get(address(known)).status_code == 404
        assert (
            client.post(address(known), {"field": "phone", "purpose": PURPOSE}).status_code == 404
        )
    assert Client().get(address(known))["Location"].startswith("/login/")


def test_a_head_sees_the_numbers_of_her_unit(known: House) -> None:
    head = known.place.person("office", "科长", is_head=True)
    outcome = known.do("organisation.person.amend", "system", head, rank="正科级",
                       unit=head.unit_id, active="on")  # fmt: skip
    assert outcome.ok
    known.persons["head"] = head
    asked = {"field": "phone", "purpose": PURPOSE}
    assert PHONE in known.client("head").post(address(known), asked).content.decode()
    assert known.client("head").post(address(known, "stranger"), asked).status_code == 404


def test_who_looked_is_read_by_the_audit_administrator_and_by_oneself(known: House) -> None:
    known.client("system").post(address(known), {"field": "phone", "purpose": PURPOSE})
    for who, sees in (("audit", True), ("owner", True), ("colleague", False), ("system", False)):
        page = known.client(who).get(reverse("security.accesses")).content.decode()
        assert (PURPOSE in page) == sees, who


def test_a_whole_number_finds_its_person_for_those_who_may_see_it(known: House) -> None:
    path = reverse("organisation.people")
    assert "样例owner" in known.client("system").get(path, {"q": PHONE}).content.decode()
    assert "样例owner" not in known.client("system").get(path, {"q": PHONE[:-1]}).content.decode()
    assert "样例owner" not in known.client("colleague").get(path, {"q": PHONE}).content.decode()


def test_a_new_key_seals_everything_anew_and_nothing_is_lost(home: House, tmp_path: Path) -> None:
    path = tmp_path / "data.keys"
    path.write_text(keys.first_keys(), encoding="utf-8")
    with override_settings(DATA_KEY_FILE=path):
        keys.store.cache_clear()
        person = home.persons["owner"]
        draft = {"rank": "科员", "unit": person.unit_id, "active": "on", "phone": PHONE}
        home.do("organisation.person.amend", "system", person, **draft)
        secret = factor.secret_of(factor.begin(home.account("owner")))
        hook, signing = hooks.subscribe(Actor.of(person), "对账", "https://there.example/", [])
        assert rekey() == 3
        hook.refresh_from_db()
        assert cipher.key_of(hook.secret_sealed) == "k2"
        assert cipher.unseal(hook.secret_sealed, hooks.FIELD) == signing
        person = Person.objects.get(pk=person.pk)
        assert cipher.key_of(person.phone_sealed) == "k2" and person.phone == PHONE
        assert factor.secret_of(Factor.objects.get()) == secret
        assert KeyChange.objects.get().rows == 3
    keys.store.cache_clear()


def test_a_factor_is_taken_away_by_the_system_administrator_only(home: House) -> None:
    factor.begin(home.account("owner"))
    assert clauses(home.order("reset_factor", "system", "owner", reason="丢")) == {"6.1"}
    assert home.order("reset_factor", "system", "owner").ok
    assert not Factor.objects.exists()
