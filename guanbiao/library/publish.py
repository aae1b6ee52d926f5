"""Publishing: an edition is kept once and never changed; what is in force is said anew."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from django.db import connection, transaction
from django.db.models import JSONField, QuerySet, Value
from django.db.models.functions import Cast

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
    edition = _edition(pack, standard, by)
    edition.save(force_insert=True)
    made = _publication(pack, edition, by, units)
    made.save(force_insert=True)
    return made


def _edition(pack: Pack, standard: Standard, by: str) -> Edition:
    return Edition(
        standard=standard,
        edition=pack.head.edition,
        title=pack.head.title,
        files=pack.files,
        digest=pack.digest,
        published_by=by,
    )


def _publication(pack: Pack, edition: Edition, by: str, units: tuple[str, ...] = ()) -> Publication:
    return Publication(
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


def _refuse_ambiguous_values(pack: Pack, others: Iterable[Pack] | None = None) -> None:
    """Two standards in force together must not give one name to two values."""
    own = {value.name for value in pack.values}
    if others is None:
        others = (each.pack for each in in_force.everything())
    for other in others if own else ():
        shared = own & {value.name for value in other.values}
        if other.head.number != pack.head.number and shared:
            words = f"取值 {'、'.join(sorted(shared))} 与 {other.head.number} 同名：请改名"
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
    with transaction.atomic():
        _wait_for_turn()
        known = set(Edition.objects.values_list("digest", flat=True))
        fresh = list({pack.digest: pack for pack in packs if pack.digest not in known}.values())
        if fresh:
            _put_many(fresh, "安装程序")
    in_force.refresh()
    for pack in fresh:
        report(f"发布 {pack.head.number} {pack.head.title}（{pack.head.from_day} 起施行）")
    return len(fresh)


def _put_many(packs: list[Pack], by: str) -> None:
    """Packs in the order in which they take each other's place, with three statements for all."""
    known = {(e.standard.number, e.edition): e for e in _editions()}
    in_force.refresh()
    before = [each.pack for each in in_force.everything()]
    for pack in packs:
        if (held := known.get((pack.head.number, pack.head.edition))) is not None:
            _again(held, pack)
        _refuse_ambiguous_values(pack, before)
        before.append(pack)
    standards = _standards({pack.head.number for pack in packs})
    editions = [_edition(pack, standards[pack.head.number], by) for pack in packs]
    for pack, edition in zip(packs, editions, strict=True):
        edition.files = _as_text(pack.files)
    Edition.objects.bulk_create(editions)
    Publication.objects.bulk_create(
        [_publication(*each, by) for each in zip(packs, editions, strict=True)]
    )
    for edition in editions:
        log.info("published %s by %s", edition, by)


def _as_text(files: Mapping[str, str]) -> Cast:
    """The files for an insert, Chinese as it is: escaped, they are three times as long to send."""
    return Cast(Value(json.dumps(dict(files), ensure_ascii=False)), JSONField())


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("standard").defer("files")


def _standards(numbers: set[str]) -> dict[str, Standard]:
    """The standards with these numbers, made where they are new."""
    Standard.objects.bulk_create(
        [Standard(number=number) for number in sorted(numbers)], ignore_conflicts=True
    )
    return {each.number: each for each in Standard.objects.filter(number__in=numbers)}


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
