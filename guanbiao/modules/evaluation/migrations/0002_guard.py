"""The numbers of evaluation, and the guard on its tables."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE evaluation_number", "DROP SEQUENCE evaluation_number"),
        Guard("evaluation_sample"),
        Guard("evaluation_sampleitem"),
        Guard("evaluation_proposal"),
        Guard("evaluation_review"),
        Guard("evaluation_saving"),
        Guard("evaluation_ask"),
    ]
