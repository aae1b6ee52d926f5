"""What the gate keeps: receipts, refusals, waivers, cases, tasks, events.

Receipts, refusals, seals and case events are append-only: the database refuses their update
and deletion (see ``migrations/0002_guard``). Receipts are partitioned by month, so the
database key is ``(id, at)``; Django knows ``id`` alone, which is unique by construction.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Governed(models.Model):
    """A row that only the gate may write; the guard stamps it with the last receipt."""

    receipt_id = models.UUIDField("最近凭条", null=True, editable=False)

    class Meta:
        abstract = True


class Receipt(models.Model):
    """What the gate keeps of a passage. ``content`` is the evidence, the columns are its index.

    ``content`` is canonical JSON (see `gate.evidence`); ``digest`` its SHA-256; ``mac`` an
    HMAC-SHA256 under the installation's key, so a row written past the gate is told apart.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField("时间")
    number = models.CharField("凭条号", max_length=32)
    act = models.CharField("业务动作", max_length=100)
    entity = models.CharField("对象", max_length=100)
    key = models.CharField("对象主键", max_length=64)
    actor_id = models.BigIntegerField("经办人", null=True)
    unit_id = models.BigIntegerField("单位", null=True)
    case_id = models.BigIntegerField("办件", null=True)
    day = models.DateField("判定日")
    verdict = models.CharField("结论", max_length=10)
    rows = models.IntegerField("行数", default=1)
    content = models.TextField("内容")
    digest = models.CharField("摘要", max_length=64)
    mac = models.CharField("印记", max_length=64)

    class Meta:
        managed = False
        db_table = "gate_receipt"


class Seal(models.Model):
    """A link of the chain: ``chain`` = SHA-256(previous chain ‖ digest of the receipt)."""

    number = models.BigIntegerField("链上序号", primary_key=True)
    receipt_id = models.UUIDField("凭条", unique=True)
    digest = models.CharField("凭条摘要", max_length=64)
    chain = models.CharField("链值", max_length=64)
    at = models.DateTimeField("入链时间", auto_now_add=True)


class HeadSignature(models.Model):
    """A signature over the chain up to link ``number`` (see `gate.signing`)."""

    number = models.BigIntegerField("链上序号", primary_key=True)
    chain = models.CharField("链值", max_length=64)
    suite = models.CharField("算法", max_length=20)
    key = models.CharField("公钥指纹", max_length=64)
    signature = models.TextField("签名")
    at = models.DateTimeField("签名时间", auto_now_add=True)


class Refusal(models.Model):
    """What the gate keeps of an act it stopped: the draft, the findings, the facts."""

    at = models.DateTimeField("时间", auto_now_add=True)
    act = models.CharField("业务动作", max_length=100)
    entity = models.CharField("对象", max_length=100)
    key = models.CharField("对象主键", max_length=64, blank=True)
    actor_id = models.BigIntegerField("经办人", null=True)
    unit_id = models.BigIntegerField("单位", null=True)
    day = models.DateField("判定日")
    content = models.TextField("内容")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["act", "at"])]


class Waiver(Governed):
    """A granted exception to one clause for one act, of a unit or of a single record."""

    standard = models.CharField("标准编号", max_length=100)
    clause = models.CharField("条款", max_length=50)
    act = models.CharField("业务动作", max_length=100)
    unit = models.ForeignKey("people.Unit", models.PROTECT, verbose_name="适用单位")
    key = models.CharField("限定对象主键", max_length=64, blank=True)
    reason = models.TextField("理由")
    basis = models.CharField("批准文号", max_length=200, blank=True)
    granted_by = models.ForeignKey("people.Person", models.PROTECT, verbose_name="批准人")
    from_day = models.DateField("起")
    to_day = models.DateField("止")
    revoked_on = models.DateField("撤销日", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["act", "unit"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_day__gte=models.F("from_day")),
                name="gate_waiver_days",
                violation_error_message="例外的截止日期不应早于起始日期。",
            )
        ]


class CaseState(models.TextChoices):
    """Where a case stands."""

    RUNNING = "running", "在办"
    DONE = "done", "办结"
    REJECTED = "rejected", "不同意"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Case(Governed):
    """A running process about one subject, bound to the edition it began under."""

    number = models.CharField("办件编号", max_length=32, unique=True)
    title = models.CharField("标题", max_length=200)
    act = models.CharField("发起动作", max_length=100)
    entity = models.CharField("对象", max_length=100)
    key = models.CharField("对象主键", max_length=64)
    unit = models.ForeignKey("people.Unit", models.PROTECT, verbose_name="单位")
    applicant = models.ForeignKey("people.Person", models.PROTECT, verbose_name="申请人")
    process = models.JSONField("流程")
    edition_digest = models.CharField("版次摘要", max_length=64)
    clause = models.CharField("依据条款", max_length=200)
    state = models.CharField("状态", max_length=10, choices=CaseState.choices)
    opened_at = models.DateTimeField("发起时间")
    closed_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["entity", "key"]),
            models.Index(fields=["applicant", "-opened_at"]),
            models.Index(fields=["state", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", "待办"
    DONE = "done", "已办"
    CANCELLED = "cancelled", "已取消"


class Task(Governed):
    """One open or finished step of a case, owned by a person or by the holders of a post."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name="办件")
    stage = models.CharField("环节", max_length=50)
    label = models.CharField("环节名称", max_length=100)
    act = models.CharField("完成本环节的动作", max_length=100, blank=True)
    assignee = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="tasks", verbose_name="办理人"
    )
    role = models.CharField("岗位", max_length=50, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, verbose_name="岗位所在单位")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices)
    opened_at = models.DateTimeField("到达时间")
    due_at = models.DateTimeField("办理时限", null=True)
    done_at = models.DateTimeField("办理时间", null=True)
    done_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="实际办理人"
    )
    verb = models.CharField("办理结果", max_length=20, blank=True)
    opinion = models.TextField("意见", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["assignee", "state"]),
            models.Index(fields=["role", "unit", "state"]),
            models.Index(fields=["case", "opened_at"]),
        ]


class CaseEvent(Governed):
    """One line of a case's trace; never changed, never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", verbose_name="办件")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    on_behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    verb = models.CharField("动作", max_length=20)
    stage = models.CharField("环节", max_length=100, blank=True)
    opinion = models.TextField("意见", blank=True)
    to_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    receipt = models.UUIDField("凭条")
    minutes = models.IntegerField("用时（工作分钟）", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"])]


class Event(models.Model):
    """Something to be told after the commit; kept until every listener has heard it."""

    name = models.CharField(max_length=100)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="gate_event_waiting", condition=models.Q(delivered_at=None)
            )
        ]
