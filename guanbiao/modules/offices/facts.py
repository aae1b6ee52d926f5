"""All that rules may see of office space; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.offices.models import Allocation, Building, Floor, Room, Site
from rulebook.feel import types as t

SITE = Entity("offices.site", "院落", Site, "unit__path", "name", page="offices.site")
BUILDING = Entity(
    "offices.building", "楼", Building, "site__unit__path", "name", page="offices.building"
)
FLOOR = Entity(
    "offices.floor", "楼层", Floor, "building__site__unit__path", "number", page="offices.floor"
)
ROOM = Entity(
    "offices.room", "房间", Room, "unit__path", "number", page="offices.room", state="state"
)
ALLOCATION = Entity(
    "offices.allocation", "办公室安排", Allocation, "room__unit__path", "room", "person",
    page="offices.allocation", state="state",
)  # fmt: skip

SITE_FACTS = FactSet(
    SITE,
    (
        Fact("tenure", "取得方式", t.STRING),
        Fact("lease_basis", "租借批准文号", t.STRING),
        Fact("land_no", "土地证号", t.STRING),
        Fact("land_by_bureau", "土地登记在机关事务管理部门", t.BOOLEAN),
        Fact("green_share", "绿地率", t.NUMBER),
    ),
    """
    SELECT s.id AS key, s.unit_id, s.registered_on AS day, s.tenure,
           nullif(s.lease_basis, '') AS lease_basis, nullif(s.land_no, '') AS land_no,
           o.kind = 'bureau' AS land_by_bureau,
           round(s.green_area / nullif(s.land_area, 0), 4) AS green_share
    FROM offices_site s LEFT JOIN people_unit o ON o.id = s.land_owner_id
    """,
)
BUILDING_FACTS = FactSet(
    BUILDING,
    (
        Fact("tenure", "楼的取得方式", t.STRING),
        Fact("height", "建筑类别", t.STRING),
        Fact("coefficient", "使用面积系数", t.NUMBER),
        Fact("built_in", "建成年份", t.NUMBER),
        Fact("approval", "建设批准文号", t.STRING),
        Fact("house_no", "房屋所有权证号", t.STRING),
        Fact("by_bureau", "房屋登记在机关事务管理部门", t.BOOLEAN),
        Fact("lodging_place", "含接待功能场所", t.BOOLEAN),
    ),
    """
    SELECT b.id AS key, s.unit_id, b.registered_on AS day, s.tenure, b.height,
           round(b.usable_area / nullif(b.gross_area, 0), 4) AS coefficient, b.built_in,
           nullif(b.approval, '') AS approval, nullif(b.house_no, '') AS house_no,
           o.kind = 'bureau' AS by_bureau, b.lodging_place
    FROM offices_building b JOIN offices_site s ON s.id = b.site_id
    LEFT JOIN people_unit o ON o.id = b.owner_id
    """,
)
FLOOR_FACTS = FactSet(
    FLOOR,
    (
        Fact("usable_area", "楼层使用面积", t.NUMBER, "m²"),
        Fact("floors_area", "各层使用面积合计", t.NUMBER, "m²"),
        Fact("building_area", "楼的使用面积", t.NUMBER, "m²"),
    ),
    """
    SELECT f.id AS key, s.unit_id, b.registered_on AS day, f.usable_area,
           (SELECT sum(x.usable_area) FROM offices_floor x WHERE x.building_id = b.id)
             AS floors_area,
           b.usable_area AS building_area
    FROM offices_floor f JOIN offices_building b ON b.id = f.building_id
    JOIN offices_site s ON s.id = b.site_id
    """,
)
ROOM_FACTS = FactSet(
    ROOM,
    (
        Fact("use", "房间性质", t.STRING),
        Fact("use_before", "原房间性质", t.STRING),
        Fact("use_basis", "改变功能批准文号", t.STRING),
        Fact("area", "房间使用面积", t.NUMBER, "m²"),
        Fact("toilet_area", "单独卫生间面积", t.NUMBER, "m²"),
        Fact("rooms_area", "本层房间面积合计", t.NUMBER, "m²"),
        Fact("floor_area", "本层使用面积", t.NUMBER, "m²"),
        Fact("technical_basis", "技术业务用房立项文号", t.STRING),
        Fact("technical_before", "原为技术业务用房", t.BOOLEAN),
        Fact("let_out", "出租或出借", t.BOOLEAN),
        Fact("agreement", "使用协议号", t.STRING),
        Fact("occupants", "房间使用人数", t.NUMBER, "人"),
        Fact("equipment_share", "设备用房占比", t.NUMBER),
        Fact("unit_level", "使用单位层级", t.STRING),
        Fact("staff", "编制定员", t.NUMBER, "人"),
        Fact("service_area", "服务用房人均面积", t.NUMBER, "m²/人"),
    ),
    """
    SELECT r.id AS key, r.unit_id, r.registered_on AS day, r.use,
           nullif(r.use_before, '') AS use_before, nullif(r.use_basis, '') AS use_basis,
           r.area, r.toilet_area,
           (SELECT sum(x.area) FROM offices_room x WHERE x.floor_id = r.floor_id) AS rooms_area,
           f.usable_area AS floor_area, nullif(r.technical_basis, '') AS technical_basis,
           r.use_before = '技术业务用房' AS technical_before, r.let_out,
           nullif(r.agreement, '') AS agreement,
           (SELECT count(*) FROM offices_allocation a WHERE a.room_id = r.id
             AND a.state <> '已腾退') AS occupants,
           (SELECT round(sum(x.area) FILTER (WHERE x.use = '设备用房')
                     / nullif(sum(x.area) FILTER (WHERE x.use IN ('办公室', '服务用房')), 0), 4)
             FROM offices_room x WHERE x.unit_id = r.unit_id) AS equipment_share,
           CASE u.level WHEN 'province' THEN '省级' WHEN 'city' THEN '市级'
                        WHEN 'county' THEN '县级' END AS unit_level,
           u.staff_quota AS staff,
           (SELECT round(sum(x.area) / nullif(u.staff_quota, 0), 2) FROM offices_room x
             WHERE x.unit_id = r.unit_id AND x.use = '服务用房') AS service_area
    FROM offices_room r JOIN offices_floor f ON f.id = r.floor_id
    JOIN people_unit u ON u.id = r.unit_id
    """,
)
ALLOCATION_FACTS = FactSet(
    ALLOCATION,
    (
        Fact("level", "机关层级", t.STRING),
        Fact("rank", "使用人职级", t.STRING),
        Fact("use", "所安排房间性质", t.STRING),
        Fact("room_state", "所安排房间状态", t.STRING),
        Fact("per_person", "人均使用面积", t.NUMBER, "m²"),
        Fact("occupants", "同室人数", t.NUMBER, "人"),
        Fact("seats", "工位数", t.NUMBER, "个"),
        Fact("lounge_area", "休息室面积", t.NUMBER, "m²"),
        Fact("toilet_area", "卫生间面积", t.NUMBER, "m²"),
        Fact("is_head", "单位主要负责人", t.BOOLEAN),
        Fact("open_plan", "大开间", t.BOOLEAN),
        Fact("agreement", "房间使用协议号", t.STRING),
        Fact("same_unit", "房间归使用人单位", t.BOOLEAN),
        Fact("held", "在用办公室数", t.NUMBER, "处"),
        Fact("second", "兼职第二处", t.BOOLEAN),
        Fact("second_basis", "第二处批准文号", t.STRING),
        Fact("reason", "腾退事由", t.STRING),
        Fact("from_day", "启用日期", t.DATE),
        Fact("done_on", "手续办结日期", t.DATE),
        Fact("vacated_on", "腾退日期", t.DATE),
    ),
    """
    SELECT a.id AS key, r.unit_id, a.from_day AS day,
           CASE u.level WHEN 'province' THEN '省级' WHEN 'city' THEN '市级'
                        WHEN 'county' THEN '县级' END AS level,
           a.rank, r.use, r.state AS room_state,
           round((r.area + r.lounge_area + r.toilet_area) / greatest(n.occupants, r.seats), 2)
             AS per_person,
           n.occupants, r.seats, r.lounge_area, r.toilet_area,
           EXISTS (SELECT 1 FROM people_post q WHERE q.person_id = a.person_id AND q.is_head
                    AND q.from_day <= a.from_day
                    AND (q.to_day IS NULL OR q.to_day >= a.from_day)) AS is_head,
           r.open_plan, nullif(r.agreement, '') AS agreement,
           EXISTS (SELECT 1 FROM people_unit pu WHERE pu.id = p.unit_id
                    AND pu.path LIKE u.path || '%') AS same_unit,
           (SELECT count(*) FROM offices_allocation h WHERE h.person_id = a.person_id
             AND h.state <> '已腾退') AS held,
           a.second, nullif(a.second_basis, '') AS second_basis,
           nullif(a.reason, '') AS reason, a.from_day, a.done_on, a.vacated_on
    FROM offices_allocation a JOIN offices_room r ON r.id = a.room_id
    JOIN people_unit u ON u.id = r.unit_id JOIN people_person p ON p.id = a.person_id
    CROSS JOIN LATERAL (SELECT count(*) AS occupants FROM offices_allocation o
        WHERE o.room_id = a.room_id AND o.state <> '已腾退') n
    """,
)
