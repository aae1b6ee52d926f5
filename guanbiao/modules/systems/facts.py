"""All that rules may see of standards systems; read from what is stored, never from the clock."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.systems.models import (
    Duty,
    Entry,
    Exemplar,
    Honour,
    Link,
    Node,
    Pilot,
    System,
)
from rulebook.feel import types as t

SYSTEM = Entity(
    "systems.system", "标准体系", System, "unit__path", "name", page="systems.system",
    state="state",
)  # fmt: skip
NODE = Entity(
    "systems.node", "体系分支", Node, "system__unit__path", "name", page="systems.node",
    state="state",
)  # fmt: skip
ENTRY = Entity(
    "systems.entry", "标准明细", Entry, "system__unit__path", "number", page="systems.entry",
    state="state",
)  # fmt: skip
DUTY = Entity(
    "systems.duty", "职责", Duty, "unit__path", "name", page="systems.duty", state="state"
)
LINK = Entity(
    "systems.link", "职责与标准", Link, "duty__unit__path", "duty", page="systems.link",
    state="state",
)  # fmt: skip
PILOT = Entity(
    "systems.pilot", "试点项目", Pilot, "unit__path", "name", page="systems.pilot", state="state"
)
EXEMPLAR = Entity(
    "systems.exemplar", "典型案例", Exemplar, "unit__path", "title", page="systems.exemplar"
)
HONOUR = Entity("systems.honour", "荣誉", Honour, "unit__path", "title", page="systems.honour")

SYSTEM_FACTS = FactSet(
    SYSTEM,
    (Fact("basis", "体系编制依据字数", t.NUMBER, "字"),),
    """
    SELECT s.id AS key, s.unit_id, s.built_on AS day, length(s.basis) AS basis
    FROM systems_system s
    """,
)
NODE_FACTS = FactSet(
    NODE,
    (
        Fact("depth", "分支层级", t.NUMBER, "级"),
        Fact("below", "下级分支数", t.NUMBER, "个"),
        Fact("entries", "分支明细数", t.NUMBER, "项"),
    ),
    """
    SELECT n.id AS key, s.unit_id, n.set_on AS day,
           (WITH RECURSIVE up AS (
              SELECT x.id, x.parent_id FROM systems_node x WHERE x.id = n.id
              UNION SELECT p.id, p.parent_id FROM systems_node p JOIN up ON p.id = up.parent_id
            ) SELECT count(*) FROM up) AS depth,
           (SELECT count(*) FROM systems_node b WHERE b.parent_id = n.id AND b.state = '在用')
             AS below,
           (SELECT count(*) FROM systems_entry e WHERE e.node_id = n.id AND e.state <> '已移出')
             AS entries
    FROM systems_node n JOIN systems_system s ON s.id = n.system_id
    """,
)
ENTRY_FACTS = FactSet(
    ENTRY,
    (
        Fact("state", "明细状态", t.STRING),
        Fact("local", "地方标准号", t.BOOLEAN),
        Fact("sort", "明细类别", t.STRING),
        Fact("level", "明细级别", t.STRING),
        Fact("issued_on", "标准发布日期", t.DATE),
        Fact("force_on", "标准实施日期", t.DATE),
        Fact("has_unit", "有责任部门", t.BOOLEAN),
        Fact("due_year", "计划完成年份", t.NUMBER, "年"),
        Fact("reason", "移出理由字数", t.NUMBER, "字"),
    ),
    """
    SELECT e.id AS key, s.unit_id, e.entered_on AS day, e.state, e.number LIKE 'DB%' AS local,
           e.sort,
           e.level, e.issued_on, e.force_on,
           e.unit_id IS NOT NULL AS has_unit, e.due_year, length(e.reason) AS reason
    FROM systems_entry e JOIN systems_system s ON s.id = e.system_id
    """,
)
DUTY_FACTS = FactSet(
    DUTY,
    (Fact("basis", "职责依据字数", t.NUMBER, "字"),),
    """
    SELECT d.id AS key, d.unit_id, d.listed_on AS day, length(d.basis) AS basis
    FROM systems_duty d
    """,
)
LINK_FACTS = FactSet(
    LINK,
    (
        Fact("duty_state", "所关联职责状态", t.STRING),
        Fact("entry_state", "所关联标准状态", t.STRING),
    ),
    """
    SELECT l.id AS key, d.unit_id, l.linked_on AS day, d.state AS duty_state,
           e.state AS entry_state
    FROM systems_link l JOIN systems_duty d ON d.id = l.duty_id
    JOIN systems_entry e ON e.id = l.entry_id
    """,
)
PILOT_FACTS = FactSet(
    PILOT,
    (
        Fact("state", "试点状态", t.STRING),
        Fact("basis", "试点批复文号字数", t.NUMBER, "字"),
        Fact("score", "试点验收得分", t.NUMBER, "分"),
    ),
    """
    SELECT p.id AS key, p.unit_id, p.begun_on AS day, p.state, length(p.basis) AS basis, p.score
    FROM systems_pilot p
    """,
)
EXEMPLAR_FACTS = FactSet(
    EXEMPLAR,
    (Fact("evidence", "案例佐证字数", t.NUMBER, "字"),),
    """
    SELECT x.id AS key, x.unit_id, x.chosen_on AS day, length(x.evidence) AS evidence
    FROM systems_exemplar x
    """,
)
HONOUR_FACTS = FactSet(
    HONOUR,
    (Fact("evidence", "荣誉佐证字数", t.NUMBER, "字"),),
    """
    SELECT h.id AS key, h.unit_id, h.given_on AS day, length(h.evidence) AS evidence
    FROM systems_honour h
    """,
)
