"""A unit that receives guests, and the people around one reception."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from guanbiao.gate.models import Task, TaskState
from guanbiao.modules.reception.models import Order
from guanbiao.people.models import Account, Person, Post, Region, Unit
from tests.gate.doing import Doing
from tests.gate.makers import passage

SINCE = dt.date(2024, 1, 1)
PEOPLE = (
    ("clerk", "王晓敏", "organ", "", False),
    ("colleague", "李文", "organ", "", False),
    ("head", "陈志远", "organ", "局长", True),
    ("deputy", "何建华", "bureau", "分管负责人", False),
    ("filer", "许静怡", "bureau", "接待备案员", False),
    ("payer", "方琳", "bureau", "接待结算员", False),
    ("auditor", "孙静", "bureau", "审计员", False),
    ("stranger", "郑方", "other", "", False),
)
"""Key, name, unit, post, head of the unit."""


@dataclass
class House(Doing):
    """Units and persons by key."""

    business = "reception"
    elsewhere = ("cases",)

    units: dict[str, Unit]
    persons: dict[str, Person]

    def wish(self, **changes: Any) -> dict[str, Any]:
        """The draft of a lawful reception of today."""
        return {
            "letter_no": "示财函〔2026〕18号", "letter_unit": "示例省财政厅",
            "letter_on": "2026-06-01", "kind": "检查指导", "purpose": "检查公务用车管理情况",
            "itinerary": "上午座谈，下午看车辆调度室", "from_day": "2026-06-03",
            "to_day": "2026-06-03", "place": "市政务中心", "welcome": "不迎送",
            "guests": "周明，示例省财政厅，处长\n吴莉，示例省财政厅，科员",
            "escorts": "陈志远，云川市财政局，局长", **changes,
        }  # fmt: skip

    def agree(self, order: Order, who: str) -> None:
        """The open task of a reception's case is agreed to."""
        task = Task.objects.get(case__key=str(order.pk), state=TaskState.OPEN)
        self.done("cases.case.agree", who, task.case_id, task=task.number)

    def filed(self, **changes: Any) -> Order:
        """A reception that was approved and filed."""
        order: Order = self.done("order.submit", "clerk", **self.wish(**changes))
        self.agree(order, "head")
        order.refresh_from_db()
        found: Order = self.done("order.file", "filer", order, file_no="JB2026-18")
        return found

    def meal(self, order: Order, **changes: Any) -> dict[str, Any]:
        """The draft of the one working meal."""
        return {
            "order": order.pk, "on": "2026-06-03", "sitting": "午餐", "manner": "工作餐",
            "place": "机关食堂", "guests": "2", "company": "1", "amount": "240",
            "alcohol": "不上酒", **changes,
        }  # fmt: skip

    def bill(self, order: Order, **changes: Any) -> dict[str, Any]:
        """The draft of the settlement."""
        return {
            "order": order.pk, "invoices": "04410021", "meals": "240", "others": "0",
            "guests_share": "0", **changes,
        }  # fmt: skip

    def listing(self, **changes: Any) -> dict[str, Any]:
        """The draft of the list."""
        draft = self.wish()
        return {
            "list_places": "市政务中心", "guests": draft["guests"], "escorts": draft["escorts"],
            "staff": "李文，云川市财政局，科员", "signed_by": "陈志远", **changes,
        }  # fmt: skip

    def budget(self, amount: str = "20000") -> None:
        """What the unit may spend this year."""
        self.done("budget.set", "filer", unit=self.units["organ"].pk, year="2026",
                  amount=amount, basis="云财预〔2026〕1号")  # fmt: skip

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        person = self.persons[who]
        account = Account.objects.filter(person=person).first()
        client = Client()
        client.force_login(account or Account.objects.create_account(who, "Yun-Chuan-2026", person))
        return client


def make() -> House:
    """Units, persons and posts, through an open passage."""
    with passage():
        city = Region.objects.create(code="990100", name="云川市", level="city")
        named = {"bureau": "云川市机关事务管理局", "organ": "云川市财政局", "other": "云川市审计局"}
        units = {
            key: Unit.objects.create(
                name=name, short_name=name[-4:], level="city", region=city,
                kind="bureau" if key == "bureau" else "organ",
            )
            for key, name in named.items()
        }  # fmt: skip
        house = House(units, {})
        for number, (key, name, unit, role, is_head) in enumerate(PEOPLE, 1):
            person = house.persons[key] = Person.objects.create(
                staff_no=f"YC{number:05d}", name=name, rank="科员", unit=units[unit]
            )
            if role:
                Post.objects.create(person=person, unit=units[unit], role=role,
                                    is_head=is_head, from_day=SINCE)  # fmt: skip
    return house
