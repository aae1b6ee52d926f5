"""The numbers of notices, and the guard on their tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notices", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE notices_number", "DROP SEQUENCE notices_number"),
        Guard("notices_notice"),
        Guard("notices_reading"),
    ]
