"""Somebody does an act: the two lines that the tests of every business begin with."""

from __future__ import annotations

from typing import Any

from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.people.actor import Actor
from guanbiao.people.models import Person

REASON = "已按实际情况说明"


class Doing:
    """People by key who do the acts of a business; to inherit by the makers of its tests.

    ``business`` is put before the name of an act that names none of ``elsewhere``; without it acts
    are named in full.
    """

    persons: dict[str, Person]
    business = ""
    elsewhere: tuple[str, ...] = ()
    reason = REASON

    def do(self, act: str, who: str, subject: Any = None, **draft: Any) -> Outcome:
        """Somebody does an act; warned clauses get a reason."""
        actor, name = Actor.of(self.persons[who]), self._named(act)
        outcome = perform(name, actor, subject, draft)
        if outcome.wanting:
            reasons = dict.fromkeys(outcome.wanting, self.reason)
            outcome = perform(name, actor, subject, draft, reasons=reasons)
        return outcome

    def _named(self, act: str) -> str:
        away = not self.business or act.partition(".")[0] in self.elsewhere
        return act if away else f"{self.business}.{act}"

    def done(self, act: str, who: str, subject: Any = None, **draft: Any) -> Any:
        """The same, which must go well; returns the subject, fresh."""
        outcome = self.do(act, who, subject, **draft)
        assert outcome.ok, (outcome.errors, [f.clause for f in outcome.findings if f.stops])
        if outcome.subject is not None:
            outcome.subject.refresh_from_db()
        return outcome.subject
