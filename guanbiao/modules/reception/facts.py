"""All that rules may see of receptions; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.reception.models import Budget, Lodging, Meal, Order, Ride, Settlement
from rulebook.feel import types as t

ORDER = Entity(
    "reception.order", "接待单", Order, "unit__path", "number", "applicant",
    page="reception.order", state="state",
)  # fmt: skip
MEAL = Entity(
    "reception.meal", "接待用餐", Meal, "order__unit__path", "place", "order__applicant",
    page="reception.meal",
)  # fmt: skip
LODGING = Entity(
    "reception.lodging", "接待住宿", Lodging, "order__unit__path", "hotel", "order__applicant",
    page="reception.lodging",
)  # fmt: skip
RIDE = Entity(
    "reception.ride", "接待用车", Ride, "order__unit__path", "plate", "order__applicant",
    page="reception.ride",
)  # fmt: skip
BUDGET = Entity(
    "reception.budget", "接待费预算", Budget, "unit__path", "basis", page="reception.budget"
)
SETTLEMENT = Entity(
    "reception.settlement", "接待结算单", Settlement, "order__unit__path", "number",
    "submitted_by", page="reception.settlement", state="state",
)  # fmt: skip

ORDER_FACTS = FactSet(
    ORDER,
    (
        Fact("letter_no", "公函文号", t.STRING),
        Fact("letter_unit", "派出单位", t.STRING),
        Fact("letter_lead", "公函早于开始天数", t.NUMBER, "天"),
        Fact("kind", "公务活动类别", t.STRING),
        Fact("purpose_length", "公务内容字数", t.NUMBER, "字"),
        Fact("itinerary_length", "行程安排字数", t.NUMBER, "字"),
        Fact("days", "接待天数", t.NUMBER, "天"),
        Fact("guests", "接待对象人数", t.NUMBER, "人"),
        Fact("guests_whole", "接待对象要素齐全人数", t.NUMBER, "人"),
        Fact("escorts", "陪同人数", t.NUMBER, "人"),
        Fact("staff", "工作保障人数", t.NUMBER, "人"),
        Fact("place", "活动场所", t.STRING),
        Fact("welcome", "迎送安排", t.STRING),
        Fact("file_no", "备案号", t.STRING),
        Fact("file_lead", "备案早于开始天数", t.NUMBER, "天"),
        Fact("list_lag", "清单晚于结束天数", t.NUMBER, "天"),
        Fact("signed_by", "清单审签人", t.STRING),
        Fact("list_places", "清单所列场所", t.STRING),
        Fact("meals", "登记用餐次数", t.NUMBER, "次"),
        Fact("state", "接待单状态", t.STRING),
    ),
    """
    SELECT o.id AS key, o.unit_id, o.submitted_on AS day,
           nullif(o.letter_no, '') AS letter_no, nullif(o.letter_unit, '') AS letter_unit,
           o.from_day - o.letter_on AS letter_lead, o.kind,
           length(o.purpose) AS purpose_length, length(o.itinerary) AS itinerary_length,
           o.to_day - o.from_day + 1 AS days, p.guests, p.guests_whole, p.escorts, p.staff,
           nullif(o.place, '') AS place, o.welcome, nullif(o.file_no, '') AS file_no,
           o.from_day - o.filed_on AS file_lead, o.listed_on - o.to_day AS list_lag,
           nullif(o.signed_by, '') AS signed_by, nullif(o.list_places, '') AS list_places,
           (SELECT count(*) FROM reception_meal m WHERE m.order_id = o.id) AS meals,
           o.state
    FROM reception_order o CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE a.side = '接待对象') AS guests,
               count(*) FILTER (WHERE a.side = '接待对象' AND a.unit <> '' AND a.duty <> '')
                 AS guests_whole,
               count(*) FILTER (WHERE a.side = '陪同人员') AS escorts,
               count(*) FILTER (WHERE a.side = '工作保障人员') AS staff
        FROM reception_attendant a WHERE a.order_id = o.id) p
    """,
)
MEAL_FACTS = FactSet(
    MEAL,
    (
        Fact("sitting", "餐别", t.STRING),
        Fact("manner", "用餐方式", t.STRING),
        Fact("guests", "就餐接待对象人数", t.NUMBER, "人"),
        Fact("expected", "接待单接待对象人数", t.NUMBER, "人"),
        Fact("company", "陪餐人数", t.NUMBER, "人"),
        Fact("working", "工作餐次数", t.NUMBER, "次"),
        Fact("per_head", "人均餐费", t.NUMBER, "元"),
        Fact("private_club", "私人会所或高消费场所", t.BOOLEAN),
        Fact("dear_dishes", "高档菜肴或野生动物", t.BOOLEAN),
        Fact("cigarettes", "提供香烟", t.BOOLEAN),
        Fact("alcohol", "酒水", t.STRING),
        Fact("within", "用餐日期在接待期内", t.BOOLEAN),
    ),
    """
    SELECT m.id AS key, o.unit_id, m.on AS day, m.sitting, m.manner, m.guests,
           (SELECT count(*) FROM reception_attendant a WHERE a.order_id = o.id
             AND a.side = '接待对象') AS expected,
           m.company,
           (SELECT count(*) FROM reception_meal w WHERE w.order_id = o.id
             AND w.manner = '工作餐') AS working,
           round(m.amount / nullif(m.guests + m.company, 0), 2) AS per_head,
           m.private_club, m.dear_dishes, m.cigarettes, m.alcohol,
           m.on BETWEEN o.from_day AND o.to_day AS within
    FROM reception_meal m JOIN reception_order o ON o.id = m.order_id
    """,
)
LODGING_FACTS = FactSet(
    LODGING,
    (
        Fact("rank", "住宿人员级别", t.STRING),
        Fact("room", "房型", t.STRING),
        Fact("price", "房价", t.NUMBER, "元"),
        Fact("contracted", "定点饭店或机关内部接待场所", t.BOOLEAN),
        Fact("paid_by_guest", "接待对象自付", t.BOOLEAN),
        Fact("nights", "住宿天数", t.NUMBER, "天"),
        Fact("days", "住宿所属接待天数", t.NUMBER, "天"),
    ),
    """
    SELECT l.id AS key, o.unit_id, o.from_day AS day, l.rank, l.room, l.price, l.contracted,
           l.paid_by_guest, l.nights, o.to_day - o.from_day + 1 AS days
    FROM reception_lodging l JOIN reception_order o ON o.id = l.order_id
    """,
)
RIDE_FACTS = FactSet(
    RIDE,
    (
        Fact("riders", "接待乘车人数", t.NUMBER, "人"),
        Fact("seats", "接待车辆核定载客", t.NUMBER, "人"),
        Fact("all_seats", "接待车辆总座位", t.NUMBER, "座"),
        Fact("everyone", "接待总人数", t.NUMBER, "人"),
        Fact("charged", "已收交通费", t.BOOLEAN),
        Fact("siren", "警车带道或交通管制", t.BOOLEAN),
    ),
    """
    SELECT r.id AS key, o.unit_id, o.from_day AS day, r.riders, r.seats,
           (SELECT sum(x.seats) FROM reception_ride x WHERE x.order_id = o.id) AS all_seats,
           (SELECT count(*) FROM reception_attendant a WHERE a.order_id = o.id) AS everyone,
           r.charged, r.siren
    FROM reception_ride r JOIN reception_order o ON o.id = r.order_id
    """,
)
BUDGET_FACTS = FactSet(
    BUDGET,
    (
        Fact("amount", "接待费预算", t.NUMBER, "元"),
        Fact("last", "上年度接待费预算", t.NUMBER, "元"),
        Fact("basis", "预算批复文号", t.STRING),
    ),
    """
    SELECT b.id AS key, b.unit_id, make_date(b.year, 1, 1) AS day, b.amount,
           (SELECT l.amount FROM reception_budget l WHERE l.unit_id = b.unit_id
             AND l.year = b.year - 1) AS last,
           nullif(b.basis, '') AS basis
    FROM reception_budget b
    """,
)
SETTLEMENT_FACTS = FactSet(
    SETTLEMENT,
    (
        Fact("letter_no", "所附公函文号", t.STRING),
        Fact("file_no", "所附备案号", t.STRING),
        Fact("signed_by", "所附清单审签人", t.STRING),
        Fact("invoices", "票据号码", t.STRING),
        Fact("total", "结算金额", t.NUMBER, "元"),
        Fact("meals", "结算工作餐费", t.NUMBER, "元"),
        Fact("listed_meals", "登记工作餐费", t.NUMBER, "元"),
        Fact("guests_share", "列支接待对象费用", t.NUMBER, "元"),
        Fact("transferred", "转入其他科目", t.BOOLEAN),
        Fact("cash", "现金支付", t.BOOLEAN),
        Fact("lag", "报销晚于结束天数", t.NUMBER, "天"),
        Fact("year_total", "年度累计接待费", t.NUMBER, "元"),
        Fact("budget", "年度接待费预算", t.NUMBER, "元"),
    ),
    """
    SELECT s.id AS key, o.unit_id, s.submitted_on AS day,
           nullif(o.letter_no, '') AS letter_no, nullif(o.file_no, '') AS file_no,
           nullif(o.signed_by, '') AS signed_by, nullif(s.invoices, '') AS invoices,
           s.meals + s.others AS total, s.meals,
           (SELECT coalesce(sum(m.amount), 0) FROM reception_meal m WHERE m.order_id = o.id
             AND m.manner = '工作餐') AS listed_meals,
           s.guests_share, s.transferred, s.cash, s.submitted_on - o.to_day AS lag,
           (SELECT sum(x.meals + x.others) FROM reception_settlement x
             JOIN reception_order y ON y.id = x.order_id
             WHERE y.unit_id = o.unit_id AND x.state <> '已退单' AND x.id <= s.id
               AND date_part('year', x.submitted_on) = date_part('year', s.submitted_on))
             AS year_total,
           (SELECT b.amount FROM reception_budget b WHERE b.unit_id = o.unit_id
             AND b.year = date_part('year', s.submitted_on)) AS budget
    FROM reception_settlement s JOIN reception_order o ON o.id = s.order_id
    """,
)
