"""Publishing: an edition is kept once and never changed; what is in force is said anew."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db import connection, transaction

from guanbiao.library import in_force
from guanbiao.library.checking import Vocabulary, faults
from guanbiao.library.models import Edition, Publication, Standard
from guanbiao.library.pack import Pack
from guanbiao.library.packs import read
from guanbiao.library.problems import PackError, Problem

log = logging.getLogger("guanbiao.library")
QUEUE = 0x6C69_6272
"""Advisory lock of publishers: their numbers then appear in the order in which they commit."""


def publish(
    pack: Pack, by: str, units: tuple[str, ...] = (), vocabulary: Vocabulary | None = None
) -> Publication:
    """Publish a pack; publishing the same files again changes nothing.

    With ``vocabulary`` the pack is first compiled against the platform's acts and facts. Raises
    `PackError` when it does not fit them, when an edition of that name exists with other files,
    or when a dated value is called like one of another standard.
    """
    if vocabulary is not None and (found := faults(pack, vocabulary)):
        raise PackError(found)
    with transaction.atomic():
        _wait_for_turn()
        standard, _ = Standard.objects.get_or_create(number=pack.head.number)
        known = Edition.objects.filter(standard=standard, edition=pack.head.edition).first()
        if known is not None:
            return _again(known, pack)
        _refuse_ambiguous_values(pack)
        made = _put(pack, standard, by, units)
    in_force.refresh()
    log.info("published %s %s as no. %s by %s", standard, pack.head.edition, made.number, by)
    return made


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [QUEUE])


def _put(pack: Pack, standard: Standard, by: str, units: tuple[str, ...]) -> Publication:
    edition = Edition.objects.create(
        standard=standard,
        edition=pack.head.edition,
        title=pack.head.title,
        files=pack.files,
        digest=pack.digest,
        published_by=by,
    )
    return Publication.objects.create(
        edition=edition,
        units=list(units or pack.head.units),
        from_day=pack.head.from_day,
        to_day=pack.head.to_day,
        by=by,
    )


def _again(known: Edition, pack: Pack) -> Publication:
    if known.digest != pack.digest:
        words = (
            f"{known} 已经发布，内容与本包不同：已发布的版次不能改动，请用新的版次号（edition）发布"
        )
        raise PackError([Problem("standard.toml", 0, words)])
    found = known.publications.order_by("number").first()
    assert found is not None
    return found


def _refuse_ambiguous_values(pack: Pack) -> None:
    """Two standards in force together must not give one name to two values."""
    own = {value.name for value in pack.values}
    for other in in_force.everything():
        shared = own & {value.name for value in other.pack.values}
        if other.pack.head.number != pack.head.number and shared:
            words = f"取值 {'、'.join(sorted(shared))} 与 {other.pack.head.number} 同名：请改名"
            raise PackError([Problem("values.toml", 0, words)])


def withdraw(publication: Publication, by: str, last_day: dt.date) -> Publication:
    """End a publication after ``last_day`` by a new one; the edition itself stays as it is.

    A ``last_day`` before the first day takes it back altogether. An edition it had taken over
    from is in force again from the following day.
    """
    with transaction.atomic():
        _wait_for_turn()
        made = Publication.objects.create(
            edition=publication.edition,
            units=publication.units,
            from_day=publication.from_day,
            to_day=last_day,
            withdraws=publication,
            by=by,
        )
    in_force.refresh()
    log.info("withdrew %s after %s by %s", publication, last_day, by)
    return made


def publish_all(
    folder: Path, report: Callable[[str], None], vocabulary: Vocabulary | None = None
) -> int:
    """Publish every pack below ``folder`` that is new, oldest first; returns how many were.

    Nothing is published when any pack has a fault: `PackError` lists those of all packs.
    """
    packs = _read_all(folder, vocabulary)
    packs.sort(key=lambda pack: (pack.head.from_day, pack.head.number))
    known = set(Edition.objects.values_list("digest", flat=True))
    fresh = [pack for pack in packs if pack.digest not in known]
    with transaction.atomic():
        for pack in fresh:
            publish(pack, by="安装程序")
            report(f"发布 {pack.head.number} {pack.head.title}（{pack.head.from_day} 起施行）")
    in_force.refresh()
    return len(fresh)


def _read_all(folder: Path, vocabulary: Vocabulary | None) -> list[Pack]:
    packs: list[Pack] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("standard.toml")):
        try:
            pack = read(path.parent)
            found = faults(pack, vocabulary) if vocabulary is not None else []
        except PackError as refusal:
            pack, found = None, list(refusal.problems)
        name = path.parent.relative_to(folder).as_posix()
        problems += [replace(each, file=f"{name}/{each.file}") for each in found]
        if pack is not None:
            packs.append(pack)
    if problems:
        raise PackError(problems)
    return packs
