"""What the standard in force says of messages: how each kind travels, what is urgent, when not.

Its table answers the question ``channels.ways``: by which ways a kind of message goes, urgent or
not, and by how many at least. The list 紧急消息 names what is urgent; the dated values 免打扰开始,
免打扰结束, 短信每日上限 and the two limits of codes say the rest. Where no standard speaks, nothing
leaves the inbox.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from guanbiao.gate.asking import ask
from guanbiao.gate.describe import Question
from guanbiao.library import in_force
from guanbiao.modules.channels.models import Way
from guanbiao.people.models import Unit
from rulebook.feel import types as t
from rulebook.flow import Refused

WAYS = Question(
    "channels.ways", "消息用什么方式发", {"消息类别": t.STRING, "紧急": t.BOOLEAN},
    {**{way.label: t.BOOLEAN for way in Way if way is not Way.INBOX}, "最少方式数": t.NUMBER},
)  # fmt: skip
URGENT, BEGIN, END, CAP = "紧急消息", "免打扰开始", "免打扰结束", "短信每日上限"
CODES = ("每人每日验证码上限", "每址每日验证码上限")
KINDS = {
    "task": "待办", "step": "进展", "case": "办结", "car": "用车", "car-now": "紧急用车",
    "late": "超时", "near": "临近时限", "urge": "催办",
    "copy": "抄送", "failed": "系统处理失败", "renew": "转入新版", "notice": "通知公告",
    "reading": "标准送达", "meeting": "会议", "voice": "诉求", "matter": "督办",
    "review": "标准复审", "ask": "例外申请", "standards.asked": "标准起草",
    "standards.waiting": "标准起草", "standards.moved": "标准起草",
}  # fmt: skip
"""First word of a message's source → its kind, as the lists call it."""
OTHER = "其他"
QUIET = (Way.SMS, Way.IM, Way.DING, Way.ROBOT)
"""Ways that ring; a mail waits to be read anyhow."""


Hours = tuple[dt.time, dt.time]
"""From, before; the second the next day where it is not later."""


def kind_of(event: str) -> str:
    """What kind of message this is."""
    return KINDS.get(event.partition(":")[0], OTHER)


@dataclass(frozen=True)
class Said:
    """What holds for a kind of message in a unit on a day.

    ``least`` is by how many ways it goes at least, for one who has them.
    """

    ways: frozenset[Way]
    urgent: bool
    least: int = 0

    @classmethod
    def of(cls, kind: str, unit: Unit, day: dt.date, urgent: bool | None = None) -> Said:
        """By the table in force; ``urgent`` where that was settled before."""
        if urgent is None:
            urgent = kind in items(URGENT, unit, day)
        try:
            found = ask(WAYS.name, unit, day, {"消息类别": kind, "紧急": urgent})
        except Refused:
            logging.getLogger(__name__).exception("no way for %s in %s", kind, unit)
            found = None
        said = found.values if found else {}
        ways = frozenset(way for way in Way if said.get(way.label))
        return cls(ways, urgent, int(said.get("最少方式数") or 0))


def listed(unit: Unit, day: dt.date) -> dict[Way, list[str]]:
    """Way → kinds of messages that are not urgent and go by it."""
    found: dict[Way, list[str]] = defaultdict(list)
    for kind in dict.fromkeys(KINDS.values()):
        said = Said.of(kind, unit, day)
        for way in () if said.urgent else said.ways:
            found[way].append(kind)
    return found


def items(name: str, unit: Unit, day: dt.date) -> frozenset[str]:
    """The kinds of messages a list names; none where no standard has it."""
    found = in_force.checklist_for(name, unit, day)
    return frozenset(item.label for item in found.items) if found else frozenset()


def quiet(unit: Unit, day: dt.date) -> Hours | None:
    """When nothing that is not urgent may ring, by the clock here; none where nobody says so."""
    begin, end = (in_force.value_on(name, unit, day) for name in (BEGIN, END))
    if isinstance(begin, dt.time) and isinstance(end, dt.time) and begin != end:
        return begin, end
    return None


def not_before(
    way: Way, urgent: bool, unit: Unit, moment: dt.datetime, own: Hours | None = None
) -> dt.datetime:
    """When it may go out: at once, or when the quiet hours are over, also across midnight.

    ``own`` are hours the person has beside those of the standard. Where both together leave no
    time of the day, as after a revision, those of the standard count alone.
    """
    if urgent or way not in QUIET:
        return moment
    said = quiet(unit, timezone.localdate(moment))
    both = [each for each in (said, own) if each]
    return free(both, moment) or free([said] if said else [], moment) or moment


def free(hours: list[Hours], moment: dt.datetime) -> dt.datetime | None:
    """The first moment outside all these hours; none where they leave none of the day."""
    for _ in range(2 * len(hours) + 1):
        later = max((_over(each, moment) for each in hours), default=moment)
        if later == moment:
            return moment
        moment = later
    return None


def _over(hours: Hours, moment: dt.datetime) -> dt.datetime:
    """When these hours are over; the moment itself when it lies outside."""
    here = timezone.localtime(moment)
    (begin, end), now = hours, here.time()
    overnight = begin > end
    if not ((now >= begin or now < end) if overnight else begin <= now < end):
        return moment
    tomorrow = overnight and now >= begin
    day = here.date() + dt.timedelta(days=1 if tomorrow else 0)
    return timezone.make_aware(dt.datetime.combine(day, end))


def cap(unit: Unit, day: dt.date) -> int | None:
    """How many text messages a person gets a day that are not urgent; none for no limit."""
    return _number(CAP, unit, day)


def codes(unit: Unit, day: dt.date) -> tuple[int | None, int | None]:
    """How many codes a day a person may ask for, and an address get; none for no limit."""
    of_person, of_address = (_number(name, unit, day) for name in CODES)
    return of_person, of_address


def _number(name: str, unit: Unit, day: dt.date) -> int | None:
    found = in_force.value_on(name, unit, day)
    return int(found) if found is not None else None
