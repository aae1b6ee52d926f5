"""Taking differences over, each through its own act, as whoever may do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guanbiao.gate import authority, registry
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.modules.organisation.feed.comparing import LEFT, PERSON, POST, UNIT, Difference
from guanbiao.people.actor import Actor

LEAVE = f"{PERSON}.leave"
ACTS = (
    f"{UNIT}.register", f"{UNIT}.amend", f"{PERSON}.register", f"{PERSON}.amend", LEAVE,
    f"{POST}.assign", f"{POST}.end",
)  # fmt: skip
FEED = "组织数据接入"


@dataclass
class Report:
    """How many differences were taken over; what was left, and why."""

    done: int = 0
    left: list[tuple[Difference, str]] = field(default_factory=list)


def feed_actor() -> Actor:
    """The machine that keeps the organisation."""
    return Actor.feed(FEED, ACTS)


def take_over(found: Iterable[Difference], actor: Actor, *, leaving: bool = False) -> Report:
    """Do what the actor may do; persons leave only when ``leaving`` says so."""
    report = Report()
    for each in found:
        why = _refused(each, actor, leaving=leaving)
        if why:
            report.left.append((each, why))
        else:
            report.done += 1
    return report


def _refused(each: Difference, actor: Actor, *, leaving: bool) -> str:
    """Do one thing; why it was not done, in Chinese, or nothing."""
    if not each.act:
        return "数据中没有这个单位，撤销单位请人工办理"
    if each.act == LEAVE and each.what == LEFT and not leaving:
        return "数据中没有此人，未办理离岗"
    act = registry.act(each.act)
    if not authority.may(actor, act.name, each.subject, act.entity, actor.today):
        return "您没有这项权限，请有权限的管理员办理"
    outcome = perform(act, actor, each.subject, each.draft)
    return "" if outcome.ok else _words(outcome)


def _words(outcome: Outcome) -> str:
    texts = [text for found in outcome.errors.values() for text in found]
    texts += [f"{f.standard} {f.clause} {f.words}" for f in outcome.findings if f.stops]
    return "；".join(texts) or "还有提示项需要写明理由，请人工办理"
