"""Whether a message arrived: asked where the other side waits to be asked, kept where it is early."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("channels", "0004_told_afterwards")]

    operations: ClassVar = [
        migrations.AddField(
            "sending", "ask_at", models.DateTimeField(null=True, verbose_name="下次查询结果")
        ),
        migrations.AddIndex(
            "sending",
            models.Index(
                condition=models.Q(("ask_at__isnull", False)),
                fields=["ask_at"],
                name="channels_sending_ask",
            ),
        ),
        migrations.CreateModel(
            "Early",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=100, unique=True, verbose_name="对方编号"),
                ),
                ("arrived", models.BooleanField(verbose_name="已送达")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("at", models.DateTimeField(verbose_name="收到时间")),
            ],
        ),
    ]
