"""The numbers of receptions and settlements, and the guard on all tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reception", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE reception_number", "DROP SEQUENCE reception_number"),
        *(
            Guard(f"reception_{table}")
            for table in (
                "order", "attendant", "meal", "lodging", "ride", "budget", "settlement",
            )
        ),
    ]  # fmt: skip
