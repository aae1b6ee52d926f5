"""What other businesses may ask of publishing: taking in an edition that is ready."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guanbiao.audit.models import Rehearsal, RehearsalState
from guanbiao.gate import authority
from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.library.pack import Pack
from guanbiao.modules.publishing.models import Release, State

REGISTER, REHEARSE = "publishing.release.register", "publishing.release.rehearse"
PUBLISHED, WITHDRAWN = "publishing.published", "publishing.withdrawn"
"""Events that tell what became of a release (``release``: its key)."""
VIEW = "publishing.release.view"
YEAR = dt.timedelta(days=365)


def hand_in(
    actor: Any, pack: Pack, units: Sequence[int] = (), reasons: dict[str, str] | None = None,
    *, fast: bool = False,
) -> Outcome:  # fmt: skip
    """Register a pack for publishing; ``units`` are keys of pilot units (none: as it says).

    The outcome's subject is the release, whose page is ``publishing.release``; ``fast`` marks
    one that was made by the fast procedure.
    """
    draft = {"content": json.dumps(pack.files, ensure_ascii=False), "units": list(units),
             "fast": "1" if fast else ""}  # fmt: skip
    return perform(REGISTER, actor, draft=draft, reasons=reasons)


def rehearse_year(actor: Any, release: Release, on: dt.date) -> Outcome:
    """Begin to try a release on the records of the year that ends on a day."""
    return perform(REHEARSE, actor, release, {"since": str(on - YEAR), "until": str(on)})


def under_way(digest: str) -> Release | None:
    """The release with exactly these files that is neither published nor withdrawn yet."""
    open_now = Release.objects.filter(digest=digest, state__in=(State.CHECKED, State.NOTICE))
    return open_now.order_by("-pk").first()


@dataclass(frozen=True)
class Standing:
    """Where a release stands, what was tried and proved of it; ``publication`` once published."""

    release: Release
    publication: int | None
    withdrawn: bool
    rehearsals: int
    clashes: int
    carried: int


def standing(actor: Any, **which: Any) -> Standing | None:
    """How a release came out (``pk=`` or ``digest=``), for whoever may see it; else none."""
    seen = authority.visible(actor, VIEW, actor.today) if actor else Q()
    found = Release.objects.filter(seen, **which).exclude(state=State.WITHDRAWN).order_by("-pk")
    release = found.first() or Release.objects.filter(seen, **which).order_by("-pk").first()
    if release is None:
        return None
    done = Rehearsal.objects.filter(digest=release.digest, state=RehearsalState.DONE)
    clashes = release.clashes.all()
    return Standing(
        release, release.publication, release.state == State.WITHDRAWN, done.count(),
        len(clashes), sum(each.carried_on is not None for each in clashes),
    )  # fmt: skip
