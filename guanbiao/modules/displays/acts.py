"""Every write of displays: hang one, let it hang longer, withdraw its address."""

from __future__ import annotations

import secrets

from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.passage import Passage
from guanbiao.modules.displays import facts, forms
from guanbiao.modules.displays.models import Display, State
from guanbiao.people import cipher

TOKEN = "displays.token"  # noqa: S105 - name of the mark


def register(passage: Passage) -> Display:
    """A new display; the token of its address is told once and never stored."""
    draft = dict(passage.draft)
    room, token = draft.get("room"), secrets.token_urlsafe(32)
    draft["unit"] = room.unit if room else draft.get("unit")
    made = Display.objects.create(
        **draft, mark=cipher.mark(token, TOKEN), from_day=passage.on,
        made_by=passage.actor.person, made_at=passage.now,
    )  # fmt: skip
    made.token = token
    return made


def prolong(passage: Passage) -> Display:
    """The address holds from today until another day; the device need not be set up anew."""
    display: Display = passage.subject
    display.from_day, display.to_day = passage.on, passage.draft["to_day"]
    display.save(update_fields=["from_day", "to_day"])
    return display


def withdraw(passage: Passage) -> Display:
    """The address shows nothing any more, from the next look on."""
    display: Display = passage.subject
    display.state, display.remark = State.WITHDRAWN, passage.draft["remark"]
    display.withdrawn_at = passage.now
    display.save(update_fields=["state", "remark", "withdrawn_at"])
    return display


ON, SEEN, LIVE = facts.DISPLAY, facts.DISPLAY_FACTS, (State.LIVE,)
ACTS = (
    Act("displays.display.register", "登记展示屏", ON, forms.DisplayForm, register, SEEN,
        Kind.CREATE, fields={"days": "to_day", "place_length": "place"}),
    Act("displays.display.prolong", "延长有效期", ON, forms.TermForm, prolong, SEEN, at=LIVE,
        fields={"days": "to_day"}),
    Act("displays.display.withdraw", "撤回", ON, forms.RemarkForm, withdraw, SEEN, at=LIVE,
        unjudged="撤回展示屏随时可行，没有条款限制"),
)  # fmt: skip
