"""What neighbours and commands may ask of accounts and security."""

from __future__ import annotations

from guanbiao.gate.perform import perform
from guanbiao.people import keys
from guanbiao.people.actor import Actor
from guanbiao.people.models import Unit

CHANGE = "security.key.change"
__all__ = ["rekey"]


def rekey() -> int:
    """Make a new key and seal all personal data with it; returns how many rows were sealed."""
    name = keys.store().rotate()
    unit = Unit.objects.filter(parent=None).order_by("pk").first()
    if unit is None:
        return 0
    draft = {"key": name, "unit": unit.pk}
    outcome = perform(CHANGE, Actor.feed("密钥更换", (CHANGE,)), draft=draft)
    return int(outcome.subject.rows)
