"""The guard on the table of displays."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("displays", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("displays_display")]
