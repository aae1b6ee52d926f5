"""Evaluation: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page, Service
from guanbiao.modules.evaluation import facts, jobs
from guanbiao.modules.evaluation.acts import ACTS
from guanbiao.modules.evaluation.measures import MEASURES
from guanbiao.modules.evaluation.pages import audits, boards, clauses, outcomes
from guanbiao.modules.evaluation.tables import TABLES

CLAUSE = "evaluation.clause.view"

MODULE = Module(
    name="evaluation",
    label="评价改进",
    block=Block.DATA,
    icon="chart",
    entities=(facts.SAMPLE, facts.ITEM, facts.PROPOSAL, facts.REVIEW, facts.SAVING,
              facts.ASK),
    acts=ACTS,
    views={
        CLAUSE: "查看条款使用情况",
        audits.VIEW: "查看贯标审计",
        audits.RUN: "发起贯标审计",
        "evaluation.sample.view": "查看抽查清单",
        "evaluation.item.view": "查看抽查项",
        "evaluation.proposal.view": "查看修订建议",
        "evaluation.review.view": "查看标准复审",
        "evaluation.saving.view": "查看节约台账",
        "evaluation.exception.view": "查看例外申请",
    },
    pages=(
        Page("", clauses.overview, "evaluation.overview", act=CLAUSE),
        Page("standards/<int:key>/", clauses.standard, "evaluation.standard", act=CLAUSE),
        Page("clauses/<int:key>/<str:number>/", clauses.clause, "evaluation.clause", act=CLAUSE),
        Page("clauses/<int:key>/<str:number>/records/", clauses.records, "evaluation.records",
             act=CLAUSE),
        Page("receipts/<str:number>/", clauses.receipt, "evaluation.receipt", act=CLAUSE),
        Page("propose/", clauses.propose, "evaluation.propose", act=clauses.PROPOSE, posts=True),
        Page("audits/", audits.runs, "evaluation.audits", act=audits.VIEW),
        Page("audits/start/", audits.start, "evaluation.audits.start", act=audits.RUN, posts=True),
        Page("audits/<int:key>/", audits.audit, "evaluation.audit", act=audits.VIEW),
        Page("equity/", boards.equity, "evaluation.equity", act=CLAUSE),
        Page("equity/<str:name>/", outcomes.spread, "evaluation.spread", act=CLAUSE),
        Page("standards/<int:key>/outcomes/", outcomes.outcomes, "evaluation.outcomes",
             act=CLAUSE),
        Page("scorecard/", boards.scorecard, "evaluation.scorecard", act=CLAUSE),
    ),
    menu=(
        MenuItem("标准实施评价", "evaluation.overview", "chart", CLAUSE),
        MenuItem("贯标审计", "evaluation.audits", "shield", audits.VIEW),
        MenuItem("配置均衡", "evaluation.equity", "rows", CLAUSE),
        MenuItem("四项指标", "evaluation.scorecard", "badge", CLAUSE),
    ),
    services=(
        Service("申请例外", "evaluation.exception.ask", "evaluation.exception.new", "waive",
                "确需偏离条款时，写明理由和期限，批准后到期自动失效"),
    ),
    measures=MEASURES,
    tables=TABLES,
    listeners=(Listener("evaluation.decided", jobs.decided),),
    jobs=jobs.JOBS,
    clocks={jobs.COUNT: 10, jobs.REMIND: 24 * 60},
    needs=("desk", "vehicles"),
)  # fmt: skip
