"""Ways of messages: the face of the module."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.channels import jobs, pages, reports, rules
from guanbiao.modules.channels.measures import LOG, MEASURES

MODULE = Module(
    name="channels",
    label="消息通道",
    block=Block.OFFICE,
    icon="send",
    rank=9,
    views={LOG: "查看消息发送记录"},
    pages=(
        Page("", pages.page, "channels.own", posts=True),
        Page("log/", pages.log, "channels.log", act=LOG),
        Page("report/", reports.page, "channels.report", public=True, posts=True),
    ),
    menu=(
        MenuItem("消息设置", "channels.own", "send"),
        MenuItem("消息发送记录", "channels.log", "rows", LOG),
    ),
    measures=MEASURES,
    questions=(rules.WAYS,),
    jobs={jobs.RUN: jobs.run},
    clocks={jobs.RUN: 1},
    needs=("desk",),
)
