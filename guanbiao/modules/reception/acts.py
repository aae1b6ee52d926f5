"""Every write of receptions: ask, file, list, arrange, settle."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guanbiao.gate.describe import Act
from guanbiao.gate.describe import Kind as Does
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.models import Case, CaseState
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.reception import facts, forms
from guanbiao.modules.reception.models import (
    Attendant,
    Budget,
    Lodging,
    Meal,
    Order,
    Payment,
    Ride,
    Settlement,
    Side,
    State,
)

FREE = "随时可行，由岗位权限约束，没有条款对这一步作出规定"
JUDGED = "报销单提交时已判定，这一步只登记财务办理结果"
OPEN = (State.APPROVED, State.FILED)
SIDES = {"guests": Side.GUEST, "escorts": Side.ESCORT, "staff": Side.STAFF}


def submit(passage: Passage) -> Order:
    """Ask for a reception; the gate opens its case."""
    people = _take_people(passage.draft)
    order = _kept(Order(
        number=_number("JD", passage), unit=passage.actor.me.unit, applicant=passage.actor.me,
        submitted_on=passage.on, state=State.APPROVING, **passage.draft,
    ))  # fmt: skip
    return _with_people(order, people)


def amend(passage: Passage) -> Order:
    """Mend what was sent back or withdrawn, and ask again."""
    order: Order = passage.subject
    people = _take_people(passage.draft)
    for name, value in passage.draft.items():
        setattr(order, name, value)
    order.state, order.submitted_on = State.APPROVING, passage.on
    return _with_people(_kept(order), people)


def _number(prefix: str, passage: Passage) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reception_number')")
        (value,) = cursor.fetchone()
    return f"{prefix}-{timezone.localtime(passage.now):%Y%m%d}-{value:05d}"


def _take_people(draft: dict[str, Any]) -> dict[Side, list[tuple[str, str, str]]]:
    """The lists of people, taken out of the draft."""
    return {side: draft.pop(name) or [] for name, side in SIDES.items() if name in draft}


def _with_people(order: Order, people: dict[Side, list[tuple[str, str, str]]]) -> Order:
    """Write the people of the sides that were told anew."""
    order.people.filter(side__in=people).delete()
    Attendant.objects.bulk_create(
        Attendant(order=order, side=side, name=name, unit=unit, duty=duty)
        for side, found in people.items()
        for name, unit, duty in found
    )
    return order


def _kept(order: Order) -> Order:
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError as clash:
        if "reception_order_letter" not in str(clash):
            raise
        words = f"公函 {order.letter_no} 已有接待单：一函一事，请核对。"
        raise Invalid(letter_no=words) from clash
    return order


FOLLOWED = {
    CaseState.RUNNING: State.APPROVING,
    CaseState.DONE: State.APPROVED,
    CaseState.RETURNED: State.SENT_BACK,
    CaseState.REJECTED: State.REJECTED,
    CaseState.WITHDRAWN: State.WITHDRAWN,
    CaseState.CANCELLED: State.WITHDRAWN,
    CaseState.TERMINATED: State.REJECTED,
    CaseState.VOID: State.REJECTED,
}
"""What becomes of an order when its case has moved."""
ASKING = (State.APPROVING, State.SENT_BACK, State.WITHDRAWN)


def follow(passage: Passage, case: Case) -> None:  # noqa: ARG001 - the signature of all followers
    """An order stands where its case does, until it is approved."""
    order = Order.objects.select_for_update().get(pk=case.key)
    state = FOLLOWED.get(CaseState(case.state))
    if state is not None and order.state in ASKING and state != order.state:
        order.state = state
        order.save(update_fields=["state"])


def file(passage: Passage) -> Order:
    """Enter the approved reception with the reception office."""
    order: Order = passage.subject
    order.file_no, order.filed_on = passage.draft["file_no"], passage.on
    order.state = State.FILED
    order.save(update_fields=["file_no", "filed_on", "state"])
    return order


def list_up(passage: Passage) -> Order:
    """Write down who came, where they were, and who signed for it."""
    order: Order = passage.subject
    people = _take_people(passage.draft)
    order.list_places = passage.draft["list_places"] or ""
    order.signed_by = passage.draft["signed_by"] or ""
    order.listed_on, order.state = passage.on, State.LISTED
    order.save(update_fields=["list_places", "signed_by", "listed_on", "state"])
    return _with_people(order, people)


def cancel(passage: Passage) -> Order:
    """The guests do not come."""
    order: Order = passage.subject
    order.state, order.remark = State.CANCELLED, passage.draft["remark"]
    order.save(update_fields=["state", "remark"])
    return order


TWICE = "23505"
"""SQLSTATE of a row that is there already; a half-typed draft fails otherwise."""


def _arranged(row: Any, field: str, words: str) -> Any:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if getattr(clash.__cause__, "sqlstate", "") != TWICE:
            raise
        raise Invalid(**{field: words}) from clash
    return row


def arrange_meal(passage: Passage) -> Meal:
    """A meal of a filed reception."""
    found: Meal = _arranged(Meal(**passage.draft), "sitting", "这一餐已经登记，请核对日期和餐别。")
    return found


def arrange_lodging(passage: Passage) -> Lodging:
    """Rooms of a filed reception."""
    return Lodging.objects.create(**passage.draft)


def arrange_ride(passage: Passage) -> Ride:
    """A vehicle of a filed reception."""
    return Ride.objects.create(**passage.draft)


def set_budget(passage: Passage) -> Budget:
    """Enter what a unit may spend in a year."""
    words = "这个单位本年度的接待费预算已经登记。"
    found: Budget = _arranged(Budget(**passage.draft), "year", words)
    return found


def settle(passage: Passage) -> Settlement:
    """Ask for payment of one reception; one letter, one settlement."""
    made: Settlement = _arranged(
        Settlement(
            number=_number("JS", passage), submitted_by=passage.actor.me,
            submitted_on=passage.on, **passage.draft,
        ),
        "order", "这张接待单已有结算单：一事一结，请核对。",
    )  # fmt: skip
    return made


def pay(passage: Passage) -> Settlement:
    """The finance office has paid; the reception is settled."""
    bill: Settlement = passage.subject
    bill.state, bill.paid_on = Payment.PAID, passage.on
    bill.save(update_fields=["state", "paid_on"])
    order = Order.objects.select_for_update().get(pk=bill.order_id)
    order.state = State.SETTLED
    order.save(update_fields=["state"])
    return bill


def send_back(passage: Passage) -> Settlement:
    """The finance office does not pay; the bill may be made out anew."""
    bill: Settlement = passage.subject
    bill.state, bill.remark = Payment.RETURNED, passage.draft["remark"]
    bill.save(update_fields=["state", "remark"])
    return bill


ORDER, SEEN = facts.ORDER, facts.ORDER_FACTS
BILL, BILL_SEEN = facts.SETTLEMENT, facts.SETTLEMENT_FACTS
ACTS = (
    Act("reception.order.submit", "提交接待申请", ORDER, forms.OrderForm, submit, SEEN,
        Does.CREATE, starts_case=True, papers=True),
    Act("reception.order.amend", "修改后重新提交", ORDER, forms.OrderForm, amend, SEEN,
        starts_case=True, at=(State.SENT_BACK, State.WITHDRAWN)),
    Act("reception.order.file", "备案", ORDER, forms.FileForm, file, SEEN, at=(State.APPROVED,)),
    Act("reception.order.list", "填写接待清单", ORDER, forms.ListForm, list_up, SEEN,
        at=(State.FILED,)),
    Act("reception.order.cancel", "取消接待", ORDER, forms.RemarkForm, cancel, SEEN, at=OPEN,
        unjudged=FREE, many=True),
    Act("reception.meal.arrange", "登记用餐", facts.MEAL, forms.MealForm, arrange_meal,
        facts.MEAL_FACTS, Does.CREATE),
    Act("reception.lodging.arrange", "登记住宿", facts.LODGING, forms.LodgingForm,
        arrange_lodging, facts.LODGING_FACTS, Does.CREATE),
    Act("reception.ride.arrange", "登记用车", facts.RIDE, forms.RideForm, arrange_ride,
        facts.RIDE_FACTS, Does.CREATE),
    Act("reception.budget.set", "登记接待费预算", facts.BUDGET, forms.BudgetForm, set_budget,
        facts.BUDGET_FACTS, Does.CREATE),
    Act("reception.settlement.submit", "提交结算", BILL, forms.SettlementForm, settle, BILL_SEEN,
        Does.CREATE),
    Act("reception.settlement.pay", "支付", BILL, NoDraft, pay, BILL_SEEN, at=(Payment.WAITING,),
        unjudged=JUDGED, weighs="登记支付后不能撤回，接待随之结算，不能再退单。"),
    Act("reception.settlement.send_back", "退单", BILL, forms.RemarkForm, send_back, BILL_SEEN,
        at=(Payment.WAITING,), unjudged=JUDGED, many=True),
)  # fmt: skip
