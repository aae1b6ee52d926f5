"""Looking at personal data in the clear, and sealing all of it anew."""

from __future__ import annotations

from collections.abc import Iterator

from guanbiao.exchange import hooks
from guanbiao.gate.describe import Act, Kind
from guanbiao.gate.passage import Passage
from guanbiao.modules.channels import public as channels
from guanbiao.modules.security import facts, forms
from guanbiao.modules.security.models import AccessRecord, KeyChange
from guanbiao.people import cipher, factor
from guanbiao.people.models import Factor, Person

CHUNK = 1000
SEALED = ("phone", "identity")


def reveal(passage: Passage) -> AccessRecord:
    """Record a look; the value goes to the caller with the row and is kept nowhere."""
    record = AccessRecord.objects.create(
        **passage.draft, seen_by=passage.actor.person, seen_at=passage.now
    )
    record.value = getattr(record.person, record.field)  # type: ignore[attr-defined] # told once
    return record


def change_key(passage: Passage) -> KeyChange:
    """Seal with the current key whatever is still sealed with an older one."""
    rows = sum(_renew(persons) for persons in _chunks(passage.draft["key"]))
    for each in Factor.objects.exclude(secret_sealed__startswith=f"{passage.draft['key']}."):
        each.secret_sealed = cipher.seal(factor.secret_of(each), factor.FIELD)
        each.save(update_fields=["secret_sealed"])
        rows += 1
    rows += hooks.reseal(passage.draft["key"]) + channels.reseal(passage.draft["key"])
    return KeyChange.objects.create(**passage.draft, rows=rows, at=passage.now)


def _chunks(key: str) -> Iterator[list[Person]]:
    """Persons with something under another key, by and by."""
    last = 0
    while True:
        rows = list(Person.objects.filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not rows:
            return
        last = rows[-1].pk
        yield [row for row in rows if any(_old(getattr(row, f"{n}_sealed"), key) for n in SEALED)]


def _old(sealed: str, key: str) -> bool:
    return bool(sealed) and cipher.key_of(sealed) != key


def _renew(persons: list[Person]) -> int:
    for person in persons:
        for name in SEALED:
            setattr(person, name, getattr(person, name))
    Person.objects.bulk_update(persons, [f"{name}_sealed" for name in SEALED])
    return len(persons)


ACTS = (
    Act("security.access.reveal", "查看个人信息", facts.ACCESS, forms.RevealForm, reveal,
        facts.ACCESS_FACTS, Kind.CREATE),
    Act("security.key.change", "更换数据密钥", facts.KEY, forms.KeyForm, change_key,
        facts.KEY_FACTS, Kind.CREATE, unjudged="只换密钥，不改内容；由部署人员以命令执行"),
)  # fmt: skip
