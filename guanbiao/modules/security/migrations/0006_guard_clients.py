"""Systems that sign in through us are registered through the gate."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("security", "0005_clients"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("security_client")]
