"""Orders about accounts pass the gate."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("security", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("security_accountorder")]
