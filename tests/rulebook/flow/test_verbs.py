"""The verbs of an office: who may, what the trace says, what becomes of tasks and clocks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.flow import Actor, Owner, Phase, Refused
from rulebook.flow import commands as c
from rulebook.flow.model import Dedup, MultiInstance, Own, Withdrawal
from tests.rulebook.flow.makers import BOSS, Office, Walk, chain, task

ALL, TURN = MultiInstance.everybody(), MultiInstance.in_turn()


def three(multi: MultiInstance | None = ALL, **fields: object) -> Walk:
    """甲乙丙 sign together, then 丁."""
    return Walk(chain(task("a", "甲", "乙", "丙", multi=multi), task("d", "丁"), **fields)).submit()


def test_an_application_goes_to_the_first_stage_and_says_so() -> None:
    walk = Walk(chain(task("a", "甲"))).submit()
    assert walk.waiting == ["甲"]
    assert walk.lines[0] == "申提交申请"
    assert walk.lines[-1] == "甲待办“a环节”"


def test_a_case_is_submitted_once() -> None:
    walk = Walk(chain(task("a", "甲"))).submit()
    with pytest.raises(Refused, match="不能提交：办件正在办理，没有退回给您"):
        walk.submit()


def test_an_agreement_moves_on_and_the_last_one_ends_the_case() -> None:
    walk = three(None).agree("乙", "丁")
    assert walk.state.phase is Phase.DONE
    assert walk.waiting == []
    assert "甲的待办“a环节”取消：已由他人办理" in walk.lines
    assert walk.lines[-1] == "办结"


def test_a_stranger_is_told_whose_task_it_is_not() -> None:
    walk = three()
    with pytest.raises(Refused, match="您不是“a环节”的办理人。如需代办，请由办理人转办或办理委托"):
        walk.do(c.Agree, "戊", task=1)


def test_a_disagreement_ends_the_case() -> None:
    walk = three()
    walk.do(c.Disagree, "乙", task=2, opinion="超标")
    assert walk.state.phase is Phase.REJECTED
    assert walk.waiting == []
    assert "乙不同意“a环节”：超标" in walk.lines


def test_without_veto_everybody_is_heard_first() -> None:
    walk = three(MultiInstance.everybody(veto=False))
    walk.do(c.Disagree, "乙", task=2)
    assert walk.waiting == ["甲", "丙"]
    walk.agree("甲", "丙")
    assert walk.state.phase is Phase.REJECTED


def test_two_of_three_are_enough_for_a_share() -> None:
    walk = three(MultiInstance.share(Decimal("0.6"))).agree("甲")
    assert walk.waiting == ["乙", "丙"]
    assert walk.agree("丙").waiting == ["丁"]


def test_a_share_that_cannot_be_reached_any_more_is_lost() -> None:
    walk = three(MultiInstance.share(Decimal("0.6")))
    walk.do(c.Disagree, "甲", task=1)
    walk.do(c.Disagree, "丙", task=3)
    assert walk.state.phase is Phase.REJECTED


def test_signing_in_turn_asks_one_after_the_other() -> None:
    walk = three(TURN)
    assert walk.waiting == ["甲"]
    assert walk.agree("甲").waiting == ["乙"]
    assert walk.agree("乙", "丙").waiting == ["丁"]


def test_whoever_signs_first_decides() -> None:
    assert three(MultiInstance.first()).agree("丙").waiting == ["丁"]


def test_a_task_is_returned_to_the_step_before_and_walked_again() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit().agree("甲", "乙")
    walk.do(c.Return, "丙", task=3, opinion="缺预算")
    assert walk.waiting == ["乙"]
    assert "丙将“c环节”退回到“b环节”：缺预算" in walk.lines
    assert walk.agree("乙").waiting == ["丙"]


def test_a_task_is_returned_to_any_stage_that_was_passed() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit().agree("甲", "乙")
    walk.do(c.Return, "丙", task=3, target=c.Target.NODE, node="a")
    assert walk.waiting == ["甲"]
    assert walk.agree("甲").waiting == ["乙"]


def test_a_stage_not_passed_yet_is_no_place_to_return_to() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit().agree("甲")
    with pytest.raises(Refused, match="“c”不在已办环节中。可以退回到：a环节"):
        walk.do(c.Return, "乙", task=2, target=c.Target.NODE, node="c")


def test_what_the_applicant_mends_comes_straight_back() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit().agree("甲", "乙")
    walk.do(c.Return, "丙", task=3, target=c.Target.APPLICANT, direct=True)
    assert walk.waiting == ["申"] and walk.state.returned
    walk.do(c.Submit, "申")
    assert walk.waiting == ["丙"]


def test_what_the_applicant_mends_is_walked_again() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"))).submit().agree("甲")
    walk.do(c.Return, "乙", task=2, target=c.Target.APPLICANT)
    assert walk.waiting == ["申"]
    walk.do(c.Submit, "申", opinion="已补")
    assert walk.waiting == ["甲"]
    assert "申提交“发起人”：已补" in walk.lines


def test_a_returned_branch_leaves_its_sibling_alone() -> None:
    from tests.rulebook.flow.test_gateways import side_by_side

    walk = Walk(side_by_side()).submit().agree("甲", "乙")
    walk.do(c.Return, "丙", task=walk.of("丙").number)
    assert sorted(walk.waiting) == ["丁", "甲"]
    walk.agree("甲", "丁", "丙")
    assert walk.waiting == ["戊"]


def test_going_back_before_a_join_keeps_what_the_other_branch_has_done() -> None:
    from tests.rulebook.flow.test_gateways import side_by_side

    walk = Walk(side_by_side()).submit().agree("甲", "丙", "乙", "丁")
    walk.do(c.Return, "戊", task=walk.of("戊").number, target=c.Target.NODE, node="a")
    assert walk.waiting == ["甲"]
    assert walk.agree("甲", "丙").waiting == ["戊"]


def test_a_task_is_transferred_for_good() -> None:
    walk = three()
    walk.do(c.Transfer, "甲", task=1, to=Owner("戊"), opinion="出差")
    assert walk.waiting == ["戊", "乙", "丙"]
    assert walk.lines[-1] == "甲转办“a环节”：由甲改为戊：出差"
    with pytest.raises(Refused, match="您不是"):
        walk.do(c.Agree, "甲", task=1)


def test_what_is_delegated_comes_back_for_confirmation() -> None:
    walk = three(None, dedup=Dedup.NEVER)
    walk.do(c.Delegate, "甲", task=1, to=Owner("戊"))
    assert walk.waiting == ["乙", "丙", "戊"]
    walk.agree("戊")
    assert walk.waiting == ["甲", "乙", "丙"]
    assert walk.agree("甲").waiting == ["丁"]


def test_advice_against_does_not_decide() -> None:
    walk = three()
    walk.do(c.AddSigners, "甲", task=1, people=("戊",), place=c.Place.BEFORE)
    assert walk.lines[-2:] == ["甲在“a环节”前加签戊", "戊待办“a环节”（前加签）"]
    walk.do(c.Disagree, "戊", task=walk.of("戊").number)
    assert walk.waiting[0] == "甲"


def test_who_is_added_after_is_asked_after() -> None:
    walk = three(TURN)
    walk.do(c.AddSigners, "甲", task=1, people=("戊", "己"), place=c.Place.AFTER)
    for person in ("甲", "戊", "己", "乙", "丙"):
        assert walk.waiting == [person]
        walk.agree(person)
    assert walk.waiting == ["丁"]


def test_who_is_added_beside_must_agree_too() -> None:
    walk = Walk(chain(task("a", "甲"), task("d", "丁"))).submit()
    walk.do(c.AddSigners, "甲", task=1, people=("戊",), place=c.Place.BESIDE)
    assert walk.agree("甲").waiting == ["戊"]
    assert walk.agree("戊").waiting == ["丁"]


def test_only_who_was_added_and_has_not_acted_is_taken_off() -> None:
    walk = three()
    walk.do(c.AddSigners, "甲", task=1, people=("戊",), place=c.Place.BESIDE)
    with pytest.raises(Refused, match="只能减去自己加签的人员"):
        walk.do(c.RemoveSigner, "甲", task=1, person="乙")
    with pytest.raises(Refused, match="只能减去自己加签的人员"):
        walk.do(c.RemoveSigner, "乙", task=2, person="戊")
    walk.agree("甲", "乙", "丙")
    walk.do(c.RemoveSigner, "甲", task=1, person="戊")
    assert "甲在“a环节”减签戊" in walk.lines
    assert walk.waiting == ["丁"]


def test_copies_are_read_and_nothing_waits_for_them() -> None:
    walk = three()
    walk.do(c.Send, "申", people=("庚", "辛"))
    walk.do(c.Read, "庚", copy=1)
    assert walk.lines[-2:] == ["申抄送庚、辛", "庚已阅"]
    assert walk.state.copies[1].read_at and not walk.state.copies[2].read_at
    with pytest.raises(Refused, match="这不是抄送给您的"):
        walk.do(c.Read, "庚", copy=2)


def test_the_applicant_withdraws_and_submits_again() -> None:
    walk = three().agree("甲")
    walk.do(c.Withdraw, "申")
    assert walk.state.phase is Phase.WITHDRAWN and walk.waiting == []
    with pytest.raises(Refused, match="只有申请人本人可以"):
        walk.do(c.Submit, "甲")
    assert walk.submit().waiting == ["甲", "乙", "丙"]


def test_withdrawing_may_be_over_once_somebody_has_acted() -> None:
    walk = three(withdrawal=Withdrawal.UNTOUCHED)
    walk.do(c.Withdraw, "申")
    walk.submit().agree("甲")
    with pytest.raises(Refused, match="不能撤回：“a环节”已办理。请联系当前办理人退回"):
        walk.do(c.Withdraw, "申")


def test_a_decision_is_taken_back_while_nobody_has_acted_on_it() -> None:
    walk = Walk(chain(task("a", "甲"), task("b", "乙"), task("c", "丙"))).submit().agree("甲")
    walk.do(c.Retrieve, "甲", task=1)
    assert walk.waiting == ["甲"]
    walk.agree("甲", "乙")
    with pytest.raises(Refused, match="“b环节”已办理。请联系后续办理人退回"):
        walk.do(c.Retrieve, "甲", task=walk.state.tasks[3].number)


def test_a_vote_among_several_is_taken_back_alone() -> None:
    walk = three().agree("甲", "乙")
    walk.do(c.Retrieve, "甲", task=1)
    assert walk.waiting == ["丙", "甲"]
    assert walk.agree("丙", "甲").waiting == ["丁"]


def test_the_applicant_gives_up_for_good() -> None:
    walk = three()
    walk.do(c.Cancel, "申", opinion="不需要了")
    assert walk.state.phase is Phase.CANCELLED
    with pytest.raises(Refused, match="已撤销"):
        walk.submit()


def test_only_the_administrator_ends_or_voids_and_gives_a_reason() -> None:
    walk = three()
    with pytest.raises(Refused, match="只有流程管理员可以"):
        walk.do(c.Terminate, "申", opinion="重复")
    with pytest.raises(Refused, match="请填写终止理由"):
        walk.do(c.Terminate, BOSS)
    walk.do(c.Terminate, BOSS, opinion="重复")
    assert walk.state.phase is Phase.TERMINATED
    done = three().agree("甲", "乙", "丙", "丁")
    done.do(c.Annul, BOSS, opinion="材料造假")
    assert done.state.phase is Phase.VOID
    assert done.lines[-1] == "管作废办件：材料造假"


def test_all_who_keep_the_case_waiting_are_urged() -> None:
    walk = three().agree("乙")
    walk.do(c.Urge, "申", opinion="请尽快")
    assert walk.lines[-1] == "申催办甲、丙：请尽快"
    with pytest.raises(Refused, match="您不是本办件的经办人"):
        walk.do(c.Urge, "路人")


def test_an_agent_acts_in_the_name_of_who_sent_her() -> None:
    walk = three(None)
    walk.do(c.Agree, Actor("秘", agent_of=frozenset({"甲"})), task=1)
    assert "秘（代甲）同意“a环节”" in walk.lines
    assert (walk.state.tasks[1].done_by, walk.state.tasks[1].behalf) == ("秘", "甲")


@pytest.mark.parametrize(
    ("dedup", "asked"),
    [(Dedup.NEVER, ["甲"]), (Dedup.ADJACENT, ["甲"]), (Dedup.ALWAYS, ["丁"])],
)
def test_who_has_agreed_need_not_be_asked_again(dedup: Dedup, asked: list[str]) -> None:
    drawn = chain(task("a", "甲"), task("b", "乙"), task("c", "甲"), task("d", "丁"), dedup=dedup)
    walk = Walk(drawn).submit().agree("甲", "乙")
    assert walk.waiting == asked
    assert (dedup is Dedup.ALWAYS) == ("跳过甲在“c环节”的办理：已在“a环节”同意" in walk.lines)


def test_a_business_act_finishes_its_task_and_nothing_else_does() -> None:
    walk = Walk(chain(task("a", "甲", act="cars.trip.send"), task("b", "乙"))).submit()
    with pytest.raises(Refused, match=r"“a环节”不是这样办理的。请办理“cars\.trip\.send”"):
        walk.do(c.Agree, "甲", task=1)
    walk.do(c.Finish, "甲", task=1, act="cars.trip.send")
    assert walk.waiting == ["乙"]


def test_a_superior_is_asked_in_place_of_the_applicant() -> None:
    drawn = chain(task("a", "申"), task("b", "乙"), own=Own.SUPERIOR)
    walk = Walk(drawn, Office(above={"申": "局长"})).submit()
    assert walk.waiting == ["局长"]
