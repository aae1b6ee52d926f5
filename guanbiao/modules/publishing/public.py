"""What other businesses may ask of publishing: taking in an edition that is ready."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from guanbiao.gate.passage import Outcome
from guanbiao.gate.perform import perform
from guanbiao.library.pack import Pack

REGISTER = "publishing.release.register"


def hand_in(
    actor: Any, pack: Pack, units: Sequence[int] = (), reasons: dict[str, str] | None = None
) -> Outcome:
    """Register a pack for publishing; ``units`` are keys of pilot units (none: as it says).

    The outcome's subject is the release, whose page is ``publishing.release``.
    """
    draft = {"content": json.dumps(pack.files, ensure_ascii=False), "units": list(units)}
    return perform(REGISTER, actor, draft=draft, reasons=reasons)
