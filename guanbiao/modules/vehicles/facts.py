"""All that rules may see of vehicles, as one query an entity.

Facts are read from what is stored, never from the clock: the audit judges a record of last
year by the same query and gets what the gate saw.
"""

from __future__ import annotations

from guanbiao.gate.describe import Among, Entity, Fact, FactSet
from guanbiao.modules.vehicles.models import Driver, Fuel, Quota, Request, Trip, Vehicle
from rulebook.feel import types as t

VEHICLE = Entity(
    "vehicles.vehicle", "车辆", Vehicle, "unit__path", "plate", page="vehicles.vehicle",
    state="state",
)  # fmt: skip
QUOTA = Entity("vehicles.quota", "编制", Quota, "unit__path", "category", page="vehicles.quota")
DRIVER = Entity(
    "vehicles.driver", "驾驶员", Driver, "person__unit__path", "person", "person",
    page="vehicles.driver",
)  # fmt: skip
REQUEST = Entity(
    "vehicles.request", "用车申请", Request, "unit__path", "number", "applicant",
    page="vehicles.request", state="state",
)  # fmt: skip
TRIP = Entity(
    "vehicles.trip", "派车单", Trip, "vehicle__unit__path", "number", "driver__person",
    page="vehicles.trip",
)  # fmt: skip
FUEL = Entity(
    "vehicles.fuel", "加油记录", Fuel, "vehicle__unit__path", "vehicle", "recorded_by",
    page="vehicles.fuel",
)  # fmt: skip

VEHICLE_FACTS = FactSet(
    VEHICLE,
    (
        Fact("plate", "车牌号", t.STRING),
        Fact("category", "车辆类别", t.STRING),
        Fact("body", "车型", t.STRING),
        Fact("new_energy", "新能源", t.BOOLEAN),
        Fact("domestic", "国产", t.BOOLEAN),
        Fact("price", "购置价格", t.NUMBER, "元"),
        Fact("displacement", "排气量", t.NUMBER, "L"),
        Fact("special_case", "特殊情况", t.BOOLEAN),
        Fact("seats", "核定载客", t.NUMBER, "人"),
        Fact("purchased_on", "购置日期", t.DATE),
        Fact("unit_level", "单位层级", t.STRING),
        Fact("registered_to_unit", "登记在本单位名下", t.BOOLEAN),
        Fact("fixed_user", "固定使用人", t.STRING),
        Fact("quota", "编制数", t.NUMBER, "辆"),
        Fact("active_count", "在编车辆数", t.NUMBER, "辆", among=Among(("unit_id", "category"))),
        Fact("state", "车辆状态", t.STRING),
        Fact("disposal_mode", "处置方式", t.STRING),
        Fact("disposal_age", "处置时车龄", t.NUMBER, "年"),
        Fact("disposal_reason", "提前更新理由", t.STRING),
        Fact("promotion_reason", "因职务变动更新", t.BOOLEAN),
        Fact("odometer", "里程表读数", t.NUMBER, "km"),
        Fact("km_since_service", "距上次保养里程", t.NUMBER, "km"),
        Fact("luxury_fitting", "增加高档配置或豪华内饰", t.BOOLEAN),
        Fact("year_green", "本年购置新能源占比", t.NUMBER, "%", among=Among()),
    ),
    """
    WITH kept AS MATERIALIZED (
        SELECT g.unit_id, g.category,
               (SELECT count(*) FROM vehicles_vehicle o
                 WHERE o.unit_id = g.unit_id AND o.category = g.category
                   AND o.state <> '已处置') AS number
        FROM (SELECT DISTINCT unit_id, category FROM vehicles_vehicle /* these */ AS w) g
    ), green AS MATERIALIZED (
        SELECT g.unit_id, g.year,
               (SELECT round(avg(o.new_energy::int) * 100, 2) FROM vehicles_vehicle o
                 WHERE o.unit_id = g.unit_id
                   AND date_trunc('year', o.purchased_on) = g.year) AS share
        FROM (SELECT DISTINCT unit_id, date_trunc('year', purchased_on) AS year
              FROM vehicles_vehicle /* these */ AS w) g
    )
    SELECT v.id AS key, v.unit_id, coalesce(v.disposed_on, v.purchased_on) AS day,
           v.plate, v.category, v.body, v.new_energy, v.domestic, v.price, v.displacement,
           v.special_case, v.seats, v.purchased_on,
           CASE u.level WHEN 'province' THEN '省级' WHEN 'city' THEN '市级' ELSE '县级' END
               AS unit_level,
           v.registered_to = u.name AS registered_to_unit, nullif(v.fixed_user, '') AS fixed_user,
           (SELECT q.number FROM vehicles_quota q
             WHERE q.unit_id = v.unit_id AND q.category = v.category
             ORDER BY q.from_day DESC LIMIT 1) AS quota,
           kept.number AS active_count,
           v.state, nullif(v.disposal_mode, '') AS disposal_mode,
           date_part('year', age(v.disposed_on, v.purchased_on))::numeric AS disposal_age,
           nullif(v.disposal_reason, '') AS disposal_reason, v.promotion_reason,
           v.odometer, v.odometer - v.serviced_at_km AS km_since_service, v.luxury_fitting,
           green.share AS year_green
    FROM vehicles_vehicle /* these */ AS v JOIN people_unit u ON u.id = v.unit_id
    JOIN kept ON kept.unit_id = v.unit_id AND kept.category = v.category
    LEFT JOIN green ON green.unit_id = v.unit_id
      AND green.year = date_trunc('year', v.purchased_on)
    """,
)
QUOTA_FACTS = FactSet(
    QUOTA,
    (
        Fact("category", "车辆类别", t.STRING),
        Fact("quota", "编制数", t.NUMBER, "辆"),
        Fact("staff", "人员编制", t.NUMBER, "人"),
        Fact("active_count", "在编车辆数", t.NUMBER, "辆"),
    ),
    """
    SELECT q.id AS key, q.unit_id, q.from_day AS day, q.category, q.number AS quota,
           u.staff_quota AS staff,
           (SELECT count(*) FROM vehicles_vehicle o
             WHERE o.unit_id = q.unit_id AND o.category = q.category AND o.state <> '已处置')
               AS active_count
    FROM vehicles_quota q JOIN people_unit u ON u.id = q.unit_id
    """,
)
DRIVER_FACTS = FactSet(
    DRIVER,
    (
        Fact("licence_class", "准驾车型", t.STRING),
        Fact("licence_to", "驾驶证有效期至", t.DATE),
        Fact("age", "年龄", t.NUMBER, "岁"),
        Fact("health_check_on", "体检日期", t.DATE),
        Fact("active", "可出车", t.BOOLEAN),
    ),
    """
    SELECT d.id AS key, p.unit_id, d.verified_on AS day, d.licence_class, d.licence_to,
           date_part('year', age(d.verified_on, d.born_on))::numeric AS age, d.health_check_on,
           d.active
    FROM vehicles_driver d JOIN people_person p ON p.id = d.person_id
    """,
)
REQUEST_FACTS = FactSet(
    REQUEST,
    (
        Fact("category", "用车类别", t.STRING),
        Fact("purpose", "用车事由", t.STRING),
        Fact("purpose_length", "事由字数", t.NUMBER, "字"),
        Fact("private_use", "非公务用途", t.BOOLEAN),
        Fact("origin", "出发地", t.STRING),
        Fact("destination", "目的地", t.STRING),
        Fact("area", "目的地范围", t.STRING),
        Fact("depart_at", "出发时间", t.DATE_TIME),
        Fact("return_at", "返回时间", t.DATE_TIME),
        Fact("duration_hours", "用车时长", t.NUMBER, "小时"),
        Fact("passengers", "乘车人数", t.NUMBER, "人"),
        Fact("persons_in_car", "车内人数", t.NUMBER, "人"),
        Fact("body", "申请车型", t.STRING),
        Fact("seats", "核定载客", t.NUMBER, "人"),
        Fact("distance_km", "单程里程", t.NUMBER, "km"),
        Fact("lead_workdays", "提前工作日", t.NUMBER, "个工作日"),
        Fact("on_holiday", "法定节假日用车", t.BOOLEAN),
        Fact("off_hours", "工作时间外", t.BOOLEAN),
        Fact("special_need", "特殊工作需要", t.BOOLEAN),
        Fact("holiday_basis", "节假日用车依据", t.STRING),
        Fact("applicant_rank", "申请人职级", t.STRING),
        Fact("pool_willing", "愿意拼车", t.BOOLEAN),
        Fact("same_way_count", "同向待派单数", t.NUMBER, "单"),
        Fact("public_transport", "可乘公共交通到达", t.BOOLEAN),
        Fact("urgent", "紧急", t.BOOLEAN),
        Fact("minutes_to_respond", "响应用时", t.NUMBER, "分钟"),
        Fact("rating", "评分", t.NUMBER, "分"),
        Fact("rating_words", "评价", t.STRING),
    ),
    """
    SELECT r.id AS key, r.unit_id,
           (coalesce(r.submitted_at, r.depart_at, now()) AT TIME ZONE 'Asia/Shanghai')::date AS day,
           r.category, nullif(r.purpose, '') AS purpose, length(r.purpose) AS purpose_length,
           r.private_use, nullif(r.origin, '') AS origin,
           nullif(r.destination, '') AS destination, r.area, r.depart_at, r.return_at,
           round(extract(epoch FROM r.return_at - r.depart_at) / 3600, 2) AS duration_hours,
           r.passengers, r.passengers + 1 AS persons_in_car, r.body,
           CASE r.body WHEN '轿车' THEN 5 WHEN '越野车' THEN 5 WHEN '商务车' THEN 7
                WHEN '小型客车' THEN 9 WHEN '中型客车' THEN 19 WHEN '大型客车' THEN 45
                WHEN '货车' THEN 3 END AS seats,
           r.distance_km, r.lead_workdays, r.on_holiday, r.off_hours, r.special_need,
           nullif(r.holiday_basis, '') AS holiday_basis, p.rank AS applicant_rank,
           r.pool_willing,
           (SELECT count(*) FROM vehicles_request o
             WHERE o.id <> r.id AND o.state = 'waiting' AND o.destination = r.destination
               AND abs(extract(epoch FROM o.depart_at - r.depart_at)) <= 3600) AS same_way_count,
           r.public_transport, r.urgent,
           (SELECT round(extract(epoch FROM min(t.dispatched_at) - r.submitted_at) / 60)
              FROM vehicles_trip t WHERE t.request_id = r.id AND t.state <> 'cancelled')
               AS minutes_to_respond,
           r.rating, nullif(r.rating_words, '') AS rating_words
    FROM vehicles_request r JOIN people_person p ON p.id = r.applicant_id
    """,
)
FIT = """
    (SELECT CASE v.body
        WHEN '大型客车' THEN ARRAY['A1'] WHEN '中型客车' THEN ARRAY['A1', 'B1']
        WHEN '货车' THEN ARRAY['A1', 'A2', 'B1', 'B2']
        ELSE CASE WHEN v.new_energy THEN ARRAY['A1', 'A2', 'B1', 'B2', 'C1', 'C2']
             ELSE ARRAY['A1', 'A2', 'B1', 'B2', 'C1'] END END AS classes)"""
"""Licence classes for a vehicle ``v``, as a table of one row."""
TRIP_FACTS = FactSet(
    TRIP,
    (
        Fact("vehicle_category", "车辆类别", t.STRING),
        Fact("use_category", "用车类别", t.STRING),
        Fact("body", "车型", t.STRING),
        Fact("seats", "核定载客", t.NUMBER, "人"),
        Fact("persons_in_car", "车内人数", t.NUMBER, "人"),
        Fact("vehicle_state", "车辆状态", t.STRING),
        Fact("inspection_to", "年检有效期至", t.DATE),
        Fact("insurance_to", "交强险有效期至", t.DATE),
        Fact("depart_day", "出车日期", t.DATE),
        Fact("return_day", "计划返回日期", t.DATE),
        Fact("km_since_service", "距上次保养里程", t.NUMBER, "km"),
        Fact("checked_on", "最近例检日期", t.DATE),
        Fact("check_days_ago", "距例检天数", t.NUMBER, "天"),
        Fact("on_holiday", "法定节假日用车", t.BOOLEAN),
        Fact("special_need", "特殊工作需要", t.BOOLEAN),
        Fact("holiday_sealed", "节假日封存", t.BOOLEAN),
        Fact("driver_hours_day", "驾驶员当日驾驶时长", t.NUMBER, "小时"),
        Fact("licence_fits", "准驾车型相符", t.BOOLEAN),
        Fact("licence_to", "驾驶证有效期至", t.DATE),
        Fact("drivers", "驾驶员人数", t.NUMBER, "人"),
        Fact("distance_km", "单程里程", t.NUMBER, "km"),
        Fact("odometer_out", "出车里程表读数", t.NUMBER, "km"),
        Fact("odometer_in", "回场里程表读数", t.NUMBER, "km"),
        Fact("odometer_last", "上次里程表读数", t.NUMBER, "km"),
        Fact("trip_km", "行驶里程", t.NUMBER, "km"),
        Fact("planned_km", "计划里程", t.NUMBER, "km"),
        Fact("minutes_early", "提前出车分钟", t.NUMBER, "分钟"),
        Fact("taken_meanwhile", "提前时段已派单数", t.NUMBER, "单"),
        Fact("minutes_late", "超时分钟", t.NUMBER, "分钟"),
        Fact("parked_at_unit", "回单位停放", t.BOOLEAN),
        Fact("minutes_to_respond", "响应用时", t.NUMBER, "分钟"),
        Fact("urgent", "紧急", t.BOOLEAN),
        Fact("new_energy", "新能源", t.BOOLEAN),
        Fact("pool_willing", "愿意拼车", t.BOOLEAN),
        Fact("same_way_count", "同向待派单数", t.NUMBER, "单"),
    ),
    f"""
    SELECT t.id AS key, v.unit_id, (lower(t.planned) AT TIME ZONE 'Asia/Shanghai')::date AS day,
           v.category AS vehicle_category, r.category AS use_category, v.body, v.seats,
           r.passengers + 1 + (t.second_driver_id IS NOT NULL)::int AS persons_in_car,
           t.vehicle_state, t.inspection_to, t.insurance_to,
           (lower(t.planned) AT TIME ZONE 'Asia/Shanghai')::date AS depart_day,
           (upper(t.planned) AT TIME ZONE 'Asia/Shanghai')::date AS return_day,
           t.odometer_last - t.serviced_at_km AS km_since_service, t.checked_on,
           (lower(t.planned) AT TIME ZONE 'Asia/Shanghai')::date - t.checked_on AS check_days_ago,
           r.on_holiday, r.special_need, v.holiday_sealed,
           round((SELECT sum(extract(epoch FROM upper(o.planned) - lower(o.planned)))
              FROM vehicles_trip o WHERE o.state <> 'cancelled'
               AND (o.driver_id = t.driver_id OR o.second_driver_id = t.driver_id)
               AND (lower(o.planned) AT TIME ZONE 'Asia/Shanghai')::date
                 = (lower(t.planned) AT TIME ZONE 'Asia/Shanghai')::date)
             / 3600 / CASE WHEN t.second_driver_id IS NULL THEN 1 ELSE 2 END, 2)
               AS driver_hours_day,
           (d.licence_class = ANY(fit.classes)
             AND (s.id IS NULL OR s.licence_class = ANY(fit.classes))) AS licence_fits,
           least(d.licence_to, s.licence_to) AS licence_to,
           1 + (t.second_driver_id IS NOT NULL)::int AS drivers, r.distance_km,
           t.odometer_out, t.odometer_in, t.odometer_last,
           t.odometer_in - t.odometer_out AS trip_km,
           r.distance_km * 2 AS planned_km,
           round(extract(epoch FROM lower(t.planned) - t.departed_at) / 60) AS minutes_early,
           CASE WHEN t.departed_at < lower(t.planned) THEN (
               SELECT count(*) FROM vehicles_trip o
                WHERE o.id <> t.id AND o.state IN ('planned', 'underway')
                  AND o.planned && tstzrange(t.departed_at, lower(t.planned))
                  AND (o.vehicle_id = t.vehicle_id
                    OR o.driver_id IN (t.driver_id, t.second_driver_id)
                    OR o.second_driver_id IN (t.driver_id, t.second_driver_id)))
                ELSE 0 END AS taken_meanwhile,
           round(extract(epoch FROM t.returned_at - upper(t.planned)) / 60) AS minutes_late,
           t.parked_at_unit,
           round(extract(epoch FROM t.dispatched_at - r.submitted_at) / 60) AS minutes_to_respond,
           r.urgent, v.new_energy, r.pool_willing,
           (SELECT count(*) FROM vehicles_request o
             WHERE o.id <> r.id AND o.state = 'waiting' AND o.destination = r.destination
               AND abs(extract(epoch FROM o.depart_at - r.depart_at)) <= 3600) AS same_way_count
    FROM vehicles_trip t
    JOIN vehicles_vehicle v ON v.id = t.vehicle_id
    JOIN vehicles_request r ON r.id = t.request_id
    JOIN vehicles_driver d ON d.id = t.driver_id
    LEFT JOIN vehicles_driver s ON s.id = t.second_driver_id
    CROSS JOIN LATERAL {FIT} fit
    """,  # noqa: S608 - a text of our own
)
FUEL_FACTS = FactSet(
    FUEL,
    (
        Fact("plate", "车牌号", t.STRING),
        Fact("card_plate", "加油卡绑定车牌", t.STRING),
        Fact("fixed_point", "定点加油", t.BOOLEAN),
        Fact("litres", "加油量", t.NUMBER, "L"),
        Fact("amount", "金额", t.NUMBER, "元"),
        Fact("month_litres", "当月累计加油量", t.NUMBER, "L", among=Among()),
        Fact("month_quota", "月度燃油定额", t.NUMBER, "L"),
        Fact("odometer", "里程表读数", t.NUMBER, "km"),
        Fact("odometer_last", "上次里程表读数", t.NUMBER, "km", among=Among()),
        Fact("per_100km", "百公里油耗", t.NUMBER, "L", among=Among()),
        Fact("quota_100km", "百公里油耗定额", t.NUMBER, "L"),
        Fact("new_energy", "新能源", t.BOOLEAN),
    ),
    """
    SELECT f.id AS key, v.unit_id, (f.at AT TIME ZONE 'Asia/Shanghai')::date AS day, v.plate,
           f.card_plate, f.fixed_point, f.litres, f.amount,
           (SELECT sum(o.litres) FROM vehicles_fuel o WHERE o.vehicle_id = f.vehicle_id
             AND o.at <= f.at AND date_trunc('month', o.at AT TIME ZONE 'Asia/Shanghai')
               = date_trunc('month', f.at AT TIME ZONE 'Asia/Shanghai')) AS month_litres,
           v.month_quota, f.odometer, last.odometer AS odometer_last,
           round(f.litres * 100 / nullif(f.odometer - last.odometer, 0), 2) AS per_100km,
           v.quota_100km, v.new_energy
    FROM vehicles_fuel f JOIN vehicles_vehicle v ON v.id = f.vehicle_id
    LEFT JOIN LATERAL (SELECT o.odometer FROM vehicles_fuel o
        WHERE o.vehicle_id = f.vehicle_id AND o.at < f.at ORDER BY o.at DESC LIMIT 1) last ON true
    """,
)
