"""Signatures over heads of the chain may be added, never changed."""

from typing import ClassVar

from django.db import migrations, models

from guanbiao.gate.guard import AppendOnly

RIGHTS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        PERFORM gate_rights('guanbiao_app');
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("gate", "0003_rights")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="HeadSignature",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="链上序号"
                    ),
                ),
                ("chain", models.CharField(max_length=64, verbose_name="链值")),
                ("suite", models.CharField(max_length=20, verbose_name="算法")),
                ("key", models.CharField(max_length=64, verbose_name="公钥指纹")),
                ("signature", models.TextField(verbose_name="签名")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="签名时间")),
            ],
        ),
        AppendOnly("gate_headsignature"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
