"""Voices: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, Module, Service
from guanbiao.modules.voices import deadlines, facts, jobs
from guanbiao.modules.voices.acts import ACTS
from guanbiao.modules.voices.measures import MEASURES
from guanbiao.modules.voices.tables import TABLES

MODULE = Module(
    name="voices",
    label="意见诉求",
    block=Block.SERVICE,
    icon="pen",
    entities=(facts.VOICE,),
    acts=ACTS,
    views={"voices.voice.view": "查看诉求"},
    services=(
        Service("提意见、投诉、咨询", "voices.voice.say", "voices.voice.new", "pen",
                "答复后可评价、可追问", promise=(deadlines.LIMIT, "答复")),
    ),
    measures=MEASURES,
    tables=TABLES,
    listeners=(
        Listener("voices.said", jobs.said),
        Listener("voices.answered", jobs.answered),
        Listener("voices.late", jobs.late),
    ),
    jobs=jobs.JOBS,
    clocks={jobs.SWEEP: 30},
    needs=("desk",),
)  # fmt: skip
