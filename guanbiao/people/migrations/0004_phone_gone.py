"""The clear column goes once every number lies sealed."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0003_person_sealed"),
        ("organisation", "0003_seal_phones"),
    ]
    operations: ClassVar = [migrations.RemoveField(model_name="person", name="phone")]
