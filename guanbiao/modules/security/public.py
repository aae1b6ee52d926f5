"""What neighbours and commands may ask of accounts and security."""

from __future__ import annotations

from typing import Any

from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.people import keys
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person, Unit

CHANGE = "security.key.change"
OPEN, RESET = "security.account.open", "security.account.reset"
REVEAL = "security.access.reveal"
REASON = "由部署人员以命令开通"
__all__ = ["Refused", "admit", "phone_of", "rekey"]


class Refused(ValueError):
    """The gate did not let it pass; the message is Chinese."""


def admit(staff_no: str, login: str) -> str:
    """Open an account from the server's own console and return its one-time password.

    For the first administrators, whom nobody else could let in; on record like every order.
    """
    actor = Actor.feed("部署人员", (OPEN, RESET))
    opened = _passed(perform(OPEN, actor, draft=_draft(person=staff_no, login=login)))
    order = _passed(perform(RESET, actor, draft=_draft(account=opened.account_id)))
    return str(order.secret)


def phone_of(person: Person, actor: Actor, purpose: str) -> str:
    """The phone of somebody whom ``actor`` has to reach over what the two share just now.

    The business has made sure of that and says it as the purpose; no grant of hers is asked for,
    and the look is judged, receipted and listed like any other (Q/YCJG 103, 7.2).
    """
    teller = Actor("feed", actor.name, actor.person, actor.unit, (REVEAL,))
    draft = {"person": person.pk, "field": "phone", "purpose": purpose}
    return str(_passed(perform(REVEAL, teller, draft=draft)).value)


def _draft(**fields: Any) -> dict[str, Any]:
    return {**fields, "reason": REASON}


def _passed(outcome: Outcome) -> Any:
    if outcome.ok:
        return outcome.subject
    texts = [text for found in outcome.errors.values() for text in found]
    raise Refused("；".join([*texts, *(f.words for f in outcome.findings if f.stops)]))


def rekey() -> int:
    """Make a new key and seal all personal data with it; returns how many rows were sealed."""
    name = keys.store().rotate()
    unit = Unit.objects.filter(parent=None).order_by("pk").first()
    if unit is None:
        return 0
    draft = {"key": name, "unit": unit.pk}
    outcome = perform(CHANGE, Actor.feed("密钥更换", (CHANGE,)), draft=draft)
    return int(outcome.subject.rows)
