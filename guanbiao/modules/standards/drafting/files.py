"""A draft as a pack: the one value that reviewing, rehearsing and publishing work on."""

from __future__ import annotations

import json

from guanbiao.library.pack import Pack
from guanbiao.library.packs import parse
from guanbiao.modules.standards.drafting.models import Draft, DraftText, Reach

HEAD = "standard.toml"


def files_of(draft: Draft, version: int | None = None) -> dict[str, str]:
    """Path → text of a draft at a version (the latest), with its title page."""
    rows = DraftText.objects.filter(draft=draft)
    if version is not None:
        rows = rows.filter(version__lte=version)
    latest = rows.order_by("path", "-version").distinct("path")
    found = {row.path: row.text for row in latest if row.text}
    return {**found, HEAD: head_of(draft)}


def draft_pack(draft: Draft) -> Pack:
    """The pack a draft makes today; raises `PackError` with every fault, file and line."""
    return parse(files_of(draft))


def head_of(draft: Draft) -> str:
    """``standard.toml``, written from the project itself so that the two cannot differ."""
    day = draft.from_day or draft.plan_to or draft.registered_on
    region = draft.unit.region_id if draft.reach == Reach.REGION else ""
    units = [draft.unit.uscc] if draft.reach == Reach.UNIT and draft.unit.uscc else []
    fields: list[tuple[str, str]] = [
        ("number", quoted(draft.standard)),
        ("title", quoted(draft.title)),
        ("edition", quoted(draft.edition)),
        ("level", quoted(draft.level)),
        ("class", quoted(draft.subject)),
        ("region", quoted(region)),
        ("units", quoted(units)),
        ("from_day", day.isoformat()),
        ("running_cases", quoted(draft.running)),
    ]
    source = [
        ("title", quoted(f"{draft.unit.name}标准制修订项目")),
        ("number", quoted(draft.number)),
        ("where", quoted(f"{draft.need}：{draft.evidence}")),
        ("checked_on", draft.registered_on.isoformat()),
    ]
    return _lines(fields) + "\n[[source]]\n" + _lines(source)


def _lines(fields: list[tuple[str, str]]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in fields)


def quoted(value: str | list[str]) -> str:
    """A text or a list of texts as TOML writes it: JSON's strings are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False)
