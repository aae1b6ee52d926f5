"""The guard on the words of units."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0002_wording"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("cases_wording")]
