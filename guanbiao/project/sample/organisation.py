"""Regions, units, persons and posts of the sample."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from guanbiao.people.models import Person, Region, Unit
from guanbiao.people.uscc import with_check_digit
from guanbiao.project.sample import names
from guanbiao.project.sample.plan import START, Plan

PROVINCE = ("990000", "示例省")
CITY = ("990100", "云川市")
COUNTIES = (
    ("990102", "江左区"), ("990103", "江右区"), ("990121", "南屏县"), ("990122", "白鹭县"),
    ("990123", "石桥县"), ("990124", "北渡县"),
)  # fmt: skip
CAST = (
    ("clerk", "王晓敏", "科员", "节能科", None),
    ("head", "陈志远", "正科级", "节能科", "科长"),
    ("deputy", "何建华", "副处级", "", "分管负责人"),
    ("chief", "林国栋", "正处级", "", "局长"),
    ("dispatcher", "韩雪梅", "科员", "公务用车管理科", "车辆调度员"),
    ("fleet", "周文斌", "副科级", "公务用车管理科", "车队管理员"),
    ("driver", "蒋海涛", "工勤", "公务用车管理科", "驾驶员"),
    ("admin", "赵明", "科员", "办公室", "系统管理员"),
    ("auditor", "孙静", "科员", "财务科", "审计员"),
    ("supervisor", "许静怡", "副科级", "办公室", "督办员"),
    ("security", "吴倩", "科员", "办公室", "安全管理员"),
    ("security_auditor", "郑毅", "科员", "财务科", "安全审计员"),
    ("rooms", "钱立新", "科员", "资产管理科", "办公用房管理员"),
    ("cashier", "方琳", "科员", "财务科", "接待结算员"),
)
"""Those who have a sample account: key, name, rank, section of the bureau, post."""
SERVICE = {
    "会议室管理员": ("rooms",), "会务员": ("dispatcher",), "通知管理员": ("supervisor", "rooms"),
}  # fmt: skip
"""Who looks after meetings and notices, beside the post above."""
HEADS = {"head": True, "chief": True}
STANDARDS = {
    "标准起草人": ("clerk",),
    "标准管理员": ("supervisor",),
    "审校员": ("head", "fleet", "dispatcher", "auditor", "admin", "supervisor"),
}
"""Who makes standards, beside the post above."""


def make(plan: Plan) -> None:
    """Everything about people."""
    _regions(plan)
    _units(plan)
    _people(plan)
    _posts(plan)


def _regions(plan: Plan) -> None:
    Region.objects.create(code=PROVINCE[0], name=PROVINCE[1], level="province")
    Region.objects.create(code=CITY[0], name=CITY[1], level="city", parent_id=PROVINCE[0])
    for code, name in COUNTIES:
        Region.objects.create(code=code, name=name, level="county", parent_id=CITY[0])
    plan.regions = [PROVINCE[0], CITY[0], *(code for code, _ in COUNTIES)]


def _code(number: int) -> str:
    """A credit code of the sample: registration class 11 (organ), unassigned region 99."""
    return with_check_digit(f"1199{number:013d}")


def _units(plan: Plan) -> None:
    """Bureaus of three levels first, then the city bureau's sections, then other organs."""
    numbers = itertools.count(1)
    level = {PROVINCE[0]: "province", CITY[0]: "city"}
    named = [PROVINCE, CITY, *COUNTIES]
    plan.take(
        "organisation.unit.register",
        [
            {
                "name": f"{name}机关事务管理局", "short_name": f"{name[:-1]}机关事务局",
                "kind": "bureau", "uscc": _code(next(numbers)), "region": code,
                "level": level.get(code, "county"), "staff_quota": 60,
            }
            for code, name in named
        ],
    )  # fmt: skip
    plan.bureau = Unit.objects.get(kind="bureau", region_id=CITY[0])
    plan.take(
        "organisation.unit.register",
        [
            {"name": f"{plan.bureau.name}{section}", "short_name": section, "kind": "section",
             "region": CITY[0], "level": "city", "parent": plan.bureau.pk, "staff_quota": 10}
            for section in names.SECTIONS
        ],
    )  # fmt: skip
    missing = max(plan.size.units - Unit.objects.count(), 0)
    plan.take("organisation.unit.register", itertools.islice(_organs(plan, numbers), missing))
    plan.units = list(Unit.objects.filter(kind="organ").order_by("pk"))


def _organs(plan: Plan, numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    """Organs of the city and its counties, then numbered ones for large samples."""
    places = [(*CITY, "city"), *((code, name, "county") for code, name in COUNTIES)]
    for turn in itertools.count():
        for organ in names.ORGANS:
            for code, place, level in places:
                suffix = "" if turn == 0 else f"第{turn + 1}分局"
                yield {
                    "name": f"{place}{organ}{suffix}", "short_name": f"{place[:-1]}{organ}{suffix}",
                    "kind": "organ", "uscc": _code(next(numbers)), "region": code,
                    "level": level, "staff_quota": plan.dice.randint(12, 80),
                }  # fmt: skip


def _people(plan: Plan) -> None:
    assert plan.bureau is not None
    sections = {unit.short_name: unit.pk for unit in Unit.objects.filter(kind="section")}
    plan.take("organisation.person.register", list(_cast(plan, sections)))
    plan.cast = {
        key: Person.objects.get(staff_no=f"YC{n:05d}") for n, (key, *_) in enumerate(CAST, 1)
    }
    plan.take("organisation.person.register", list(_staff(plan)))
    plan.take("organisation.person.register", list(_drivers(plan, sections)))


def _cast(plan: Plan, sections: dict[str, int]) -> Iterator[dict[str, Any]]:
    assert plan.bureau is not None
    for number, (_, name, rank, section, _post) in enumerate(CAST, 1):
        unit = sections.get(section, plan.bureau.pk)
        yield _person(number, name, rank, unit)


def _person(number: int, name: str, rank: str, unit: int) -> dict[str, Any]:
    return {"staff_no": f"YC{number:05d}", "name": name, "rank": rank, "unit": unit,
            "phone": f"1390000{number % 10000:04d}"}  # fmt: skip


def _staff(plan: Plan) -> Iterator[dict[str, Any]]:
    """The first of each unit becomes its head."""
    number = itertools.count(1001)
    for unit in plan.units:
        for place in range(plan.size.staff_a_unit):
            rank = "正科级" if place == 0 else "科员"
            yield _person(next(number), names.person(plan.dice), rank, unit.pk)


def _drivers(plan: Plan, sections: dict[str, int]) -> Iterator[dict[str, Any]]:
    number = itertools.count(500_001)
    for _ in range(plan.size.drivers - 1):
        yield _person(next(number), names.person(plan.dice), "工勤", sections["公务用车管理科"])


def _posts(plan: Plan) -> None:
    assert plan.bureau is not None
    posts = [
        {"person": plan.cast[key].pk, "unit": _post_unit(plan, key), "role": post,
         "is_head": "on" if HEADS.get(key) else "", "from_day": START.isoformat()}
        for key, _, _, _, post in CAST
        if post
    ]  # fmt: skip
    posts += [
        {"person": plan.cast["supervisor"].pk, "unit": plan.bureau.pk, "role": role,
         "from_day": START.isoformat()}
        for role in ("流程管理员", "接待备案员")
    ]  # fmt: skip
    posts += [
        {"person": plan.cast[key].pk, "unit": plan.bureau.pk, "role": role,
         "from_day": START.isoformat()}
        for role, keys in (STANDARDS | SERVICE).items()
        for key in keys
    ]  # fmt: skip
    heads = Person.objects.filter(unit__kind="organ", rank="正科级").values_list("pk", "unit_id")
    posts += [
        {"person": person, "unit": unit, "role": "单位负责人", "is_head": "on",
         "from_day": START.isoformat()}
        for person, unit in heads
    ]  # fmt: skip
    drivers = Person.objects.filter(staff_no__startswith="YC5", rank="工勤")
    posts += [
        {"person": person, "unit": plan.bureau.pk, "role": "驾驶员", "from_day": START.isoformat()}
        for person in drivers.values_list("pk", flat=True)
    ]
    plan.take("organisation.post.assign", posts)


def _post_unit(plan: Plan, key: str) -> int:
    """Posts that serve the whole bureau are held at the bureau, a section's head at the section."""
    assert plan.bureau is not None
    return plan.cast[key].unit_id if key == "head" else plan.bureau.pk
