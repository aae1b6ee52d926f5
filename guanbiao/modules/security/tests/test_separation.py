"""Three administrators: none does another's work, none raises herself."""

from __future__ import annotations

import itertools
import re

import pytest

from guanbiao.gate import authority, registry
from guanbiao.gate.passage import Forbidden
from guanbiao.modules.security.acts.accounts import Order
from guanbiao.people.actor import Actor
from tests.house.platform import acts, modules
from tests.people.house import ADMINISTRATORS, House, clauses
from tests.people.makers import TODAY, lend

READING = {
    "organisation.unit.view", "organisation.person.view", "security.account.view",
}  # fmt: skip
"""What more than one administrator may read in order to do her own work."""
PARAMETER = re.compile(r"<(int|str|slug):\w+>")


def beyond_everybody(house: House, who: str) -> set[str]:
    """Acts and rights somebody has by her post, not as one of 全体人员."""
    names = {act.name for act in acts()}.union(*(module.views for module in modules()))
    actor = Actor.of(house.persons[who])
    return {
        name for name in names
        if any(title.grant.role != authority.EVERYONE
               for title in authority.titles(actor, name, actor.today))
    }  # fmt: skip


def test_no_act_and_no_log_belongs_to_two_administrators(home: House) -> None:
    held = {who: beyond_everybody(home, who) for who in ADMINISTRATORS}
    assert all(held.values())
    for one, other in itertools.combinations(ADMINISTRATORS, 2):
        assert (held[one] & held[other]) - READING == set(), (one, other)


def test_an_administrator_holds_nothing_of_the_businesses(home: House) -> None:
    for who in ADMINISTRATORS:
        strange = {n for n in beyond_everybody(home, who)
                   if n.partition(".")[0] not in ("organisation", "security")}  # fmt: skip
        assert strange == set(), who


def test_the_audit_administrator_changes_nothing(home: House) -> None:
    assert beyond_everybody(home, "audit") & {act.name for act in acts()} == set()


def test_every_page_opens_for_whom_a_grant_opens_it_and_for_nobody_else(home: House) -> None:
    clients = {who: home.client(who) for who in (*ADMINISTRATORS, "stranger")}
    for module in modules():
        for page in module.pages if module.name in ("organisation", "security") else ():
            path = f"/{module.name}/" + PARAMETER.sub("1", page.path)
            for who, client in clients.items():
                actor = Actor.of(home.persons[who])
                entity = page.act and registry.entity(page.act.rpartition(".")[0])
                may = not page.act or authority.may(actor, page.act, None, entity, actor.today)
                assert (client.get(path).status_code != 403) == may, (path, who)


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_no_administrator_gives_herself_a_post(home: House, who: str) -> None:
    person = home.persons[who]
    draft = {"person": person.pk, "unit": person.unit_id, "role": "局长", "from_day": "2026-01-01"}
    if who == "security":
        assert clauses(home.do("organisation.post.assign", who, **draft)) == {"5.2"}
    else:
        with pytest.raises(Forbidden):
            home.do("organisation.post.assign", who, **draft)


@pytest.mark.parametrize(
    ("who", "role"),
    [("system", "安全管理员"), ("audit", "系统管理员"), ("auditor", "系统管理员")],
)
def test_posts_that_exclude_each_other_are_not_given_to_one_person(
    home: House, who: str, role: str
) -> None:
    person = home.persons[who]
    draft = {"person": person.pk, "unit": person.unit_id, "role": role, "from_day": "2026-01-01"}
    outcome = home.do("organisation.post.assign", "security", **draft)
    assert clauses(outcome) & {"5.1", "5.3"}


def test_the_security_administrator_gives_a_colleague_a_post(home: House) -> None:
    person = home.persons["colleague"]
    draft = {"person": person.staff_no, "unit": person.unit.name, "role": "驾驶员",
             "from_day": "2026-01-01"}  # fmt: skip
    outcome = home.do("organisation.post.assign", "security", **draft)
    assert outcome.ok
    assert outcome.subject.assigned_by == home.persons["security"]
    assert home.do("organisation.post.end", "security", outcome.subject, to_day="2026-12-31").ok


def test_a_delegation_does_not_join_what_is_kept_apart(home: House) -> None:
    draft = {"to_person": home.persons["security"].pk, "from_at": "2026-06-01 09:00",
             "to_at": "2026-06-05 17:00", "reason": "出差"}  # fmt: skip
    assert clauses(home.do("organisation.delegation.grant", "system", **draft)) == {"5.1"}
    draft["to_person"] = home.persons["colleague"].pk
    assert home.do("organisation.delegation.grant", "system", **draft).ok


def test_a_lent_post_of_an_administrator_gives_her_rights_and_no_more(home: House) -> None:
    lend(home.persons["system"], home.persons["colleague"])
    colleague = Actor.of(home.persons["colleague"])
    entity = registry.entity("security.account")
    assert authority.may(colleague, "security.account.open", None, entity, TODAY)
    assert not authority.may(colleague, "security.account.reset", None, entity, TODAY)


def test_only_the_administrator_for_it_orders_something_of_an_account(home: House) -> None:
    for who in ("owner", "colleague", "stranger", "auditor", "audit"):
        for kind in Order:
            with pytest.raises(Forbidden):
                home.order(kind.value, who, "owner")


def test_an_administrator_orders_nothing_of_her_own_account(home: House) -> None:
    for who, kind in (("system", "disable"), ("security", "reset"), ("security", "unlock")):
        assert clauses(home.order(kind, who, who)) == {"6.2"}
