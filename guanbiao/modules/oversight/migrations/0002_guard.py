"""The numbers of matters, and the guard on both tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("oversight", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE oversight_number", "DROP SEQUENCE oversight_number"),
        Guard("oversight_matter"),
        Guard("oversight_report"),
    ]
