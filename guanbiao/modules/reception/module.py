"""Official receptions: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Module, Service
from guanbiao.modules.reception import facts
from guanbiao.modules.reception.acts import ACTS, follow
from guanbiao.modules.reception.measures import MEASURES
from guanbiao.modules.reception.tables import TABLES

MODULE = Module(
    name="reception",
    label="公务接待",
    block=Block.SERVICE,
    icon="tea",
    entities=(
        facts.ORDER, facts.MEAL, facts.LODGING, facts.RIDE, facts.SETTLEMENT, facts.BUDGET,
    ),
    acts=ACTS,
    views={
        "reception.order.view": "查看接待单", "reception.meal.view": "查看接待用餐",
        "reception.lodging.view": "查看接待住宿", "reception.ride.view": "查看接待用车",
        "reception.settlement.view": "查看接待结算单", "reception.budget.view": "查看接待费预算",
    },
    services=(
        Service("公务接待", "reception.order.submit", "reception.order.new", "tea",
                "凭公函申请，审批、备案、清单、结算一函到底"),
    ),
    measures=MEASURES,
    tables=TABLES,
    followers={facts.ORDER.name: follow},
)  # fmt: skip
