"""The shelf is guarded like any business."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("shelf", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [Guard("shelf_book"), Guard("shelf_loan")]
