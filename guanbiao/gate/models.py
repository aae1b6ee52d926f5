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
    """Where a case stands, as lists say it; 已退回 is a running case its applicant must mend."""

    RUNNING = "running", "在办"
    DONE = "done", "办结"
    REJECTED = "rejected", "不同意"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    CANCELLED = "cancelled", "已撤销"
    TERMINATED = "terminated", "已终止"
    VOID = "void", "已作废"


class Case(Governed):
    """A running process about one subject, bound to the edition it began under.

    What has happened is in its events; state, version (how many events) and the rows of its
    tasks are folded from them by `rulebook.flow` and kept here for lists. ``road`` names the
    stages to be expected when it was submitted, for the line of progress. ``ring_at`` is when its
    next boundary timer is due, ``calendar`` the mark of the calendar its clocks were reckoned by;
    ``rating`` (1 to 5) is what the applicant thought of how it was handled.
    """

    number = models.CharField("办件编号", max_length=32, unique=True)
    title = models.CharField("标题", max_length=200)
    act = models.CharField("发起动作", max_length=100)
    entity = models.CharField("对象", max_length=100)
    key = models.CharField("对象主键", max_length=64)
    unit = models.ForeignKey("people.Unit", models.PROTECT, verbose_name="单位")
    applicant = models.ForeignKey("people.Person", models.PROTECT, verbose_name="申请人")
    process = models.CharField("流程", max_length=100)
    edition_digest = models.CharField("版次摘要", max_length=64)
    clause = models.CharField("依据条款", max_length=200)
    state = models.CharField("状态", max_length=10, choices=CaseState.choices)
    road = models.JSONField("预计环节", default=list)
    version = models.IntegerField("事件数", default=0)
    opened_at = models.DateTimeField("发起时间")
    closed_at = models.DateTimeField("办结时间", null=True)
    paused_at = models.DateTimeField("暂停计时", null=True)
    ring_at = models.DateTimeField("最近定时", null=True)
    calendar = models.CharField("工作日历", max_length=16, default="")
    rating = models.PositiveSmallIntegerField("办事评分", null=True)
    rating_words = models.CharField("办事评价", max_length=300, blank=True, default="")
    rated_at = models.DateTimeField("评价时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="gate_case_rating",
                violation_error_message="评分为 1 至 5 分。",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "key"]),
            models.Index(fields=["applicant", "-opened_at"]),
            models.Index(fields=["state", "unit"]),
            models.Index(
                fields=["ring_at"], name="gate_case_ring", condition=models.Q(ring_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TaskState(models.TextChoices):
    """Where a task stands (`rulebook.flow.TaskState`)."""

    OPEN = "open", "待办"
    WAITING = "waiting", "等待他人意见"
    SUSPENDED = "suspended", "等待退回件"
    DONE = "done", "已办"
    CLOSED = "closed", "已取消"


UNDONE = (TaskState.OPEN, TaskState.WAITING, TaskState.SUSPENDED)
"""States of a task somebody has still to answer for."""


class Task(Governed):
    """One open or finished step of a case, owned by a person or by the holders of a post."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name="办件")
    number = models.IntegerField("序号")
    stage = models.CharField("环节", max_length=50)
    label = models.CharField("环节名称", max_length=100)
    kind = models.CharField("类别", max_length=10)
    act = models.CharField("完成本环节的动作", max_length=100, blank=True)
    assignee = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="tasks", verbose_name="办理人"
    )
    role = models.CharField("岗位", max_length=50, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, verbose_name="岗位所在单位")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices)
    vacant = models.BooleanField("无人可办", default=False)
    overdue = models.BooleanField("已按超时处理", default=False)
    opened_at = models.DateTimeField("到达时间")
    due_at = models.DateTimeField("办理时限", null=True)
    remind_at = models.DateTimeField("提醒时间", null=True)
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
            models.Index(
                fields=["due_at"], name="gate_task_due",
                condition=models.Q(state__in=["open", "waiting"], overdue=False),
            ),
            models.Index(
                fields=["remind_at"], name="gate_task_remind",
                condition=models.Q(remind_at__isnull=False),
            ),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="gate_task_once")
        ]


class CaseEvent(Governed):
    """One thing that happened to a case; never changed, never deleted.

    ``body`` is the event as `rulebook.flow.codec` writes it; the other columns are its index.
    ``quiet`` ones are the machinery's, which the short trace leaves out.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", verbose_name="办件")
    number = models.IntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    on_behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    verb = models.CharField("动作", max_length=20)
    stage = models.CharField("环节", max_length=100, blank=True)
    words = models.TextField("记事")
    opinion = models.TextField("意见", blank=True)
    to_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    receipt = models.UUIDField("凭条")
    minutes = models.IntegerField("用时（工作分钟）", null=True)
    quiet = models.BooleanField("流程内部", default=False)
    body = models.JSONField("事件")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="gate_caseevent_once")
        ]


class Blob(models.Model):
    """The bytes of a file, named by their SHA-256, so that the same file is kept once."""

    digest = models.CharField("摘要", max_length=64, primary_key=True)
    content = models.BinaryField("内容")


class Attachment(Governed):
    """A file with a record; ``receipt_id`` is the passage it came with, such as an opinion's."""

    entity = models.CharField("对象", max_length=100)
    key = models.CharField("对象主键", max_length=64)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=80)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("摘要", max_length=64)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    at = models.DateTimeField("上传时间")
    state = models.CharField(
        "状态", max_length=5, choices=[("在册", "在册"), ("已移除", "已移除")], default="在册"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["entity", "key"])]

    def __str__(self) -> str:
        return self.name


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
