"""The desk: portal, to-dos, service hall, messages."""

from __future__ import annotations

from django.http import HttpRequest

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page
from guanbiao.modules.desk import jobs, queries
from guanbiao.modules.desk.pages import (
    drafts,
    guide,
    lists,
    messages,
    portal,
    receipts,
    refusals,
    search,
)
from guanbiao.people.actor import Actor


def todo_count(request: HttpRequest) -> int:
    """Open tasks, for the menu."""
    actor = Actor.of_request(request)
    return queries.todos(actor, actor.today).count()


def unread(request: HttpRequest) -> int:
    """Unread messages, for the menu and the bell."""
    return queries.unread(Actor.of_request(request))


MODULE = Module(
    name="desk",
    label="工作台",
    block=Block.OFFICE,
    icon="home",
    rank=0,
    pages=(
        Page("", portal.portal, "desk.portal"),
        Page("todo/", lists.todo_list, "desk.todo"),
        Page("todo/next/", lists.next_one, "desk.next"),
        Page("done/", lists.done_list, "desk.done"),
        Page("started/", lists.started_list, "desk.started"),
        Page("overdue/", lists.overdue_list, "desk.overdue"),
        Page("copied/", lists.copied_list, "desk.copied"),
        Page("drafts/", drafts.page, "desk.drafts", posts=True),
        Page("hall/", guide.hall, "desk.hall"),
        Page("hall/<str:act>/", guide.guide, "desk.guide"),
        Page("refusals/", refusals.refusals, "desk.refusals"),
        Page("refusals/<int:key>/", refusals.refusal, "desk.refusal"),
        Page("help/", guide.help_page, "desk.help"),
        Page("tour/", guide.tour, "desk.tour", posts=True),
        Page("search/", search.search, "desk.search"),
        Page("scan/", search.scan, "desk.scan"),
        Page("receipts/<str:number>/", receipts.receipt, "desk.receipt"),
        Page("proof/<str:number>/<str:digest>/", receipts.proof, "desk.proof", public=True),
        Page("messages/", messages.messages, "desk.messages"),
        Page("messages/<int:key>/", messages.message, "desk.message"),
        Page("messages/read/", messages.messages_read, "desk.messages_read", posts=True),
    ),
    menu=(
        MenuItem("工作台", "desk.portal", "home"),
        MenuItem("待办", "desk.todo", "inbox", count=todo_count),
        MenuItem("已办", "desk.done", "check"),
        MenuItem("我发起的", "desk.started", "send"),
        MenuItem("抄送我的", "desk.copied", "copy"),
        MenuItem("草稿", "desk.drafts", "pen"),
        MenuItem("办事大厅", "desk.hall", "grid"),
        MenuItem("扫一扫", "desk.scan", "scan"),
        MenuItem("为什么没办成", "desk.refusals", "shield"),
        MenuItem("消息", "desk.messages", "bell", count=unread),
    ),
    listeners=(
        Listener("case.task_opened", jobs.task_opened),
        Listener("case.closed", jobs.case_closed),
        Listener("case.task_overdue", jobs.task_overdue),
        Listener("case.task_near", jobs.task_near),
        Listener("case.service_failed", jobs.service_failed),
        Listener("case.renewed", jobs.case_renewed),
        Listener("case.urged", jobs.urged),
        Listener("case.copied", jobs.copied),
        Listener("exchange.ended", jobs.file_ended),
    ),
    jobs={jobs.FORGET: jobs.forget_drafts},
    clocks={jobs.FORGET: 24 * 60},
)
