"""Ways of messages: the face of the module."""

from __future__ import annotations

from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.channels import jobs, pages, rules

MODULE = Module(
    name="channels",
    label="消息通道",
    block=Block.OFFICE,
    icon="send",
    rank=9,
    views={pages.LOG: "查看消息发送记录"},
    pages=(
        Page("", pages.page, "channels.own"),
        Page("log/", pages.log, "channels.log", act=pages.LOG),
    ),
    menu=(
        MenuItem("消息设置", "channels.own", "send"),
        MenuItem("消息发送记录", "channels.log", "rows", pages.LOG),
    ),
    questions=(rules.WAYS,),
    jobs={jobs.RUN: jobs.run},
    clocks={jobs.RUN: 1},
    needs=("desk",),
)
