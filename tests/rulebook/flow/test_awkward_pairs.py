"""What happens when two things happen that nobody planned together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rulebook.flow import Actor, Owner, Phase, Refused, State
from rulebook.flow import commands as c
from rulebook.flow.model import MultiInstance, Own
from rulebook.processes import Who
from tests.rulebook.flow.makers import BOSS, Office, Walk, chain, post, task

ALL = MultiInstance.everybody()


def signing(office: Office | None = None) -> Walk:
    drawn = chain(task("a", "甲", "乙", "丙", multi=ALL), task("d", "丁"))
    return Walk(drawn, office).submit()


def test_withdrawn_while_they_sign_nobody_signs_any_more_and_what_was_signed_is_kept() -> None:
    walk = signing().agree("甲")
    walk.do(c.Withdraw, "申")
    with pytest.raises(Refused, match="办件当前为“已撤回”"):
        walk.do(c.Agree, "乙", task=2)
    assert "甲同意“a环节”" in walk.lines
    walk.submit()
    assert walk.waiting == ["甲", "乙", "丙"]


def test_returned_after_adding_a_signer_the_addition_is_gone_on_the_second_walk() -> None:
    walk = signing()
    walk.do(c.AddSigners, "甲", task=1, people=("戊",), place=c.Place.BESIDE)
    walk.do(c.AddSigners, "乙", task=2, people=("己",), place=c.Place.BEFORE)
    walk.do(c.Return, "丙", task=3, target=c.Target.APPLICANT)
    assert walk.waiting == ["申"]
    walk.do(c.Submit, "申")
    assert walk.waiting == ["甲", "乙", "丙"]


def test_returned_directly_after_adding_a_signer_all_go_on_where_they_were() -> None:
    walk = signing().agree("甲")
    walk.do(c.AddSigners, "乙", task=2, people=("戊",), place=c.Place.AFTER)
    walk.do(c.AddSigners, "乙", task=2, people=("己",), place=c.Place.BEFORE)
    walk.do(c.Return, "丙", task=3, target=c.Target.APPLICANT, direct=True)
    assert walk.waiting == ["申"]
    walk.do(c.Submit, "申")
    assert walk.waiting == ["己", "丙"]
    walk.agree("己", "乙", "戊", "丙")
    assert walk.waiting == ["丁"]


def test_a_delegate_who_leaves_without_an_heir_gives_the_task_back() -> None:
    walk = signing()
    walk.do(c.Delegate, "甲", task=1, to=Owner("戊"))
    walk.office.gone.add("戊")
    walk.do(c.HandOver, BOSS, person="戊")
    assert walk.waiting == ["甲", "乙", "丙"]
    assert "戊的待办“a环节”取消：办理人离任" in walk.lines


def test_an_approver_who_leaves_hands_over_or_leaves_the_task_to_the_administrator() -> None:
    walk = signing()
    walk.office.gone |= {"甲", "乙"}
    walk.do(c.HandOver, BOSS, person="甲", to=Owner("戊"))
    walk.do(c.HandOver, BOSS, person="乙")
    assert walk.waiting == ["戊", "流程管理员", "丙"]
    assert walk.state.tasks[2].vacant


def test_a_signer_who_left_before_her_turn_is_not_waited_for_in_vain() -> None:
    drawn = chain(task("a", "甲", "乙", multi=MultiInstance.in_turn()), task("d", "丁"))
    walk = Walk(drawn).submit()
    walk.office.gone.add("乙")
    walk.agree("甲")
    assert walk.waiting == ["流程管理员"]
    walk.do(c.Transfer, BOSS, task=2, to=Owner("戊"))
    assert walk.agree("戊").waiting == ["丁"]


def test_of_two_who_approve_at_once_the_second_is_told_it_is_done() -> None:
    walk = Walk(chain(task("a", "甲", "乙"), task("d", "丁"))).submit()
    walk.do(c.Agree, "甲", task=1)
    with pytest.raises(Refused, match="“a环节”已取消。请刷新查看最新进展"):
        walk.do(c.Agree, "乙", task=2)
    with pytest.raises(Refused, match=r"“a环节”已办（同意）"):
        walk.do(c.Agree, "甲", task=1)


def test_a_command_on_an_old_version_is_refused() -> None:
    walk = signing()
    seen = walk.state.version
    walk.do(c.Agree, "甲", task=1, expected=seen)
    with pytest.raises(Refused, match="办件已被他人办理。请刷新查看最新进展后再办"):
        walk.do(c.Agree, "乙", task=2, expected=seen)
    walk.do(c.Agree, "乙", task=2, expected=walk.state.version)


def test_an_applicant_who_would_approve_herself_is_skipped() -> None:
    walk = Walk(chain(task("a", "申"), task("d", "丁"), own=Own.SKIP)).submit()
    assert walk.waiting == ["丁"]
    assert "跳过申在“a环节”的办理：办理人就是申请人" in walk.lines


def test_an_applicant_without_a_superior_leaves_the_approval_to_the_administrator() -> None:
    walk = Walk(chain(task("a", "申"), task("d", "丁"), own=Own.SUPERIOR)).submit()
    assert walk.state.tasks[1].vacant and walk.waiting == ["流程管理员"]


def test_an_applicant_among_several_approvers_leaves_it_to_the_others() -> None:
    drawn = chain(task("a", "申", "甲"), task("d", "丁"), own=Own.SUPERIOR)
    walk = Walk(drawn, Office(above={"申": "局长"})).submit()
    assert walk.waiting == ["局长", "甲"]
    walk.do(c.Transfer, "局长", task=1, to=Owner("甲"))
    with pytest.raises(Refused, match="申请人不能审批自己的申请"):
        walk.do(c.Transfer, "甲", task=1, to=Owner("申"))


def test_an_applicant_who_holds_the_post_does_not_take_her_own_task() -> None:
    office = Office(posts={"处长": ["申", "甲"]}, shared=True)
    node = task("a")
    walk = Walk(chain(type(node)("a", "审批", who=post("处长")), own=Own.SUPERIOR), office).submit()
    assert walk.waiting == ["处长"]
    desk = frozenset({("处长", "局")})
    with pytest.raises(Refused, match="申请人不能审批自己的申请。请转办给其他办理人"):
        walk.do(c.Agree, Actor("申", desk), task=1)
    walk.do(c.Agree, Actor("甲", desk), task=1)
    assert walk.state.phase is Phase.DONE


def test_a_vacant_post_waits_with_the_administrator_who_finds_somebody() -> None:
    node = task("a", minutes=60)
    drawn = chain(type(node)("a", "审批", who=post("处长"), minutes=60))
    walk = Walk(drawn, Office(posts={"处长": []})).submit()
    assert walk.lines[-1] == "“审批”无人可办，由流程管理员负责落实办理人"
    with pytest.raises(Refused, match="“审批”无人可办。请先转办给合适的办理人"):
        walk.do(c.Agree, BOSS, task=1)
    walk.do(c.Transfer, BOSS, task=1, to=Owner("甲"))
    assert walk.lines[-1] == "管指派“审批”：由流程管理员改为甲"
    assert not walk.state.tasks[1].vacant
    assert walk.agree("甲").state.phase is Phase.DONE


def test_a_merged_unit_takes_its_tasks_along() -> None:
    office = Office(posts={"处长": ["甲"]}, shared=True)
    node = task("a")
    walk = Walk(chain(type(node)("a", "审批", who=post("处长"))), office).submit()
    walk.do(c.MoveUnit, BOSS, old="局", new="新局")
    assert walk.state.tasks[1].owner == Owner(post="处长", unit="新局")
    with pytest.raises(Refused, match="您不是"):
        walk.do(c.Agree, Actor("甲", frozenset({("处长", "局")})), task=1)
    walk.do(c.Agree, Actor("甲", frozenset({("处长", "新局")})), task=1)
    assert walk.state.phase is Phase.DONE


def test_who_leaves_while_the_applicant_mends_finds_an_heir_when_it_comes_back() -> None:
    walk = signing().agree("甲", "乙", "丙")
    walk.do(c.Return, "丁", task=4, target=c.Target.APPLICANT, direct=True)
    walk.office.gone.add("丁")
    walk.do(c.Submit, "申")
    assert walk.waiting == ["流程管理员"]


def test_a_signer_is_not_added_twice() -> None:
    walk = signing()
    with pytest.raises(Refused, match="乙已在本环节办理。请另选他人"):
        walk.do(c.AddSigners, "甲", task=1, people=("乙",), place=c.Place.BESIDE)


def test_who_signs_for_a_merged_unit_later_is_found_at_the_new_one() -> None:
    office = Office(posts={"处长": ["甲"]}, shared=True)
    node = task("a", "乙", multi=MultiInstance.in_turn())
    drawn = chain(type(node)("a", "审批", who=(*node.who, *post("处长")), multi=node.multi))
    walk = Walk(drawn, Desks(office)).submit()
    walk.do(c.MoveUnit, BOSS, old="局", new="新局")
    assert walk.lines[-1] == "管“审批”的待办岗位改为新局处长"
    walk.agree("乙")
    assert walk.state.tasks[2].owner == Owner(post="处长", unit="新局")


class Desks(Office):
    """Posts stay posts, also for those who sign one by one."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.posts, office.above, office.gone, shared=True)

    def owners(self, who: Who, case: State, each: bool) -> Sequence[Owner]:
        return super().owners(who, case, each=False)


def test_advice_no_longer_wanted_is_taken_back() -> None:
    walk = signing()
    walk.do(c.AddSigners, "甲", task=1, people=("戊", "己"), place=c.Place.BEFORE)
    for person in ("戊", "己"):
        assert "甲" not in walk.waiting
        walk.do(c.RemoveSigner, "甲", task=1, person=person)
    assert walk.waiting == ["甲", "乙", "丙"]


def test_a_task_that_does_not_exist_is_not_acted_on() -> None:
    with pytest.raises(Refused, match="本办件没有第9号待办"):
        signing().do(c.Agree, "甲", task=9)


def test_when_who_signs_now_is_taken_off_the_next_in_turn_is_asked() -> None:
    walk = Walk(
        chain(task("a", "甲", "乙", multi=MultiInstance.in_turn()), task("d", "丁"))
    ).submit()
    walk.do(c.AddSigners, "甲", task=1, people=("戊",), place=c.Place.AFTER)
    assert walk.agree("甲").waiting == ["戊"]
    walk.do(c.RemoveSigner, "甲", task=1, person="戊")
    assert walk.waiting == ["乙"]
