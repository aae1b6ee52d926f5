"""The numbers of bookings, and the guard on every table of the business."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("meetings", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE meetings_number", "DROP SEQUENCE meetings_number"),
        Guard("meetings_room"),
        Guard("meetings_device"),
        Guard("meetings_booking"),
        Guard("meetings_work"),
        Guard("meetings_attendance"),
        Guard("meetings_plan"),
        Guard("meetings_bill"),
    ]
