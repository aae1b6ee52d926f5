"""Sign-ins, tried or done, are only added to."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import AppendOnly

SETTLE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        PERFORM gate_rights('guanbiao_app');
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisation", "0001_guard"),
        ("gate", "0003_rights"),
        ("people", "0001_initial"),
    ]
    operations: ClassVar = [
        AppendOnly("people_loginevent"),
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
    ]
