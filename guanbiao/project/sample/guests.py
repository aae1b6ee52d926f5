"""Receptions of the sample bureau, each taken as far as its people have come with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanbiao.gate.models import Task, TaskState
from guanbiao.modules.reception.public import Order
from guanbiao.people.models import Person, Unit
from guanbiao.project.sample.plan import Plan, do

VISITS = (
    ("示例省机关事务管理局", "检查指导", "检查公务用车平台运行情况", 3, -20, "settled"),
    ("邻市机关事务管理局", "学习交流", "交流公共机构能源审计做法", 6, -12, "billed"),
    ("示例省财政厅", "考察调研", "调研机关运行成本统计工作", 4, -6, "listed"),
    ("示例省发展和改革委员会", "检查指导", "检查节能改造项目实施情况", 2, 0, "filed"),
    ("南岭市机关事务管理局", "学习交流", "学习标准化试点建设经验", 8, 2, "approved"),
    ("示例省审计厅", "执行任务", "核查节能专项资金使用情况", 5, 3, "asked"),
)
"""Who comes, why, what for, how many, on which day from today, how far it has come."""
ROAD = ("asked", "approved", "filed", "listed", "billed", "settled")
BUDGET = "60000"
A_HEAD = 60
NAMES = ("周明", "吴莉", "郑海", "冯云", "沈洁", "朱强", "秦峰", "许娟")


def make(plan: Plan) -> None:
    """Budgets of the city's units, then the visits."""
    today = timezone.localdate()
    section = plan.cast["clerk"].unit_id
    units = Unit.objects.filter(region_id=plan.regions[1]).values_list("pk", flat=True)
    plan.take("reception.budget.set", [
        {"unit": unit, "year": year, "amount": BUDGET, "basis": f"云财预〔{year}〕1 号"}
        for unit in sorted({section, *units}) for year in (today.year - 1, today.year)
    ])  # fmt: skip
    for number, visit in enumerate(VISITS, 1):
        _visit(plan.cast, today, number, visit)


def _visit(cast: dict[str, Person], today: dt.date, number: int, visit: Any) -> None:
    sender, kind, purpose, guests, days, reached = visit
    on = today + dt.timedelta(days=days)
    before = min(on, today) - dt.timedelta(days=1)
    steps = ROAD[: ROAD.index(reached) + 1]
    order = do(cast["clerk"], before, "reception.order.submit", None, {
        "letter_no": f"示函〔{on.year}〕{number + 20}号", "letter_unit": sender,
        "letter_on": before.isoformat(), "kind": kind, "purpose": purpose,
        "itinerary": "上午座谈交流，下午现场查看，当日返回", "from_day": on.isoformat(),
        "to_day": on.isoformat(), "place": "市政务中心", "welcome": "不迎送",
        "guests": _guests(sender, guests), "escorts": "陈志远，节能科，科长",
    })  # fmt: skip
    if "approved" in steps:
        task = Task.objects.get(case__key=str(order.pk), case__entity="reception.order",
                                state=TaskState.OPEN)  # fmt: skip
        do(cast["head"], before, "cases.case.agree", task.case_id, {"task": task.number})
    if "filed" in steps:
        filed = {"file_no": f"JB{on.year}-{number:03d}"}
        do(cast["supervisor"], before, "reception.order.file", order.pk, filed)
        _arranged(cast["clerk"], on, order, guests)
    if "listed" in steps:
        _settled(cast, on, order, steps)


def _guests(sender: str, number: int) -> str:
    names = NAMES[:number]
    duties = ["处长", *["科员"] * (number - 1)]
    return "\n".join(f"{name}，{sender}，{duty}" for name, duty in zip(names, duties, strict=True))


def _arranged(clerk: Person, on: dt.date, order: Order, guests: int) -> None:
    company = 2 if guests > 2 else 1
    do(clerk, on, "reception.meal.arrange", None, {
        "order": order.pk, "on": on.isoformat(), "sitting": "午餐", "manner": "工作餐",
        "place": "机关食堂", "guests": guests, "company": company,
        "amount": (guests + company) * A_HEAD, "alcohol": "不上酒",
    })  # fmt: skip
    do(clerk, on, "reception.ride.arrange", None, {
        "order": order.pk, "plate": "示A·10318", "body": "商务车", "seats": 7,
        "riders": min(guests, 6), "charged": "on",
    })  # fmt: skip


def _settled(cast: dict[str, Person], on: dt.date, order: Order, steps: tuple[str, ...]) -> None:
    clerk = cast["clerk"]
    do(clerk, on, "reception.order.list", order.pk, {
        "list_places": "市政务中心、公务用车调度室", "guests": order.guests,
        "escorts": order.escorts, "staff": "王晓敏，节能科，科员", "signed_by": "陈志远",
    })  # fmt: skip
    if "billed" in steps:
        meals = order.meals.get().amount
        bill = do(clerk, on, "reception.settlement.submit", None, {
            "order": order.pk, "invoices": f"0441{order.pk:04d}", "meals": meals, "others": 0,
            "guests_share": 0,
        })  # fmt: skip
        if "settled" in steps:
            do(cast["cashier"], on, "reception.settlement.pay", bill.pk, {})
