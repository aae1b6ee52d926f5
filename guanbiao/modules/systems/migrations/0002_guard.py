"""The guard on all tables of standards systems."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard

TABLES = ("system", "node", "entry", "duty", "link", "pilot", "exemplar", "honour")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("systems", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard(f"systems_{table}") for table in TABLES]
