"""The standards system of the sample bureau: real standards with their sources, and its gaps.

Numbers and days of standards outside the bureau are those of public notices, as each line says;
where no day is known none is given. Duties, pilot, case and honour are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from guanbiao.project.sample.plan import Plan, do

NAME = "云川市机关事务标准体系"
BRANCHES = (
    ("1.1.1", "术语与标准化工作"), ("1.2.1", "公务用车"), ("1.2.2", "办公用房"),
    ("1.2.3", "公共机构节能"), ("1.2.4", "资产"), ("1.3.1", "会议服务"), ("1.3.2", "公务接待"),
    ("1.3.3", "物业服务"), ("1.3.4", "餐饮服务"), ("1.4.1", "岗位权限与督办"),
    ("1.4.2", "信息与安全"),
)  # fmt: skip
"""Code and name; the first of each class is the place the pattern leaves open."""
ISSUED = "公开的标准信息，核对日 2026-11-26；日期空缺的未查得"
Line = tuple[str, str, str, str, str, str, str]
LINES: tuple[Line, ...] = (
    ("1.1.1", "GB/T 41568-2022", "机关事务管理 术语", "2022-04-15", "2022-04-15", "", "clerk"),
    (
        "1.1.1",
        "GB/T 24421.2-2023",
        "服务业组织标准化工作指南 第2部分",
        "2023-03-17",
        "2023-03-17",
        "",
        "clerk",
    ),
    (
        "1.1.1",
        "GB/T 1.1-2020",
        "标准化工作导则 第1部分：标准化文件的结构和起草规则",
        "",
        "2020-10-01",
        "",
        "clerk",
    ),
    ("1.1.1", "GB/T 13016-2018", "标准体系构建原则和要求", "", "", "", "clerk"),
    ("1.1.1", "DB64/T 1773-2021", "机关事务标准体系", "", "", "", "clerk"),
    ("1.1.1", "Q/YCJG 101-2026", "机关事务标准制修订工作规范", "", "2026-01-01", "", "supervisor"),
    ("1.1.1", "Q/YCJG 110-2026", "标准体系管理规范", "", "2024-01-01", "", "supervisor"),
    ("1.1.1", "Q/YCJG 111-2026", "标准发布、评价与改进规范", "", "2024-01-01", "", "supervisor"),
    ("1.1.1", "Q/YCJG 112-2026", "标准实施评价规范", "", "2024-01-01", "", "supervisor"),
    ("1.1.1", "标准化法", "中华人民共和国标准化法", "", "2018-01-01", "", "clerk"),
    ("1.2.1", "中办发〔2017〕71号", "党政机关公务用车管理办法", "", "2017-12-05", "", "fleet"),
    ("1.2.1", "JT/T 808-2019", "车载终端通讯协议", "", "", "", "fleet"),
    (
        "1.2.1",
        "DB32/T 3826-2020",
        "公务用车信息化平台数据交换技术规范",
        "",
        "2020-08-14",
        "",
        "fleet",
    ),
    ("1.2.1", "DB33/T 1402-2024", "公务用车服务规范", "", "2025-01-14", "", "fleet"),
    ("1.2.1", "DB4206/T 72-2024", "公务用车管理平台运行规范", "", "2024-02-29", "", "fleet"),
    (
        "1.2.1",
        "Q/YCJG 203-2025",
        "公务用车使用管理规范",
        "",
        "2025-07-01",
        "Q/YCJG 203—2024",
        "fleet",
    ),
    ("1.2.2", "中办发〔2017〕70号", "党政机关办公用房管理办法", "", "2017-12-05", "", "rooms"),
    (
        "1.2.2",
        "建标169-2014",
        "党政机关办公用房建设标准",
        "",
        "2014-11-24",
        "党政机关办公用房建设标准（1999年）",
        "rooms",
    ),
    ("1.2.2", "DB53/T 1358.9-2025", "办公用房管理规范 第9部分：统计", "", "", "", "rooms"),
    ("1.2.2", "DB53/T 1358.10-2025", "办公用房管理规范 第10部分：巡检考核", "", "", "", "rooms"),
    ("1.2.2", "Q/YCJG 302-2026", "办公用房台账与使用规范", "", "2026-01-01", "", "rooms"),
    ("1.2.3", "国务院令第531号", "公共机构节能条例", "", "2017-03-01", "", "head"),
    (
        "1.2.3",
        "国办发〔2007〕42号",
        "关于严格执行公共建筑空调温度控制标准的通知",
        "",
        "2007-06-01",
        "",
        "head",
    ),
    ("1.2.3", "DB31/T 1320-2021", "公共机构建筑设备设施数据编码规则", "", "2021-12-01", "", "head"),
    ("1.2.4", "国务院令第738号", "行政事业性国有资产管理条例", "", "2021-04-01", "", "rooms"),
    (
        "1.2.4",
        "财资〔2016〕27号",
        "中央行政单位通用办公设备家具配置标准",
        "",
        "2016-07-01",
        "",
        "rooms",
    ),
    (
        "1.2.4",
        "GB/T 14885-2022",
        "固定资产等资产基础分类与代码",
        "2022-12-30",
        "2022-12-30",
        "GB/T 14885—2010",
        "rooms",
    ),
    ("1.3.1", "财行〔2016〕214号", "中央和国家机关会议费管理办法", "", "2016-07-01", "", "rooms"),
    ("1.3.1", "DB51/T 2616-2019", "机关会议服务规范", "", "2020-01-01", "", "rooms"),
    ("1.3.1", "DB44/T 2394-2022", "机关事务管理 会议服务", "", "2023-01-08", "", "rooms"),
    ("1.3.1", "DB3301/T 0298-2024", "机关事务管理 会议服务规范", "", "2024-09-30", "", "rooms"),
    ("1.3.1", "Q/YCJG 204-2026", "会议服务管理规范", "", "2026-01-01", "", "rooms"),
    (
        "1.3.2",
        "党政机关国内公务接待管理规定",
        "党政机关国内公务接待管理规定",
        "",
        "2013-12-01",
        "",
        "cashier",
    ),
    ("1.3.2", "Q/YCJG 301-2026", "公务接待管理规范", "", "2026-01-01", "", "cashier"),
    ("1.3.3", "DB4403/T 65-2020", "政府办公物业服务质量要求", "", "2020-06-01", "", "rooms"),
    ("1.3.3", "DB3502/T 054-2020", "机关办公区物业管理服务规范", "", "", "", "rooms"),
    ("1.3.4", "GB 31654-2021", "食品安全国家标准 餐饮服务通用卫生规范", "", "", "", "cashier"),
    ("1.3.4", "反食品浪费法", "中华人民共和国反食品浪费法", "", "2021-04-29", "", "cashier"),
    ("1.4.1", "Q/YCJG 102-2024", "岗位权限与办理流程规范", "", "2024-01-01", "", "admin"),
    ("1.4.1", "Q/YCJG 105-2026", "督查督办与办理效能规范", "", "2026-01-01", "", "supervisor"),
    ("1.4.1", "Q/YCJG 106-2026", "办件办理规范", "", "2024-01-01", "", "supervisor"),
    ("1.4.2", "Q/YCJG 103-2024", "身份与安全管理规范", "", "2024-01-01", "", "admin"),
    ("1.4.2", "Q/YCJG 107-2026", "通知公告管理规范", "", "2026-01-01", "", "supervisor"),
    ("1.4.2", "Q/YCJG 109-2026", "电子附件管理规范", "", "2026-01-01", "", "admin"),
)
"""Branch, number, title, issued, in force, replaces, whose section answers for it."""
PLANS = (
    ("1.3.3", "待编 1", "政务中心物业服务规范", "rooms"),
    ("1.3.4", "待编 2", "机关食堂管理规范", "cashier"),
    ("1.2.3", "待编 3", "公共机构能源资源消耗定额", "head"),
)
"""Branch, number of the plan, title, whose section makes it; due next year."""
DUTIES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("机关事务标准化", "标准化工作", "局三定规定第三条", ("Q/YCJG 101—2026", "GB/T 41568—2022")),
    (
        "公务用车编制、配备、使用和处置",
        "公务用车",
        "局三定规定第四条",
        ("中办发〔2017〕71号", "Q/YCJG 203—2025"),
    ),
    (
        "办公用房权属、配置、使用和维修",
        "办公用房",
        "局三定规定第五条",
        ("中办发〔2017〕70号", "Q/YCJG 302—2026"),
    ),
    ("公共机构节能监督管理", "节能", "局三定规定第六条", ("国务院令第531号", "待编 3")),
    (
        "行政事业单位国有资产管理",
        "资产",
        "局三定规定第七条",
        ("国务院令第738号", "GB/T 14885—2022"),
    ),
    ("会议服务保障", "会议", "局三定规定第八条", ("财行〔2016〕214号", "Q/YCJG 204—2026")),
    ("公务接待保障", "接待", "局三定规定第九条", ("Q/YCJG 301—2026",)),
    ("政务中心物业管理", "物业", "局三定规定第十条", ("DB4403/T 65—2020", "待编 1")),
    ("机关食堂管理", "餐饮", "局三定规定第十一条", ("待编 2",)),
    ("机关安全保卫", "安保", "局三定规定第十二条", ()),
    ("机关幼儿园管理", "后勤", "局三定规定第十三条", ()),
    (
        "内部管理和督查督办",
        "内部管理",
        "局三定规定第十四条",
        ("Q/YCJG 102—2024", "Q/YCJG 105—2026"),
    ),
)
"""Name, field, basis, the standards by which it is done; three are not covered."""


def make(plan: Plan) -> None:
    """Whoever keeps the standards builds it branch by branch, line by line."""
    keeper, today = plan.cast["supervisor"], timezone.localdate()
    system = do(keeper, today, "systems.system.build", None, {
        "name": NAME, "unit": plan.bureau.pk if plan.bureau else None, "pattern": "1-4-n",
        "basis": "云川市机关事务标准化工作方案（样例）",
    })  # fmt: skip
    _branches(keeper, today, system)
    lines = {_entry(plan, today, system, line) for line in LINES}
    lines |= {_planned(plan, today, system, line) for line in PLANS}
    _duties(plan, today, dict(lines))
    _registers(plan, today)


def _branches(keeper: Any, today: dt.date, system: Any) -> None:
    """The open places get their names; further branches stand beside them."""
    given = {node.code: node for node in system.nodes.all()}
    for code, name in BRANCHES:
        above, place = code.rpartition(".")[0], code.rpartition(".")[2]
        draft = {"code": code, "name": name, "place": place, "open": ""}
        if code in given:
            do(keeper, today, "systems.node.amend", given[code].pk, draft)
        else:
            more = {"system": system.pk, "above": above}
            do(keeper, today, "systems.node.add", None, draft | more)


def _level(number: str) -> tuple[str, str]:
    """What a line is and who issued it, by how its number begins."""
    for start, level in (("GB", "国家"), ("JT", "行业"), ("Q/", "内部")):
        if number.startswith(start):
            return "标准", level
    if number.startswith("DB"):
        return "标准", "省级" if number[4] == "/" else "市级"
    return "规范性文件", "国家"


def _entry(plan: Plan, today: dt.date, system: Any, line: Line) -> tuple[str, int]:
    branch, number, title, issued, force, replaces, who = line
    sort, level = _level(number)
    own = level == "内部"
    entry = do(plan.cast["supervisor"], today, "systems.entry.add", None, {
        "system": system.pk, "branch": branch, "number": number, "title": title, "sort": sort,
        "level": level, "state": "现行", "origin": "自编" if own else "采用", "issued_on": issued,
        "force_on": force, "replaces": replaces, "unit": plan.cast[who].unit_id,
        "source": "样例单位内部标准" if own else ISSUED,
    })  # fmt: skip
    return entry.number, entry.pk


def _planned(
    plan: Plan, today: dt.date, system: Any, line: tuple[str, str, str, str]
) -> tuple[str, int]:
    branch, number, title, who = line
    entry = do(plan.cast["supervisor"], today, "systems.entry.add", None, {
        "system": system.pk, "branch": branch, "number": number, "title": title, "sort": "标准",
        "level": "内部", "state": "待制定", "origin": "自编",
        "unit": plan.cast[who].unit_id, "due_year": today.year + 1,
    })  # fmt: skip
    return entry.number, entry.pk


def _duties(plan: Plan, today: dt.date, lines: dict[str, int]) -> None:
    keeper = plan.cast["supervisor"]
    for number, (name, field, basis, standards) in enumerate(DUTIES, 1):
        duty = do(keeper, today, "systems.duty.list", None, {
            "unit": plan.bureau.pk if plan.bureau else None, "code": f"{number:02d}",
            "name": name, "field": field, "basis": basis,
        })  # fmt: skip
        for each in standards:
            draft = {"duty": duty.pk, "entry": lines[each]}
            do(keeper, today, "systems.link.add", None, draft)


def _registers(plan: Plan, today: dt.date) -> None:
    """A pilot that passed, the case made of it, an honour – all invented."""
    keeper, unit = plan.cast["supervisor"], plan.bureau.pk if plan.bureau else None
    pilot = do(keeper, today, "systems.pilot.open", None, {
        "name": "云川市机关事务标准化试点（样例）", "unit": unit, "level": "省级",
        "sort": "机关事务标准化试点", "batch": 2, "basis": "样例批复〔2023〕2号",
        "begun_on": "2023-06-01", "due_on": "2025-05-31",
    })  # fmt: skip
    do(plan.cast["deputy"], today, "systems.pilot.accept", pilot.pk, {
        "state": "通过验收", "score": "92.50", "accepted_on": "2025-06-20",
        "result": "体系结构合理，标准得到实施，同意通过验收；食堂、安保标准应尽快补齐。",
    })  # fmt: skip
    do(keeper, today, "systems.exemplar.tell", None, {
        "title": "让标准在平台上运行（样例）", "unit": unit, "pilot": pilot.pk, "sort": "专项类",
        "chosen_by": "示例省机关事务管理局", "chosen_on": "2025-09-10",
        "summary": "公务用车、办公用房和会议标准逐条绑定业务动作，办理时即时判定，复审以数据为据。",
        "evidence": "省局案例汇编（样例）第 6 篇",
    })  # fmt: skip
    do(keeper, today, "systems.honour.record", None, {
        "title": "机关事务标准化工作先进集体（样例）", "unit": unit, "level": "省级",
        "given_by": "示例省机关事务管理局", "given_on": "2025-12-01",
        "evidence": "样例表彰〔2025〕8号",
    })  # fmt: skip
