"""What is remembered of an audit; its findings lie beside it as Parquet files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RunState(models.TextChoices):
    """Where a run stands; an unfinished one is taken up again, not begun anew."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"


class AuditRun(models.Model):
    """Who had which records judged when, and what came of it.

    ``counts`` is verdict → number of judgements; ``digest`` a SHA-256 over all findings in any
    order, so two runs over the same records can be compared; ``folder`` lies below the
    installation's audit folder. ``unpushed`` says which rules were judged in Python and why.
    """

    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    by_id = models.BigIntegerField("发起人", null=True)
    by_name = models.CharField("发起人姓名", max_length=100, blank=True)
    entities = models.JSONField("对象")
    from_day = models.DateField("起")
    to_day = models.DateField("止")
    engine = models.CharField("引擎", max_length=20)
    state = models.CharField("状态", max_length=10, choices=RunState.choices)
    rows = models.BigIntegerField("记录数", default=0)
    unjudged = models.BigIntegerField("无单位未判定的记录数", default=0)
    findings = models.BigIntegerField("问题数", default=0)
    counts = models.JSONField("判定计数", default=dict)
    unpushed = models.JSONField("逐条判定的规则", default=dict)
    digest = models.CharField("摘要", max_length=64, blank=True)
    seconds = models.FloatField("用时（秒）", default=0)
    folder = models.CharField("结果目录", max_length=100, unique=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        indexes: ClassVar = [models.Index(fields=["state", "-started_at"], name="audit_run_state")]

    def __str__(self) -> str:
        return f"贯标审计 {self.from_day}～{self.to_day}"


class RehearsalState(models.TextChoices):
    """Where a rehearsal stands; one cut short is taken up at its first unfinished part."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class Rehearsal(models.Model):
    """A candidate edition tried on the records of a period (see `audit.rehearsal`).

    ``files`` and ``digest`` are the candidate's, ``units`` the pilot units (none: as the edition
    says). ``counts`` is source → kind of change → rows; ``unpushed`` says which rules were judged
    in Python and why; ``folder`` lies below the installation's audit folder.
    """

    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    by_id = models.BigIntegerField("发起人", null=True)
    by_name = models.CharField("发起人姓名", max_length=100, blank=True)
    number = models.CharField("标准编号", max_length=100)
    edition = models.CharField("版次", max_length=50)
    title = models.CharField("名称", max_length=200)
    files = models.JSONField("文件")
    digest = models.CharField("摘要", max_length=64)
    units = models.JSONField("试点单位", default=list)
    from_day = models.DateField("起")
    to_day = models.DateField("止")
    engine = models.CharField("引擎", max_length=20, default="duckdb")
    state = models.CharField(
        "状态", max_length=10, choices=RehearsalState.choices, default=RehearsalState.WAITING
    )
    rows = models.BigIntegerField("记录数", default=0)
    done_rows = models.BigIntegerField("已试记录数", default=0)
    counts = models.JSONField("变化计数", default=dict)
    unpushed = models.JSONField("逐条判定的规则", default=dict)
    seconds = models.FloatField("用时（秒）", default=0)
    folder = models.CharField("结果目录", max_length=100, unique=True)
    words = models.TextField("说明", blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        indexes: ClassVar = [models.Index(fields=["digest", "state"], name="audit_rehearsal_of")]

    def __str__(self) -> str:
        return f"修订仿真 {self.number} {self.edition}"

    @property
    def percent(self) -> int:
        """How far it is, 0–100."""
        if self.state == RehearsalState.DONE:
            return 100
        return min(99, 100 * self.done_rows // max(self.rows, 1))
