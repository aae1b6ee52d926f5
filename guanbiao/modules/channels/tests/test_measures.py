"""The share of messages that arrived, and the rows behind it, within one's scope."""

from __future__ import annotations

import datetime as dt

from guanbiao.audit import measuring
from guanbiao.modules.channels import jobs
from guanbiao.modules.channels.measures import MEASURES
from guanbiao.modules.channels.models import Sending, State, Way
from guanbiao.modules.channels.tests.conftest import Post
from guanbiao.modules.channels.tests.test_sending import PHONE
from guanbiao.people.actor import Actor
from guanbiao.people.models import Post as Place
from tests.gate.makers import passage

(SHARE,) = MEASURES


def keeper(post: Post) -> Actor:
    with passage():
        Place.objects.create(person=post.bureau.head, unit=post.bureau.bureau, role="系统管理员",
                             from_day=dt.date(2020, 1, 1))  # fmt: skip
    return Actor.of(post.bureau.head)


def four(post: Post) -> None:
    """Of four texts one arrived, one went out, one did not arrive, one still waits."""
    post.has(Way.SMS, PHONE)
    for number in range(4):
        post.told(f"task:{number}:1", f"待办：审批——张三的病假 {number}")
    jobs.run()
    keys = list(Sending.objects.filter(way=Way.SMS).order_by("pk").values_list("pk", flat=True))
    states = (State.ARRIVED, State.DONE, State.FAILED, State.WAITING)
    for key, state in zip(keys, states, strict=True):
        Sending.objects.filter(pk=key).update(state=state, at=post.clock.now)


def test_what_waits_and_what_stays_inside_do_not_count(post: Post) -> None:
    actor = keeper(post)
    four(post)
    period = measuring.month("2026-06", post.clock.now.date())
    found = measuring.rows(SHARE, actor, period)
    assert sorted(found.values_list("state", flat=True)) == ["arrived", "done", "failed"]
    assert measuring.value(SHARE, actor, period) == 66.7


def test_the_number_opens_its_rows_which_tell_neither_matter_nor_address(post: Post) -> None:
    actor = keeper(post)
    four(post)
    client = post.client(actor.me)
    page = client.get("/numbers/channels.arrived/?month=2026-06").content.decode()
    assert "66.7" in page and "Q/YCJG 104" in page
    rows = client.get("/numbers/channels.arrived/rows/?month=2026-06").content.decode()
    assert "短信 待办" in rows and "张三" not in rows and "139" not in rows
    assert "/cases/" not in rows.partition("<table")[2].partition("</table>")[0]


def test_whoever_may_not_see_the_log_sees_no_number(post: Post) -> None:
    assert post.client(post.me).get("/numbers/channels.arrived/").status_code in (403, 404)
