"""When the clock has to look at a case or a task again, and by which calendar it was reckoned."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("gate", "0005_flow")]

    operations: ClassVar = [
        migrations.AddField(
            "case", "ring_at", models.DateTimeField(null=True, verbose_name="最近定时")
        ),
        migrations.AddField(
            "case",
            "calendar",
            models.CharField(default="", max_length=16, verbose_name="工作日历"),
        ),
        migrations.AddField(
            "task", "remind_at", models.DateTimeField(null=True, verbose_name="提醒时间")
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["ring_at"],
                name="gate_case_ring",
                condition=models.Q(("ring_at__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["remind_at"],
                name="gate_task_remind",
                condition=models.Q(("remind_at__isnull", False)),
            ),
        ),
    ]
