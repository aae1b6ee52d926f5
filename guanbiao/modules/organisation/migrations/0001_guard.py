"""The tables of `people` are guarded from here, because `people` knows no gate."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        Guard("people_unit"),
        Guard("people_person"),
        Guard("people_post"),
        Guard("people_delegation"),
    ]
