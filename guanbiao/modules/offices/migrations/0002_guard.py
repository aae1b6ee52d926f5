"""The guard on all tables of office space."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("offices", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        Guard(f"offices_{table}") for table in ("site", "building", "floor", "room", "allocation")
    ]
