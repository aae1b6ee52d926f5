"""The numbers of releases, and the guard on the three tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("publishing", "0001_initial"),
        ("gate", "0002_doors"),
        ("audit", "0002_rehearsal"),
    ]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE publishing_number", "DROP SEQUENCE publishing_number"),
        Guard("publishing_release"),
        Guard("publishing_clash"),
        Guard("publishing_reading"),
    ]
