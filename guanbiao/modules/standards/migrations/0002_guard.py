"""The numbers of drafting projects, and the guard on every table of drafting."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import Guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [("standards", "0001_initial"), ("gate", "0002_doors")]
    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE standards_number", "DROP SEQUENCE standards_number"),
        Guard("standards_draft"),
        Guard("standards_member"),
        Guard("standards_drafttext"),
        Guard("standards_consult"),
        Guard("standards_opinion"),
        Guard("standards_review"),
    ]
