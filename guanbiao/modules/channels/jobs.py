"""Every minute: put new messages on their ways, send what is due, ask what became of it.

What did not arrive is tried again or goes by another way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guanbiao.exchange import sending
from guanbiao.gate import allowance
from guanbiao.modules.channels import adapters, rules
from guanbiao.modules.channels.models import Address, Early, Sending, State, Way
from guanbiao.modules.channels.own import forget, rests_of, value_of
from guanbiao.modules.desk.public import Message

RUN = "channels.run"
FRESH = dt.timedelta(days=1)
"""A message older than this when it is first seen stays in the inbox alone."""
AT_ONCE = 500
TRIES = 5
REPORTED = 6780275
"""Number of the lock on a text's number, beside those of `own`: report and sender wait for each
other there, so that an early report is never missed."""
FIRST_ASKED, LAST_ASKED = dt.timedelta(minutes=1), dt.timedelta(hours=24)
"""When it is first asked whether a message arrived, then whenever twice as long has passed; after
the last nobody tells any more (钉钉, getsendresult)."""
UNTOLD = "已发出，对方没有告知是否送达"


def run() -> None:
    """Put on their ways, then send; forget who asked for codes."""
    forget()
    Early.objects.filter(at__lt=timezone.now() - FRESH).delete()
    lay_out()
    sending.run(Sending.objects.order_by("-urgent", "pk"), send, AT_ONCE)
    asked = Sending.objects.filter(state=State.DONE, ask_at__lte=timezone.now())
    for key in list(asked.order_by("ask_at").values_list("pk", flat=True)[:AT_ONCE]):
        ask(key)


def lay_out() -> int:
    """A sending for each way of each new message; returns how many messages were new.

    The line of the inbox marks a message as seen, so nothing is put on its ways twice.
    """
    fresh = Message.objects.filter(created_at__gte=timezone.now() - FRESH, sendings=None)
    fresh = fresh.filter(person__active=True)
    with transaction.atomic():
        found = list(fresh.select_related("person__unit").order_by("pk")[:AT_ONCE])
        rests = rests_of({each.person_id for each in found})
        rows = [row for each in found for row in _ways(each, rests.get(each.person_id))]
        Sending.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


def _ways(message: Message, own: rules.Hours | None) -> list[Sending]:
    now, kind, unit = timezone.now(), rules.kind_of(message.event), message.person.unit
    said = rules.Said.of(kind, unit, timezone.localdate())
    inbox = Sending(message=message, way=Way.INBOX, kind=kind, urgent=said.urgent,
                    state=State.DONE, due_at=now, done_at=now)  # fmt: skip
    return [inbox, *(
        Sending(message=message, way=way, kind=kind, urgent=said.urgent,
                due_at=rules.not_before(way, said.urgent, unit, now, own))
        for way in _chosen(message.person_id, said)
    )]  # fmt: skip


def _chosen(person: int, said: rules.Said) -> list[Way]:
    """Ways the standard opens and the person has; what is urgent asks nobody whether she wants it.

    Where those are fewer than an urgent message must take, her other ways make up for them.
    """
    own = Address.objects.exclude(confirmed_at=None).filter(person=person)
    offered = set(adapters.offered())
    there = [each for each in own.order_by("pk") if Way(each.way) in offered]
    opened = [each for each in there if Way(each.way) in said.ways]
    if not said.urgent:
        return [Way(each.way) for each in opened if each.wanted]
    others = [each for each in there if each not in opened]
    return [Way(each.way) for each in (*opened, *others[: max(said.least - len(opened), 0)])]


def send(key: int) -> None:
    """Send one that is due; what does not go out is tried again, then falls over to another way.

    One that has come into the quiet hours meanwhile, late or tried again, waits until they end.
    """
    rows = Sending.objects.select_related("message__person__unit")
    found = sending.claim(rows, key, lambda each, now: _free(each, Way(each.way), now))
    if found is None:
        return
    message, way = found.message, Way(found.way)
    address = Address.objects.exclude(confirmed_at=None).filter(person=message.person, way=way)
    mine = address.first()
    if mine is None:
        fall_over(found, "地址已经移除")
    elif _beyond(found):
        found.state, found.words = State.LEFT, "今天已达上限，请在站内查看"
    else:
        _try(found, value_of(mine), message)
    _keep(found)


@transaction.atomic
def _keep(found: Sending) -> None:
    """Write down what became of it, with what the gateway reported before we knew its number."""
    if found.way == Way.SMS and found.reference:
        allowance.lock(REPORTED, found.reference)
        for early in Early.objects.filter(reference=found.reference):
            settle(found, early.arrived, early.reason)
            early.delete()
    found.save(update_fields=["state", "words", "done_at", "reference", "ask_at"])


def settle(found: Sending, arrived: bool, reason: str) -> None:
    """The other side said what came of it; the first word counts."""
    if found.state != State.DONE:
        return
    found.ask_at = None
    if arrived:
        found.state, found.words = State.ARRIVED, "回执：已送达"
    else:
        fall_over(found, f"回执：未送达 {reason}".strip()[:200])


def ask(key: int) -> None:
    """Ask whether one arrived; put off to the next time before, so that nobody else asks too."""
    with transaction.atomic():
        rows = Sending.objects.select_for_update(of=("self",), skip_locked=True)
        due = rows.filter(pk=key, state=State.DONE, ask_at__lte=timezone.now())
        found = due.select_related("message__person__unit").first()
        if found is None or found.done_at is None:
            return
        passed = timezone.now() - found.done_at
        over = passed >= LAST_ASKED
        found.ask_at = None if over else found.done_at + min(2 * passed, LAST_ASKED)
        found.save(update_fields=["ask_at"])
    told = adapters.outcome(Way(found.way), found.reference)
    if told is not None:
        settle(found, *told)
    elif over:
        found.words = UNTOLD
    found.save(update_fields=["state", "words", "ask_at"])


def _free(found: Sending, way: Way, now: dt.datetime) -> dt.datetime:
    """When its message may go out by a way, by the hours of the standard and the person's own."""
    person = found.message.person
    own = rests_of({person.pk}).get(person.pk)
    return rules.not_before(way, found.urgent, person.unit, now, own)


def _beyond(found: Sending) -> bool:
    """Whether the person had as many text messages today as the standard allows."""
    if found.urgent or found.way != Way.SMS:
        return False
    today = timezone.localdate()
    most = rules.cap(found.message.person.unit, today)
    sent = Sending.objects.filter(message__person=found.message.person, way=Way.SMS,
                                  urgent=False, done_at__date=today)  # fmt: skip
    return most is not None and sent.count() >= most


def _try(found: Sending, address: str, message: Message) -> None:
    title, words = text_of(found, message)
    try:
        found.reference = adapters.send(Way(found.way), address, title, words)
    except adapters.NotDelivered as failure:
        found.words = str(failure)[:200]
        if failure.final or found.tries >= TRIES:
            fall_over(found, found.words)
    else:
        found.state, found.words, found.done_at = State.DONE, "已发出", timezone.now()
        if Way(found.way) in adapters.OUTCOMES and found.reference:
            found.ask_at = found.done_at + FIRST_ASKED


def fall_over(found: Sending, words: str) -> None:
    """Given up here; the other ways the standard opens and the person wants are tried instead.

    For what is urgent, all she has.
    """
    found.state, found.words = State.FAILED, words
    now, unit = timezone.now(), found.message.person.unit
    said = rules.Said.of(found.kind, unit, timezone.localdate(), found.urgent)
    if found.urgent:
        said = replace(said, ways=frozenset(Way))
    Sending.objects.bulk_create(
        [Sending(message=found.message, way=way, kind=found.kind, urgent=found.urgent,
                 due_at=_free(found, way, now),
                 words="前一方式未送达，改由此方式")
         for way in _chosen(found.message.person_id, said)],
        ignore_conflicts=True,
    )  # fmt: skip


def text_of(found: Sending, message: Message) -> tuple[str, str]:
    """Title and words. What leaves by text or instant message names nothing but the kind."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    where = f"：{origins[0]}" if origins else ""
    if found.way == Way.MAIL:
        title = " ".join(message.title.split())
        return title, f"{title}\n\n请登录{settings.SITE_NAME}贯标平台查看{where}"
    mark = "紧急" if found.urgent else ""
    who = (
        message.person.name if found.way == Way.ROBOT else "您"
    )  # a group must know whom it is for
    words = (
        f"【{settings.SITE_NAME}】{who}有一条{mark}“{found.kind}”消息，请登录贯标平台查看{where}"
    )
    return f"{mark}{found.kind}", words
