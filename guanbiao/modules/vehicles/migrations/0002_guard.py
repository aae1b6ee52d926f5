"""The numbers of requests and trips, and the guard on every table of the business."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vehicles", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE vehicles_number", "DROP SEQUENCE vehicles_number"),
        Guard("vehicles_vehicle"),
        Guard("vehicles_quota"),
        Guard("vehicles_driver"),
        Guard("vehicles_request"),
        Guard("vehicles_trip"),
        Guard("vehicles_fuel"),
    ]
