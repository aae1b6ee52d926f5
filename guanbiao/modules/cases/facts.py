"""All that rules may see of a case."""

from __future__ import annotations

from guanbiao.gate.describe import Among, Entity, Fact, FactSet
from guanbiao.gate.models import Case
from guanbiao.modules.cases.models import Wording
from rulebook.feel import types as t

CASE = Entity(
    "cases.case", "办件", Case, "unit__path", "title", "applicant", page="cases.case"
)  # fmt: skip

CASE_FACTS = FactSet(
    CASE,
    (
        Fact("state", "办件状态", t.STRING),
        Fact("act", "发起动作", t.STRING),
        Fact("open_tasks", "待办数", t.NUMBER, "件"),
        Fact("returns", "退回次数", t.NUMBER, "次"),
        Fact("urged", "催办次数", t.NUMBER, "次"),
        Fact("added", "加签次数", t.NUMBER, "次"),
        Fact("paused", "暂停计时", t.BOOLEAN),
        Fact("rating", "办事评分", t.NUMBER, "分"),
        Fact("rating_length", "办事评价字数", t.NUMBER, "字"),
        Fact("rated_after", "办结至评价天数", t.NUMBER, "天"),
    ),
    """
    SELECT c.id AS key, c.unit_id, (c.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           CASE c.state WHEN 'running' THEN '在办' WHEN 'done' THEN '办结'
                WHEN 'rejected' THEN '不同意' WHEN 'returned' THEN '已退回'
                WHEN 'withdrawn' THEN '已撤回' WHEN 'cancelled' THEN '已撤销'
                WHEN 'terminated' THEN '已终止' ELSE '已作废' END AS state,
           c.act,
           (SELECT count(*) FROM gate_task t WHERE t.case_id = c.id AND t.state = 'open')
               AS open_tasks,
           (SELECT count(*) FROM gate_caseevent e WHERE e.case_id = c.id AND e.verb = '退回')
               AS returns,
           (SELECT count(*) FROM gate_caseevent e WHERE e.case_id = c.id AND e.verb = '催办')
               AS urged,
           (SELECT count(*) FROM gate_caseevent e WHERE e.case_id = c.id
             AND e.verb IN ('加签', '前加签')) AS added,
           c.paused_at IS NOT NULL AS paused, c.rating, length(c.rating_words) AS rating_length,
           (c.rated_at AT TIME ZONE 'Asia/Shanghai')::date
               - (c.closed_at AT TIME ZONE 'Asia/Shanghai')::date AS rated_after
    FROM gate_case c
    """,
)

WORDING = Entity("cases.wording", "单位常用语", Wording, "unit__path", "words", state="state")
WORDING_FACTS = FactSet(
    WORDING,
    (
        Fact("length", "常用语字数", t.NUMBER, "字"),
        Fact("used", "单位在用常用语数", t.NUMBER, "条", among=Among(("unit_id",))),
    ),
    """
    SELECT w.id AS key, w.unit_id, w.added_on AS day, length(w.words) AS length,
           (SELECT count(*) FROM cases_wording o WHERE o.unit_id = w.unit_id AND o.state = '在用')
               AS used
    FROM cases_wording w
    """,
)
