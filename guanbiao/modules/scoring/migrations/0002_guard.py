"""The numbers of sheets, and the guard on their tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("scoring", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE scoring_number", "DROP SEQUENCE scoring_number"),
        Guard("scoring_sheet"),
        Guard("scoring_item"),
    ]
