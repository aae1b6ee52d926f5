"""From a letter to a settlement, and what the clauses say on the way."""

from __future__ import annotations

import pytest

from guanbiao.gate.passage import Forbidden, Outcome
from guanbiao.modules.reception.models import Meal, Order, Payment, Settlement, State
from guanbiao.modules.reception.tests.makers import House
from rulebook.rules import Verdict


def clauses(outcome: Outcome, verdict: Verdict = Verdict.BLOCK) -> set[str]:
    return {found.clause for found in outcome.findings if found.verdict is verdict}


def test_one_letter_leads_to_one_settlement(house: House) -> None:
    house.budget()
    order = house.filed()
    assert order.state == State.FILED and order.number.startswith("JD-20260603-")
    house.done("meal.arrange", "clerk", **house.meal(order))
    order = house.done("order.list", "clerk", order, **house.listing())
    assert order.state == State.LISTED and order.staff == "李文，云川市财政局，科员"
    bill = house.done("settlement.submit", "clerk", **house.bill(order))
    bill = house.done("settlement.pay", "payer", bill)
    order.refresh_from_db()
    assert (bill.state, order.state) == (Payment.PAID, State.SETTLED)


def test_without_a_letter_nobody_is_received(house: House) -> None:
    outcome = house.do("order.submit", "clerk", **house.wish(letter_no=""))
    assert clauses(outcome) == {"7.2", "22.2"}
    assert not Order.objects.exists()


def test_holiday_makers_are_not_received_nor_met_at_the_station(house: House) -> None:
    draft = house.wish(kind="非公务活动", welcome="机场车站码头")
    assert clauses(house.do("order.submit", "clerk", **draft)) == {"22.3", "接待-9"}


def test_a_guest_without_unit_or_duty_is_not_whole(house: House) -> None:
    outcome = house.do("order.submit", "clerk", **house.wish(guests="周明"))
    assert clauses(outcome) == {"5.1.3"}


def test_more_than_ten_guests_need_the_deputy_too(house: House) -> None:
    guests = "\n".join(f"来宾{n}，示例省财政厅，科员" for n in range(11))
    order = house.done("order.submit", "clerk", **house.wish(guests=guests))
    house.agree(order, "head")
    order.refresh_from_db()
    assert order.state == State.APPROVING
    house.agree(order, "deputy")
    order.refresh_from_db()
    assert order.state == State.APPROVED


def test_what_was_sent_back_is_mended_and_asked_again(house: House) -> None:
    order = house.done("order.submit", "clerk", **house.wish())
    task = order_task(order)
    house.done("cases.case.send_back", "head", task.case_id, task=task.number, opinion="补行程")
    order.refresh_from_db()
    assert order.state == State.SENT_BACK
    order = house.done("order.amend", "clerk", order, **house.wish(escorts=""))
    assert order.state == State.APPROVING and order.escorts == ""
    house.agree(order, "head")
    order.refresh_from_db()
    assert order.state == State.APPROVED


def order_task(order: Order) -> object:
    from guanbiao.gate.models import Task, TaskState  # noqa: PLC0415

    return Task.objects.get(case__key=str(order.pk), state=TaskState.OPEN)


def test_four_do_not_accompany_two(house: House) -> None:
    outcome = house.do("meal.arrange", "clerk", **house.meal(house.filed(), company="4"))
    assert clauses(outcome) == {"10.3"}


def test_a_second_working_meal_is_stopped_and_guests_may_eat_by_themselves(house: House) -> None:
    order = house.filed()
    house.done("meal.arrange", "clerk", **house.meal(order))
    second = house.do("meal.arrange", "clerk", **house.meal(order, sitting="晚餐"))
    assert clauses(second) == {"10.2"}
    own = house.meal(order, sitting="晚餐", manner="自行用餐", company="0")
    house.done("meal.arrange", "clerk", **own)
    again = house.do("meal.arrange", "clerk", **own)
    assert "已经登记" in again.errors["sitting"][0]
    assert Meal.objects.count() == 2


def test_wine_cigarettes_and_a_dear_table_are_stopped(house: House) -> None:
    draft = house.meal(house.filed(), alcohol="普通酒", cigarettes="on", amount="300")
    outcome = house.do("meal.arrange", "clerk", **draft)
    assert clauses(outcome) == {"接待-6", "接待-5", "10.6", "5.3.1"}


def test_lodging_and_vehicles_are_judged(house: House) -> None:
    order = house.filed()
    room = {"order": order.pk, "hotel": "云川宾馆", "contracted": "on", "rank": "处级及以下",
            "room": "标准间", "rooms": "2", "nights": "1", "price": "320",
            "paid_by_guest": "on"}  # fmt: skip
    house.done("lodging.arrange", "clerk", **room)
    suite = house.do("lodging.arrange", "clerk", **room | {"room": "普通套间", "price": "321"})
    assert clauses(suite) == {"5.4.1", "5.4.2"}
    ride = {"order": order.pk, "plate": "示A·12345", "body": "商务车", "seats": "7",
            "riders": "4", "charged": "on"}  # fmt: skip
    house.done("ride.arrange", "clerk", **ride)
    led = house.do("ride.arrange", "clerk", **ride | {"siren": "on", "charged": ""})
    assert clauses(led) == {"5.5.3", "接待-3"}


def test_nothing_is_arranged_before_the_filing(house: House) -> None:
    order = house.done("order.submit", "clerk", **house.wish())
    outcome = house.do("meal.arrange", "clerk", **house.meal(order))
    assert "还没有走到这一步" in outcome.errors["order"][0]


def test_an_unapproved_reception_cannot_be_filed(house: House) -> None:
    order = house.done("order.submit", "clerk", **house.wish())
    outcome = house.do("order.file", "filer", order, file_no="JB2026-18")
    assert "须为“待备案”" in outcome.errors["__all__"][0]


def test_without_filing_list_or_invoice_nothing_is_reimbursed(house: House) -> None:
    house.budget()
    order = house.done("order.submit", "clerk", **house.wish())
    house.agree(order, "head")
    outcome = house.do("settlement.submit", "clerk", **house.bill(order, meals="0"))
    assert clauses(outcome) == {"5.6.1", "接待-12"}
    assert "没有备案" in {found.actual for found in outcome.findings if found.stops}


def test_a_bill_beyond_the_budget_is_stopped(house: House) -> None:
    house.budget("100")
    order = house.filed()
    house.done("meal.arrange", "clerk", **house.meal(order))
    house.done("order.list", "clerk", order, **house.listing())
    outcome = house.do("settlement.submit", "clerk", **house.bill(order))
    assert clauses(outcome) == {"12.1", "接待-1"}


def test_a_list_without_signature_is_stopped(house: House) -> None:
    outcome = house.do("order.list", "clerk", house.filed(), **house.listing(signed_by=""))
    assert clauses(outcome) == {"7.3"}


def test_a_returned_bill_may_be_made_out_anew_and_one_reception_has_one(house: House) -> None:
    house.budget()
    order = house.filed()
    house.done("meal.arrange", "clerk", **house.meal(order))
    house.done("order.list", "clerk", order, **house.listing())
    bill = house.done("settlement.submit", "clerk", **house.bill(order))
    twice = house.do("settlement.submit", "clerk", **house.bill(order))
    assert "一事一结" in twice.errors["order"][0]
    house.done("settlement.send_back", "payer", bill, remark="票据抬头不符")
    house.done("settlement.submit", "clerk", **house.bill(order))
    assert Settlement.objects.count() == 2


def test_one_letter_is_used_once(house: House) -> None:
    house.done("order.submit", "clerk", **house.wish())
    again = house.do("order.submit", "clerk", **house.wish())
    assert "一函一事" in again.errors["letter_no"][0]


def test_a_reception_may_be_cancelled(house: House) -> None:
    order = house.done("order.cancel", "clerk", house.filed(), remark="来访推迟")
    assert order.state == State.CANCELLED


@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor", "head"])
@pytest.mark.parametrize(
    ("act", "draft"),
    [("order.file", {"file_no": "JB1"}), ("order.list", {}), ("order.cancel", {"remark": "无关"}),
     ("order.amend", {})],
)  # fmt: skip
def test_whoever_has_no_part_in_a_reception_is_refused(
    house: House, who: str, act: str, draft: dict[str, str]
) -> None:
    with pytest.raises(Forbidden):
        house.do(act, who, house.filed(), **draft)


@pytest.mark.parametrize("who", ["stranger", "clerk", "filer"])
def test_only_the_finance_office_pays(house: House, who: str) -> None:
    house.budget()
    order = house.filed()
    house.done("order.list", "clerk", order, **house.listing())
    bill = house.done("settlement.submit", "clerk", **house.bill(order, meals="0"))
    for act in ("settlement.pay", "settlement.send_back"):
        with pytest.raises(Forbidden):
            house.do(act, who, bill, remark="无关")


def test_a_stranger_neither_arranges_nor_settles_nor_budgets(house: House) -> None:
    order = house.filed()
    assert "order" in house.do("meal.arrange", "stranger", **house.meal(order)).errors
    assert "order" in house.do("settlement.submit", "stranger", **house.bill(order)).errors
    with pytest.raises(Forbidden):
        house.do("budget.set", "stranger", unit=house.units["organ"].pk, year="2026", amount="1")
