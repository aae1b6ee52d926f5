"""Looks at personal data and changes of keys pass the gate."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("security", "0003_personal_data"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("security_accessrecord"), Guard("security_keychange")]
