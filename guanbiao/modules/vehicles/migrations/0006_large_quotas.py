"""A quota of a province's whole law enforcement may exceed what a small integer holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vehicles", "0005_uploads_elsewhere")]

    operations: ClassVar = [
        migrations.AlterField("quota", "number", models.PositiveIntegerField("编制数（辆）")),
    ]
