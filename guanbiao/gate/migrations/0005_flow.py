"""Cases, tasks and events as the process kernel keeps them, in place of the first form.

Cases of the first form are not carried over: no version that had them was released.
"""

import django.db.models.deletion
from django.db import migrations, models

import guanbiao.gate.guard


class Migration(migrations.Migration):
    dependencies = [
        ("gate", "0004_head_signatures"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="CaseEvent",
        ),
        migrations.DeleteModel(
            name="Task",
        ),
        migrations.DeleteModel(
            name="Case",
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt_id",
                    models.UUIDField(editable=False, null=True, verbose_name="最近凭条"),
                ),
                ("number", models.CharField(max_length=32, unique=True, verbose_name="办件编号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("act", models.CharField(max_length=100, verbose_name="发起动作")),
                ("entity", models.CharField(max_length=100, verbose_name="对象")),
                ("key", models.CharField(max_length=64, verbose_name="对象主键")),
                ("process", models.CharField(max_length=100, verbose_name="流程")),
                ("edition_digest", models.CharField(max_length=64, verbose_name="版次摘要")),
                ("clause", models.CharField(max_length=200, verbose_name="依据条款")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "在办"),
                            ("done", "办结"),
                            ("rejected", "不同意"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                            ("cancelled", "已撤销"),
                            ("terminated", "已终止"),
                            ("void", "已作废"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("road", models.JSONField(default=list, verbose_name="预计环节")),
                ("version", models.IntegerField(default=0, verbose_name="事件数")),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("paused_at", models.DateTimeField(null=True, verbose_name="暂停计时")),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.person",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "key"], name="gate_case_entity_eec73a_idx"),
                    models.Index(
                        fields=["applicant", "-opened_at"], name="gate_case_applica_c20012_idx"
                    ),
                    models.Index(fields=["state", "unit"], name="gate_case_state_ccc696_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt_id",
                    models.UUIDField(editable=False, null=True, verbose_name="最近凭条"),
                ),
                ("number", models.IntegerField(verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("verb", models.CharField(max_length=20, verbose_name="动作")),
                ("stage", models.CharField(blank=True, max_length=100, verbose_name="环节")),
                ("words", models.TextField(verbose_name="记事")),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                ("receipt", models.UUIDField(verbose_name="凭条")),
                ("minutes", models.IntegerField(null=True, verbose_name="用时（工作分钟）")),
                ("quiet", models.BooleanField(default=False, verbose_name="流程内部")),
                ("body", models.JSONField(verbose_name="事件")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="gate.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "on_behalf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="gate_caseevent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "receipt_id",
                    models.UUIDField(editable=False, null=True, verbose_name="最近凭条"),
                ),
                ("number", models.IntegerField(verbose_name="序号")),
                ("stage", models.CharField(max_length=50, verbose_name="环节")),
                ("label", models.CharField(max_length=100, verbose_name="环节名称")),
                ("kind", models.CharField(max_length=10, verbose_name="类别")),
                (
                    "act",
                    models.CharField(blank=True, max_length=100, verbose_name="完成本环节的动作"),
                ),
                ("role", models.CharField(blank=True, max_length=50, verbose_name="岗位")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待办"),
                            ("waiting", "等待他人意见"),
                            ("suspended", "等待退回件"),
                            ("done", "已办"),
                            ("closed", "已取消"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("vacant", models.BooleanField(default=False, verbose_name="无人可办")),
                ("overdue", models.BooleanField(default=False, verbose_name="已按超时处理")),
                ("opened_at", models.DateTimeField(verbose_name="到达时间")),
                ("due_at", models.DateTimeField(null=True, verbose_name="办理时限")),
                ("done_at", models.DateTimeField(null=True, verbose_name="办理时间")),
                ("verb", models.CharField(blank=True, max_length=20, verbose_name="办理结果")),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="people.person",
                        verbose_name="办理人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="gate.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="实际办理人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.unit",
                        verbose_name="岗位所在单位",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["assignee", "state"], name="gate_task_assigne_80491e_idx"),
                    models.Index(
                        fields=["role", "unit", "state"], name="gate_task_role_b4c673_idx"
                    ),
                    models.Index(
                        condition=models.Q(("overdue", False), ("state__in", ["open", "waiting"])),
                        fields=["due_at"],
                        name="gate_task_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="gate_task_once")
                ],
            },
        ),
        guanbiao.gate.guard.Guard(
            table="gate_case",
        ),
        guanbiao.gate.guard.Guard(
            table="gate_task",
        ),
        guanbiao.gate.guard.Guard(
            table="gate_caseevent",
        ),
        guanbiao.gate.guard.AppendOnly(
            table="gate_caseevent",
        ),
    ]
