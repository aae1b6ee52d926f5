"""The numbers of voices, and the guard on their table."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("voices", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE voices_number", "DROP SEQUENCE voices_number"),
        Guard("voices_voice"),
    ]
