"""How much may be uploaded: by a person on a day, to one record; the database keeps every byte.

The question is asked in the transaction that keeps the file, behind a lock for the person and one
for the record, so that uploads at the same moment wait for each other and each counts the others.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone

from guanbiao.gate.models import Attachment
from guanbiao.people.models import Person

MB = 1024 * 1024
PERSON, RECORD = 6780271, 6780272
"""Numbers of the two kinds of locks; everybody takes them in this order."""


class Exceeded(ValueError):
    """Too much; the message is Chinese and says what, why and what to do."""


def to_record(person: Person, entity: str, key: str, size: int) -> None:
    """Ask whether so many bytes may be added to a record; raises `Exceeded`."""
    today(person, Attachment.objects.filter(person=person), size)
    most = settings.RECORD_MB
    if not most:
        return
    lock(RECORD, f"{entity}:{key}")
    kept = Attachment.objects.filter(entity=entity, key=key, state="在册")
    used = kept.aggregate(sum=Sum("size"))["sum"] or 0
    if used + size > most * MB:
        raise Exceeded(
            f"这条记录的附件已有 {_mb(used)} MB，加上这次的 {_mb(size)} MB，超过每条记录 {most} MB"
            " 的上限。请先移除不用的附件，或压缩后再上传。"
        )


def today(person: Person, rows: QuerySet[Any], size: int, column: str = "size") -> None:
    """Ask whether a person may upload so many bytes more today; raises `Exceeded`.

    ``rows`` are all she uploaded of this kind; a ``column`` other than ``size`` holds the bytes
    themselves.
    """
    most = settings.UPLOAD_DAY_MB
    if not most:
        return
    lock(PERSON, str(person.pk))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    length = Sum(column) if column == "size" else Sum(Length(column))
    used = rows.filter(at__gte=midnight).aggregate(sum=length)["sum"] or 0
    if used + size > most * MB:
        raise Exceeded(
            f"您今天已上传 {_mb(used)} MB，加上这次的 {_mb(size)} MB，超过每人每天 {most} MB"
            " 的上限。请压缩后再上传，或明天再传；确需提高上限的，请联系系统管理员。"
        )


def lock(kind: int, name: str) -> None:
    """Others who ask for the same wait until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [kind, name])


def _mb(size: int) -> str:
    return f"{size / MB:.1f}"
