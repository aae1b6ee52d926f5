"""Every write of office space: enter, amend, change the use, allocate, move, give back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.forms import NoDraft
from guanbiao.gate.passage import Invalid, Passage
from guanbiao.modules.offices import facts, forms
from guanbiao.modules.offices.models import (
    Allocation,
    Building,
    Floor,
    Room,
    RoomState,
    Site,
    Standing,
)

FREE = "只登记事实，由岗位权限约束，没有条款对这一步作出规定"
CLASHES = {
    "offices_site_once": ("name", "本单位已有同名院落，请换一个名称。"),
    "offices_building_once": ("name", "院落内已有同名的楼，请换一个名称。"),
    "offices_floor_once": ("number", "这一层已经登记，请核对。"),
    "offices_room_once": ("number", "这一层已有这个房号，请核对。"),
    "offices_site_areas": ("green_area", "绿地面积不大于用地面积，请核对。"),
    "offices_allocation_same": ("room", "此人已在使用这个房间。"),
}
"""Constraint → the field beside which it is told, and the words."""
ONE = "offices_allocation_one"


def _kept(row: Any) -> Any:
    """Save a row; what the database forbids is told in words."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        name = getattr(getattr(clash.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in CLASHES:
            raise
        field, words = CLASHES[name]
        raise Invalid(**{field: words}) from clash
    return row


def _amended(passage: Passage) -> Any:
    for name, value in passage.draft.items():
        setattr(passage.subject, name, value)
    return _kept(passage.subject)


def register_site(passage: Passage) -> Site:
    """Enter a site."""
    found: Site = _kept(Site(registered_on=passage.on, **passage.draft))
    return found


def amend_site(passage: Passage) -> Site:
    """Change what is said of a site."""
    found: Site = _amended(passage)
    return found


def register_building(passage: Passage) -> Building:
    """Enter a building."""
    found: Building = _kept(Building(registered_on=passage.on, **passage.draft))
    return found


def amend_building(passage: Passage) -> Building:
    """Change what is said of a building."""
    found: Building = _amended(passage)
    return found


def register_floor(passage: Passage) -> Floor:
    """Enter a floor."""
    found: Floor = _kept(Floor(**passage.draft))
    return found


def register_room(passage: Passage) -> Room:
    """Enter a room."""
    found: Room = _kept(Room(registered_on=passage.on, **passage.draft))
    return found


def amend_room(passage: Passage) -> Room:
    """Change what is said of a room; its use has an act of its own."""
    found: Room = _amended(passage)
    return found


def change_use(passage: Passage) -> Room:
    """Put a room to another use."""
    room: Room = passage.subject
    room.use_before, room.use = room.use, passage.draft["use"] or room.use
    room.use_basis = passage.draft["use_basis"] or ""
    room.save(update_fields=["use_before", "use", "use_basis"])
    return room


def close_room(passage: Passage) -> Room:
    """Take a room out of use; nobody may be left in it."""
    room: Room = passage.subject
    if room.allocations.exclude(state=Standing.VACATED).exists():
        raise Invalid(__all__=f"{room} 还有人使用，请先办理腾退或调整。")
    room.state = RoomState.CLOSED
    room.save(update_fields=["state"])
    return room


def open_room(passage: Passage) -> Room:
    """Put a room to use again."""
    room: Room = passage.subject
    room.state = RoomState.IN_USE
    room.save(update_fields=["state"])
    return room


def allocate(passage: Passage) -> Allocation:
    """Give a room to a person; a second one only as such."""
    draft = passage.draft
    if draft["person"] is None or draft["room"] is None:
        raise Invalid(__all__="请选择使用人和房间。")
    held = Allocation.objects.select_for_update().filter(person=draft["person"], second=False)
    other = held.exclude(state=Standing.VACATED).first()
    if other is not None and not draft["second"]:
        passage.clash(ONE, f"{other.person.name} 已使用 {other.room}")
    found: Allocation = _kept(Allocation(rank=draft["person"].rank, **draft))
    return found


def transfer(passage: Passage) -> Allocation:
    """Move somebody to another room; the place given up stays in the history."""
    given: Allocation = passage.subject
    given.room, given.from_day = passage.draft["room"], passage.draft["from_day"]
    given.rank, given.state = given.person.rank, Standing.IN_USE
    given.reason, given.done_on = "", None
    found: Allocation = _kept(given)
    return found


def notice(passage: Passage) -> Allocation:
    """Say that a room must be given back, and since when."""
    given: Allocation = passage.subject
    given.reason, given.done_on = passage.draft["reason"] or "", passage.draft["done_on"]
    given.state = Standing.LEAVING
    given.save(update_fields=["reason", "done_on", "state"])
    return given


def vacate(passage: Passage) -> Allocation:
    """The room is given back."""
    given: Allocation = passage.subject
    given.vacated_on, given.state = passage.draft["vacated_on"], Standing.VACATED
    if given.vacated_on is not None and given.vacated_on < given.from_day:
        raise Invalid(vacated_on="腾退日期不早于启用日期，请核对。")
    given.save(update_fields=["vacated_on", "state"])
    return given


SITE, BUILDING, FLOOR = facts.SITE, facts.BUILDING, facts.FLOOR
ROOM, GIVEN = facts.ROOM, facts.ALLOCATION
HELD = (Standing.IN_USE, Standing.LEAVING)
ACTS = (
    Act("offices.site.register", "登记院落", SITE, forms.SiteForm, register_site,
        facts.SITE_FACTS, Kind.CREATE),
    Act("offices.site.amend", "变更院落", SITE, forms.SiteForm, amend_site, facts.SITE_FACTS),
    Act("offices.building.register", "登记楼", BUILDING, forms.BuildingForm, register_building,
        facts.BUILDING_FACTS, Kind.CREATE),
    Act("offices.building.amend", "变更楼", BUILDING, forms.BuildingForm, amend_building,
        facts.BUILDING_FACTS),
    Act("offices.floor.register", "登记楼层", FLOOR, forms.FloorForm, register_floor,
        facts.FLOOR_FACTS, Kind.CREATE),
    Act("offices.room.register", "登记房间", ROOM, forms.RoomForm, register_room,
        facts.ROOM_FACTS, Kind.CREATE),
    Act("offices.room.amend", "变更房间", ROOM, forms.RoomAmendForm, amend_room,
        facts.ROOM_FACTS),
    Act("offices.room.change_use", "改变使用功能", ROOM, forms.UseForm, change_use,
        facts.ROOM_FACTS, at=(RoomState.IN_USE,)),
    Act("offices.room.close", "停用房间", ROOM, NoDraft, close_room, facts.ROOM_FACTS,
        at=(RoomState.IN_USE,), unjudged=FREE,
        weighs="停用的房间不能再安排使用；以后可以启用。"),
    Act("offices.room.open", "启用房间", ROOM, NoDraft, open_room, facts.ROOM_FACTS,
        at=(RoomState.CLOSED,), unjudged=FREE),
    Act("offices.allocation.allocate", "安排办公室", GIVEN, forms.AllocationForm, allocate,
        facts.ALLOCATION_FACTS, Kind.CREATE,
        conflicts={ONE: "中办发〔2017〕70号#19.1"}),
    Act("offices.allocation.transfer", "调整办公室", GIVEN, forms.TransferForm, transfer,
        facts.ALLOCATION_FACTS, at=HELD),
    Act("offices.allocation.notice", "通知腾退", GIVEN, forms.NoticeForm, notice,
        facts.ALLOCATION_FACTS, at=(Standing.IN_USE,), many=True),
    Act("offices.allocation.vacate", "腾退交回", GIVEN, forms.VacateForm, vacate,
        facts.ALLOCATION_FACTS, at=(Standing.LEAVING,), many=True),
)  # fmt: skip
