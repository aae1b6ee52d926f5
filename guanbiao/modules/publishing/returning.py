"""Rolling back: the edition before this one, word for word, under a new name and day."""

from __future__ import annotations

import datetime as dt
import re

from guanbiao.library import in_force
from guanbiao.library.in_force import Published
from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse
from guanbiao.modules.publishing.models import Release

EDITION = re.compile(r'^edition\s*=\s*".*?"', re.MULTILINE)
FROM_DAY = re.compile(r"^from_day\s*=\s*\S+", re.MULTILINE)
TO_DAY = re.compile(r"^to_day\s*=\s*\S+\n", re.MULTILINE)


def before(release: Release) -> Published | None:
    """The latest edition of the standard that began before this one."""
    found = [
        each
        for each in in_force.everything()
        if each.head.number == release.standard
        and each.head.edition != release.edition
        and each.from_day < release.from_day
    ]
    return max(found, key=lambda each: (each.from_day, each.number), default=None)


def again(pack: Pack, edition: str, from_day: dt.date) -> Pack:
    """The same content as a new edition; nothing but its name and its days differs."""
    name = edition.replace("\\", "").replace('"', "")
    head = EDITION.sub(lambda _: f'edition = "{name}"', pack.files["standard.toml"], count=1)
    head = TO_DAY.sub("", FROM_DAY.sub(f"from_day = {from_day}", head, count=1))
    return parse({**pack.files, "standard.toml": head})
