"""Regions, units, persons, posts, delegations.

Units, persons, posts and delegations are governed: the guard (installed by the module
``organisation``) lets only acts write them and stamps ``receipt_id``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q

from guanbiao.people import idcard, regions, uscc
from guanbiao.people.models.sealed import columns, masked, sealed


class Stamped(models.Model):
    """A governed row: the guard stamps it with the receipt of its last act."""

    receipt_id = models.UUIDField("最近凭条", null=True, editable=False)

    class Meta:
        abstract = True


class Level(models.TextChoices):
    """The three levels of office-affairs bureaus."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


def validate_region(code: str) -> None:
    """Refuse what has not the structure of GB/T 2260."""
    if words := regions.fault(code):
        raise ValidationError(words)


def validate_uscc(code: str) -> None:
    """Refuse what fails the check of GB 32100-2015."""
    if words := uscc.fault(code):
        raise ValidationError(words)


def validate_identity(number: str) -> None:
    """Refuse what is no number of GB 11643-1999."""
    if words := idcard.fault(number):
        raise ValidationError(words)


class Region(models.Model):
    """An administrative region by its GB/T 2260 code."""

    code = models.CharField("代码", max_length=6, primary_key=True, validators=[validate_region])
    name = models.CharField("名称", max_length=50)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What a unit is."""

    BUREAU = "bureau", "机关事务管理部门"
    ORGAN = "organ", "机关单位"
    SECTION = "section", "内设机构"
    SERVICE = "service", "服务保障单位"


class Unit(Stamped):
    """A unit in the tree; ``path`` lists the ids from the root, as ``/1/5/``."""

    named_by = "short_name"

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    kind = models.CharField("类别", max_length=10, choices=UnitKind.choices)
    uscc = models.CharField(  # noqa: DJ001 - unique, and sections have none
        "统一社会信用代码", max_length=18, unique=True, null=True, validators=[validate_uscc]
    )
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField(max_length=200, editable=False)
    staff_quota = models.IntegerField("人员编制", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["path"], name="people_unit_path", opclasses=["text_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new unit takes its number first, so that its path is written with it."""
        if self.pk is None:
            self.pk = next_ids("people_unit", 1)[0]
        self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        super().save(*args, **kwargs)

    def path_ids(self) -> list[int]:
        """Ids of the units from the root down to this one."""
        return [int(part) for part in self.path.strip("/").split("/")]

    def upwards(self) -> Iterator[Unit]:
        """This unit, its parent, and so on to the root."""
        unit: Unit | None = self
        while unit is not None:
            yield unit
            unit = unit.parent

    def bureau(self) -> Unit:
        """The office-affairs bureau that serves this unit: of its region, or the next above."""
        codes = (self.region_id, f"{self.region_id[:4]}00", f"{self.region_id[:2]}0000")
        found = Unit.objects.filter(kind=UnitKind.BUREAU, region_id__in=codes, closed_on=None)
        bureaus = {unit.region_id: unit for unit in found}
        return next((bureaus[code] for code in codes if code in bureaus), self)

    @property
    def region_prefix(self) -> str:
        """Digits shared by all region codes within this unit's region."""
        return regions.prefix(self.region_id)

    def covers_region(self, code: str) -> bool:
        """Whether a region lies within this unit's."""
        return code.startswith(self.region_prefix)

    def identities(self) -> list[str]:
        """What a standard may call this unit or one above it: credit codes."""
        above = Unit.objects.filter(pk__in=self.path_ids()).exclude(uscc=None)
        return [str(code) for code in above.values_list("uscc", flat=True)]


def next_ids(table: str, count: int) -> list[int]:
    """Numbers from a table's own sequence, for rows that must know theirs before they exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


class Rank(models.TextChoices):
    """Ranks that standards speak of, from 建标169 and the vehicle rules; others are 科级以下."""

    BUREAU_HEAD = "正厅级", "正厅级"
    BUREAU_DEPUTY = "副厅级", "副厅级"
    DIVISION_HEAD = "正处级", "正处级"
    DIVISION_DEPUTY = "副处级", "副处级"
    SECTION_HEAD = "正科级", "正科级"
    SECTION_DEPUTY = "副科级", "副科级"
    STAFF = "科员", "科员"
    WORKER = "工勤", "工勤人员"


class Person(Stamped):
    """Somebody who acts or is acted for."""

    named_by = "name"

    staff_no = models.CharField("工号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=50)
    sort_key = models.CharField(max_length=200, editable=False)
    rank = models.CharField("职级", max_length=20)
    phone_sealed, phone_mark = columns("联系电话")
    identity_sealed, identity_mark = columns("公民身份号码")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="persons", verbose_name="单位")
    active = models.BooleanField("在岗", default=True)

    phone = sealed("phone", "联系电话")
    identity = sealed("identity", "公民身份号码")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_key"]),
            models.Index(fields=["phone_mark"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_mark"],
                condition=~Q(identity_mark=""),
                name="people_person_identity",
                violation_error_message="此公民身份号码已登记在另一人名下。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key by which lists are sorted in pinyin order."""
        self.sort_key = pinyin_key(self.name)
        super().save(*args, **kwargs)

    @property
    def masked_phone(self) -> str:
        """``139****0001``; empty where none is known."""
        return masked(self.phone)

    @property
    def masked_identity(self) -> str:
        """``110***********002X``; empty where none is known."""
        return masked(self.identity)


def pinyin_key(name: str) -> str:
    """Sort key in pinyin order, as Chinese lists are read."""
    # A third of a second of dictionaries, which most processes never need.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return " ".join(lazy_pinyin(name))[:200]


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by day."""

    def in_force(self, on: dt.date) -> PostQuerySet:
        """Posts held on ``on``."""
        return self.filter(Q(to_day=None) | Q(to_day__gte=on), from_day__lte=on)


class Post(Stamped):
    """A person holds a post at a unit from a day on."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("岗位", max_length=50)
    is_head = models.BooleanField("单位负责人", default=False)
    from_day = models.DateField("任职日期")
    to_day = models.DateField("免职日期", null=True, blank=True)
    assigned_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="任职办理人"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["role", "unit"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")),
                name="people_post_days",
                violation_error_message="免职日期不应早于任职日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name}{self.role} {self.person.name}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by day."""

    def in_force(self, on: dt.date) -> DelegationQuerySet:
        """Delegations that hold on ``on``."""
        return self.filter(from_at__date__lte=on, to_at__date__gte=on, revoked_at=None)


class Delegation(Stamped):
    """Somebody acts for somebody else for a time; ``roles`` empty means all posts."""

    from_person = models.ForeignKey(
        Person, models.PROTECT, related_name="given", verbose_name="委托人"
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, related_name="received", verbose_name="受托人"
    )
    roles = models.JSONField("岗位", default=list)
    from_at = models.DateTimeField("起")
    to_at = models.DateTimeField("止")
    reason = models.CharField("事由", max_length=200)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(from_person=F("to_person")),
                name="people_delegation_other",
                violation_error_message="不能委托给自己。",
            ),
            models.CheckConstraint(
                condition=Q(to_at__gt=F("from_at")),
                name="people_delegation_time",
                violation_error_message="委托的截止时间应晚于开始时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"
