from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="AuditRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("by_id", models.BigIntegerField(null=True, verbose_name="发起人")),
                (
                    "by_name",
                    models.CharField(blank=True, max_length=100, verbose_name="发起人姓名"),
                ),
                ("entities", models.JSONField(verbose_name="对象")),
                ("from_day", models.DateField(verbose_name="起")),
                ("to_day", models.DateField(verbose_name="止")),
                ("engine", models.CharField(max_length=20, verbose_name="引擎")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "进行中"), ("done", "已完成")],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("rows", models.BigIntegerField(default=0, verbose_name="记录数")),
                (
                    "unjudged",
                    models.BigIntegerField(default=0, verbose_name="无单位未判定的记录数"),
                ),
                ("findings", models.BigIntegerField(default=0, verbose_name="问题数")),
                ("counts", models.JSONField(default=dict, verbose_name="判定计数")),
                ("unpushed", models.JSONField(default=dict, verbose_name="逐条判定的规则")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
                ("seconds", models.FloatField(default=0, verbose_name="用时（秒）")),
                ("folder", models.CharField(max_length=100, unique=True, verbose_name="结果目录")),
            ],
            options={
                "ordering": ["-started_at"],
                "indexes": [models.Index(fields=["state", "-started_at"], name="audit_run_state")],
            },
        ),
    ]
